// A direct message that asked somebody says, in place, what came of the question, whoever answered it and even if nobody did.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string after_approval(const std::string& words) {
    return "  - {id: ok, approval: {" + words + "expires: 15m, text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";
}

/// Carol has started it and Bob is asked; the incident's channel.
std::string asked(Story& story, const std::string& steps) {
    const auto channel = with_work(story, steps);
    story.type(kCarol, channel, "run work");
    const auto bob = story.direct(kBob);
    story.says(bob, {"your answer is asked for"});
    CHECK(story.slack().buttons(bob, story.slack().messages(bob).back().ts).size() == 2);
    return channel;
}

/// The newest direct message to the person shows this and asks nothing any more.
void is_closed(Story& story, const std::string& user, const std::string& text) {
    const auto direct = story.direct(user);
    const auto message = story.slack().messages(direct).back();
    CHECK_THAT(readable(message.text, message.blocks), Contains("your answer was asked for") && Contains(text));
    CHECK(story.slack().buttons(direct, message.ts).empty());
}

}  // namespace

TEST_CASE("who was asked reads who approved") {
    Story story;
    const auto channel = asked(story, after_approval(""));
    story.press_run(kAlice, 1, "approve ok");
    is_closed(story, kBob, "approved by alice");
    CHECK(story.slack().messages(story.direct(kBob)).size() == 1);
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("who was asked reads who denied it and why, also after a crash in between") {
    Story story;
    const auto channel = asked(story, after_approval(""));
    story.crash();
    story.type(kAlice, channel, "runs 1 deny ok it is the <!channel> database");
    is_closed(story, kBob, "alice denied it: it is the");
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("who was asked reads that the glass was broken") {
    Story story;
    const auto channel = asked(story, after_approval("not_starter: true, "));
    story.type(kAlice, channel, "runs 1 break-glass ok nobody else is awake");
    is_closed(story, kBob, "alice approved alone, breaking the glass: nobody else is awake");
    story.says(channel, {"Run 1", "breaking the glass", "run 1 succeeded"});
}

TEST_CASE("who was asked reads that nobody answered in time") {
    Story story;
    const auto channel = asked(story, after_approval(""));
    story.advance(minutes{16});
    is_closed(story, kBob, "Not approved: nobody approved within 15");
    story.says(channel, {"Run 1", "nobody could be paged: the incident has no service", "run 1 failed"});
}

TEST_CASE("who was asked reads that the run was aborted") {
    Story story;
    const auto channel = asked(story, after_approval(""));
    story.type(kCarol, channel, "runs 1 abort it is the network");
    is_closed(story, kBob, "aborted by carol: it is the network");
    story.says(channel, {"Run 1", "run 1 aborted"});
}

TEST_CASE("the first of two approvals is said, and the second is still asked for") {
    Story story;
    const auto channel = asked(story, after_approval("quorum: 2, "));
    story.press_run(kAlice, 1, "approve ok");
    const auto bob = story.direct(kBob);
    const auto message = story.slack().messages(bob).back();
    CHECK_THAT(readable(message.text, message.blocks), Contains("your answer is asked for") && Contains("of 2 approvals there are: alice"));
    story.press_newest(kBob, bob, "tocsin.answer_run.1");
    is_closed(story, kBob, "approved by alice, bob");
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a question that is asked anew is a new message, and the old one stays closed") {
    Story story;
    const auto channel = asked(story, after_approval("") + "  - {id: more, if: \"always()\", manual: {text: \"More?\"}}\n");
    story.type(kAlice, channel, "runs 1 deny ok not now");
    story.type(kAlice, channel, "runs 1 retry ok");
    const auto bob = story.direct(kBob);
    story.says(bob, {"your answer is asked for"});
    const auto messages = story.slack().messages(bob);
    REQUIRE(messages.size() == 2);
    CHECK_THAT(readable(messages[0].text, messages[0].blocks), Contains("your answer was asked for"));
    CHECK(story.slack().buttons(bob, messages[0].ts).empty());
    story.press_newest(kBob, bob, "tocsin.answer_run.1");
    is_closed(story, kBob, "approved by bob");
    story.type(kCarol, channel, "runs 1 done more");
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("what was answered before Slack took the question is not asked") {
    Story story;
    const auto channel = with_work(story, after_approval(""));
    story.slack().fail_next("conversations.open", tocsin::sandbox::Fault::rate_limited(seconds{5}));
    story.type_at_once(kCarol, channel, "run work");
    story.advance_a_little();
    story.type(kAlice, channel, "runs 1 approve");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a question whose answer from Slack was lost is closed as well") {
    Story story;
    const auto channel = with_work(story, after_approval(""));
    story.slack().fail_next("chat.postMessage", tocsin::sandbox::Fault::drop_after());
    story.type_at_once(kCarol, channel, "run work");
    story.advance_a_little();
    story.type(kAlice, channel, "runs 1 approve");
    story.settle(minutes{2});
    for (const auto& message : story.slack().messages(story.direct(kBob))) CHECK(story.slack().buttons(story.direct(kBob), message.ts).empty());
    if (!story.slack().messages(story.direct(kBob)).empty()) story.says(story.direct(kBob), {"approved by alice"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
