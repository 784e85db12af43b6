// Notes, escalations, reassignments and priorities whose webhooks were lost are found by looking every minute, each once; so are
// none whose webhooks came, and none of our own.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

void by_looking(tocsin::handlers::Settings& settings) { settings.pagerduty.check_every = minutes{1}; }

std::vector<std::string> changes(Story& story) {
    std::vector<std::string> out;
    for (const auto& event : story.timeline(1))
        if (const auto* changed = std::get_if<tocsin::event::PagerDutyChanged>(&event.body)) out.push_back(changed->what + ": " + changed->detail);
    return out;
}

std::string opened(Story& story) {
    story.advance(minutes{2});
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "sev INC-1 3");
    story.deliver_pagerduty();
    story.advance(minutes{2});
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"SEV3"});
    return alert;
}

/// In PagerDuty, by its people, a few seconds apart.
void much_happens(Story& story, const std::string& alert) {
    auto& pagerduty = story.pagerduty();
    REQUIRE(pagerduty.add_note(alert, kPagerDora, "I look at the cache").has_value());
    story.advance(seconds{5});
    REQUIRE(pagerduty.escalate_by(alert, kPagerDora).has_value());
    story.advance(seconds{5});
    REQUIRE(pagerduty.reassign(alert, kPagerDora, {kPagerBob, kPagerDora}).has_value());
    story.advance(seconds{5});
    REQUIRE(pagerduty.set_priority(alert, kPagerBob, "PRIO1").has_value());
}

const std::vector<std::string> kAll{"priority_updated: priority set to P3 from here", "annotated: note: I look at the cache", "escalated: escalated to Alice",
                                    "reassigned: reassigned to Bob and Dora", "priority_updated: priority set to P1"};

}  // namespace

TEST_CASE("what was lost is made up for once, and late webhooks add nothing") {
    Story story(by_looking);
    const auto alert = opened(story);
    much_happens(story, alert);
    const auto late = story.pagerduty().take_deliveries();
    CHECK(late.size() == 4);
    story.advance(minutes{2});
    CHECK(changes(story) == kAll);
    CHECK(story.incident(1).severity == tocsin::Severity::sev1);
    for (const auto& request : late) CHECK(story.deliver(request).status / 100 == 2);
    story.advance(minutes{5});
    CHECK(changes(story) == kAll);
    CHECK(story.count(1, "severity_changed") == 2);
    CHECK(story.pagerduty().calls("PUT /incidents/{id}").size() == 1);
    story.says(story.channel_id(1), {"I look at the cache", "escalated to Alice", "reassigned to Bob and Dora", "priority set to P1", "SEV3 → SEV1"});
}

TEST_CASE("what came by webhook is not found a second time") {
    Story story(by_looking);
    const auto alert = opened(story);
    much_happens(story, alert);
    story.deliver_pagerduty();
    auto came = changes(story);
    story.advance(minutes{5});
    CHECK(changes(story) == came);
    std::ranges::sort(came);
    auto all = kAll;
    std::ranges::sort(all);
    CHECK(came == all);
    story.says(story.channel_id(1), {"I look at the cache", "escalated to Alice", "reassigned to Bob and Dora", "priority set to P1", "SEV3 → SEV1"});
}

TEST_CASE("our own changes whose webhooks are lost do not come back by looking") {
    Story story(by_looking);
    const auto alert = opened(story);
    const auto channel = story.channel_id(1);
    story.type(kBob, channel, "note the cache is cold");
    story.type(kBob, channel, "escalate");
    story.advance(seconds{10});
    story.type(kBob, channel, "assign @U0BOB");
    story.type(kBob, channel, "sev 2");
    const auto late = story.pagerduty().take_deliveries();
    CHECK(late.size() == 4);
    const auto before = story.kinds(1);
    story.advance(minutes{5});
    CHECK(story.kinds(1) == before);
    for (const auto& request : late) story.deliver(request);
    story.advance(minutes{2});
    CHECK(story.kinds(1) == before);
    story.says(channel, {"the cache is cold", "is to be escalated", "escalated to level 2, Alice, from here", "is to be assigned to", "reassigned to Bob from here", "SEV2"});
    CHECK(story.pagerduty().incident(alert)->priority == "PRIO2");
}
