// Probes: alive is always alive, ready depends on the store and on nothing outside, metrics show the newest state (design G8).
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

struct ProbeBench : EdgeBench {
    ProbeBench() : probes(parts()) { probes.add_routes(router); }
    net::Response get(const std::string& target) { return deliver(request("GET", target)); }
    edge::Probes probes;
};

}  // namespace

TEST_CASE("alive and ready say ok in two bytes and a line end") {
    ProbeBench p;
    for (const char* target : {"/livez", "/readyz"}) {
        CHECK(p.get(target).status == 200);
        CHECK(p.get(target).body == "ok\n");
    }
}

TEST_CASE("a full disk is not ready, says so, and is still alive; with room it is ready again") {
    ProbeBench p;
    p.store.refuses_jobs = true;
    CHECK(p.get("/readyz").status == 503);
    CHECK(p.get("/readyz").body == "not ready\n");
    CHECK_THAT(p.get("/readyz?verbose").body, Contains("✗ disk: the disk is full") && Contains("✓ store\n") && Contains("✓ shutdown\n"));
    CHECK(p.get("/livez").status == 200);
    p.store.refuses_jobs = false;
    CHECK(p.get("/readyz").status == 200);
}

TEST_CASE("what shuts down is not ready but alive") {
    ProbeBench p;
    p.probes.begin_shutdown();
    CHECK(p.get("/readyz").status == 503);
    CHECK_THAT(p.get("/readyz?verbose").body, Contains("✗ shutdown: shutting down"));
    CHECK(p.get("/livez").status == 200);
}

TEST_CASE("deliveries that wait and fail, Slack and PagerDuty being down, change nothing about ready") {
    ProbeBench p;
    p.bench.in_job([&](store::UnitOfWork& work) {
        const auto row = work.tables().outbox.add({}, delivery::PostTo{ChannelId("C1"), "x"}, kStart, kStart, true);
        work.tables().outbox.retry(row, kStart + hours{1}, true, "Slack answered HTTP 503");
        work.tables().outbox.give_up(work.tables().outbox.add({}, delivery::PostTo{ChannelId("C2"), "x"}, kStart, kStart, true), kStart, "gone");
    });
    CHECK(p.get("/readyz").status == 200);
    CHECK_THAT(p.get("/readyz?verbose").body, Contains("jobs 1 in 1 commits, waiting 0 human, 0 page, 0 machine"));
}

TEST_CASE("the metrics show the store and the outbox as they are at this moment, in Prometheus' format") {
    ProbeBench p;
    p.bench.in_job([&](store::UnitOfWork& work) { work.enqueue({}, delivery::PostTo{ChannelId("C1"), "x"}); });
    p.bench.advance(seconds{40});
    auto metrics = p.get("/metrics");
    CHECK(metrics.status == 200);
    CHECK(metrics.headers.get("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    CHECK_THAT(metrics.body, Contains("tocsin_outbox_waiting 1\n") && Contains("tocsin_outbox_oldest_seconds 40\n") && Contains("tocsin_store_jobs 1\n"));
    p.bench.advance(seconds{20});
    CHECK_THAT(p.get("/metrics").body, Contains("tocsin_outbox_oldest_seconds 60\n"));
    p.store.refuses_reads = p.store.refuses_jobs = true;
    metrics = p.get("/metrics");
    CHECK(metrics.status == 200);
    CHECK_THAT(metrics.body, Contains("tocsin_store_disk_full 1\n"));
}
