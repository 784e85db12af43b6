// What the look at PagerDuty finds, request by request: of whom it reads log and notes, in which order the facts come, and that no
// look costs more than it may.
#include "bot/outbox/pagerduty_check.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "tests/support/scripted_http.hpp"
#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using nlohmann::json;

namespace {

const Time kAsked = *parse_iso8601("2026-01-05T12:00:30Z");

json incident(const std::string& id, const std::string& status, const std::string& priority = {}) {
    json out{{"id", id}, {"status", status}, {"title", "Errors"}, {"created_at", "2026-01-05T10:00:00Z"}, {"updated_at", "2026-01-05T11:59:00Z"}};
    if (!priority.empty()) out["priority"] = {{"id", "X"}, {"summary", priority}};
    return out;
}

class Check {
public:
    Check() { known.watched_since = *parse_iso8601("2026-01-05T00:00:00Z"); }

    Delivered run(const std::vector<json>& open, Time asked_at = kAsked) {
        http.answer("/webhook_subscriptions", 200, R"({"webhook_subscriptions":[]})");
        http.answer("statuses", 200, json{{"incidents", open}, {"more", false}}.dump());
        outbox::PagerDutyCheck check(client, bench.settings, known, asked_at);
        const auto outcome = bench.await(check.run(), seconds{15});
        REQUIRE(std::holds_alternative<Delivered>(outcome));
        return std::get<Delivered>(outcome);
    }
    /// The incidents whose notes were read, in order.
    std::vector<std::string> noted() const {
        std::vector<std::string> out;
        for (const auto& request : http.to("/notes")) {
            const auto from = request.url.find("/incidents/") + 11;
            out.push_back(request.url.substr(from, request.url.find("/notes") - from));
        }
        return out;
    }
    void nothing_more() {
        for (int i = 0; i < 40; ++i) {
            http.answer("/log_entries", 200, R"({"log_entries":[]})");
            http.answer("/notes", 200, R"({"notes":[]})");
        }
    }

    ShellBench bench;
    ScriptedHttp http{bench.clock};
    pagerduty::Client client{http, "https://api.pagerduty.com", "https://events.pagerduty.com", "token"};
    outbox::Prepared known;
};

}  // namespace

TEST_CASE("log and notes are read of what belongs to an open incident of ours, and of what is in another state than we know") {
    Check check;
    check.nothing_more();
    check.known.pagerduty = {{"PFOLLOWED", {"triggered", "", true}}, {"POVER", {"triggered", "", false}}, {"PCHANGED", {"triggered", "", false}},
                             {"POBSERVED", {"observed", {}, false}}};
    check.run({incident("PFOLLOWED", "triggered"), incident("POVER", "triggered"), incident("PCHANGED", "acknowledged"), incident("POBSERVED", "acknowledged")});
    CHECK(check.noted() == std::vector<std::string>{"PCHANGED", "PFOLLOWED"});
}

TEST_CASE("facts of one incident come in the order in which they happened, with who did it") {
    Check check;
    check.known.pagerduty = {{"P1", {"triggered", "P3", true}}};
    check.http.answer("/log_entries", 200, R"({"log_entries":[
        {"type":"escalate_log_entry","created_at":"2026-01-05T11:00:00Z","agent":{"id":"PU1","type":"user_reference","summary":"Dora"},"assignees":[{"id":"PU2","summary":"Bob"}]},
        {"type":"trigger_log_entry","created_at":"2026-01-05T10:00:00Z","agent":null}]})");
    check.http.answer("/notes", 200, R"({"notes":[{"id":"N1","content":"I look","created_at":"2026-01-05T10:30:00Z","user":{"id":"PU1","summary":"Dora"}},
        {"id":"N2","content":"no time"},{"content":"no id","created_at":"2026-01-05T10:30:00Z"}]})");
    const auto found = check.run({incident("P1", "triggered", "P1")});
    REQUIRE(found.facts.size() == 4);
    CHECK(found.facts[0].what == "triggered");
    CHECK(found.facts[1].what == "annotated");
    CHECK(found.facts[1].note == "I look");
    CHECK(found.facts[1].note_id == "N1");
    CHECK(found.facts[1].agent == "Dora");
    CHECK(found.facts[2].what == "escalated");
    CHECK(found.facts[2].assignees.front().name == "Bob");
    CHECK(found.facts[3].what == "priority_updated");
    CHECK(found.facts[3].priority == "P1");
    CHECK(found.facts[3].occurred_at == *parse_iso8601("2026-01-05T11:59:00Z"));
}

TEST_CASE("a priority that we know, and one of which we never knew, are no news") {
    for (const auto& priority : {std::optional<std::string>("P1"), std::optional<std::string>()}) {
        Check check;
        check.nothing_more();
        check.known.pagerduty = {{"P1", {"triggered", priority, true}}};
        CHECK(check.run({incident("P1", "triggered", "P1")}).facts.empty());
    }
}

TEST_CASE("what was resolved by a merge says into what") {
    Check check;
    check.known.pagerduty = {{"P1", {"triggered", "", true}}};
    json merged = incident("P1", "resolved");
    merged["resolve_reason"] = {{"type", "merge_resolve_reason"}, {"incident", {{"id", "P2"}, {"summary", "Other"}}}};
    check.http.answer("/incidents/P1?", 200, json{{"incident", merged}}.dump());
    check.http.answer("/log_entries", 200, R"({"log_entries":[{"type":"resolve_log_entry","created_at":"2026-01-05T11:00:00Z","agent":null}]})");
    check.http.answer("/notes", 200, R"({"notes":[]})");
    const auto found = check.run({});
    REQUIRE(found.facts.size() == 1);
    CHECK(found.facts[0].what == "resolved");
    CHECK(found.facts[0].merged_into == "P2");
}

TEST_CASE("however many are open, one that was resolved behind our back is made up for in the first minute") {
    Check check;
    std::vector<json> open;
    for (int i = 0; i < 40; ++i) {
        open.push_back(incident("P" + std::to_string(i), "triggered"));
        check.known.pagerduty["P" + std::to_string(i)] = {"triggered", "", true};
    }
    check.known.pagerduty["PGONE"] = {"triggered", "", true};
    check.http.answer("/incidents/PGONE?", 200, json{{"incident", incident("PGONE", "resolved")}}.dump());
    check.http.answer("/incidents/PGONE/log_entries", 200, R"({"log_entries":[{"type":"resolve_log_entry","created_at":"2026-01-05T11:00:00Z","agent":null}]})");
    check.nothing_more();
    const auto found = check.run(open);
    REQUIRE(found.facts.size() == 1);
    CHECK(found.facts[0].what == "resolved");
    CHECK(found.facts[0].id.value == "PGONE");
}

TEST_CASE("of very many, thirty are looked at in one minute and the others in the next ones") {
    std::vector<json> open;
    outbox::Prepared known;
    for (int i = 0; i < 70; ++i) {
        open.push_back(incident("P" + std::to_string(i), "triggered"));
        known.pagerduty["P" + std::to_string(i)] = {"triggered", "", true};
    }
    std::set<std::string> seen;
    for (int minute = 0; minute < 7; ++minute) {
        Check check;
        check.nothing_more();
        check.known.pagerduty = known.pagerduty;
        check.run(open, kAsked + std::chrono::minutes{minute});
        CHECK(check.noted().size() == 30);
        for (const auto& id : check.noted()) seen.insert(id);
    }
    CHECK(seen.size() == 70);
}
