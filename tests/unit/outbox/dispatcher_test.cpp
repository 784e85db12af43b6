// The dispatcher's order: heads of lanes, pages first, one at a time a lane, so many at once, each when its turn has come
// (design G3).
#include "tests/unit/outbox/dispatcher_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;
using Texts = std::vector<std::string>;

TEST_CASE("each lane sends one at a time and in order, lanes do not wait for each other") {
    DispatcherBench d;
    d.slack.holds = true;
    for (const char* text : {"a1", "a2", "a3"}) d.post("CA", text);
    d.post("CB", "b1");
    d.settle();
    CHECK(d.texts() == Texts{"a1", "b1"});
    d.post("CA", "a4");
    d.settle();
    CHECK(d.texts() == Texts{"a1", "b1"});
    d.slack.release();
    d.settle();
    CHECK(d.texts() == Texts{"a1", "b1", "a2"});
    d.slack.holds = false;
    d.slack.release();
    for (int i = 0; i < 5; ++i) d.settle();
    CHECK(d.texts() == Texts{"a1", "b1", "a2", "a3", "a4"});
    CHECK(d.bench.outbox().waiting == 0);
    CHECK(d.dispatcher->idle());
}

TEST_CASE("a page goes before what was there first") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.end();
    d.bench.in_job([&](store::UnitOfWork& work) {
        work.record(number, event::PageRequested{"P1", "checkout", "PagerDuty", "", false}, kAlice);
        work.enqueue({}, delivery::PostTo{ChannelId("CA"), "first"});
        work.enqueue(number, delivery::PageService{"P1", "default", "dedup", "summary", ""});
    });
    std::vector<std::string> order;
    const auto notes_order = [&](const OutboxRow& row) {
        order.emplace_back(traits_of(row.what).kind);
        return DeliveryOutcome(Delivered{});
    };
    d.slack.says = d.pagerduty.says = notes_order;
    d.begin();
    CHECK(order == Texts{"page_service", "post_to"});
}

TEST_CASE("each destination gets its own, and every attempt is counted by kind and outcome") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.slack.says = [](const OutboxRow&) { return DeliveryOutcome(Refused{"channel_not_found", "Slack does not know the channel."}); };
    d.bench.in_job([&](store::UnitOfWork& work) {
        work.enqueue({}, delivery::PostTo{ChannelId("CA"), "x"});
        for (const char* id : {"PD1", "PD2"}) work.enqueue(number, delivery::AddPagerDutyNote{PagerDutyIncidentId(id), "a note", system_actor()});
    });
    d.settle();
    CHECK(d.slack.lanes() == Texts{"slack:channel:CA"});
    CHECK(d.pagerduty.lanes() == Texts{"pagerduty:PD1:link", "pagerduty:PD2:link"});
    CHECK_THAT(d.bench.metrics.render(), Contains("tocsin_deliveries_total{kind=\"post_to\",outcome=\"refused\"} 1\n") &&
                                             Contains("tocsin_deliveries_total{kind=\"add_pagerduty_note\",outcome=\"delivered\"} 2\n"));
    CHECK(d.bench.outbox().failed == 1);
    CHECK(d.bench.outbox().waiting == 0);
}

TEST_CASE("at most 32 are under way at once; the others follow as these end") {
    DispatcherBench d;
    d.slack.holds = true;
    for (int i = 0; i < 50; ++i) d.post("C" + std::to_string(i), "x");
    d.settle();
    CHECK(d.slack.sent.size() == 32);
    d.slack.release();
    d.settle();
    CHECK(d.slack.sent.size() == 50);
    CHECK(d.slack.most_at_once == 32);
    d.slack.release();
    d.settle();
    CHECK(d.bench.outbox().waiting == 0);
}

TEST_CASE("a lane rests until its sender's turn, hides no other, and costs nothing meanwhile") {
    DispatcherBench d;
    const bool needs_a_read = GENERATE(true, false);
    const Time turn = d.bench.clock.now() + seconds{10};
    (needs_a_read ? d.slack.turns : d.slack.unprepared_turns)["slack:channel:CA"] = turn;
    d.post("CA", "later");
    d.settle();
    CHECK(d.dispatcher->resting());
    d.post("CB", "now");
    d.bench.advance(milliseconds{100});  // while all that is due rests, looks are rarer
    CHECK(d.texts() == Texts{"now"});
    d.bench.advance(seconds{1});
    const int reads = d.store.reads;
    d.bench.advance(seconds{8});
    CHECK(d.store.reads == reads);
    CHECK(d.slack.sent.size() == 1);
    d.bench.advance(turn - d.bench.clock.now() - milliseconds{1});
    CHECK(d.slack.sent.size() == 1);
    d.bench.advance(milliseconds{1});
    CHECK(d.texts() == Texts{"now", "later"});
    CHECK(d.slack.sent[1].attempts == 0);
    CHECK(d.bench.outbox().waiting == 0);
}

TEST_CASE("what is to be tried later keeps its lane back and goes at its time, neither before nor a look later") {
    DispatcherBench d;
    bool limited = true;
    d.slack.says = [&](const OutboxRow&) { return std::exchange(limited, false) ? DeliveryOutcome(TryLater{"slow down", seconds{45}, true, false}) : DeliveryOutcome(Delivered{}); };
    d.post("CA", "one");
    d.post("CA", "two");
    d.settle();
    const Time failed = d.bench.clock.now();
    CHECK(d.texts() == Texts{"one"});
    const auto kept = d.bench.row(d.slack.sent[0].id);
    REQUIRE(kept);
    CHECK(kept->attempts == 1);
    CHECK(kept->maybe_sent);
    d.bench.advance(kept->next_attempt_at - d.bench.clock.now() - milliseconds{1});
    CHECK(d.texts() == Texts{"one"});
    d.bench.advance(milliseconds{1});
    CHECK(d.texts() == Texts{"one", "one"});
    CHECK(kept->next_attempt_at <= failed + seconds{45});
    CHECK(d.slack.sent[1].maybe_sent);
    d.settle();
    CHECK(d.texts() == Texts{"one", "one", "two"});
}

TEST_CASE("rows of a destination that is not configured stay as they are, and go when it is") {
    DispatcherBench d;
    d.end();
    d.begin(false, true);
    d.post("CA", "waits");
    d.bench.advance(hours{1});
    CHECK(d.slack.sent.empty());
    auto health = d.bench.outbox();
    CHECK(health.waiting == 1);
    CHECK(health.retrying == 0);
    CHECK(health.failed == 0);
    d.end();
    d.begin();
    CHECK(d.texts() == Texts{"waits"});
    CHECK(d.bench.outbox().waiting == 0);
}

TEST_CASE("a thousand wakes are one look") {
    DispatcherBench d;
    d.bench.advance(seconds{1});
    const int reads = d.store.reads;
    for (int i = 0; i < 1000; ++i) d.dispatcher->wake();
    d.bench.advance(seconds{1});
    CHECK(d.store.reads == reads + 1);
}

TEST_CASE("wakes that never cease do not put the look off") {
    DispatcherBench d;
    d.bench.advance(seconds{1});
    d.post("CA", "one");
    for (int i = 0; i < 5; ++i) {
        d.dispatcher->wake();
        d.bench.advance(milliseconds{1});
    }
    CHECK(d.texts() == Texts{"one"});
}

TEST_CASE("the result of an attempt knows which one it was: trouble is told once, not at each") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.pagerduty.says = [](const OutboxRow&) { return DeliveryOutcome(TryLater{"HTTP 503", seconds{1}, false, false}); };
    d.bench.in_job([&](store::UnitOfWork& work) {
        work.enqueue(number, delivery::SetPagerDutyStatus{PagerDutyIncidentId("PD1"), delivery::PagerDutyStatus::resolved, kAlice.actor});
    });
    d.bench.advance(seconds{10});
    CHECK(d.pagerduty.sent.size() > 3);
    CHECK(d.pagerduty.sent[2].attempts == 2);
    CHECK(std::ranges::count_if(d.bench.events(number), [](const Event& event) { return kind_of(event.body) == "delivery_failed"; }) == 1);
}

TEST_CASE("a row that was withdrawn after the look is not sent") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.bench.in_job([&](store::UnitOfWork& work) { work.enqueue(number, delivery::PageService{"P1", "default", "dedup", "summary", ""}); });
    bool withdrawn = false;
    d.between_look_and_attempt([&](store::UnitOfWork& work) { withdrawn = work.tables().outbox.withdraw(number, "page_service") == 1; });
    d.settle();
    CHECK(withdrawn);
    CHECK(d.pagerduty.sent.empty());
    CHECK(d.dispatcher->idle());
}

TEST_CASE("a text that was redacted after the look is not what goes out") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.bench.in_job([&](store::UnitOfWork& work) { work.enqueue(number, delivery::PostUpdate{"the password is hunter2", kAlice.actor}); });
    d.between_look_and_attempt([&](store::UnitOfWork& work) { work.tables().outbox.redact_texts(number); });
    d.settle();
    REQUIRE(d.slack.sent.size() == 1);
    CHECK(std::get<delivery::PostUpdate>(d.slack.sent[0].what).text == "[redacted]");
}

TEST_CASE("stop takes no further row and waits for what is under way, its result included") {
    DispatcherBench d;
    d.slack.holds = true;
    d.post("CA", "under way");
    d.post("CA", "next");
    d.settle();
    bool stopped = false;
    boost::asio::co_spawn(d.bench.io, d.dispatcher->stop(hours{1}), [&](const std::exception_ptr& error) { stopped = !error; });
    d.post("CB", "new");
    d.bench.advance(minutes{1});
    CHECK_FALSE(stopped);
    CHECK(d.texts() == Texts{"under way"});
    d.slack.release();
    d.bench.pump();
    CHECK(stopped);
    CHECK_FALSE(d.bench.row(d.slack.sent[0].id));
    d.dispatcher->wake();
    d.bench.advance(minutes{10});
    CHECK(d.texts() == Texts{"under way"});
    CHECK(d.bench.outbox().waiting == 2);
    CHECK_FALSE(d.bench.clock.step_until(d.bench.clock.now() + hours{1}));
}

TEST_CASE("stop with nothing under way ends at once") {
    DispatcherBench d;
    bool stopped = false;
    boost::asio::co_spawn(d.bench.io, d.dispatcher->stop(hours{1}), [&](const std::exception_ptr& error) { stopped = !error; });
    d.bench.pump();
    CHECK(stopped);
}

TEST_CASE("what does not end by the deadline is cut short, and its result is recorded all the same") {
    DispatcherBench d;
    d.slack.holds = true;
    d.slack.says = [](const OutboxRow&) { return DeliveryOutcome(TryLater{"the connection was closed", {}, true, false}); };
    d.post("CA", "hangs");
    d.settle();
    bool stopped = false;
    boost::asio::co_spawn(d.bench.io, d.dispatcher->stop(milliseconds{0}), [&](const std::exception_ptr& error) { stopped = !error; });
    d.bench.pump();
    CHECK(stopped);
    const auto kept = d.bench.row(d.slack.sent[0].id);
    REQUIRE(kept);
    CHECK(kept->maybe_sent);
}

TEST_CASE("a command that is killed at the deadline has not failed: its row stays, and the next start knows that it may have run") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.steps.holds = true;
    d.steps.says = [](const OutboxRow&) { return DeliveryOutcome(StepEnded{}); };
    d.bench.in_job([&](store::UnitOfWork& work) { work.enqueue(number, delivery::RunStepAttempt{RunId(7), StepKey("undo"), 1}); });
    d.settle();
    REQUIRE(d.steps.sent.size() == 1);
    bool stopped = false;
    boost::asio::co_spawn(d.bench.io, d.dispatcher->stop(milliseconds{0}), [&](const std::exception_ptr& error) { stopped = !error; });
    d.bench.pump();
    CHECK(stopped);
    const auto kept = d.bench.row(d.steps.sent[0].id);
    REQUIRE(kept);
    CHECK(kept->attempts == 0);
    d.end();
    d.steps.holds = false;
    d.steps.says = [](const OutboxRow& row) { CHECK(row.maybe_sent); return DeliveryOutcome(Needless{}); };
    d.bench.advance(seconds{1});
    d.begin();
    CHECK(d.steps.sent.size() == 2);
}

TEST_CASE("a lane at rest and a lane that is busy hide no other lane's retry") {
    DispatcherBench d;
    const bool rests = GENERATE(true, false);
    if (rests) d.slack.unprepared_turns["slack:channel:CA"] = d.bench.clock.now() + hours{1};
    else d.slack.holds = true;
    d.post("CA", "stays");
    d.settle();
    d.slack.holds = false;
    bool down = true;
    d.slack.says = [&](const OutboxRow&) { return std::exchange(down, false) ? DeliveryOutcome(TryLater{"503", {}, false, false}) : DeliveryOutcome(Delivered{}); };
    d.post("CB", "again");
    d.bench.advance(milliseconds{100});  // while all that is due rests, looks are rarer
    REQUIRE_FALSE(d.slack.sent.empty());
    const auto failed = d.bench.row(d.slack.sent.back().id);
    REQUIRE(failed);
    REQUIRE(failed->attempts == 1);
    d.bench.advance(failed->next_attempt_at - d.bench.clock.now() + milliseconds{100});
    CHECK_FALSE(d.bench.row(failed->id));
    d.slack.release();
    d.bench.pump();
}

TEST_CASE("pages go on while thirty-two other messages hang") {
    DispatcherBench d;
    const auto number = d.bench.declare();
    d.slack.holds = true;
    for (int i = 0; i < 50; ++i) d.post("C" + std::to_string(i), "x");
    d.settle();
    d.bench.in_job([&](store::UnitOfWork& work) {
        work.record(number, event::PageRequested{"P1", "checkout", "PagerDuty", "", false}, kAlice);
        work.enqueue(number, delivery::PageService{"P1", "default", "dedup", "summary", ""});
    });
    d.settle();
    CHECK(d.pagerduty.sent.size() == 1);
    CHECK(d.slack.sent.size() == 32);
    d.slack.holds = false;
    d.slack.release();
    for (int i = 0; i < 3; ++i) d.settle();
}
