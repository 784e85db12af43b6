// What the sandbox tests share: a clock moved by hand, and calls as a client makes them. Header only; one
// thread.
#pragma once

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "bot/sandbox/pagerduty_account.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

class ManualClock final : public Clock {
public:
    Time now() const override { return now_; }
    void advance(Duration span) { now_ += span; }

private:
    Time now_ = time_from_unix_seconds(1'800'000'000);
};

inline std::string fixture(const std::string& name) {
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR) + "/tests/fixtures/vectors/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline const net::Response& answered(const Outcome& outcome) {
    return std::get<net::Response>(outcome);
}

inline net::Request slack_request(const std::string& method, const std::string& type, std::string body) {
    return {"POST",
            "/api/" + method,
            {{"Authorization", "Bearer xoxb-sandbox-token"}, {"Content-Type", type}},
            std::move(body),
            "",
            {}};
}

inline net::Request slack_json(const std::string& method, const nlohmann::json& args) {
    return slack_request(method, "application/json; charset=utf-8", args.dump());
}

inline net::Request slack_form(const std::string& method, const nlohmann::json& args) {
    std::string body;
    for (const auto& [name, value] : args.items())
        body += (body.empty() ? "" : "&") + name + "=" +
                net::percent_encode(value.is_string() ? value.get<std::string>() : value.dump());
    return slack_request(method, "application/x-www-form-urlencoded", body);
}

struct SlackFixture {
    ManualClock clock;
    SlackWorkspace slack;

    explicit SlackFixture(SlackOptions options = {}) : slack(clock, std::move(options)) {
        slack.add_user({"U1", "alice", "alice@example.com", "Europe/Berlin", false, false, false, false});
        slack.add_user({"U2", "bob", "bob@example.com", "UTC", true, false, false, false});
        slack.add_channel("C1", "general", {"U1", "U2"});
        slack.add_channel("C2", "quiet", {"U1"}, false);
    }

    nlohmann::json call(const net::Request& request) {
        return nlohmann::json::parse(answered(slack.handle(request)).body);
    }
    nlohmann::json api(const std::string& method, const nlohmann::json& args) {
        return call(slack_json(method, args));
    }
    nlohmann::json form(const std::string& method, const nlohmann::json& args) {
        return call(slack_form(method, args));
    }
    std::string error(const std::string& method, const nlohmann::json& args) {
        return api(method, args).value("error", "ok");
    }
    /// Posts after the second that Slack wants between two messages.
    std::string post(const std::string& channel, const nlohmann::json& args) {
        clock.advance(std::chrono::seconds{1});
        nlohmann::json all = args;
        all["channel"] = channel;
        return api("chat.postMessage", all).value("ts", "");
    }
};

struct PagerDutyFixture {
    ManualClock clock;
    PagerDutyAccount pagerduty;
    const std::string key = "0123456789abcdef0123456789abcdef";

    PagerDutyFixture() : pagerduty(clock) {
        pagerduty.add_user({"PU1", "Alice", "alice@example.com", "Etc/UTC"});
        pagerduty.add_user({"PU2", "Bob", "bob@example.com", "Etc/UTC"});
        pagerduty.add_priority({"PP1", "P1"});
        pagerduty.add_team({"PT1", "Platform"});
        pagerduty.add_policy({"PE1", "Default", {{"PU1"}, {"PU2"}}, ""});
        pagerduty.add_service({"PS1", "Checkout", "PE1", "", key, {"PT1"}});
    }

    net::Request rest(const std::string& method, const std::string& target,
                      const nlohmann::json& body = nullptr,
                      const std::string& from = "alice@example.com") const {
        net::Request request{method,
                             target,
                             {{"Authorization", "Token token=sandbox-api-token"},
                              {"Accept", "application/vnd.pagerduty+json;version=2"},
                              {"Content-Type", "application/json"}},
                             body.is_null() ? "" : body.dump(),
                             "",
                             {}};
        if (!from.empty()) request.headers.add("From", from);
        return request;
    }
    net::Response send(const net::Request& request) { return answered(pagerduty.handle(request)); }
    nlohmann::json call(const net::Request& request) { return nlohmann::json::parse(send(request).body); }
    nlohmann::json event(const std::string& action, const std::string& dedup) const {
        nlohmann::json out{{"routing_key", key}, {"event_action", action}, {"dedup_key", dedup}};
        if (action == "trigger")
            out["payload"] = {
                {"summary", "Checkout is failing"}, {"source", "tocsin"}, {"severity", "critical"}};
        return out;
    }
    net::Response enqueue(const nlohmann::json& event, const std::string& path = "/v2/enqueue") {
        return send({"POST", path, {{"Content-Type", "application/json"}}, event.dump(), "", {}});
    }
    nlohmann::json next_event() {
        const auto deliveries = pagerduty.take_deliveries();
        return deliveries.empty() ? nlohmann::json() : nlohmann::json::parse(deliveries.back().body)["event"];
    }
};

}  // namespace tocsin::sandbox
