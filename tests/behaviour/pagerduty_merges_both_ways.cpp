// A merge here asks before PagerDuty's incidents become one; a merge there is offered here, and nothing is merged by itself.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

struct Two {
    std::string first, second;  ///< PagerDuty's incidents behind INC-1 and INC-2
};

Two two_incidents(Story& story) {
    Two out;
    out.first = story.pagerduty().trigger(kCheckout, "Errors").value();
    out.second = story.pagerduty().trigger(kPayments, "Slow").value();
    story.deliver_pagerduty();
    return out;
}

std::size_t resolves(Story& story, const std::string& alert) {
    const auto& log = story.pagerduty().incident(alert)->log;
    return static_cast<std::size_t>(std::ranges::count(log, "resolve_log_entry", &tocsin::sandbox::PagerDutyLogEntry::type));
}

}  // namespace

TEST_CASE("merge asks; the button merges there as the person, once, and does not come back") {
    Story story;
    const auto [first, second] = two_incidents(story);
    CHECK_THAT(story.type(kBob, kGeneral, "merge INC-2 into INC-1"), Contains("still two"));
    CHECK(story.pagerduty().incident(second)->status == "triggered");
    story.press_answer(kBob, "tocsin.confirm_merge");
    story.tells(kBob, {"asked in your name to merge 1 of its incidents"});
    CHECK(story.pagerduty().incident(second)->merged_into == first);
    CHECK_THAT(story.pagerduty().incident(second)->log.back().agent, Contains(kPagerBob));
    const auto kinds = story.kinds(1);
    CHECK(story.deliver_pagerduty().size() == 1);
    CHECK(story.kinds(1) == kinds);
    CHECK(story.count(1, "resolve_proposed") == 0);
    CHECK(story.count(1, "merge_proposed") == 0);
    CHECK_THAT(story.type(kBob, kGeneral, "merge INC-2 into INC-1 --yes"), Contains("nothing is left to merge"));
    CHECK(resolves(story, second) == 1);
}

TEST_CASE("--yes merges both at once; where there is nothing to merge in PagerDuty, nothing is asked") {
    Story story;
    const auto [first, second] = two_incidents(story);
    CHECK_THAT(story.type(kBob, kGeneral, "merge INC-2 into INC-1 --yes"), Contains("asked in your name"));
    CHECK(story.pagerduty().incident(second)->merged_into == first);
    story.deliver_pagerduty();
    const auto channel = story.declare(kBob, "sev3 Payments are slow");
    CHECK_THAT(story.type(kBob, channel, "merge into INC-1"), !Contains("PagerDuty they are still two"));
    story.says(channel, {"merged into incident 1", "canceled"});
}

TEST_CASE("PagerDuty is down for an hour: the merge is retried and done once") {
    Story story;
    const auto [first, second] = two_incidents(story);
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, kGeneral, "merge INC-2 into INC-1 --yes");
    CHECK(story.count(1, "delivery_failed") == 1);
    story.advance(hours{1});
    story.pagerduty().clear_faults();
    story.pagerduty().fail_next("PUT /incidents/{id}/merge", Fault::drop_after());
    story.advance(minutes{15});
    CHECK(story.pagerduty().incident(second)->merged_into == first);
    CHECK(resolves(story, second) == 1);
    CHECK(story.incident(1).pagerduty.back().state == "resolved");
    const auto kinds = story.kinds(1);
    story.deliver_pagerduty();
    CHECK(story.kinds(1) == kinds);
}

TEST_CASE("a merge in PagerDuty is offered here and not applied") {
    Story story([](auto& settings) { settings.pagerduty.resolve = tocsin::handlers::ResolveMode::apply; });
    const auto [first, second] = two_incidents(story);
    REQUIRE(story.pagerduty().merge(second, first, kPagerDora).has_value());
    story.deliver_pagerduty();
    CHECK(story.count(2, "merge_proposed") == 1);
    CHECK(story.count(2, "resolve_proposed") == 0);
    CHECK(story.incident(2).status == tocsin::Status::triage);
    CHECK_THAT(story.type(kBob, kGeneral, "timeline INC-2"), Contains("merge into 1"));
    CHECK_THAT(story.type(kBob, kGeneral, "merge INC-2 into INC-1"), !Contains("still two"));
}

TEST_CASE("a merge whose webhook was lost is found by looking, once") {
    Story story([](auto& settings) { settings.pagerduty.check_every = minutes{1}; });
    story.advance(minutes{2});
    const auto [first, second] = two_incidents(story);
    story.advance(minutes{2});
    REQUIRE(story.pagerduty().merge(second, first, kPagerDora).has_value());
    const auto late = story.pagerduty().take_deliveries();
    story.advance(minutes{3});
    CHECK(story.count(2, "merge_proposed") == 1);
    CHECK(story.incident(2).status == tocsin::Status::triage);
    const auto kinds = story.kinds(2);
    for (const auto& request : late) story.deliver(request);
    story.advance(minutes{3});
    CHECK(story.kinds(2) == kinds);
}

TEST_CASE("two PagerDuty incidents of one incident here are merged there: nothing is over and nothing is offered") {
    Story story;
    const auto first = story.pagerduty().trigger(kCheckout, "Errors").value();
    const auto second = story.pagerduty().trigger(kCheckout, "More errors").value();
    story.deliver_pagerduty();
    REQUIRE(story.incident(1).pagerduty.size() == 2);
    REQUIRE(story.pagerduty().merge(second, first, kPagerDora).has_value());
    story.deliver_pagerduty();
    CHECK(story.count(1, "merge_proposed") == 0);
    CHECK(story.count(1, "resolve_proposed") == 0);
    CHECK(story.incident(1).pagerduty.back().state == "resolved");
}
