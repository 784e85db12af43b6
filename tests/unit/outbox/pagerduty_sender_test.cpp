// What goes to PagerDuty and what its answers become: a page taken is sent and nobody is said to be woken, acknowledgements
// go as the person, a note is looked for before it is repeated (design G3, G10).
#include "bot/outbox/pagerduty_sender.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/outbox/prepare.hpp"
#include "tests/support/scripted_http.hpp"
#include "tests/support/shell_bench.hpp"
#include "tests/unit/outbox/expect_outcome.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

const delivery::PageService kPage{"P1", "default", "inc-1-default", "INC-1 SEV2: Checkout is failing", "payments fail"};
const PagerDutyIncidentId kIncident{"PD1"};

class PagerDutyBench {
public:
    PagerDutyBench() : number(bench.declare_with_channel()) {
        Person alice;
        alice.id = kAlice.actor;
        alice.name = "Alice";
        alice.email = "alice@example.com";
        alice.fetched_at = bench.clock.now();
        directory.load({alice});
        bench.settings.public_url = "https://tocsin.example.com";
    }
    OutboxRow row(Delivery what) {
        OutboxRow out;
        out.id = OutboxId(7);
        out.incident = number;
        out.created_at = bench.clock.now();
        out.what = std::move(what);
        return out;
    }
    DeliveryOutcome send(OutboxRow row, std::string from = "bot@example.com", std::string token = "token") {
        pagerduty::Client client{http, "https://api.pagerduty.com", "https://events.pagerduty.com", std::move(token)};
        sender.emplace(client, directory, bench.settings, bench.clock, std::map<std::string, std::string>{{"default", "R0UT1NG"}}, std::move(from), std::string());
        outbox::Prepared prepared;
        bench.look([&](const store::Snapshot& view) { prepared = outbox::prepare(view, row, {}, {}); });
        return bench.await(sender->send(std::move(row), std::move(prepared)), seconds{15});
    }
    DeliveryOutcome send(Delivery what) { return send(row(std::move(what))); }
    Time turn(Delivery what) { return sender->earliest(row(std::move(what)), {}, bench.clock.now()); }

    ShellBench bench;
    ScriptedHttp http{bench.clock};
    ops::Directory directory{*bench.store, nullptr, bench.clock};
    std::optional<outbox::PagerDutySender> sender;
    IncidentNumber number;
};

}  // namespace

TEST_CASE("202 is a page that was sent: nobody is said to have been notified") {
    PagerDutyBench p;
    p.http.answer("/v2/enqueue", 202, R"({"status":"success","message":"Event processed","dedup_key":"inc-1-default"})");
    const auto done = expect<Delivered>(p.send(kPage));
    CHECK(done.notified.empty());
    CHECK(done.detail == "inc-1-default");
    REQUIRE(p.http.sent.size() == 1);
    CHECK(p.http.sent[0].url == "https://events.pagerduty.com/v2/enqueue");
    const auto body = nlohmann::json::parse(p.http.sent[0].body);
    CHECK(body["routing_key"] == "R0UT1NG");
    CHECK(body["event_action"] == "trigger");
    CHECK(body["payload"]["summary"] == kPage.summary);
    CHECK(body["payload"]["severity"] == "error");
    CHECK(body["payload"]["custom_details"]["reason"] == "payments fail");
    CHECK(body["links"][0]["text"] == "#inc-1");
    CHECK(body["client_url"] == "https://tocsin.example.com");
}

TEST_CASE("however often a page is tried its dedup key stays, so that it is one alert") {
    PagerDutyBench p;
    p.http.fail("/v2/enqueue", net::Ambiguity::maybe_sent);
    p.http.hang("/v2/enqueue");
    p.http.answer("/v2/enqueue", 500, "");
    for (int i = 0; i < 3; ++i) {
        const auto later = expect<TryLater>(p.send(kPage));
        CHECK(later.maybe_sent);
        CHECK_FALSE(later.after);
    }
    p.bench.in_job([&](store::UnitOfWork& work) { work.record(p.number, event::SeverityChanged{Severity::sev2, Severity::sev1, ""}, kAlice); });
    expect<Delivered>(p.send(kPage));
    REQUIRE(p.http.sent.size() == 4);
    for (const auto& request : p.http.sent) CHECK(nlohmann::json::parse(request.body)["dedup_key"] == "inc-1-default");
    CHECK(nlohmann::json::parse(p.http.sent[3].body)["payload"]["severity"] == "critical");
}

TEST_CASE("429 rests the pages and not what goes by the other API, and the other way round") {
    PagerDutyBench p;
    p.http.answer("/v2/enqueue", 429, "", {{"Retry-After", "40"}});
    CHECK(expect<TryLater>(p.send(kPage)).after == seconds{40});
    CHECK(p.turn(kPage) == p.bench.clock.now() + seconds{40});
    CHECK(p.turn(delivery::FetchPagerDutyDetails{kIncident}) == p.bench.clock.now());
    p.http.answer("/incidents", 429, "", {{"ratelimit-reset", "25"}});
    CHECK(expect<TryLater>(p.send(delivery::CheckPage{"P1", "inc-1-default", "default"})).after == seconds{25});
    CHECK(p.turn(delivery::FetchPagerDutyDetails{kIncident}) == p.bench.clock.now() + seconds{25});
    CHECK(p.turn(kPage) == p.bench.clock.now());
}

TEST_CASE("a second request of one attempt that is told to wait rests the API as well") {
    PagerDutyBench p;
    p.http.answer("/incidents?", 200, R"({"incidents":[{"id":"PD1"}]})");
    p.http.answer("/log_entries", 429, "", {{"Retry-After", "40"}});
    CHECK(expect<TryLater>(p.send(delivery::CheckPage{"P1", "inc-1-default", "default"})).after == seconds{40});
    CHECK(p.turn(delivery::FetchPagerDutyDetails{kIncident}) == p.bench.clock.now() + seconds{40});
    p.bench.advance(minutes{1});
    p.http.answer("/incidents/PD1?", 200, R"({"incident":{"id":"PD1","title":"t"}})");
    p.http.answer("/alerts", 429, "", {{"Retry-After", "40"}});
    expect<TryLater>(p.send(delivery::FetchPagerDutyDetails{kIncident}));
    CHECK(p.turn(delivery::CheckPage{"P1", "k", "default"}) == p.bench.clock.now() + seconds{40});
    auto note = p.row(delivery::AddPagerDutyNote{kIncident, "x", system_actor()});
    note.maybe_sent = true;
    p.bench.advance(minutes{1});
    p.http.answer("/notes", 429, "", {{"Retry-After", "40"}});
    CHECK(expect<TryLater>(p.send(note)).maybe_sent);
    CHECK(p.turn(delivery::CheckPage{"P1", "k", "default"}) == p.bench.clock.now() + seconds{40});
}

TEST_CASE("a page that PagerDuty refuses is refused in so many words; so is one whose routing key is gone, unsent") {
    PagerDutyBench p;
    p.http.answer("/v2/enqueue", 400, R"({"status":"invalid event","message":"Event object is invalid","errors":["'routing_key' is invalid"]})");
    const auto refused = expect<Refused>(p.send(kPage));
    CHECK(refused.code == "400");
    CHECK_THAT(refused.why, Contains("nobody is woken") && Contains("'routing_key' is invalid"));
    auto gone = kPage;
    gone.routing_name = "removed";
    CHECK_THAT(expect<Refused>(p.send(gone)).why, Contains("pagerduty.routing_keys.removed"));
    CHECK(p.http.sent.size() == 1);
}

TEST_CASE("who was notified is whom PagerDuty's log names, or who acknowledged") {
    PagerDutyBench p;
    const delivery::CheckPage check{"P1", "inc-1-default", "default"};
    p.http.answer("/incidents?", 200, R"({"incidents":[{"id":"PD1","acknowledgements":[{"acknowledger":{"id":"PU2","summary":"Dora"}}]}]})");
    p.http.answer("/log_entries", 200, R"({"log_entries":[{"type":"trigger_log_entry"},
        {"type":"notify_log_entry","user":{"id":"PU1","summary":"Bob"},"channel":{"type":"auto"},"created_at":"2026-01-02T03:04:05Z"}]})");
    const auto done = expect<Delivered>(p.send(check));
    REQUIRE(done.notified.size() == 2);
    CHECK(done.notified[0].name == "Bob");
    CHECK(done.notified[1].name == "Dora");
    CHECK_THAT(p.http.sent[0].url, Contains("incident_key=inc-1-default"));
    p.http.answer("/incidents?", 200, R"({"incidents":[{"id":"PD1"}]})");
    p.http.answer("/log_entries", 200, R"({"log_entries":[{"type":"trigger_log_entry"}]})");
    CHECK(expect<Delivered>(p.send(check)).notified.empty());
    p.http.answer("/incidents?", 200, R"({"incidents":[]})");
    const auto none = expect<Delivered>(p.send(check));
    CHECK(none.notified.empty());
    CHECK_THAT(none.detail, Contains("opened no incident"));
    p.http.answer("/incidents?", 200, "<html>a proxy</html>");
    expect<TryLater>(p.send(check));
}

TEST_CASE("without a token nobody looks, and nobody is said to have been woken") {
    PagerDutyBench p;
    const auto done = expect<Delivered>(p.send(p.row(delivery::CheckPage{"P1", "k", "default"}), "", ""));
    CHECK(done.notified.empty());
    CHECK_THAT(done.detail, Contains("pagerduty.api_token"));
    CHECK(p.http.sent.empty());
}

TEST_CASE("an acknowledgement goes as the person who acted and as nobody else") {
    PagerDutyBench p;
    p.http.answer("/incidents/PD1", 200, "{}");
    expect<Delivered>(p.send(delivery::SetPagerDutyStatus{kIncident, delivery::PagerDutyStatus::acknowledged, kAlice.actor}));
    CHECK(p.http.sent[0].method == "PUT");
    CHECK(p.http.sent[0].headers.get("From") == "alice@example.com");
    CHECK_THAT(p.http.sent[0].body, Contains("\"status\":\"acknowledged\""));
    p.http.answer("/incidents/PD1", 400, R"({"error":{"code":1001,"message":"Incident Already Resolved"}})");
    expect<Delivered>(p.send(delivery::SetPagerDutyStatus{kIncident, delivery::PagerDutyStatus::resolved, kAlice.actor}));
    const auto unknown = expect<Refused>(p.send(delivery::SetPagerDutyStatus{kIncident, delivery::PagerDutyStatus::resolved, ActorId("slack:T1:U9")}));
    CHECK(unknown.code == "no_address");
    CHECK_THAT(unknown.why, Contains("@U9") && Contains("resolve PD1 in PagerDuty"));
    CHECK(p.http.sent.size() == 2);
}

TEST_CASE("a note goes as its writer; whom PagerDuty does not know is named in a note from the bot's own address") {
    PagerDutyBench p;
    const delivery::AddPagerDutyNote note{kIncident, "the cache is cold", kAlice.actor};
    p.http.answer("/notes", 201, "{}");
    expect<Delivered>(p.send(note));
    CHECK(p.http.sent[0].headers.get("From") == "alice@example.com");
    p.http.answer("/notes", 400, R"({"error":{"code":2001,"message":"Requester User Not Found"}})");
    p.http.answer("/notes", 201, "{}");
    expect<Delivered>(p.send(note));
    REQUIRE(p.http.sent.size() == 3);
    CHECK(p.http.sent[2].headers.get("From") == "bot@example.com");
    CHECK_THAT(p.http.sent[2].body, Contains("Alice: the cache is cold"));
    const auto from_system = p.row(delivery::AddPagerDutyNote{kIncident, "opened INC-1", system_actor()});
    CHECK_THAT(expect<Refused>(p.send(from_system, "")).why, Contains("pagerduty.from"));
    CHECK(p.http.sent.size() == 3);
}

TEST_CASE("a note whose answer was lost is looked for, and written only if it is not there") {
    PagerDutyBench p;
    auto row = p.row(delivery::AddPagerDutyNote{kIncident, "the cache is cold", kAlice.actor});
    row.maybe_sent = true;
    p.http.answer("/notes", 200, R"({"notes":[{"id":"N1","content":"other"},{"id":"N2","content":"Alice: the cache is cold"}]})");
    expect<Delivered>(p.send(row));
    REQUIRE(p.http.sent.size() == 1);
    CHECK(p.http.sent[0].method == "GET");
    p.http.answer("/notes", 200, R"({"notes":[]})");
    p.http.answer("/notes", 201, "{}");
    expect<Delivered>(p.send(row));
    CHECK(p.http.sent.back().method == "POST");
    p.http.answer("/notes", 503, "");
    CHECK(expect<TryLater>(p.send(row)).maybe_sent);
    p.http.answer("/notes", 200, "<html>a proxy</html>");
    CHECK(expect<TryLater>(p.send(row)).maybe_sent);
    CHECK(p.http.sent.size() == 5);
}

TEST_CASE("the same words of an earlier note, or at the end of somebody else's, are not taken for this one") {
    PagerDutyBench p;
    auto row = p.row(delivery::AddPagerDutyNote{kIncident, "still looking", kAlice.actor});
    row.maybe_sent = true;
    const auto [content, before, is_ours] = GENERATE(table<std::string, seconds, bool>(
        {{"still looking", seconds{10}, true}, {"Alice: still looking", seconds{10}, true}, {"still looking", seconds{300}, false}, {"Bob: still looking", seconds{0}, false}}));
    p.http.answer("/notes", 200, R"({"notes":[{"id":"N1","content":")" + content + R"(","created_at":")" + format_rfc3339(p.bench.clock.now() - before) + R"("}]})");
    p.http.answer("/notes", 201, "{}");
    expect<Delivered>(p.send(row));
    CHECK((p.http.sent.back().method == "GET") == is_ours);
}

TEST_CASE("a row for Slack that comes here is a bug and says so") {
    PagerDutyBench p;
    CHECK_THROWS_AS(p.send(delivery::PostLine{"x"}), std::logic_error);
}

TEST_CASE("the end of a page is a resolve of its alert, rests with the pages, and is refused in words of its own") {
    PagerDutyBench p;
    const delivery::ResolvePage over{"P1", "inc-1-default/P1", "default"};
    expect<Delivered>(p.send(over));
    const auto body = nlohmann::json::parse(p.http.sent.at(0).body);
    CHECK(body == nlohmann::json{{"routing_key", "R0UT1NG"}, {"event_action", "resolve"}, {"dedup_key", "inc-1-default/P1"}});
    p.http.answer("/v2/enqueue", 400, R"({"status":"invalid event","message":"Event object is invalid"})");
    CHECK(expect<Refused>(p.send(over)).why == "PagerDuty refused it (HTTP 400)");
    CHECK_THAT(expect<Refused>(p.send(delivery::ResolvePage{"P1", "k", "gone"})).why, Contains("pagerduty.routing_keys.gone"));
    p.http.answer("/v2/enqueue", 429, "", {{"Retry-After", "40"}});
    expect<TryLater>(p.send(over));
    CHECK(p.turn(over) == p.bench.clock.now() + seconds{40});
    CHECK(p.turn(delivery::FetchPagerDutyDetails{kIncident}) == p.bench.clock.now());
}
