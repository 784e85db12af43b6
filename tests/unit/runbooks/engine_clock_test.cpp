// The machine's clock is set while a run is under way. Forwards it counts as time that has passed; back, what waits waits that much longer.
// Either way nothing is done twice, and nothing is done that nobody agreed to.
#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/unit/runbooks/engine_desk.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

namespace {

/// A run of at most `timeout` that has come as far as it gets, a minute ago.
Desk minute_old(std::vector<Step> steps, Duration timeout) {
    Desk desk(std::move(steps));
    desk.runbook.timeout = timeout;
    desk.go();
    desk.pass(1min);
    desk.take();
    return desk;
}

void set_clock(Desk& desk, Duration by) {
    desk.now += by;
    desk.go();
}

WaitStep five_minutes() {
    WaitStep wait;
    wait.duration = 5min;
    return wait;
}

WaitStep until_mild() {
    WaitStep wait;
    wait.until_expression = condition("severity > 2");
    wait.every = 10s;
    wait.at_most = 30min;
    return wait;
}

/// Fails once, and is to be tried again after ten minutes.
Desk failed_once(Duration timeout) {
    Retry retry;
    retry.attempts = 2;
    retry.initial = retry.cap = 10min;
    Desk desk({tried(command("a"), retry)});
    desk.runbook.timeout = timeout;
    desk.go();
    desk.fails("a");
    CHECK(desk.take() == Words{"run started", "a scheduled", "a scheduled #2 in 10 min"});
    return desk;
}

}  // namespace

TEST_CASE("a clock set forwards by a day ends a wait, runs an approval out as denied and makes a retry due, each once") {
    Desk waits = minute_old({wait_for("w", five_minutes()), command("next")}, 48h);
    set_clock(waits, 24h);
    CHECK(waits.take() == Words{"w success", "next scheduled"});

    Desk asks = minute_old({approval("ok", {}), command("next")}, 48h);
    set_clock(asks, 24h);
    CHECK(asks.take() == Words{"ok failure: nobody approved within 15 min", "run failed: ok failed: nobody approved within 15 min"});

    Desk condition = minute_old({wait_for("w", until_mild()), command("next")}, 48h);
    set_clock(condition, 24h);
    CHECK(condition.take().front() == "w failure: not so within 30 min");

    Desk retries = failed_once(48h);
    set_clock(retries, 24h);
    CHECK(retries.take().empty());
    CHECK(*retries.step("a").due <= retries.now);
    retries.does("a");
    CHECK(retries.take() == Words{"run succeeded"});
}

TEST_CASE("a clock set forwards beyond the time of the run fails it, asks about undoing, and begins nothing else") {
    Desk desk({undone(command("a"), false), wait_for("w", five_minutes()), command("next")});
    desk.runbook.timeout = 1h;
    desk.go();
    desk.does("a");
    desk.take();
    set_clock(desk, 24h);
    const auto said = desk.take();
    CHECK(std::ranges::find(said, "next scheduled") == said.end());
    CHECK(std::ranges::find(said, "run compensating") != said.end());
    CHECK(desk.step("a.compensate").phase == StepPhase::asking);
    Desk retries = failed_once(1h);
    set_clock(retries, 24h);
    CHECK(retries.take().back() == "run failed: not done within 1 h");
}

TEST_CASE("a command that began before the clock was set is judged by its own end, and a later attempt still gets its time") {
    Desk desk = minute_old({command("a"), command("b")}, 48h);
    desk.start("a");
    set_clock(desk, 24h);
    CHECK(desk.take().empty());
    desk.end("a", StepOutcome::success);
    CHECK(desk.take() == Words{"b scheduled"});
    desk.now -= 25h;
    const auto order = order_of(desk.run, desk.runbook, desk.around(), StepKey("b"), desk.now);
    REQUIRE(order);
    CHECK(std::get<CommandOrder>(*order).timeout == 10min);
}

TEST_CASE("after a clock was set back by an hour what waits waits an hour longer, and ends once") {
    Desk waits = minute_old({wait_for("w", five_minutes()), command("next")}, 48h);
    set_clock(waits, -1h);
    CHECK(waits.wake() == waits.now + 1h + 4min);
    waits.pass(1h + 3min);
    CHECK(waits.take().empty());
    waits.pass(1min);
    CHECK(waits.take() == Words{"w success", "next scheduled"});

    Desk retries = failed_once(48h);
    set_clock(retries, -1h);
    retries.pass(2h);
    CHECK(retries.take().empty());
    retries.does("a");
    CHECK(retries.take() == Words{"run succeeded"});
}

TEST_CASE("after a clock was set back an approval can still be given, and runs out an hour later") {
    const bool given = GENERATE(true, false);
    Desk desk = minute_old({approval("ok", {}), command("next")}, 48h);
    set_clock(desk, -1h);
    desk.pass(1h + 13min);
    CHECK(desk.take().empty());
    if (given) desk.answer("ok", StepAnswer::approve);
    else desk.pass(1min);
    CHECK(desk.take().front() == (given ? "ok success: approved" : "ok failure: nobody approved within 15 min"));
}

TEST_CASE("after a clock was set back a condition is still looked at as often, and the run's own time ends an hour later") {
    Desk desk = minute_old({wait_for("w", until_mild())}, 20min);
    set_clock(desk, -1h);
    CHECK(desk.wake() == desk.now + 10s);
    desk.incident.severity = Severity::sev3;
    desk.pass(10s);
    CHECK(desk.take() == Words{"w success", "run succeeded"});

    Desk late = minute_old({manual("m")}, 20min);
    set_clock(late, -1h);
    late.pass(1h + 18min);
    CHECK(late.take().empty());
    late.pass(1min);
    CHECK(late.take().back() == "run failed: not done within 20 min");
}
