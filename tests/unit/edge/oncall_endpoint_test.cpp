// Who is on call, over the API and as a calendar: who gets in, what does not exist, and what a calendar must not tell.
#include "bot/edge/oncall_endpoint.hpp"

#include "bot/base/text.hpp"
#include "handlers/feeds.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

struct OncallBench : EdgeBench {
    OncallBench() : endpoint(parts(), {{"laptop", "laptop-secret-0123", UserId("U1")}, {"member", "member-secret-0123", UserId("U2")}}) {
        bench.settings.feed_secret = "feed-secret";
        story::on_call_by(story::shop_policy_file())(bench.settings);
        endpoint.add_api_routes(router);
        endpoint.add_feed_routes(router);
    }
    net::Response get(const std::string& target, const std::string& secret = "laptop-secret-0123") {
        auto out = request("GET", target);
        if (!secret.empty()) out.headers.add("Authorization", "Bearer " + secret);
        return deliver(std::move(out));
    }
    net::Response feed(const std::string& path) { return get(path + "?token=" + handlers::feed_token(bench.settings.feed_secret, path), {}); }

    edge::OncallEndpoint endpoint;
};

}  // namespace

TEST_CASE("the API says who is on call, now and at another time, to whoever has a token") {
    OncallBench o;
    const auto all = nlohmann::json::parse(o.get("/api/v1/oncall?at=2026-01-07T12:00:00Z").body);
    REQUIRE(all.size() == 1);
    CHECK(all[0]["schedule"] == "primary");
    CHECK(all[0]["on_call"][0]["person"] == "bob");
    const auto one = nlohmann::json::parse(o.get("/api/v1/oncall/primary").body);
    CHECK(one["at"] == "2026-01-02T03:04:05+00:00");
    CHECK(one["on_call"].empty());
    for (const char* target : {"/api/v1/oncall", "/api/v1/oncall/primary", "/api/v1/oncall/nothing?bad=1"})
        for (const char* secret : {"", "wrong"}) CHECK(bytes_of(o.get(target, secret)) == bytes_of(edge::unauthenticated()));
}

TEST_CASE("the API refuses guests, what does not exist, mistyped parameters and times") {
    OncallBench o;
    CHECK(o.get("/api/v1/oncall/nothing").status == 404);
    CHECK_THAT(o.get("/api/v1/oncall/nothing").body, Contains("GET /api/v1/oncall lists them"));
    CHECK(o.get("/api/v1/oncall?when=now").status == 400);
    CHECK(o.get("/api/v1/oncall?at=yesterday").status == 400);
    o.store.refuses_reads = true;
    CHECK(bytes_of(o.get("/api/v1/oncall")) == bytes_of(edge::overloaded()));
    o.bench.settings.default_access = AccessLevel::guest;
    CHECK(o.get("/api/v1/oncall", "member-secret-0123").status == 403);
    o.bench.settings.default_access = AccessLevel::member;
    o.bench.settings.oncall = std::make_shared<oncall::Book>();
    CHECK(o.get("/api/v1/oncall").status == 404);
}

TEST_CASE("a calendar is RFC 5545: lines end by CR LF and hold at most 75 octets") {
    OncallBench o;
    for (const char* path : {"/oncall/primary.ics", "/oncall/person/bob.ics"}) {
        const auto answer = o.feed(path);
        CHECK(answer.status == 200);
        CHECK(answer.headers.get("Content-Type") == "text/calendar; charset=utf-8");
        CHECK_THAT(answer.body, Catch::StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && Catch::EndsWith("END:VCALENDAR\r\n") && Contains("BEGIN:VEVENT\r\n"));
        for (auto line : text::split(answer.body, '\n')) {
            if (line.empty()) continue;
            INFO(line);
            CHECK(line.ends_with('\r'));
            CHECK(line.size() <= 76);
        }
        for (const char* contact : {"+12025550102", "U0BOB", "PUBOB", "@example.com", "mailto"}) CHECK_THAT(answer.body, !Contains(contact));
    }
}

TEST_CASE("a long name is folded, and is whole again once it is unfolded") {
    OncallBench o;
    const std::string name = "Bożydar " + std::string(90, 'x') + " Ąę";
    const auto edition = oncall::recall(story::with(story::kTeamFile, "name: Bob", "name: \"" + name + "\""));
    REQUIRE(edition);
    o.bench.settings.oncall->set_current(edition);
    const auto body = o.feed("/oncall/primary.ics").body;
    for (auto line : text::split(body, '\n')) CHECK(line.size() <= 76);
    CHECK_THAT(text::replace_all(body, "\r\n ", ""), Contains(name));
}

TEST_CASE("a wrong token and what does not exist get the same bytes") {
    OncallBench o;
    const auto nothing = bytes_of(o.feed("/oncall/nothing.ics"));
    CHECK_THAT(nothing, Catch::StartsWith("404\n"));
    const std::string right = handlers::feed_token("feed-secret", "/oncall/primary.ics");
    for (const std::string target : {"/oncall/primary.ics", "/oncall/primary.ics?token=", "/oncall/primary.ics?token=wrong", "/oncall/person/bob.ics?token=", "/oncall/primary"})
        CHECK(bytes_of(o.get(target, {})) == nothing);
    CHECK(bytes_of(o.get("/oncall/person/bob.ics?token=" + right, {})) == nothing);
    CHECK(bytes_of(o.get("/oncall/primary?token=" + handlers::feed_token("feed-secret", "/oncall/primary"), {})) == nothing);
    CHECK(o.get("/oncall/primary.ics?token=" + right, {}).status == 200);
    o.bench.settings.oncall = std::make_shared<oncall::Book>();
    CHECK(bytes_of(o.get("/oncall/primary.ics?token=" + right, {})) == nothing);
}
