// In which order steps run: chains, needs, branches, rounds, conditions, and what a failure stops.
#include <catch2/catch.hpp>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;

TEST_CASE("a run waits for a place, begins, and runs a plain list in order") {
    Desk desk({command("a"), command("b")});
    desk.may_begin = false;
    desk.go();
    CHECK(desk.take().empty());
    CHECK_FALSE(desk.wake());
    desk.may_begin = true;
    desk.go();
    CHECK(desk.take() == Words{"run started", "a scheduled"});
    desk.does("a");
    CHECK(desk.take() == Words{"b scheduled"});
    desk.does("b");
    CHECK(desk.take() == Words{"run succeeded"});
    CHECK_FALSE(desk.wake());
}

TEST_CASE("a run that is aborted in the queue never begins") {
    Desk desk({command("a")});
    desk.may_begin = false;
    desk.abort();
    CHECK(desk.take() == Words{"run aborted"});
    CHECK(desk.run.why == "enough");
}

TEST_CASE("a runbook without steps succeeds") {
    Desk desk({});
    desk.go();
    CHECK(desk.take() == Words{"run started", "run succeeded"});
}

TEST_CASE("needs make a graph: what needs nothing starts at once, what needs two waits for both") {
    Desk desk({after(command("a"), {}), after(command("b"), {}), after(command("c"), {"a", "b"})});
    desk.go();
    CHECK(desk.take() == Words{"run started", "a scheduled", "b scheduled"});
    desk.does("b");
    CHECK(desk.take().empty());
    desk.does("a");
    CHECK(desk.take() == Words{"c scheduled"});
}

TEST_CASE("a step without needs in a graph follows the one before it") {
    Desk desk({after(command("a"), {}), command("b"), after(command("c"), {"a"})});
    desk.go();
    desk.does("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "b scheduled", "c scheduled"});
}

TEST_CASE("branches run side by side and the step ends with the last of them") {
    Desk desk({parallel("both", {command("a"), command("b")}), command("c")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "both waiting", "a scheduled", "b scheduled"});
    desk.does("b");
    CHECK(desk.take().empty());
    desk.does("a");
    CHECK(desk.take() == Words{"both success", "c scheduled"});
}

TEST_CASE("a failing branch stops what has not begun, lets end what is under way, and fails the step") {
    Desk desk({parallel("both", {command("a"), foreach("each", "1 2", {command("b")})}), command("c")});
    desk.go();
    desk.start("b[0]");
    desk.take();
    desk.fails("a");
    CHECK(desk.take().empty());
    desk.end("b[0]", StepOutcome::success);
    CHECK(desk.take() == Words{"each aborted: not all of it was done", "both failure: a: exit 1", "run failed: a failed: exit 1"});
}

TEST_CASE("a foreach runs its steps for each item, so many rounds at once") {
    Desk desk({foreach("drain", "{{hosts}}", {command("off"), command("wait")}, 2)}, {{"hosts", R"(["x y","b","c"])"}});
    desk.go();
    CHECK(desk.take() == Words{"run started", "drain scheduled x y b c", "drain waiting", "off[0] scheduled", "off[1] scheduled"});
    CHECK(value_of(desk.run, desk.runbook, desk.around(), StepKey("off[0]"), "item") == "x y");
    desk.does("off[1]");
    CHECK(desk.take() == Words{"wait[1] scheduled"});
    desk.does("wait[1]");
    CHECK(desk.take() == Words{"off[2] scheduled"});
    desk.does("off[0]");
    desk.does("wait[0]");
    desk.does("off[2]");
    desk.does("wait[2]");
    CHECK(desk.take() == Words{"wait[0] scheduled", "wait[2] scheduled", "drain success", "run succeeded"});
}

TEST_CASE("a foreach over nothing has succeeded, one over no list has failed") {
    Desk empty({foreach("each", "{{hosts}}", {command("a")})}, {{"hosts", "[]"}});
    empty.go();
    CHECK(empty.take() == Words{"run started", "each success: nothing to repeat", "run succeeded"});
    Desk wrong({foreach("each", "{{hosts}}", {command("a")})}, {{"hosts", R"([{"a":1}])"}});
    wrong.go();
    CHECK(wrong.take().back() == R"(run failed: each failed: `[{"a":1}]` is no list of at most 1000 items)");
}

TEST_CASE("a foreach in a foreach has its own items in each round") {
    Desk desk({foreach("outer", "a b", {foreach("inner", "{{item}}1 {{item}}2", {command("x")})})});
    desk.go();
    CHECK(desk.take() == Words{"run started", "outer scheduled a b", "outer waiting", "inner[0] scheduled a1 a2", "inner[0] waiting", "x[0][0] scheduled"});
    desk.does("x[0][0]");
    CHECK(value_of(desk.run, desk.runbook, desk.around(), StepKey("x[0][1]"), "item") == "a2");
    desk.does("x[0][1]");
    CHECK(desk.take() == Words{"x[0][1] scheduled", "inner[0] success", "inner[1] scheduled b1 b2", "inner[1] waiting", "x[1][0] scheduled"});
}

TEST_CASE("a condition that does not hold skips its step, and skipped is not failed") {
    Desk desk({with_if(command("a"), "severity == 1"), command("b"), with_if(command("c"), "skipped('a')")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "a skipped: its condition does not hold", "b scheduled"});
    desk.does("b");
    CHECK(desk.take() == Words{"c scheduled"});
    desk.does("c");
    CHECK(desk.take() == Words{"run succeeded"});
}

TEST_CASE("after a failure only those are asked that ask for it, and the run fails") {
    Desk desk({command("undo"), command("healthy"), with_if(command("done"), "success('healthy')"), with_if(command("tell"), "failure()"),
               with_if(command("clean"), "always()"), command("last")});
    desk.go();
    desk.take();
    desk.fails("undo");
    CHECK(desk.take() == Words{"tell scheduled"});
    desk.does("tell");
    CHECK(desk.take() == Words{"clean scheduled"});
    desk.does("clean");
    CHECK(desk.take() == Words{"run failed: undo failed: exit 1"});
    CHECK(desk.run.find(StepKey("last")) == nullptr);
}

TEST_CASE("without a failure what waits for one is skipped") {
    Desk desk({command("a"), with_if(command("tell"), "failure()"), with_if(command("clean"), "always()")});
    desk.go();
    desk.does("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "tell skipped: its condition does not hold", "clean scheduled"});
}

TEST_CASE("on_error continue: the run goes on, and the step is known to have failed") {
    Desk desk({go_on(command("a")), command("b"), with_if(command("c"), "failure('a')"), with_if(command("d"), "failure()")});
    desk.go();
    desk.fails("a");
    desk.does("b");
    desk.does("c");
    CHECK(desk.take() == Words{"run started", "a scheduled", "b scheduled", "c scheduled", "d skipped: its condition does not hold", "run succeeded"});
}

TEST_CASE("a failure inside a step that continues on error stays inside") {
    Desk desk({go_on(parallel("both", {command("a"), command("b")})), command("c")});
    desk.go();
    desk.take();
    desk.fails("a");
    desk.does("b");
    CHECK(desk.take() == Words{"both failure: a: exit 1", "c scheduled"});
}

TEST_CASE("a composite step that runs always runs whole after a failure") {
    Desk desk({command("a"), with_if(foreach("clean", "x y", {command("b"), with_if(command("c"), "failure()")}), "always()")});
    desk.go();
    desk.fails("a");
    desk.does("b[0]");
    desk.does("c[0]");
    desk.does("b[1]");
    desk.does("c[1]");
    CHECK(desk.take() == Words{"run started", "a scheduled", "clean scheduled x y", "clean waiting", "b[0] scheduled", "c[0] scheduled", "b[1] scheduled",
                               "c[1] scheduled", "clean success", "run failed: a failed: exit 1"});
}

TEST_CASE("a pause holds back what has not begun, not what is under way") {
    Desk desk({parallel("both", {command("a"), command("b")}), command("c")});
    desk.go();
    desk.start("a");
    desk.start("b");
    desk.pause();
    desk.end("a", StepOutcome::success);
    desk.end("b", StepOutcome::success);
    CHECK(desk.take() == Words{"run started", "both waiting", "a scheduled", "b scheduled", "both success"});
    desk.resume();
    CHECK(desk.take() == Words{"c scheduled"});
}

TEST_CASE("a step that the starter may no longer do fails and says why") {
    Desk desk({command("a"), tried(command("b"), 3)});
    desk.refused["b"] = "USTART is no operator any more";
    desk.go();
    desk.does("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "b failure: USTART is no operator any more", "run failed: b failed: USTART is no operator any more"});
}

TEST_CASE("steps that wait for each other end the run instead of holding it for ever") {
    Desk desk({after(command("a"), {"b"}), after(command("b"), {"a"})});
    desk.go();
    CHECK(desk.take() == Words{"run started", "run failed: not all of it was done"});
}

TEST_CASE("nothing happens under another text than the one that the run is pinned to") {
    Desk desk({command("a")});
    desk.runbook.hash = RunbookHash("edited");
    desk.go();
    CHECK(desk.take().empty());
    CHECK_FALSE(order_of(desk.run, desk.runbook, desk.around(), StepKey("a"), desk.now));
}
