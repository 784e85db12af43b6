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
    desk.pause();
    desk.take();
    desk.fails("a");
    CHECK(desk.take().empty());
    desk.resume();
    CHECK(desk.take() == Words{"a scheduled #2 in 1 s"});
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
    CHECK_FALSE(may_start(desk.run, StepKey("a"), 1));
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
        CHECK_FALSE(desk.accepts("a", StepAnswer::retry));
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
