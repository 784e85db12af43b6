// Attempts: retries and their distances, attempts that died with the program, and people who want a step again or not at all.
#include <catch2/catch.hpp>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

TEST_CASE("a failed attempt is followed by the next, further away each time up to the cap, until they are used up") {
    Desk desk({tried(command("a"), {5, 1s, 3, 10s, {}})});
    desk.go();
    for (int i = 0; i < 4; ++i) desk.fails("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "a scheduled #2 in 1 s", "a scheduled #3 in 3 s", "a scheduled #4 in 9 s", "a scheduled #5 in 10 s"});
    CHECK(desk.step("a").due == desk.now + 10s);
    desk.fails("a");
    CHECK(desk.take() == Words{"run failed: a failed: exit 1"});
}

TEST_CASE("an attempt that succeeds ends it") {
    Desk desk({tried(command("a"), 3)});
    desk.go();
    desk.fails("a");
    desk.does("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "a scheduled #2 in 1 s", "run succeeded"});
}

TEST_CASE("an exit code that no repetition can help is not repeated") {
    Desk desk({tried(command("a"), {5, 1s, 2, 30s, {2, 64}})});
    desk.go();
    desk.fails("a", "exit 1", {{"exit", "1"}});
    desk.fails("a", "exit 64", {{"exit", "64"}});
    CHECK(desk.take() == Words{"run started", "a scheduled", "a scheduled #2 in 1 s", "run failed: a failed: exit 64"});
}

TEST_CASE("a huge factor does not overflow") {
    Desk desk({tried(command("a"), {2000, 1h, 1000, 2h, {}})});
    desk.runbook.timeout = std::chrono::hours(24 * 300);
    desk.go();
    for (int i = 0; i < 1500; ++i) desk.fails("a");
    CHECK(desk.take().back() == "a scheduled #1501 in 2 h");
}

TEST_CASE("a retry waits while the run is paused, and none is made once the run has failed elsewhere") {
    Desk desk({parallel("both", {tried(command("a"), 3), command("b")})});
    desk.go();
    desk.start("a");
    desk.pause();
    desk.take();
    desk.end("a", StepOutcome::failure, "exit 1", {{"exit", "1"}});
    CHECK(desk.take().empty());
    desk.resume();
    CHECK(desk.take() == Words{"a scheduled #2 in 1 s"});
    desk.pause();
    CHECK(turn_of(desk.run, StepKey("a"), 2) == AttemptTurn::held);
    desk.resume();
    CHECK(turn_of(desk.run, StepKey("a"), 2) == AttemptTurn::now);
    desk.take();
    desk.fails("b");
    CHECK(desk.take() == Words{"a aborted: not needed any more", "both failure: b: exit 1", "run failed: b failed: exit 1"});
}

TEST_CASE("an interrupted attempt is repeated only if that does no harm; else a person decides") {
    Step harmless = command("a");
    harmless.idempotent = true;
    Desk desk({harmless, command("b"), command("c")});
    desk.go();
    desk.start("a");
    desk.put(interrupted(desk.run, desk.runbook, StepKey("a")));
    CHECK(desk.step("a").phase == StepPhase::scheduled);
    CHECK(desk.step("a").attempt == 2);
    CHECK(turn_of(desk.run, StepKey("a"), 1) == AttemptTurn::over);
    desk.does("a");
    desk.start("b");
    desk.put(interrupted(desk.run, desk.runbook, StepKey("b")));
    CHECK(desk.step("b").question == StepQuestion::decide);
    desk.go();
    desk.take();
    SECTION("retry") {
        desk.answer("b", StepAnswer::retry);
        CHECK(desk.take() == Words{"b scheduled #2"});
        desk.fails("b");
        CHECK(desk.take() == Words{"run failed: b failed: exit 1"});
    }
    SECTION("mark done") {
        desk.answer("b", StepAnswer::mark_done, kAnn, "I looked");
        CHECK(desk.take() == Words{"b success: I looked", "c scheduled"});
    }
    SECTION("skip") {
        desk.answer("b", StepAnswer::skip);
        CHECK(desk.take() == Words{"b skipped", "c scheduled"});
    }
    SECTION("abort") {
        desk.abort();
        CHECK(desk.take() == Words{"b aborted: aborted; nobody knows what came of it", "run aborted"});
    }
    SECTION("what answers nothing changes nothing") {
        CHECK_FALSE(desk.accepts("b", StepAnswer::approve));
        desk.answer("b", StepAnswer::approve);
        CHECK(desk.take().empty());
    }
}

TEST_CASE("a step that takes the program down again and again is not repeated for ever") {
    Step harmless = command("a");
    harmless.idempotent = true;
    Desk desk({harmless});
    desk.go();
    for (int i = 0; i < 20 && desk.step("a").phase == StepPhase::scheduled; ++i) {
        desk.start("a");
        desk.put(interrupted(desk.run, desk.runbook, StepKey("a")));
    }
    CHECK(desk.step("a").question == StepQuestion::decide);
    CHECK(desk.step("a").attempt == 6);
}

TEST_CASE("a failed step can be retried or skipped while the run is not over") {
    Desk desk({parallel("both", {command("a"), command("b")}), command("c")});
    desk.go();
    desk.start("b");
    desk.fails("a");
    desk.take();
    CHECK(desk.accepts("a", StepAnswer::retry));
    CHECK_FALSE(desk.accepts("b", StepAnswer::retry));
    CHECK_FALSE(desk.accepts("c", StepAnswer::retry));
    CHECK_FALSE(desk.accepts("nothing", StepAnswer::retry));
    SECTION("retried, and nothing has stopped") {
        desk.answer("a", StepAnswer::retry);
        CHECK(desk.take() == Words{"a scheduled #2"});
        desk.does("a");
        desk.end("b", StepOutcome::success);
        CHECK(desk.take() == Words{"both success", "c scheduled"});
    }
    SECTION("retried and failed again") {
        desk.answer("a", StepAnswer::retry);
        desk.fails("a", "exit 3");
        CHECK(desk.take() == Words{"a scheduled #2"});
        desk.end("b", StepOutcome::success);
        CHECK(desk.take() == Words{"both failure: a: exit 3", "run failed: a failed: exit 3"});
        REQUIRE(desk.accepts("a", StepAnswer::retry));
        desk.answer("a", StepAnswer::retry);
        CHECK(desk.take() == Words{"run started", "both scheduled", "both waiting", "a scheduled #3"});
        desk.does("a");
        CHECK(desk.take() == Words{"both success", "c scheduled"});
    }
    SECTION("skipped") {
        desk.answer("a", StepAnswer::skip, kAnn, "not needed");
        desk.end("b", StepOutcome::success);
        CHECK(desk.take() == Words{"a skipped: not needed", "both success", "c scheduled"});
    }
}

TEST_CASE("in a pause a failed run waits, so that its step can be tried again, also inside a step that has ended with it") {
    Desk desk({foreach("each", "x y", {command("a")}), command("b")});
    desk.go();
    desk.start("a[0]");
    desk.pause();
    desk.end("a[0]", StepOutcome::failure, "exit 1");
    CHECK(desk.take().back() == "each failure: a[0]: exit 1");
    CHECK(desk.accepts("a[0]", StepAnswer::retry));
    CHECK_FALSE(desk.accepts("each", StepAnswer::retry));
    desk.answer("a[0]", StepAnswer::retry);
    CHECK(desk.take().empty());
    desk.resume();
    CHECK(desk.take() == Words{"each scheduled #2", "each waiting", "a[0] scheduled #2"});
    desk.does("a[0]");
    desk.does("a[1]");
    CHECK(desk.take() == Words{"a[1] scheduled", "each success", "b scheduled"});
}

TEST_CASE("an attempt that may have had its effect is followed by the question, unless the file says that another does no harm") {
    const RunValues unclear{{"unclear", "yes"}};
    Step harmless = tried(command("a"), 2);
    harmless.idempotent = true;
    Desk desk({harmless, tried(command("b"), 2), command("c")});
    desk.go();
    desk.fails("a", "no answer", unclear);
    desk.does("a");
    desk.fails("b", "no answer", unclear);
    CHECK(desk.take() == Words{"run started", "a scheduled", "a scheduled #2 in 1 s", "b scheduled", "b asked decide: Attempt 1 failed (no answer), and nobody knows what came of it."});
    SECTION("done") {
        desk.answer("b", StepAnswer::mark_done, kAnn, "I looked");
        CHECK(desk.take() == Words{"b success: I looked", "c scheduled"});
        desk.fails("c", "no answer", unclear);
        CHECK(desk.take() == Words{"run failed: c failed: no answer"});
    }
    SECTION("again, for the last time") {
        desk.answer("b", StepAnswer::retry);
        desk.fails("b", "no answer", unclear);
        CHECK(desk.take() == Words{"b scheduled #2", "run failed: b failed: no answer"});
    }
    SECTION("aborted") {
        desk.abort();
        CHECK(desk.take() == Words{"b aborted: aborted; nobody knows what came of it", "run aborted"});
    }
}

TEST_CASE("what undoes a step is not done twice either, whatever the step says of itself") {
    Step step = undone(tried(command("a"), 3), true);
    step.idempotent = true;
    Desk desk({step, command("b")});
    desk.go();
    desk.does("a");
    desk.fails("b");
    desk.fails("a.compensate", "no answer", {{"unclear", "yes"}});
    CHECK(desk.take().back() == "a.compensate asked decide: Attempt 1 failed (no answer), and nobody knows what came of it.");
    desk.answer("a.compensate", StepAnswer::mark_done);
    CHECK(desk.take() == Words{"a.compensate success", "run failed: b failed: exit 1"});
}

TEST_CASE("once the time of the run is over nothing is taken up again, and who asks for it is told") {
    Desk desk({parallel("both", {command("a"), command("b")})});
    desk.go();
    desk.start("b");
    desk.fails("a");
    desk.pause();
    CHECK(desk.accepts("a", StepAnswer::retry));
    desk.now = desk.run.started_at + desk.runbook.timeout - 1us;
    CHECK(desk.accepts("a", StepAnswer::retry));
    desk.now += 1us;
    desk.go();
    for (const StepAnswer answer : {StepAnswer::retry, StepAnswer::skip}) CHECK_FALSE(desk.accepts("a", answer));
    CHECK(answers_to(desk.run, desk.runbook, StepKey("a"), desk.now).empty());
    const auto refused = accepts(desk.run, desk.runbook, StepKey("a"), StepAnswer::retry, {}, desk.now);
    CHECK(refused.error().message == "The time of run " + std::to_string(desk.run.run.value) + " is over, and `a` is not taken up again.");
}

TEST_CASE("what comes after a step that is wanted again waits for it, also where something has run between them") {
    Desk desk({command("a"), with_if(manual("b"), "always()"), command("c")});
    desk.go();
    desk.fails("a");
    desk.answer("a", StepAnswer::retry);
    desk.take();
    desk.answer("b", StepAnswer::done);
    CHECK(desk.take() == Words{"b success"});
    desk.does("a");
    CHECK(desk.take() == Words{"c scheduled"});
}

TEST_CASE("a round with a step that is wanted again waits until there is room for it") {
    Desk desk({foreach("each", "x y", {go_on(command("a")), command("b")})});
    desk.go();
    desk.fails("a[0]");
    desk.does("b[0]");
    desk.take();
    desk.answer("a[0]", StepAnswer::retry);
    CHECK(desk.take().empty());
    desk.does("a[1]");
    CHECK(desk.take() == Words{"a[0] scheduled #2"});
    desk.does("a[0]");
    CHECK(desk.take() == Words{"b[1] scheduled"});
    desk.does("b[1]");
    CHECK(desk.take() == Words{"each success", "run succeeded"});
}
