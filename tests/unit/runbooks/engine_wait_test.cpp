// Waits: for a time, for a condition of the incident, for something that is tried, and for a child run.
#include <catch2/catch.hpp>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

namespace {

WaitStep duration(Duration span) {
    WaitStep out;
    out.duration = span;
    return out;
}
WaitStep until(std::string time) {
    WaitStep out;
    out.until_time = std::move(time);
    return out;
}

}  // namespace

TEST_CASE("a wait of some length ends then, also in a pause") {
    Desk desk({wait_for("rest", duration(90s)), command("a")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "rest waiting 1 min"});
    CHECK(desk.wake() == desk.begun + 90s);
    desk.pause();
    desk.pass(90s);
    CHECK(desk.take() == Words{"rest success"});
    desk.resume();
    CHECK(desk.take() == Words{"a scheduled"});
}

TEST_CASE("a wait until a time of day ends at the next such time, one until an instant at that") {
    Desk desk({wait_for("a", until("03:30")), wait_for("b", until("2026-03-02T04:45:00+01:00")), wait_for("c", until("02:00")), wait_for("d", until("half past"))});
    desk.runbook.timeout = 48h;
    desk.go();
    desk.pass(24h);
    CHECK(desk.take() == Words{"run started", "a waiting 30 min", "a success", "b waiting 15 min", "b success", "c waiting 22 h 15 min", "c success",
                               "d failure: `half past` is no time", "run failed: d failed: `half past` is no time"});
}

TEST_CASE("a wait until the past is over at once") {
    Desk desk({wait_for("a", until("2020-01-01T00:00:00Z"))});
    desk.go();
    CHECK(desk.take().back() == "run succeeded");
}

TEST_CASE("a wait for a condition is asked again every so often, and for so long") {
    WaitStep wait;
    wait.until_expression = condition("status == 'monitoring'");
    Desk desk({wait_for("calm", wait), command("a")});
    desk.go();
    CHECK(desk.wake() == desk.begun + 10s);
    desk.pass(25s);
    CHECK(desk.wake() == desk.begun + 30s);
    CHECK(desk.take() == Words{"run started", "calm waiting 5 min"});
    SECTION("it comes true") {
        desk.incident.status = Status::monitoring;
        desk.pass(5s);
        CHECK(desk.take() == Words{"calm success", "a scheduled"});
    }
    SECTION("it never does") {
        desk.pass(5min);
        CHECK(desk.take() == Words{"calm failure: not so within 5 min", "run failed: calm failed: not so within 5 min"});
    }
    SECTION("somebody does not want to wait") {
        CHECK(desk.accepts("calm", StepAnswer::skip));
        desk.answer("calm", StepAnswer::skip, kAnn, "it is calm");
        CHECK(desk.take() == Words{"calm skipped: it is calm", "a scheduled"});
    }
}

TEST_CASE("a wait for an answer is tried every so often; a success ends it, time ends it as failure") {
    WaitStep wait;
    wait.until_http = HttpStep{};
    wait.until_http->url = wording("https://x.internal/healthz");
    wait.every = 10s;
    wait.at_most = 25s;
    Desk desk({wait_for("healthy", wait), command("a")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "healthy scheduled"});
    CHECK(std::holds_alternative<HttpOrder>(*order_of(desk.run, desk.runbook, desk.around(), StepKey("healthy"), desk.now)));
    desk.fails("healthy", "503");
    CHECK(desk.take() == Words{"healthy scheduled #2 in 10 s"});
    SECTION("success") {
        desk.pass(10s);
        desk.does("healthy");
        CHECK(desk.take() == Words{"a scheduled"});
    }
    SECTION("too late") {
        desk.pass(10s);
        desk.fails("healthy", "503");
        desk.pass(10s);
        desk.fails("healthy", "503");
        CHECK(desk.take() == Words{"healthy scheduled #3 in 10 s", "run failed: healthy failed: 503"});
    }
    SECTION("interrupted: another try does no harm") {
        desk.pass(10s);
        desk.start("healthy");
        CHECK(line(interrupted(desk.run, desk.runbook, StepKey("healthy")), desk.now) == "healthy scheduled #3");
    }
    SECTION("somebody does not want to wait") {
        desk.answer("healthy", StepAnswer::skip, kAnn, "fine");
        CHECK(desk.take() == Words{"healthy skipped: fine", "a scheduled"});
    }
}

TEST_CASE("a child run: the step waits for it and ends as it does, with its outputs") {
    Step child;
    child.id = StepId("child");
    child.work = RunbookStep{RunbookName("other"), {{"host", wording("{{title}}")}}};
    Desk desk({child, command("b")});
    desk.go();
    CHECK(desk.take() == Words{"run started", "child scheduled"});
    const auto order = std::get<ChildOrder>(*order_of(desk.run, desk.runbook, desk.around(), StepKey("child"), desk.now));
    CHECK(order.runbook == RunbookName("other"));
    CHECK(order.parameters == RunValues{{"host", "Checkout is failing"}});
    desk.put(event::StepWaiting{desk.run.run, StepKey("child"), {}, RunId(8)});
    desk.go();
    CHECK(desk.take().empty());
    desk.child_outputs = {{"revision", "3"}};
    SECTION("it succeeds") {
        desk.children[RunId(8)] = RunPhase::succeeded;
        desk.go();
        CHECK(desk.take() == Words{"child success: run 8 succeeded", "b scheduled"});
        CHECK(value_of(desk.run, desk.runbook, desk.around(), StepKey("b"), "steps.child.revision") == "3");
    }
    SECTION("it fails") {
        desk.children[RunId(8)] = RunPhase::failed;
        desk.go();
        CHECK(desk.take() == Words{"child failure: run 8 failed", "run failed: child failed: run 8 failed"});
    }
    SECTION("an abort is for the child too, and waits for its end") {
        CHECK(children_to_abort(desk.run, desk.runbook, desk.now).empty());
        desk.abort();
        CHECK(desk.take().empty());
        CHECK(children_to_abort(desk.run, desk.runbook, desk.now) == std::vector{RunId(8)});
        desk.children[RunId(8)] = RunPhase::aborted;
        desk.go();
        CHECK(desk.take() == Words{"child aborted: run 8 aborted", "run aborted"});
    }
    SECTION("so is the end of the time") {
        desk.pass(1h);
        CHECK(children_to_abort(desk.run, desk.runbook, desk.now) == std::vector{RunId(8)});
    }
}
