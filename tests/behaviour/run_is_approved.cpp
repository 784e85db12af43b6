// Approvals: how many it takes, whose count, who is paged when nobody answers, and buttons that come too late.
#include "tests/support/oncall_files.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string approved(const std::string& words) {
    return "  - {id: ok, approval: {" + words + ", expires: 15m, text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";
}

}  // namespace

TEST_CASE("an approval of two takes two people, and one person twice is one") {
    Story story;
    const auto channel = with_work(story, approved("quorum: 2"));
    story.type(kCarol, channel, "run work");
    story.press_run(kBob, 1, "approve ok");
    story.press_run(kBob, 1, "approve ok");
    CHECK(story.commands().asked().empty());
    CHECK_THAT(story.run_text(1), Contains("asks"));
    story.crash();
    story.press_run(kAlice, 1, "approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
    story.says(story.direct(kBob), {"your answer was asked for"});
}

TEST_CASE("the starter may not approve where the file asks for somebody else, is told so, and may break the glass") {
    Story story;
    const auto channel = with_work(story, approved("quorum: 1, not_starter: true"));
    story.type(kBob, channel, "run work");
    CHECK_THAT(story.press_run(kBob, 1, "approve ok"), Contains("You started this run"));
    story.tells(kBob, {"You started this run"});
    CHECK(story.count(1, "step_answered") == 0);
    CHECK(story.count(1, "denied") == 1);
    // Bob is an operator: the record does not say that he was not one.
    for (const auto& event : story.timeline(1))
        if (const auto* denied = std::get_if<tocsin::event::Denied>(&event.body)) CHECK(denied->needed == "somebody other than whoever started it");
    CHECK(story.commands().asked().empty());
    story.says(story.direct(kAlice), {"your answer is asked for"});
    story.press_run(kAlice, 1, "approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a token that is nobody approves nothing, and one that is a person does") {
    Story story;
    const auto channel = with_work(story, approved("quorum: 1"));
    story.type(kCarol, channel, "run work");
    const std::string approve = R"({"text":"runs 1 approve ok","incident":1})";
    const auto refused = story.api("POST", "/api/v1/commands", approve, {}, kRobotToken);
    CHECK(refused.status == 403);
    CHECK_THAT(refused.body, Contains("acts as nobody"));
    CHECK(story.commands().asked().empty());
    CHECK(story.command(approve).status == 200);
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
    story.says(story.direct(kBob), {"your answer was asked for"});
}

TEST_CASE("a button that is pressed after somebody else has answered says what it is now") {
    Story story;
    const auto channel = with_work(story, approved("quorum: 1") + "  - {id: more, manual: {text: \"More?\"}}\n");
    story.type(kCarol, channel, "run work");
    const auto bob = story.direct(kBob);
    story.says(bob, {"your answer is asked for"});
    const auto ts = story.slack().messages(bob).back().ts;
    // Under way when somebody else answers, which takes the buttons away.
    const auto deny = story.slack().press(kBob, bob, ts, "tocsin.answer_run.2");
    const auto approve = story.slack().press(kBob, bob, ts, "tocsin.answer_run.1");
    REQUIRE((deny && approve));
    story.press_run(kAlice, 1, "approve ok");
    CHECK(story.commands().lines().size() == 1);
    story.slack().take_answer(*deny, story.deliver(*deny));
    story.settle();
    story.tells(kBob, {"`ok` is success and cannot be answered with deny"});
    CHECK(story.commands().lines().size() == 1);
    CHECK(story.count(1, "step_answered") == 1);
    story.press_run(kCarol, 1, "done more");
    story.slack().take_answer(*approve, story.deliver(*approve));
    story.settle();
    story.tells(kBob, {"Run 1 is over"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("when nobody answers for two minutes whoever is on call is paged, once") {
    Story story(kTeamFile);
    const auto channel = with_work(story, approved("quorum: 1"));
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.advance(minutes{1} + seconds{50});
    CHECK(story.count(1, "page_requested") == 0);
    story.crash();
    story.advance(seconds{20});
    CHECK(story.count(1, "page_requested") == 1);
    story.says(story.direct(kBob), {"run 1 waits for an answer to `ok`: Really?"});
    story.type(kBob, channel, "ack");
    story.press_run(kBob, 1, "approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.advance(minutes{10});
    CHECK(story.count(1, "page_requested") == 1);
    story.says(channel, {"service", "Run 1", "page to *Checkout*", "paging Bob", "acknowledged by", "lead", "run 1 succeeded"});
}

TEST_CASE("who answers in time is not paged") {
    Story story(kTeamFile);
    const auto channel = with_work(story, approved("quorum: 1") + "  - {id: more, wait: {duration: 10m}}\n");
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.press_run(kBob, 1, "approve ok");
    story.advance(minutes{11});
    CHECK(story.count(1, "page_requested") == 0);
    story.says(channel, {"service", "Run 1", "run 1 succeeded"});
}
