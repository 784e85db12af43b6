// `@tocsin note …` in a thread, where slash commands do not work; and every other verb the same way.
#include <fmt/format.h>

#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a note by mention in a thread is an entry with a check mark, and is edited with its message") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto above = story.slack().say(kBob, channel, "What do we know?");
    const auto ts = story.slack().reply(kCarol, channel, above, "<@U0TOCSIN> note failed over by <@U0ALICE>");
    for (const auto& request : story.deliver_events()) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.settle();
    CHECK(story.count(1, "message_captured") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol failed over by alice (in a thread)"));
    story.slack().edit(kCarol, channel, ts, "<@U0TOCSIN> note failed over to region two");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("failed over to region two (in a thread) (edited)"));
}

TEST_CASE("verbs, mistakes and questions are answered to whoever asked, once") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kBob, channel, "<@U0TOCSIN> sev 1 all regions");
    for (const auto& request : story.deliver_events()) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.settle();
    CHECK(story.incident(1).severity == Severity::sev1);
    story.slack().say(kBob, channel, "<@U0TOCSIN> resovle");
    story.deliver_events();
    story.slack().say(kBob, channel, "I like <@U0TOCSIN> very much");
    story.deliver_events();
    story.says(channel, {"SEV2 → SEV1"});
    story.tells(kBob, {"SEV2 → SEV1", "resolve"});
}

TEST_CASE("a mention that is deleted at once is kept with what it said") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "<@U0TOCSIN> note the queue is full");
    story.slack().erase(channel, ts);
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol the queue is full (deleted in Slack)"));
}

TEST_CASE("`--share` shows the answer to everybody where it was asked, once") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "note the cache is cold");
    const auto above = story.slack().say(kBob, channel, "What do we know?");
    story.slack().fail_next("chat.postMessage", Fault::drop_after());
    story.slack().reply(kCarol, channel, above, "<@U0TOCSIN> timeline --share");
    story.deliver_events();
    story.advance(minutes{2});
    const auto shared = story.slack().messages(channel).back();
    CHECK(shared.thread_ts == above);
    CHECK_THAT(readable(shared.text, shared.blocks), Contains("the cache is cold"));
    story.slack().say(kCarol, channel, "<@U0TOCSIN> show --share");
    story.deliver_events();
    CHECK_THAT(readable({}, story.slack().messages(channel).back().blocks), Contains("SEV2") && Contains("Checkout is failing"));
    story.slack().say(kBob, channel, "<@U0TOCSIN> timeline");
    story.deliver_events();
    story.tells(kBob, {"the cache is cold"});
    story.says(channel, {"the cache is cold", "the cache is cold", "Checkout is failing"});
}

TEST_CASE("a time that was said in a note is no part of its text, also when the note is edited") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "<@U0TOCSIN> note failed over --at 14:05");
    story.deliver_events();
    const Time first = story.timeline(1).back().occurred_at;
    CHECK(first < story.now() - hours{1});
    story.advance(hours{20});
    story.slack().edit(kCarol, channel, ts, "<@U0TOCSIN> note failed over to region two --at 14:05");
    story.deliver_events();
    CHECK(story.count(1, "message_revised") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol failed over to region two (edited)") && !Contains("--at"));
    story.slack().edit(kCarol, channel, ts, "<@U0TOCSIN> note failed over to region two --at 14:10");
    story.deliver_events();
    CHECK(story.count(1, "entry_withdrawn") == 1);
    CHECK(story.count(1, "message_captured") == 2);
    CHECK(story.timeline(1).back().occurred_at == first + minutes{5});
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol failed over to region two") && !Contains("--at"));
    story.slack().edit(kCarol, channel, ts, "<@U0TOCSIN> note failed over to region three");
    story.deliver_events();
    CHECK(story.timeline(1).back().occurred_at > first + minutes{5});
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol failed over to region three") && !Contains("region two"));
    story.all_was_expected();
}

TEST_CASE("who only speaks of a command gives none, and reads how it would be one") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kBob, channel, "does anybody know how <@U0TOCSIN> status monitoring works?");
    story.deliver_events();
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    story.tells(kBob, {"only spoke of one, so nothing was done"});
    story.slack().say(kBob, channel, "thanks, <@U0TOCSIN>!");
    story.deliver_events();
    story.tells(kBob, {});
    story.says(channel, {});
}

TEST_CASE("a topic or purpose that names the bot is no command, and a broadcast answer is one") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    for (const char* subtype : {"channel_topic", "channel_purpose", "channel_join"})
        for (const char* type : {"message", "app_mention"}) {
            CHECK(story.deliver(story.slack().event(fmt::format(R"({{"type":"{}","subtype":"{}","channel":"{}","user":"U0CAROL","text":"<@U0TOCSIN> task buy ice",)"
                                                               R"("ts":"1794000700.000200","event_ts":"1794000700.000200"}})", type, subtype, channel))).status == 200);
            story.settle();
        }
    CHECK(story.count(1, "task_added") == 0);
    CHECK(story.deliver(story.slack().event(fmt::format(R"({{"type":"message","subtype":"thread_broadcast","channel":"{}","user":"U0CAROL","text":"<@U0TOCSIN> task buy ice",)"
                                                       R"("ts":"1794000700.000300","thread_ts":"1794000600.000100","event_ts":"1794000700.000300"}})", channel))).status == 200);
    story.settle();
    CHECK(story.count(1, "task_added") == 1);
    story.all_was_expected();
}

TEST_CASE("a person whose name looks like a part of a command commands nothing") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kBob, channel, "<@U0TOCSIN> note asked <@U0NOBODY|Eve --at 10:00> to restart it");
    story.slack().react(kCarol, channel, ts, "star");
    story.deliver_events();
    const auto written = story.now() - minutes{5};
    for (const auto& event : story.timeline(1))
        if (tocsin::kind_of(event.body) == "message_captured") CHECK(event.occurred_at > written);
    CHECK(story.count(1, "message_captured") == 1);
    story.all_was_expected();
}

TEST_CASE("the card that is shown elsewhere says where its buttons are") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kBob, kGeneral, "<@U0TOCSIN> show INC-1");
    story.deliver_events();
    const auto shown = story.slack().ephemerals(kBob).back();
    CHECK_THAT(readable(shown.text, shown.blocks), Contains("pinned in <#" + channel + ">"));
    story.all_was_expected();
}
