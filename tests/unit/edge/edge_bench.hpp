// Endpoints over a bench: requests go through a real router, the answers are looked at byte by byte. Made by a test case;
// the test's own thread.
#pragma once

#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/edge/api_endpoint.hpp"
#include "bot/edge/pagerduty_endpoint.hpp"
#include "bot/edge/probes.hpp"
#include "bot/edge/slack_endpoint.hpp"
#include "bot/pagerduty/signature.hpp"
#include "bot/slack/form.hpp"
#include "bot/slack/signature.hpp"
#include "tests/support/refusing_store.hpp"
#include "tests/support/scripted_http.hpp"
#include "tests/support/shell_bench.hpp"

namespace tocsin::testing {

inline const std::string kSecret = "signing-secret";
inline constexpr const char* kForm = "application/x-www-form-urlencoded";
inline constexpr const char* kJson = "application/json";
inline constexpr const char* kResponseUrl = "https://hooks.slack.com/commands/T1/1";

/// The whole answer as one text, so that "same bytes" means all of them.
inline std::string bytes_of(const net::Response& response) {
    std::string out = std::to_string(response.status) + "\n";
    for (const auto& header : response.headers.all()) out += header.name + ": " + header.value + "\n";
    return out + "\n" + response.body;
}

class EdgeBench {
public:
    EdgeBench() {
        bench.settings.admins = {UserId("U1")};
        bench.settings.pagerduty.routing_names = {"default"};
    }

    edge::Parts parts() { return {store, bench.clock, directory, bench.metrics, bench.settings}; }

    net::Request request(const std::string& method, const std::string& target, std::string body = {}) {
        net::Request out;
        out.method = method;
        out.target = target;
        out.body = std::move(body);
        out.received_at = bench.clock.now();
        return out;
    }
    net::Request slack_request(const std::string& type, std::string body, const std::string& path = "/slack/events") {
        auto out = request("POST", path, std::move(body));
        const auto timestamp = std::to_string(unix_seconds(bench.clock.now()));
        out.headers.add("Content-Type", type);
        out.headers.add("X-Slack-Request-Timestamp", timestamp);
        out.headers.add("X-Slack-Signature", slack::sign(kSecret, timestamp, out.body));
        return out;
    }
    /// `/incident text` as Slack sends it, each time with another trigger.
    net::Request command(const std::string& text, std::map<std::string, std::string, std::less<>> more = {}) {
        std::map<std::string, std::string, std::less<>> fields{{"team_id", "T1"}, {"channel_id", "C1"}, {"user_id", "U1"}, {"command", "/incident"},
                                                               {"text", text}, {"response_url", kResponseUrl}, {"trigger_id", std::to_string(++triggers_)}};
        for (auto& [name, value] : more) fields[name] = value;
        return slack_request(kForm, slack::encode_form(fields));
    }
    net::Request pagerduty_request(std::string body) {
        auto out = request("POST", "/pagerduty/webhook", std::move(body));
        out.headers.add("X-PagerDuty-Signature", pagerduty::sign(kSecret, out.body));
        return out;
    }

    std::shared_ptr<Promised<net::Response>> begin(net::Request request) {
        const auto match = router.find(request.method, request.path());
        REQUIRE(match.route != nullptr);
        request.path_params = match.params;
        return bench.start(match.route->endpoint(std::move(request)));
    }
    net::Response deliver(net::Request request) {
        const auto answer = begin(std::move(request));
        bench.pump();
        if (!answer->value) bench.advance(seconds{3});
        REQUIRE(answer->value);
        keeps_block_kit(answer->value->body);
        return *answer->value;
    }
    /// The request reaches the store; the limit passes before the writer has had its turn.
    net::Response deliver_too_late(net::Request request, Duration limit = milliseconds{2500}) {
        const auto answer = begin(std::move(request));
        const int before = store.submitted;
        for (int i = 0; i < 10 && store.submitted == before; ++i) bench.step();
        REQUIRE(store.submitted == before + 1);
        CHECK(bench.clock.step_until(bench.clock.now() + limit));
        bench.pump();
        REQUIRE(answer->value);
        return *answer->value;
    }
    /// The job has begun when the limit passes. What then becomes of it is up to the caller's next `pump`.
    std::shared_ptr<Promised<net::Response>> deliver_while_running(net::Request request) {
        const auto answer = begin(std::move(request));
        const int before = store.submitted;
        for (int i = 0; i < 10 && store.submitted == before; ++i) bench.step();
        if (!store.refuses_jobs) bench.step();
        CHECK(bench.clock.step_until(bench.clock.now() + milliseconds{2500}));
        return answer;
    }

    std::int64_t dead_letters() {
        std::int64_t out = 0;
        bench.look([&](const store::Snapshot& view) { out = view.tables().letters.dead(); });
        return out;
    }
    /// The bodies that were kept, oldest first.
    std::vector<std::string> buried() {
        std::vector<std::string> out;
        store::Database database(bench.path(), store::Database::Access::read_only);
        store::Rows rows = database.query("SELECT body FROM dead_letter WHERE reason <> '' ORDER BY id");
        while (rows.next()) out.push_back(rows.get<std::string>(0));
        return out;
    }
    std::int64_t incidents() {
        std::int64_t out = 0;
        bench.look([&](const store::Snapshot& view) { out = view.tables().incidents.last_number().value; });
        return out;
    }
    std::size_t count(int number, const std::string& kind) {
        std::size_t out = 0;
        for (const auto& event : bench.events(IncidentNumber(number))) out += kind_of(event.body) == kind ? 1 : 0;
        return out;
    }
    /// What waits to be said at a response_url.
    std::vector<std::string> late_answers(const std::string& url = kResponseUrl) {
        std::vector<std::string> out;
        bench.look([&](const store::Snapshot& view) {
            for (const auto& row : view.tables().outbox.waiting_in_lane("respond:" + url, 10))
                out.push_back(plain_text(std::get<delivery::Respond>(row.what).text));
        });
        return out;
    }

    ShellBench bench;
    RefusingStore store{*bench.store, bench.io};
    ScriptedHttp http{bench.clock};
    slack::Client slack{http, bench.clock, "https://slack.com/api/", "xoxb-1"};
    ops::Directory directory{store, nullptr, bench.clock};
    net::Router router;

private:
    int triggers_ = 0;
};

}  // namespace tocsin::testing
