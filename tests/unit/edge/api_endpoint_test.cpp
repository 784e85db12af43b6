// The API route by route: who gets in, which status each mistake has, and that an Idempotency-Key makes a repeat harmless
// for its own token alone (design G2, §4).
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

struct ApiBench : EdgeBench {
    ApiBench()
        : endpoint(parts(), {{"laptop", "laptop-secret-0123", UserId("U1")}, {"desk", "desk-secret-012345", UserId("U1")},
                             {"member", "member-secret-0123", UserId("U2")}, {"robot", "robot-secret-01234", {}}}) {
        endpoint.add_routes(router);
    }
    net::Request authorized(net::Request request, const std::string& secret = "laptop-secret-0123") {
        request.headers.add("Authorization", "Bearer " + secret);
        return request;
    }
    net::Request post(const std::string& body, const std::string& key = {}, const std::string& secret = "laptop-secret-0123") {
        auto out = authorized(request("POST", "/api/v1/commands", body), secret);
        if (!key.empty()) out.headers.add("Idempotency-Key", key);
        return out;
    }
    net::Request text(const std::string& words, const std::string& key = {}, const std::string& secret = "laptop-secret-0123") {
        return post(nlohmann::json{{"text", words}, {"incident", 1}}.dump(), key, secret);
    }
    net::Response get(const std::string& target) { return deliver(authorized(request("GET", target))); }

    edge::ApiEndpoint endpoint;
};

}  // namespace

TEST_CASE("without a token that is known, every route but the document gives the same bytes, before it looks at anything else") {
    ApiBench a;
    for (const char* target : {"/api/v1/incidents", "/api/v1/incidents/1", "/api/v1/incidents/x", "/api/v1/incidents/1/timeline?bad=1",
                               "/api/v1/incidents/1/postmortem", "/api/v1/report"}) {
        CHECK(bytes_of(a.deliver(a.request("GET", target))) == bytes_of(edge::unauthenticated()));
        CHECK(bytes_of(a.deliver(a.authorized(a.request("GET", target), "wrong"))) == bytes_of(edge::unauthenticated()));
    }
    CHECK(bytes_of(a.deliver(a.post("not even JSON", {}, "wrong"))) == bytes_of(edge::unauthenticated()));
    CHECK(a.store.submitted == 0);
    CHECK(a.store.reads == 0);
    CHECK_THAT(a.bench.metrics.render(), Contains("tocsin_unauthenticated_total{source=\"api\"} 13\n"));
    const auto document = a.deliver(a.request("GET", "/api/v1/openapi.yaml"));
    CHECK(document.status == 200);
    CHECK_THAT(document.body, Catch::StartsWith("openapi:"));
}

TEST_CASE("a guest is refused on every route, and a person whose workspace is not known yet is asked to wait") {
    ApiBench a;
    a.bench.settings.default_access = AccessLevel::guest;
    const auto refused = a.deliver(a.text("note x", {}, "member-secret-0123"));
    CHECK(refused.status == 403);
    CHECK(a.deliver(a.authorized(a.request("GET", "/api/v1/incidents"), "robot-secret-01234")).status == 403);
    a.bench.look([](const store::Snapshot& view) {
        const auto denials = view.tables().denials.newest(Time{}, 9);
        REQUIRE(denials.size() == 2);
        CHECK(denials[1].actor == slack_actor(TeamId("T1"), UserId("U2")));
        CHECK(denials[0].source == Source("api:robot"));
        CHECK(denials[0].verb == "api");
    });
    a.bench.settings.default_access = AccessLevel::member;
    a.bench.settings.team = {};
    const auto early = a.deliver(a.text("note x"));
    CHECK(early.status == 503);
    CHECK_THAT(early.body, Contains("U1") && Contains("slack.team"));
    CHECK(a.deliver(a.authorized(a.request("GET", "/api/v1/incidents"), "robot-secret-01234")).status == 200);
    CHECK(a.store.submitted == 2);
}

TEST_CASE("a malformed request is 400 and names the field; nothing of it reaches the store") {
    ApiBench a;
    a.bench.declare();
    const std::pair<const char*, const char*> bodies[] = {{"{", "JSON object"}, {"{}", "`text`"}, {R"({"text":1})", "`text`"},
                                                          {R"({"text":"ack","incident":"x"})", "`incident`"}, {R"({"text":"ack","inc":1})", "`inc`"}};
    for (const auto& [body, field] : bodies) {
        const auto answer = a.deliver(a.post(body));
        CHECK(answer.status == 400);
        CHECK_THAT(answer.body, Contains(field) && Contains("\"invalid_argument\""));
    }
    CHECK(a.deliver(a.text("note x", std::string(201, 'k'))).status == 400);
    const std::pair<const char*, const char*> targets[] = {
        {"/api/v1/incidents?scope=some", "`scope`"}, {"/api/v1/incidents?severity=9", "`severity`"}, {"/api/v1/incidents/x", "number"},
        {"/api/v1/incidents/0", "number"}, {"/api/v1/incidents/1/timeline?after=x", "`after`"}, {"/api/v1/incidents/1/timeline?after=-1", "`after`"},
        {"/api/v1/incidents/1/postmortem?format=pdf", "`format`"}, {"/api/v1/incidents?Scope=open", "`Scope`"},
        {"/api/v1/report?from=2026-01-01&to=2026-02-01&format=pdf", "`format`"}};
    for (const auto& [target, field] : targets) {
        INFO(target);
        const auto answer = a.get(target);
        CHECK(answer.status == 400);
        CHECK_THAT(answer.body, Contains(field));
    }
    CHECK(a.store.submitted == 0);
}

TEST_CASE("a command that is understood and wrong is 422, not allowed 403, out of place 409") {
    ApiBench a;
    a.bench.declare();
    CHECK(a.deliver(a.text("frobnicate")).status == 422);
    CHECK(a.deliver(a.post(R"({"text":"note x","incident":99})")).status == 422);
    CHECK(a.deliver(a.text("page default")).status == 409);
    CHECK(a.deliver(a.text("ack", {}, "robot-secret-01234")).status == 403);
    CHECK(a.count(1, "acknowledged") == 0);
    CHECK(a.deliver(a.text("resolve done")).status == 200);
    CHECK(a.deliver(a.text("status identified")).status == 409);
}

TEST_CASE("an incident is found by number and by name, and one that is not there is 404") {
    ApiBench a;
    a.bench.declare();
    for (const char* name : {"1", "INC-1", "inc-1"}) CHECK(a.get("/api/v1/incidents/" + std::string(name)).status == 200);
    for (const char* rest : {"", "/timeline", "/postmortem"}) {
        const auto answer = a.get("/api/v1/incidents/99" + std::string(rest));
        CHECK(answer.status == 404);
        CHECK_THAT(answer.body, Contains("There is no INC-99"));
    }
}

TEST_CASE("a repeat under one Idempotency-Key has one effect and the same words, also when the first was refused") {
    ApiBench a;
    a.bench.declare();
    const auto first = nlohmann::json::parse(a.deliver(a.text("note once", "key-1")).body);
    const auto second = nlohmann::json::parse(a.deliver(a.text("note once", "key-1")).body);
    CHECK(second["ok"] == true);
    CHECK(second["reply"] == first["reply"]);
    CHECK(a.count(1, "note_added") == 1);

    CHECK(a.deliver(a.text("ack", "key-2", "robot-secret-01234")).status == 403);
    const auto denials = a.bench.events(IncidentNumber(1)).size();
    CHECK(a.deliver(a.text("ack", "key-2", "robot-secret-01234")).status == 403);
    CHECK(a.bench.events(IncidentNumber(1)).size() == denials);
}

TEST_CASE("a key belongs to its token: another's is another, and no key is no key") {
    ApiBench a;
    a.bench.declare();
    a.deliver(a.text("note x", "key-1"));
    a.deliver(a.text("note x", "key-1", "desk-secret-012345"));
    CHECK(a.count(1, "note_added") == 2);
    a.deliver(a.text("note x"));
    a.deliver(a.text("note x"));
    CHECK(a.count(1, "note_added") == 4);
}

TEST_CASE("a read under a key is read anew each time") {
    ApiBench a;
    a.bench.declare("One");
    CHECK_THAT(a.deliver(a.text("list", "key-1")).body, !Contains("Two"));
    a.bench.declare("Two");
    CHECK_THAT(a.deliver(a.text("list", "key-1")).body, Contains("Two"));
}

TEST_CASE("overload, a full disk and a command that had no turn in 2.5 s are 503 with Retry-After; the same key may try again") {
    ApiBench a;
    a.bench.declare();
    a.store.refuses_jobs = true;
    CHECK(bytes_of(a.deliver(a.text("note x", "key-1"))) == bytes_of(edge::overloaded()));
    a.store.refuses_jobs = false;
    CHECK(bytes_of(a.deliver_too_late(a.text("note x", "key-1"))) == bytes_of(edge::overloaded()));
    CHECK(a.count(1, "note_added") == 0);
    CHECK(a.deliver(a.text("note x", "key-1")).status == 200);
    CHECK(a.count(1, "note_added") == 1);
}

TEST_CASE("a command that had begun is 503 as well, and its repeat under the key finds it done") {
    ApiBench a;
    a.bench.declare();
    const auto answer = a.deliver_while_running(a.text("note x", "key-1"));
    a.bench.pump();
    REQUIRE(answer->value);
    CHECK(answer->value->status == 503);
    CHECK(a.deliver(a.text("note x", "key-1")).status == 200);
    CHECK(a.count(1, "note_added") == 1);
}

TEST_CASE("a database that cannot be read is 503 with Retry-After on every read") {
    ApiBench a;
    a.bench.declare();
    a.store.refuses_reads = true;
    for (const char* target : {"/api/v1/incidents", "/api/v1/incidents/1", "/api/v1/incidents/1/timeline", "/api/v1/incidents/1/postmortem",
                               "/api/v1/report?from=2026-01-01&to=2026-02-01"}) {
        INFO(target);
        CHECK(bytes_of(a.get(target)) == bytes_of(edge::overloaded()));
    }
}

TEST_CASE("a command that has begun and outlives its time: the answer says that it may still be done, and how to find out") {
    ApiBench a;
    a.bench.declare();
    a.store.never_ends = true;
    const auto keyless = a.deliver(a.text("note x"));
    CHECK(keyless.status == 503);
    CHECK_THAT(keyless.body, Contains("\"error\":\"unfinished\"") && Contains("may still be done") && Contains("Look at the incident") && Contains("twice"));
    CHECK(keyless.headers.get("Retry-After").empty());
    const auto keyed = a.deliver(a.text("note x", "key-1"));
    CHECK(keyed.status == 503);
    CHECK_THAT(keyed.body, Contains("\"error\":\"unfinished\"") && Contains("the same Idempotency-Key"));
    CHECK(keyed.headers.get("Retry-After") == "2");
    CHECK(bytes_of(a.deliver(a.text("show"))) == bytes_of(edge::overloaded()));
    a.store.never_ends = false;
    a.store.refuses_jobs = true;
    CHECK(bytes_of(a.deliver(a.text("note x"))) == bytes_of(edge::overloaded()));
}

TEST_CASE("a page that is confirmed goes out once, in the name of the token's person") {
    ApiBench a;
    a.bench.declare();
    const auto asked = a.deliver(a.text("page default"));
    CHECK_THAT(asked.body, Contains("\"confirm\":\"Page default\""));
    CHECK(a.count(1, "page_requested") == 0);
    CHECK(a.deliver(a.text("page default --yes", "key-1")).status == 200);
    CHECK(a.deliver(a.text("page default --yes", "key-1")).status == 200);
    CHECK(a.count(1, "page_requested") == 1);
    const auto events = a.bench.events(IncidentNumber(1));
    CHECK(events.back().actor.value == "slack:T1:U1");
    CHECK(events.back().source.value == "api:laptop");
}

TEST_CASE("a draft may run nothing in a browser, whatever its format") {
    ApiBench a;
    a.bench.declare("<script>alert(1)</script>");
    for (const char* format : {"", "?format=md", "?format=html", "?format=json"}) {
        const auto answer = a.get("/api/v1/incidents/1/postmortem" + std::string(format));
        CHECK(answer.status == 200);
        CHECK_THAT(std::string(answer.headers.get("Content-Security-Policy")), Contains("default-src 'none'"));
    }
    CHECK_THAT(a.get("/api/v1/incidents/1/postmortem?format=html").body, !Contains("<script>alert"));
}
