// The outbox: lanes, coalescing, waiting for a channel, failures; and timers, which wake in the same way.
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

namespace {

std::vector<std::string> kinds_of(const std::vector<OutboxRow>& rows) {
    std::vector<std::string> out;
    for (const auto& row : rows) out.emplace_back(traits_of(row.what).kind);
    return out;
}

/// Runs `work` in a transaction of its own and rethrows what it checks.
void in_job(Bench& bench, const std::function<void(UnitOfWork&)>& work) {
    bench.change([&](UnitOfWork& unit) { return work(unit), Reply{}; });
}

void give_channel(Bench& bench, IncidentNumber number) {
    in_job(bench, [&](UnitOfWork& work) {
        work.record(number, event::ChannelCreated{ChannelId("C" + std::to_string(number.value)), "inc"}, kAlice);
    });
}

}  // namespace

TEST_CASE("only the first row of each lane is due, pages first") {
    Bench bench;
    const auto number = bench.declare();
    give_channel(bench, number);
    in_job(bench, [&](UnitOfWork& work) {
        work.enqueue(number, delivery::PostLine{"one"});
        work.enqueue(number, delivery::PostLine{"two"});
        work.enqueue(number, delivery::PageService{"p1", "default", "inc-1", "summary", "reason"});
        work.enqueue(number, delivery::RefreshCard{}, after(60));
    });
    OutboxId first_line;
    in_job(bench, [&](UnitOfWork& work) {
        auto& outbox = work.tables().outbox;
        const auto due = outbox.due_heads(kStart, 10);
        CHECK(kinds_of(due) == std::vector<std::string>{"page_service", "post_line"});
        CHECK(std::get<delivery::PostLine>(due[1].what).text == Markup("one"));
        CHECK(outbox.due_heads(kStart, 1).size() == 1);
        CHECK(outbox.due_heads(after(60), 10).size() == 3);
        CHECK(kinds_of(outbox.due_heads(after(60), 1, {"page:inc-1", "slack:1:card"})) == std::vector<std::string>{"post_line"});
        CHECK(outbox.next_due(Time{}) == kStart);
        first_line = due[1].id;
        CHECK(outbox.finish(first_line));
        CHECK_FALSE(outbox.finish(first_line));
        CHECK(std::get<delivery::PostLine>(outbox.due_heads(kStart, 10)[1].what).text == Markup("two"));
    });
}

TEST_CASE("a head that waits for its next attempt holds back its lane and no other") {
    Bench bench;
    const auto number = bench.declare();
    in_job(bench, [&](UnitOfWork& work) {
        auto& outbox = work.tables().outbox;
        work.enqueue(number, delivery::PostUpdate{"one", kAlice.actor});
        work.enqueue(number, delivery::PostUpdate{"two", kAlice.actor});
        work.enqueue(number, delivery::DirectMessage{UserId("U1"), "hello"});
        const auto head = outbox.due_heads(kStart, 10).front();
        CHECK(outbox.retry(head.id, after(30), true, "429"));
        CHECK(kinds_of(outbox.due_heads(kStart, 10)) == std::vector<std::string>{"direct_message"});
        const auto again = outbox.find(head.id);
        REQUIRE(again);
        CHECK(again->attempts == 1);
        CHECK(again->maybe_sent);
        CHECK(again->next_attempt_at == after(30));
        CHECK(outbox.retry(head.id, after(31), false, "not its turn", false));
        CHECK(outbox.find(head.id)->attempts == 1);
        CHECK(outbox.health().retrying == 1);
        CHECK(outbox.health().last_error == "not its turn");
    });
}

TEST_CASE("rows that need a channel sleep until the incident has one") {
    Bench bench;
    const auto number = bench.declare(), other = bench.declare();
    in_job(bench, [&](UnitOfWork& work) {
        for (const auto incident : {number, other}) work.enqueue(incident, delivery::PostLine{"line"});
        CHECK(work.tables().outbox.due_heads(after(999), 10).empty());
        CHECK_FALSE(work.tables().outbox.next_due(Time{}));
        CHECK_FALSE(work.tables().outbox.health().oldest);
        CHECK(work.tables().outbox.count_in_lane("slack:1:lines") == 1);
    });
    bench.loop.drain();
    bench.outbox_calls = 0;
    give_channel(bench, number);
    bench.loop.drain();
    CHECK(bench.outbox_calls == 1);
    in_job(bench, [&](UnitOfWork& work) {
        const auto due = work.tables().outbox.due_heads(kStart, 10);
        REQUIRE(due.size() == 1);
        CHECK(due[0].incident == number);
        work.enqueue(number, delivery::PostLine{"later"});
        CHECK(work.tables().outbox.count_in_lane("slack:1:lines") == 2);
    });
}

TEST_CASE("a dirty mark coalesces, and one that may be on its way is sent once more") {
    Bench bench;
    const auto number = bench.declare();
    give_channel(bench, number);
    OutboxId card;
    in_job(bench, [&](UnitOfWork& work) {
        auto& outbox = work.tables().outbox;
        card = outbox.add(number, delivery::RefreshCard{}, kStart, kStart, true);
        CHECK(outbox.add(number, delivery::RefreshCard{}, kStart, kStart, true).none());
        CHECK_FALSE(outbox.add(number, delivery::PinCard{}, kStart, kStart, true).none());
        CHECK(outbox.waiting_in_lane("slack:1:card", 10).size() == 2);
    });
    SECTION("untouched while it was sent: it is done") {
        in_job(bench, [&](UnitOfWork& work) {
            CHECK(work.tables().outbox.finish(card));
            CHECK(kinds_of(work.tables().outbox.due_heads(kStart, 10)) == std::vector<std::string>{"pin_card"});
        });
    }
    SECTION("marked again while it may have been rendered already: it stays") {
        in_job(bench, [&](UnitOfWork& work) {
            CHECK(work.tables().outbox.add(number, delivery::RefreshCard{}, kStart, kStart, true).none());
        });
        in_job(bench, [&](UnitOfWork& work) {
            auto& outbox = work.tables().outbox;
            CHECK(outbox.finish(card));
            CHECK(kinds_of(outbox.due_heads(kStart, 10)) == std::vector<std::string>{"refresh_card"});
            CHECK(outbox.finish(card));
            CHECK(kinds_of(outbox.due_heads(kStart, 10)) == std::vector<std::string>{"pin_card"});
        });
    }
    SECTION("tried without success: a new row") {
        in_job(bench, [&](UnitOfWork& work) {
            work.tables().outbox.retry(card, after(5), false, "500");
            CHECK_FALSE(work.tables().outbox.add(number, delivery::RefreshCard{}, kStart, kStart, true).none());
        });
    }
}

TEST_CASE("what can never go out is kept as failed until it is pruned, and frees its lane") {
    Bench bench;
    const auto number = bench.declare();
    in_job(bench, [&](UnitOfWork& work) {
        auto& outbox = work.tables().outbox;
        work.enqueue(number, delivery::PostUpdate{"one", kAlice.actor});
        work.enqueue(number, delivery::PostUpdate{"two", kAlice.actor});
        const auto head = outbox.due_heads(kStart, 10).front();
        CHECK(outbox.give_up(head.id, after(1), "channel_not_found"));
        CHECK_FALSE(outbox.give_up(head.id, after(1), "channel_not_found"));
        CHECK(std::get<delivery::PostUpdate>(outbox.due_heads(kStart, 10).front().what).text == "two");
        const auto health = outbox.health();
        CHECK(health.waiting == 1);
        REQUIRE(health.newest_failures.size() == 1);
        CHECK(health.newest_failures[0].reason == "channel_not_found");
        CHECK(health.newest_failures[0].kind == "post_update");
        CHECK(health.newest_failures[0].times == 1);
        CHECK(outbox.failed_alike(number, "post_update", "channel_not_found", after(1)));
        CHECK_FALSE(outbox.failed_alike(number, "post_update", "channel_not_found", after(2)));
        CHECK_FALSE(outbox.failed_alike(number, "post_update", "is_archived", after(1)));
        CHECK_FALSE(outbox.failed_alike(number, "post_line", "channel_not_found", after(1)));
        CHECK(outbox.give_up(outbox.due_heads(kStart, 10).front().id, after(1), "channel_not_found"));
        CHECK(outbox.health().newest_failures.size() == 1);
        CHECK(outbox.health().newest_failures[0].times == 2);
        outbox.prune_failed(after(2));
        CHECK(outbox.health().failed == 0);
    });
}

TEST_CASE("digests, withdrawn pages and taken names change what waits") {
    Bench bench;
    const auto number = bench.declare();
    give_channel(bench, number);
    in_job(bench, [&](UnitOfWork& work) {
        auto& outbox = work.tables().outbox;
        for (const auto* text : {"a", "b", "c"}) work.enqueue(number, delivery::PostLine{text});
        work.enqueue(number, delivery::PageService{"p", "default", "k", "s", "r"});
        work.enqueue(number, delivery::CheckPage{"p", "k", "default"});
        work.enqueue(number, delivery::CreateChannel{"inc-1", 0});
        const auto lines = outbox.waiting_in_lane("slack:1:lines", 10);
        outbox.finish_lane_through("slack:1:lines", lines[1].id);
        CHECK(outbox.count_in_lane("slack:1:lines") == 1);
        CHECK(outbox.withdraw(number, "page_service") == 1);
        CHECK(outbox.withdraw(number, "page_service") == 0);
        auto due = outbox.due_heads(kStart, 10);
        CHECK(kinds_of(due) == std::vector<std::string>{"check_page", "post_line", "create_channel"});
        outbox.replace(due[2].id, delivery::CreateChannel{"inc-1", 2}, after(1));
        CHECK(outbox.due_heads(kStart, 10).size() == 2);
        CHECK(std::get<delivery::CreateChannel>(outbox.find(due[2].id)->what).suffix == 2);
        CHECK(outbox.withdraw(number, "post_line") == 1);
        outbox.withdraw_lane("page:k");
        CHECK(outbox.count_in_lane("page:k") == 0);
        work.enqueue(number, delivery::ResolvePage{"p", "k", "default"});
        CHECK(kinds_of(outbox.due_heads(kStart, 10)) == std::vector<std::string>{"resolve_page"});
    });
}

TEST_CASE("row ids are never given out twice, also after a restart") {
    Bench bench;
    OutboxId first;
    in_job(bench, [&](UnitOfWork& work) {
        first = work.tables().outbox.add({}, delivery::PostTo{ChannelId("C1"), "x"}, kStart, kStart, true);
        work.tables().outbox.finish(first);
    });
    bench.reopen();
    in_job(bench, [&](UnitOfWork& work) {
        CHECK(work.tables().outbox.add({}, delivery::PostTo{ChannelId("C1"), "x"}, kStart, kStart, true) > first);
    });
}

TEST_CASE("the due heads, a lane and a channel's rows are found through an index, however many rows wait") {
    Bench bench;
    Database database(bench.path(), Database::Access::read_only);
    const auto plan_of = [&](const std::string& sql) {
        std::string plan;
        Rows rows = database.query("EXPLAIN QUERY PLAN " + sql);
        while (rows.next()) plan += rows.get<std::string>(3) + "\n";
        return plan;
    };
    CHECK(plan_of("SELECT id, lane FROM outbox WHERE head = 1 AND asleep = 0 AND due_at <= 5 ORDER BY priority, id") ==
          "SEARCH outbox USING COVERING INDEX outbox_heads (head=? AND asleep=?)\n");
    CHECK(plan_of("SELECT min(due_at) FROM outbox WHERE head = 1 AND asleep = 0").find("COVERING INDEX outbox_heads") != std::string::npos);
    CHECK(plan_of("SELECT 1 FROM outbox WHERE lane = 'x'").find("USING COVERING INDEX outbox_by_lane") != std::string::npos);
    CHECK(plan_of("UPDATE outbox SET asleep = 0 WHERE incident_number = 1 AND asleep = 1").find("outbox_asleep") != std::string::npos);
    CHECK(plan_of("SELECT id FROM outbox WHERE incident_number = 1 AND kind = 'pin_card' AND kind <> 'post_line'")
              .find("outbox_by_incident") != std::string::npos);
}

TEST_CASE("a timer fires once, and moving it takes back the old one") {
    Bench bench;
    const auto number = bench.declare();
    in_job(bench, [&](UnitOfWork& work) {
        auto& timers = work.tables().timers;
        work.set_timer(TimerKind::update_due, number, "promise", after(10), "lead");
        const auto first = timers.find(TimerKind::update_due, number, "promise");
        REQUIRE(first);
        CHECK(timers.due(after(9), 10).empty());
        REQUIRE(timers.due(after(10), 10).size() == 1);
        CHECK(timers.next_due(Time{}) == after(10));
        work.set_timer(TimerKind::update_due, number, "promise", after(20), "channel");
        CHECK_FALSE(timers.consume(first->id, first->due));
        const auto moved = timers.due(after(20), 10);
        REQUIRE(moved.size() == 1);
        CHECK(moved[0].detail == "channel");
        CHECK(timers.consume(moved[0].id, moved[0].due));
        CHECK_FALSE(timers.consume(moved[0].id, moved[0].due));
        work.set_timer(TimerKind::page_watch, number, "p1", after(1));
        work.cancel_timer(TimerKind::page_watch, number, "p1");
        CHECK_FALSE(timers.next_due(Time{}));
    });
}
