// What counts as a beat, and who may send one.
#include "bot/edge/heartbeat_endpoint.hpp"

#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

constexpr const char* kFiring = R"({"status":"firing","alerts":[{"status":"firing","labels":{"alertname":"Watchdog"}}]})";
constexpr const char* kResolved = R"({"status":"resolved","alerts":[{"status":"resolved","labels":{"alertname":"Watchdog"}}]})";
constexpr const char* kOther = R"({"status":"firing","alerts":[{"status":"firing","labels":{"alertname":"DiskFull"}}]})";

struct HeartbeatBench : EdgeBench {
    HeartbeatBench()
        : endpoint(parts(), {{"backups", "backups-secret-012"}, {"prometheus", "prometheus-secret-0"}, {"tokenless", ""}},
                   {{"laptop", "laptop-secret-0123", UserId("U1")}}) {
        for (const char* name : {"backups", "prometheus", "tokenless"}) bench.settings.heartbeats.push_back({name, minutes{5}, "policy:payments", Severity::sev2});
        endpoint.add_routes(router);
    }
    net::Response beat(const std::string& name, const std::string& secret, const std::string& body = {}) {
        auto out = request("POST", "/heartbeats/" + name, body);
        if (!secret.empty()) out.headers.add("Authorization", "Bearer " + secret);
        return deliver(std::move(out));
    }
    std::optional<Time> seen(const std::string& name) {
        std::optional<Time> out;
        bench.look([&](const store::Snapshot& view) {
            if (const auto found = view.tables().watch.heartbeat(name)) out = found->seen_at;
        });
        return out;
    }

    edge::HeartbeatEndpoint endpoint;
};

}  // namespace

TEST_CASE("a beat is any body, or a notification of Alertmanager in which the Watchdog fires") {
    for (const char* body : {"", "done", "  \n", "[1]", "{}", R"({"duration":5})", kFiring,
                             R"({"alerts":[{"labels":{"alertname":"WATCHDOG"}}]})", R"({"alerts":[{"labels":{"alertname":"Backups"}}]})",
                             R"({"alerts":[{"status":"resolved","labels":{"alertname":"Watchdog"}},{"status":"firing","labels":{"alertname":"Watchdog"}}]})"}) {
        INFO(body);
        const auto counted = edge::is_beat(body, "backups");
        REQUIRE(counted);
        CHECK(*counted);
    }
    CHECK(edge::is_beat(kResolved, "backups") == Result<bool>(false));
    CHECK(edge::is_beat(R"({"status":"resolved","alerts":[{"labels":{"alertname":"Watchdog"}}]})", "backups") == Result<bool>(false));
    for (const char* body : {kOther, R"({"alerts":[]})", R"({"alerts":[{}]})", R"({"alerts":"x"})", R"({"alerts":[{"labels":"x"}]})", "{broken"}) {
        INFO(body);
        CHECK_FALSE(edge::is_beat(body, "backups"));
    }
    CHECK_THAT(edge::is_beat(kOther, "backups").error().message, Contains("no alert named Watchdog or backups"));
}

TEST_CASE("a beat is kept before it is answered, with the heartbeat's own token or one of the API") {
    HeartbeatBench h;
    CHECK(h.beat("backups", "backups-secret-012").body == R"({"ok":true,"counted":true})");
    CHECK(h.seen("backups") == h.bench.clock.now());
    h.bench.advance(minutes{1});
    CHECK(h.beat("backups", "laptop-secret-0123").status == 200);
    CHECK(h.seen("backups") == h.bench.clock.now());
    CHECK(h.beat("tokenless", "laptop-secret-0123").status == 200);
    const Time before = h.bench.clock.now();
    h.bench.advance(minutes{1});
    CHECK(h.beat("backups", "backups-secret-012", kResolved).body == R"({"ok":true,"counted":false})");
    const auto other = h.beat("backups", "backups-secret-012", kOther);
    CHECK(other.status == 400);
    CHECK_THAT(other.body, Contains("Route only the Watchdog here"));
    CHECK(h.seen("backups") == before);
    h.store.refuses_jobs = true;
    CHECK(bytes_of(h.beat("backups", "backups-secret-012")) == bytes_of(edge::overloaded()));
    CHECK(h.seen("backups") == before);
}

TEST_CASE("without the right token the bytes are the same, whatever the name") {
    HeartbeatBench h;
    for (const char* name : {"backups", "prometheus", "tokenless", "nobody"}) {
        INFO(name);
        for (const char* secret : {"", "wrong"}) CHECK(bytes_of(h.beat(name, secret)) == bytes_of(edge::unauthenticated()));
    }
    CHECK(bytes_of(h.beat("backups", "prometheus-secret-0")) == bytes_of(edge::unauthenticated()));
    CHECK(bytes_of(h.beat("tokenless", "backups-secret-012")) == bytes_of(edge::unauthenticated()));
    CHECK(h.beat("nobody", "laptop-secret-0123").status == 404);
    CHECK(h.store.submitted == 0);
    CHECK_FALSE(h.seen("backups"));
}
