// A page that can reach nobody, or whose every message fails, ends in an alarm outside of the incident's channel, and wastes no time.
#include "bot/oncall/book.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// `file`, in which these people have no rule for low urgency: an edition that an earlier release took in.
std::function<void(tocsin::handlers::Settings&)> silent_when_low(const std::string& file, const std::vector<std::string>& people) {
    return [=](tocsin::handlers::Settings& settings) {
        auto edition = std::make_shared<tocsin::oncall::Edition>(*tocsin::oncall::recall(file));
        for (auto& person : edition->file.people)
            if (std::ranges::find(people, person.id.value) != people.end()) person.notify.low = std::vector<tocsin::oncall::NotifyRule>();
        settings.oncall->set_current(std::move(edition));
    };
}

void slack_refuses(Story& story, int people) {
    for (int i = 0; i < people; ++i) story.slack().fail_next("conversations.open", Fault::api_error("user_disabled"));
}

}  // namespace

TEST_CASE("whoever has no rule for this urgency is passed over at once, and the channel says so") {
    Story story(silent_when_low(shop_policy_file(), {"bob"}));
    const auto channel = story.declare(kAlice, "sev4 Checkout looks odd");
    story.type(kAlice, channel, "page Checkout --yes");
    story.says(channel, {"page to *Checkout*", "step 1 skipped: nothing can be sent: no notification rule for low urgency has bob", "paging Alice"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    CHECK_THAT(story.type(kAlice, channel, "assign <@U0BOB>"), Contains("has no notification rule for low urgency"));
    story.type(kAlice, channel, "ack");
    story.all_was_expected();
}

TEST_CASE("nobody has a rule for it, the fallback neither: the alarm goes to the announcements at once") {
    Story story(silent_when_low(shop_policy_file(), {"bob", "alice"}));
    const auto channel = story.declare(kAlice, "sev4 Checkout looks odd");
    CHECK_THAT(story.type(kAlice, channel, "page Checkout --yes"), Contains("Nobody whom it names can be told"));
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::exhausted);
    CHECK(story.incident(1).pages.front().notifications.empty());
    story.says(channel, {"page to *Checkout*", "step 1 skipped", "step 2 skipped", "nobody is left to page — call somebody"});
    story.says(kAnnounce, {"🚨 *INC-1*: page P1: nobody has acknowledged, and there is no further step; nobody is left to page"});
}

TEST_CASE("every message to the fallback fails: that is an alarm as well, once, also of a service without PagerDuty") {
    Story story(kShopFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    slack_refuses(story, 2);
    story.twilio().fail_all(Fault::api_error("Invalid number", 21211));
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(minutes{30});
    story.says(channel, {"page to *checkout*", "paging bob", "notification 1 failed", "notification 2 failed", "paging the fallback, carol", "notification 3 failed",
                         "notification 4 failed", "page P1 to its fallback — not one message went out"});
    story.says(kAnnounce, {"🚨 *INC-1*: could not be delivered: page P1 to its fallback — not one message went out, and nobody has acknowledged: call somebody"});
}

TEST_CASE("a step was told and sleeps, the fallback cannot be reached: the alarm comes when its last message has failed") {
    Story story(kShopFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(minutes{4});
    slack_refuses(story, 1);
    story.twilio().fail_all(Fault::http(503));
    story.says(kAnnounce, {});
    story.advance(minutes{6});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts("+12025550143", {"INC-1"});
    story.says(channel, {"page to *checkout*", "paging bob", "nobody has been notified", "paging the fallback, carol", "failed", "failed", "page P1 to its fallback"});
    story.says(kAnnounce, {"page P1 to its fallback"});
}

TEST_CASE("of a private incident the alarm reaches the admins, and no channel") {
    Story story(kShopFile);
    story.type(kAlice, kGeneral, "declare sev1 Checkout leaks --private");
    const auto channel = story.channel_id(1);
    slack_refuses(story, 2);
    story.twilio().fail_all(Fault::api_error("Invalid number", 21211));
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(minutes{2});
    CHECK(story.slack().messages(kAnnounce).empty());
    story.says(story.direct(kAlice), {"page P1 to its fallback"});
    story.all_was_expected();
}

TEST_CASE("nothing of tocsin's arrives, and PagerDuty, the last way that is left, cannot be reached either") {
    Story story(on_call_by(shop_policy_file()));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    slack_refuses(story, 3);
    story.twilio().fail_all(Fault::api_error("Invalid number", 21211));
    story.pagerduty().fail_all(Fault::http(500));
    story.type(kAlice, channel, "page Checkout --yes");
    story.advance(seconds{30});
    story.says(kAnnounce, {});
    story.advance(seconds{35});
    story.says(kAnnounce, {"page P1 to its fallback — not one message went out"});
    story.advance(minutes{30});
    story.says(kAnnounce, {});
    story.all_was_expected();
}
