// An entry made of a message follows it: edited, deleted, each as an event of its own; the timeline and the post-mortem show it once.
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string draft(Story& story) { return story.api("GET", "/api/v1/incidents/1/postmortem").body; }

}  // namespace

TEST_CASE("an edited message is revised, a deleted one marked, and shown once") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "The cache is cold");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    story.slack().edit(kCarol, channel, ts, "The cache of region two is cold");
    story.deliver_events();
    CHECK(story.count(1, "message_revised") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("The cache of region two is cold (edited)") && !Contains("The cache is cold") && !Contains("edited: "));
    CHECK_THAT(draft(story), Contains("The cache of region two is cold") && Contains("/archives/" + channel));

    story.slack().erase(channel, ts);
    story.deliver_events();
    CHECK(story.count(1, "message_deleted") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("The cache of region two is cold (edited) (deleted in Slack)"));
    CHECK(story.count(1, "message_captured") == 1);
}

TEST_CASE("an edit that is told before the mark loses nothing") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "first");
    story.slack().react(kBob, channel, ts, "pushpin");
    const auto reaction = story.slack().take_events();
    story.slack().edit(kCarol, channel, ts, "second");
    const auto edited = story.slack().take_events();
    for (const auto& request : edited) CHECK(story.deliver(request).status == 200);
    for (const auto& request : reaction) CHECK(story.deliver(request).status == 200);
    story.settle();
    const auto shown = story.type(kBob, channel, "timeline");
    CHECK_THAT(shown, Contains("second") && !Contains("first"));
}

TEST_CASE("a message that is gone before it is read is said to be so") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "oops, a password");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.slack().erase(channel, ts);
    story.deliver_events();
    CHECK(story.count(1, "message_captured") == 0);
    story.tells(kBob, {"deleted before it could be read"});
}

TEST_CASE("what was erased on purpose does not come back by an edit") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "the password is hunter2");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    story.slack().edit(kCarol, channel, ts, "the password is hunter3");
    story.deliver_events();
    const auto entry = story.timeline(1).back().corrects;
    REQUIRE(entry);
    story.type(kAlice, channel, "redact " + std::to_string(entry->value) + " a password");
    CHECK_THAT(story.type(kBob, channel, "timeline"), !Contains("hunter"));
    story.slack().edit(kCarol, channel, ts, "the password is hunter4");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), !Contains("hunter"));
    CHECK_THAT(draft(story), !Contains("hunter"));
    CHECK(story.count(1, "redacted") == 2);
}

TEST_CASE("a message with answers below it leaves a tombstone, and its entry is marked deleted with what it said") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "the cache is cold");
    story.slack().reply(kBob, channel, ts, "since when?");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    REQUIRE(story.slack().erase(channel, ts));
    story.deliver_events();
    CHECK(story.count(1, "message_deleted") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("the cache is cold (deleted in Slack)") && !Contains("This message was deleted"));
    story.all_was_expected();
}

TEST_CASE("what was known of a message is kept if only its tombstone can still be read") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "<@U0TOCSIN> note the queue is full");
    story.slack().reply(kBob, channel, ts, "which one?");
    story.slack().erase(channel, ts);
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol the queue is full (deleted in Slack)"));
    // A mark alone knows nothing of what it said.
    const auto other = story.slack().say(kCarol, channel, "never read");
    story.slack().reply(kBob, channel, other, "?");
    story.slack().react(kBob, channel, other, "pushpin");
    story.slack().erase(channel, other);
    story.deliver_events();
    CHECK(story.count(1, "message_captured") == 1);
    story.tells(kBob, {"was deleted before it could be read"});
    story.all_was_expected();
}

TEST_CASE("people, groups and channels have names in what an edit says") {
    Story story;
    story.slack().add_user_group({"S0SHOP", "shop-oncall", {kCarol}, false});
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto task = story.slack().say(kCarol, channel, "somebody must warn them");
    const auto entry = story.slack().say(kCarol, channel, "it began");
    const auto note = story.slack().say(kCarol, channel, "<@U0TOCSIN> note failed over --at 14:05");
    story.slack().react(kBob, channel, task, "star");
    story.slack().react(kBob, channel, entry, "pushpin");
    story.deliver_events();
    story.slack().edit(kCarol, channel, task, "warn <@U0ALICE> and <!subteam^S0SHOP> in <#C0UPDATES>");
    story.slack().edit(kCarol, channel, entry, "it began in <#C0UPDATES>, says <!subteam^S0SHOP>");
    story.slack().edit(kCarol, channel, note, "<@U0TOCSIN> note failed over by <@U0ALICE>, see <#C0UPDATES> --at 14:05");
    story.deliver_events();
    const auto draft = story.api("GET", "/api/v1/incidents/1/postmortem").body;
    for (const std::string& said : {story.type(kBob, channel, "timeline"), story.type(kBob, channel, "task list"), draft, story.card_text(1)})
        CHECK_THAT(said, !Contains("U0ALICE") && !Contains("@S0SHOP") && Contains("warn @alice and @shop-oncall in #incident-updates"));
    CHECK_THAT(draft, !Contains("C0UPDATES"));
    CHECK_THAT(draft, Contains("it began in") && Contains("#incident-updates") && Contains("failed over by @alice, see #incident-updates"));
    story.all_was_expected();
}

TEST_CASE("what another app says is followed through its edits, and no app changes what a person said") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say_as_app("Grafana", channel, "error rate 7 %");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("error rate 7 %"));
    story.slack().edit_as_app(channel, ts, "error rate 9 %");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("error rate 9 % (edited)"));
    CHECK(story.count(1, "message_revised") == 1);
    story.all_was_expected();
}

TEST_CASE("a file's name is kept without the marks that turn it around") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().reply(kCarol, channel, {}, "the invoice", {"invoice\u202Egpj.exe\u200B"});
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("invoicegpj.exe"));
    story.all_was_expected();
}

TEST_CASE("a message that takes no more emoji is on record without its check mark, and nothing failed") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "the cache is cold");
    story.slack().fail_next("reactions.add", Fault::api_error("too_many_reactions"));
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    CHECK(story.count(1, "message_captured") == 1);
    CHECK(story.count(1, "delivery_failed") == 0);
    story.all_was_expected();
}
