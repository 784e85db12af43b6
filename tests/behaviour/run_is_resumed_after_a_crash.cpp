// The program dies while a command of a runbook is under way. What was finished is not done again; what may be repeated is
// repeated; of anything else nobody knows, and a person decides.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Up to the second command, which does not end.
std::string up_to_undo(Story& story) {
    const auto channel = up_to_approval(story);
    story.commands().hold();
    story.press_run(kBob, 1, "approve ok");
    REQUIRE(story.commands().lines() == Lines{kGet, kUndo});
    return channel;
}

}  // namespace

TEST_CASE("a command that may be repeated is repeated after a crash, with the same idempotency key") {
    Story story;
    const auto channel = with_rollback(story);
    story.commands().hold();
    story.type(kCarol, channel, "run rollback deployment=checkout");
    REQUIRE(story.commands().lines() == Lines{kGet});
    story.crash();
    story.commands().let_go();
    story.settle();
    REQUIRE(story.commands().lines() == Lines{kGet, kGet});
    CHECK(story.commands().asked()[0].idempotency_key == story.commands().asked()[1].idempotency_key);
    CHECK_FALSE(story.commands().asked()[0].idempotency_key.empty());
    story.says(channel, {"Run 1", "What `current`, attempt 2 printed"});
    story.says(story.direct(kBob), {"your answer is asked for"});
    CHECK_THAT(story.run_text(1), Contains("Roll back checkout from 41?"));
}

TEST_CASE("a command that may not be repeated asks a person after a crash, and what was finished is not done again") {
    Story story;
    const auto channel = up_to_undo(story);
    story.crash();
    story.commands().let_go();
    story.settle();
    CHECK(story.commands().lines() == Lines{kGet, kUndo});
    CHECK_THAT(story.run_text(1), Contains("Roll it back") && Contains("asks"));

    SECTION("it was done") {
        CHECK_THAT(story.type(kCarol, channel, "runs 1 mark-done undo looked at the cluster"), Contains("succeeded"));
        CHECK(story.commands().lines() == Lines{kGet, kUndo});
        story.says(channel, {"monitoring", "run 1 succeeded"});
    }
    SECTION("it is tried again") {
        story.type(kCarol, channel, "runs 1 retry undo");
        CHECK(story.commands().lines() == Lines{kGet, kUndo, kUndo});
        story.says(channel, {"monitoring", "run 1 succeeded", "What `undo`, attempt 2 printed"});
    }
    SECTION("the run is aborted") {
        story.type(kCarol, channel, "runs 1 abort nobody knows what happened");
        CHECK(story.commands().lines() == Lines{kGet, kUndo});
        CHECK_THAT(story.run_text(1), Contains("aborted"));
        story.says(channel, {"run 1 aborted"});
    }
}

TEST_CASE("a file that changes while its runbook runs changes nothing for the run") {
    Story story;
    const auto channel = up_to_undo(story);
    std::string changed = kRollback;
    changed.replace(changed.find("Roll it back"), 12, "Something else");
    story.shelve("rollback", changed);
    story.commands().let_go();
    story.settle();
    CHECK_THAT(story.run_text(1), Contains("Roll it back") && Contains("succeeded"));
    story.says(channel, {"monitoring", "run 1 succeeded", "What `undo` printed"});
}
