// Timer rows fire once each, the timers sleep in between, and what could not be done is looked at again (design G4).
#include "bot/ops/timers.hpp"

#include "bot/store/database.hpp"
#include "handlers/paging.hpp"
#include "tests/support/refusing_store.hpp"
#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

/// Timers over a bench, with a page whose watch shows by a `check_page` row that it fired.
class TimerBench {
public:
    TimerBench() : number(bench.declare()) {
        bench.in_job([&](store::UnitOfWork& work) { work.record(number, event::PageRequested{"P1", "checkout", "PagerDuty", "", false}, kAlice); });
        begin();
    }
    void begin() {
        timers.emplace(store, bench.clock, bench.metrics, bench.settings);
        bench.on_timer = [this] { timers->wake(); };
    }
    void end() {
        bench.on_timer = nullptr;
        timers.reset();
    }
    void watch_page_at(Time due) {
        bench.in_job([&](store::UnitOfWork& work) { work.set_timer(TimerKind::page_watch, number, "P1", due, "dedup checkout"); });
    }
    /// How often the watch of the page acted.
    std::int64_t fired() {
        std::int64_t out = 0;
        bench.look([&](const store::Snapshot& view) { out = view.tables().outbox.count_in_lane("page:dedup"); });
        return out;
    }
    std::optional<TimerRow> system_timer(TimerKind kind) {
        std::optional<TimerRow> out;
        bench.look([&](const store::Snapshot& view) { out = view.tables().timers.find(kind, {}, "all"); });
        return out;
    }
    /// Nothing wants to be called before `until`.
    bool sleeps_until(Time until) {
        bench.pump();
        return !bench.clock.step_until(until - milliseconds{1});
    }

    ShellBench bench;
    RefusingStore store{*bench.store, bench.io};
    IncidentNumber number;
    std::optional<ops::Timers> timers;
};

}  // namespace

TEST_CASE("a timer fires at its time, once, and nothing is done before or after") {
    TimerBench t;
    const Time due = kStart + minutes{10};
    t.watch_page_at(due);
    CHECK(t.sleeps_until(due));
    CHECK(t.fired() == 0);
    t.bench.advance(milliseconds{1});
    CHECK(t.fired() == 1);
    CHECK(t.timers->idle());
    CHECK_THAT(t.bench.metrics.render(), Catch::Contains("tocsin_timer_late_seconds_count 1\n"));
    // While nobody answers the look, the watch looks again; it asks only once at a time.
    t.bench.advance(hours{2});
    t.timers->wake();
    t.bench.pump();
    CHECK(t.fired() == 1);
}

TEST_CASE("a timer that is set while another is awaited moves the alarm forward, one that is cancelled never fires") {
    TimerBench t;
    t.watch_page_at(kStart + hours{1});
    t.bench.pump();
    t.bench.in_job([&](store::UnitOfWork& work) { work.set_timer(TimerKind::page_watch, t.number, "P2", kStart + seconds{20}, "dedup checkout"); });
    t.watch_page_at(kStart + minutes{1});
    CHECK(t.sleeps_until(kStart + seconds{20}));
    t.bench.in_job([&](store::UnitOfWork& work) { work.cancel_timer(TimerKind::page_watch, t.number, "P2"); });
    CHECK(t.fired() == 0);
    t.bench.advance(minutes{2});
    CHECK(t.fired() == 1);
    t.bench.advance(hours{2});
    CHECK(t.fired() == 1);
}

TEST_CASE("start makes the system's own timers, and leaves those of the last life where they were") {
    TimerBench t;
    t.timers->start();
    t.bench.pump();
    REQUIRE(t.system_timer(TimerKind::head_signing));
    CHECK(t.system_timer(TimerKind::head_signing)->due == kStart + hours{1});
    REQUIRE(t.system_timer(TimerKind::pruning));
    t.end();
    t.bench.advance(minutes{30});
    t.begin();
    t.timers->start();
    t.bench.pump();
    CHECK(t.system_timer(TimerKind::head_signing)->due == kStart + hours{1});
    t.bench.advance(minutes{30});
    CHECK(t.system_timer(TimerKind::head_signing)->due == kStart + hours{2});
}

TEST_CASE("what became due while nobody looked fires once after the start, as late as it is") {
    TimerBench t;
    t.watch_page_at(kStart + minutes{1});
    t.bench.pump();
    t.end();
    t.bench.advance(hours{3});
    CHECK(t.fired() == 0);
    t.begin();
    t.timers->start();
    t.bench.pump();
    CHECK(t.fired() == 1);
    CHECK_THAT(t.bench.metrics.render(), Catch::Contains("tocsin_timer_late_seconds_bucket{le=\"10\"} 0\n") &&
                                             Catch::Contains("tocsin_timer_late_seconds_sum 10740\n"));
}

TEST_CASE("more timers than one look takes all fire, once each") {
    TimerBench t;
    constexpr int kMany = 300;
    t.bench.in_job([&](store::UnitOfWork& work) {
        for (int i = 0; i < kMany; ++i) {
            const std::string page = "Q" + std::to_string(i);
            work.record(t.number, event::PageRequested{page, "checkout", "PagerDuty", "", false}, kAlice);
            work.set_timer(TimerKind::page_watch, t.number, page, kStart + seconds{1}, "dedup checkout");
        }
    });
    t.bench.advance(seconds{2});
    CHECK(t.fired() == kMany);
    CHECK(t.timers->idle());
}

TEST_CASE("a timer whose job failed keeps its row and is looked at again after five seconds, not at once") {
    TimerBench t;
    t.watch_page_at(kStart + seconds{1});
    t.bench.pump();
    t.store.refuses_jobs = true;
    t.bench.advance(seconds{1});
    CHECK(t.store.submitted == 1);
    CHECK(t.sleeps_until(kStart + seconds{6}));
    CHECK(t.store.submitted == 1);
    t.bench.advance(milliseconds{1});
    CHECK(t.store.submitted == 2);
    t.store.refuses_jobs = false;
    t.bench.advance(seconds{5});
    CHECK(t.fired() == 1);
    CHECK(t.timers->idle());
}

TEST_CASE("however many fail at once, they are looked at again once, and nothing calls back after the end") {
    TimerBench t;
    t.watch_page_at(kStart + seconds{1});
    t.bench.in_job([&](store::UnitOfWork& work) { work.set_timer(TimerKind::page_watch, t.number, "P2", kStart + seconds{1}, "dedup checkout"); });
    t.bench.pump();
    t.store.refuses_jobs = true;
    t.bench.advance(seconds{1});
    CHECK(t.store.submitted == 2);
    t.bench.advance(seconds{5});
    CHECK(t.store.submitted == 4);
    t.end();
    CHECK_FALSE(t.bench.clock.step_until(t.bench.clock.now() + minutes{1}));
}

TEST_CASE("when the rows cannot be read, they are read again: a timer is not forgotten until somebody sets another") {
    TimerBench t;
    t.watch_page_at(kStart + seconds{1});
    t.bench.pump();
    t.store.refuses_reads = true;
    t.bench.advance(seconds{2});
    const int reads = t.store.reads;
    t.store.refuses_reads = false;
    t.bench.advance(seconds{5});
    CHECK(t.store.reads > reads);
    CHECK(t.fired() == 1);
}

TEST_CASE("timers of a kind that only a newer release knows stay, cost nothing, and hide no other") {
    TimerBench t;
    store::Database(t.bench.path(), store::Database::Access::read_write)
        .execute_script("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
                        "INSERT INTO timer (kind, incident_number, key, due, detail) SELECT 'of_tomorrow', 0, i, 1, '' FROM n");
    t.watch_page_at(t.bench.clock.now() + seconds{10});
    t.bench.advance(seconds{2});
    const int reads = t.store.reads;
    t.bench.advance(seconds{7});
    CHECK(t.store.reads == reads);
    CHECK(t.fired() == 0);
    t.bench.advance(seconds{1});
    CHECK(t.fired() == 1);
}
