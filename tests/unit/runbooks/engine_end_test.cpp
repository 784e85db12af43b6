// How runs end badly: failure, abort, too much time; and what is undone before that.
#include <catch2/catch.hpp>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

TEST_CASE("an abort ends what has not started and waits for what has; what always runs, runs") {
    Desk desk({parallel("both", {command("a"), command("b"), manual("c"), tried(command("d"), 3)}), command("e"), with_if(command("tell"), "failure()"),
               with_if(command("clean"), "always()")});
    desk.go();
    desk.start("a");
    desk.fails("d");
    desk.take();
    desk.abort();
    CHECK(desk.take() == Words{"b aborted: aborted", "c aborted: aborted", "d aborted: aborted"});
    CHECK(turn_of(desk.run, StepKey("b"), 1) == AttemptTurn::over);
    desk.end("a", StepOutcome::success);
    CHECK(desk.take() == Words{"both aborted: not all of it was done", "tell skipped: its condition does not hold", "clean scheduled"});
    desk.does("clean");
    CHECK(desk.take() == Words{"run aborted"});
    CHECK(desk.run.why == "enough");
}

TEST_CASE("a question that is asked after the abort is not swept away by it") {
    Desk desk({manual("a"), with_if(manual("clean"), "always()")});
    desk.go();
    desk.abort();
    CHECK(desk.take() == Words{"run started", "a asked manual: Do it", "a aborted: aborted", "clean asked manual: Do it"});
    desk.answer("clean", StepAnswer::done);
    CHECK(desk.take() == Words{"clean success", "run aborted"});
}

TEST_CASE("an abort ends a pause") {
    Desk desk({command("a"), command("b")});
    desk.go();
    desk.pause();
    desk.abort();
    CHECK(desk.take() == Words{"run started", "a scheduled", "a aborted: aborted", "run aborted"});
}

TEST_CASE("a run has so much time, pauses counted: then it fails, and says so where it asks for it") {
    Desk desk({manual("a"), command("b"), with_if(command("tell"), "failure()"), with_if(manual("clean"), "always()")});
    desk.runbook.timeout = 30min;
    desk.go();
    desk.pass(10min);
    desk.pause();
    desk.take();
    CHECK(desk.wake() == desk.begun + 30min);
    desk.pass(20min);
    CHECK(desk.take() == Words{"a failure: the time of the run is over"});
    desk.resume();
    CHECK(desk.take() == Words{"tell scheduled"});
    desk.does("tell");
    CHECK(desk.take() == Words{"clean asked manual: Do it"});
    desk.pass(10min);
    CHECK(desk.take().empty());
    desk.answer("clean", StepAnswer::done);
    CHECK(desk.take() == Words{"clean success", "run failed: not done within 30 min"});
}

TEST_CASE("an attempt under way when the time is over is let end; it was told its time") {
    Desk desk({command("a"), command("b")});
    desk.runbook.timeout = 3min;
    desk.go();
    CHECK(std::get<CommandOrder>(*order_of(desk.run, desk.runbook, desk.around(), StepKey("a"), desk.begun + 1min)).timeout == 2min);
    desk.start("a");
    desk.pass(3min);
    CHECK(desk.take() == Words{"run started", "a scheduled"});
    desk.end("a", StepOutcome::success);
    CHECK(desk.take() == Words{"run failed: not done within 3 min"});
}

TEST_CASE("a run that was done before anybody looked has not been too slow") {
    Desk desk({command("a")});
    desk.go();
    desk.start("a");
    desk.put(event::StepFinished{desk.run.run, StepKey("a"), 1, StepOutcome::success});
    desk.now += 48h;
    desk.go();
    CHECK(desk.take().back() == "run succeeded");
}

TEST_CASE("automatic compensations run in the reverse of the order in which steps ended, each tried") {
    Desk desk({parallel("all", {undone(command("a"), true), undone(command("b"), true), undone(command("c"), true)}), undone(command("d"), true)});
    desk.go();
    desk.does("b");
    desk.does("c");
    desk.does("a");
    desk.take();
    desk.fails("d");
    CHECK(desk.take() == Words{"run compensating", "a.compensate scheduled"});
    CHECK(std::get<CommandOrder>(*order_of(desk.run, desk.runbook, desk.around(), StepKey("a.compensate"), desk.now)).argv == Words{"undo"});
    desk.does("a.compensate");
    CHECK(desk.take() == Words{"c.compensate scheduled"});
    desk.fails("c.compensate");
    CHECK(desk.take() == Words{"b.compensate scheduled"});
    desk.does("b.compensate");
    CHECK(desk.take() == Words{"run failed: d failed: exit 1; could not be undone: c"});
}

TEST_CASE("other compensations are asked for, and done when those that come before have been") {
    Desk desk({undone(command("a"), false), undone(command("b"), true), undone(command("c"), false), command("d")});
    desk.go();
    desk.does("a");
    desk.does("b");
    desk.does("c");
    desk.take();
    desk.abort();
    CHECK(desk.take() == Words{"d aborted: aborted", "run compensating", "c.compensate asked compensate: Undo c?", "b.compensate scheduled",
                               "a.compensate asked compensate: Undo a?"});
    CHECK(desk.accepts("a.compensate", StepAnswer::undo));
    CHECK_FALSE(desk.accepts("d", StepAnswer::retry));
    desk.answer("a.compensate", StepAnswer::undo);
    CHECK(desk.take().empty());
    desk.does("b.compensate");
    CHECK(desk.take().empty());
    SECTION("the later one is left") {
        desk.answer("c.compensate", StepAnswer::leave, kAnn, "it is fine");
        CHECK(desk.take() == Words{"c.compensate skipped: it is fine", "a.compensate scheduled"});
    }
    SECTION("the later one is undone first") {
        desk.answer("c.compensate", StepAnswer::undo);
        CHECK(desk.take() == Words{"c.compensate scheduled"});
        desk.does("c.compensate");
        CHECK(desk.take() == Words{"a.compensate scheduled"});
    }
    SECTION("whoever agreed may still think better of it") {
        desk.answer("a.compensate", StepAnswer::leave);
        desk.answer("c.compensate", StepAnswer::leave);
        CHECK(desk.take() == Words{"a.compensate skipped", "c.compensate skipped", "run aborted"});
    }
}

TEST_CASE("only what was done is undone: not what failed, was skipped or never began; rounds each for itself") {
    Desk desk({undone(with_if(command("a"), "false"), true), foreach("each", "x y z", {undone(command("b"), true)}), undone(command("c"), true)});
    desk.go();
    desk.does("b[0]");
    desk.does("b[1]");
    desk.fails("b[2]");
    CHECK(desk.take().back() == "b[1].compensate scheduled");
    CHECK(value_of(desk.run, desk.runbook, desk.around(), StepKey("b[1].compensate"), "item") == "y");
    desk.does("b[1].compensate");
    desk.does("b[0].compensate");
    CHECK(desk.take() == Words{"b[0].compensate scheduled", "run failed: b[2] failed: exit 1"});
}

TEST_CASE("a compensation is retried as its step is, and one that was interrupted is a person's to decide") {
    Desk desk({tried(undone(command("a"), true), 2), undone(command("z"), true), command("b")});
    desk.go();
    desk.does("a");
    desk.does("z");
    desk.fails("b");
    desk.start("z.compensate");
    desk.put(interrupted(desk.run, desk.runbook, StepKey("z.compensate")));
    desk.go();
    CHECK(desk.take().back() == "z.compensate scheduled");
    desk.answer("z.compensate", StepAnswer::mark_done);
    CHECK(desk.take() == Words{"z.compensate success", "a.compensate scheduled"});
    desk.fails("a.compensate");
    CHECK(desk.take() == Words{"a.compensate scheduled #2 in 1 s"});
    desk.does("a.compensate");
    CHECK(desk.take() == Words{"run failed: b failed: exit 1"});
}

TEST_CASE("what nobody says within a day is left as it is, and the run ends") {
    Desk desk({undone(command("a"), false), undone(command("z"), true), command("b")});
    desk.go();
    desk.does("a");
    desk.does("z");
    desk.fails("b");
    desk.start("z.compensate");
    desk.put(interrupted(desk.run, desk.runbook, StepKey("z.compensate")));
    desk.go();
    desk.take();
    CHECK(desk.wake() == desk.now + 24h);
    desk.pass(24h - 1s);
    CHECK(desk.take().empty());
    desk.pass(1s);
    CHECK(desk.take() == Words{"z.compensate aborted: nobody answered within 1 d", "a.compensate skipped: nobody answered within 1 d",
                               "run failed: b failed: exit 1; could not be undone: z"});
}

TEST_CASE("what a child run did is undone by the step that started it") {
    Step sub;
    sub.id = StepId("sub");
    sub.work = RunbookStep{RunbookName("leaf"), {}};
    Desk desk({undone(sub, true), command("b")});
    desk.go();
    desk.put(event::StepWaiting{desk.run.run, StepKey("sub"), {}, RunId(9)});
    desk.children[RunId(9)] = RunPhase::succeeded;
    desk.go();
    desk.take();
    desk.fails("b");
    CHECK(desk.take() == Words{"run compensating", "sub.compensate scheduled"});
}

TEST_CASE("what tells of the failure comes before the undoing") {
    Desk desk({undone(command("a"), false), command("b"), with_if(command("tell"), "failure()")});
    desk.go();
    desk.does("a");
    desk.fails("b");
    desk.does("tell");
    CHECK(desk.take() == Words{"run started", "a scheduled", "b scheduled", "tell scheduled", "run compensating", "a.compensate asked compensate: Undo a?"});
}

TEST_CASE("a run that succeeds undoes nothing") {
    Desk desk({undone(command("a"), true)});
    desk.go();
    desk.does("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "run succeeded"});
}
