// Joining an incident makes nobody an operator: what lets a command of a run begin, or passes a step over, takes the right to start that
// runbook. To stop a run, and to say what one did by hand, is for every responder.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Operators start it. Members see to it that it stops.
std::string for_operators(Story& story, const std::string& steps) {
    story.shelve("work", "runbook: work\ntitle: Title of work\npermissions: {start: operator, approve: operator}\nsteps:\n" + steps);
    fail_at(story, {});
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kCarol, channel, "join");
    return channel;
}

void is_for_starters(Story& story, const std::string& channel, const std::string& words) {
    const auto denied = story.count(1, "denied");
    CHECK_THAT(story.type(kCarol, channel, words), Contains("takes operator access") && Contains("Ask somebody who may start `work`") && !Contains("`join`"));
    CHECK(story.count(1, "denied") == denied + 1);
    CHECK(story.count(1, "step_answered") == 0);
}

const std::string kUndoable = "  - {id: first, command: {argv: [kubectl, first]}, compensate: {auto: false, command: {argv: [kubectl, undo, first]}}}\n";
const std::string kFails = "  - {id: breaks, command: {argv: [kubectl, breaks]}}\n";

}  // namespace

TEST_CASE("a responder who may not start the runbook undoes nothing of it, and leaves nothing undone") {
    Story story;
    const auto channel = for_operators(story, kUndoable + kFails);
    fail_at(story, "breaks");
    story.type(kBob, channel, "run work");
    is_for_starters(story, channel, "runs 1 undo first");
    is_for_starters(story, channel, "runs 1 leave first");
    is_for_starters(story, channel, "runs 1 retry breaks");
    is_for_starters(story, channel, "runs 1 skip breaks it is late");
    CHECK(story.commands().lines() == Lines{"kubectl first", "kubectl breaks"});
    story.type(kBob, channel, "runs 1 undo first");
    CHECK(story.commands().lines() == Lines{"kubectl first", "kubectl breaks", "kubectl undo first"});
    story.says(channel, {"joined", "Run 1", "run 1 failed"});
}

TEST_CASE("a responder pauses and aborts, and does not go on with what was paused") {
    Story story;
    const auto channel = for_operators(story, "  - {id: hand, manual: {text: \"Turn the key\"}}\n" + kUndoable);
    story.type(kBob, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "runs 1 pause it looks wrong"), Contains("paused"));
    is_for_starters(story, channel, "runs 1 continue");
    CHECK_THAT(story.type(kCarol, channel, "runs 1 abort it is wrong"), Contains("aborted"));
    CHECK(story.commands().asked().empty());
    story.says(channel, {"joined", "Run 1", "run 1 aborted"});
}

TEST_CASE("what a responder did by hand, or need not do, they say themselves") {
    Story story;
    const auto channel = for_operators(story, "  - {id: left, manual: {text: Left}}\n  - {id: right, manual: {text: Right}}\n" + kUndoable);
    story.type(kBob, channel, "run work");
    story.type(kCarol, channel, "runs 1 done left");
    story.type(kCarol, channel, "runs 1 skip right it is off");
    CHECK(story.count(1, "step_answered") == 2);
    CHECK(story.commands().lines() == Lines{"kubectl first"});
    story.says(channel, {"joined", "Run 1", "run 1 succeeded"});
}

TEST_CASE("an approval that was denied is not passed over, by nobody") {
    Story story;
    const auto channel = for_operators(story, "  - {id: ok, approval: {text: \"Really?\"}}\n" + kUndoable + "  - {id: more, if: \"always()\", manual: {text: More}}\n");
    story.type(kBob, channel, "run work");
    story.says(story.direct(kAlice), {"your answer is asked for"});
    story.type(kAlice, channel, "runs 1 deny ok it is the database");
    CHECK_THAT(story.type(kBob, channel, "runs 1 skip ok nobody cares"), Contains("cannot be answered with skip"));
    CHECK(story.commands().asked().empty());
    story.type(kCarol, channel, "runs 1 done more");
    story.says(channel, {"joined", "Run 1", "run 1 failed"});
}
