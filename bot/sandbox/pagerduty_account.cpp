#include "bot/sandbox/pagerduty_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"
#include "bot/sandbox/rate_limits.hpp"

namespace tocsin::sandbox {

namespace {

constexpr auto kMinute = std::chrono::minutes{1};
constexpr std::size_t kEventsPerMinute = 120, kRestPerMinute = 960;
constexpr std::string_view kAccept = "application/vnd.pagerduty+json;version=2";

net::Response error_response(const PagerDutyRefusal& refusal) {
    ordered_json error{{"message", refusal.message}, {"code", refusal.code}};
    if (!refusal.errors.empty()) error["errors"] = refusal.errors;
    return net::json_response(refusal.status, ordered_json{{"error", error}}.dump());
}

net::Response fault_answer(const Fault& fault) {
    if (fault.kind == Fault::Kind::api_error)
        return error_response({fault.status, 2001, fault.body, {}, true});
    net::Response response = net::text_response(fault.status, fault.body);
    if (fault.kind == Fault::Kind::rate_limited) {
        response = error_response({429, 2020, "Rate Limit Exceeded", {}, true});
        response.headers.add("Retry-After", retry_after_seconds(fault.retry_after));
    }
    return response;
}

Outcome undone(const Fault& fault) {
    if (fault.kind == Fault::Kind::drop_before) return NoAnswer{false, false};
    if (fault.kind == Fault::Kind::hang_before) return NoAnswer{false, true};
    return fault_answer(fault);
}

std::expected<void, PagerDutyRefusal> check_headers(const PagerDutyState& state,
                                                    const net::Request& request) {
    if (request.headers.get("Authorization") != "Token token=" + state.options.api_token)
        return std::unexpected(PagerDutyRefusal{401, 2006, "Authentication failed", {}, false});
    if (request.headers.get("Accept") != kAccept)
        return invalid_input(fmt::format("Accept must be {}", kAccept));
    if (!request.body.empty() &&
        !text::lower(request.headers.get("Content-Type")).starts_with("application/json"))
        return invalid_input("Content-Type must be application/json");
    return {};
}

std::expected<void, PagerDutyRefusal> check_parameters(const RestRoute& route, const net::Request& request) {
    const auto mark = request.target.find('?');
    if (mark == std::string::npos) return {};
    const auto known = text::split(route.parameters, ' ');
    for (std::string_view pair : text::split(std::string_view(request.target).substr(mark + 1), '&')) {
        const std::string name = net::percent_decode(pair.substr(0, pair.find('=')));
        if (name != "limit" && name != "offset" && name != "total" &&
            !contains(known, std::string_view(name)))
            return invalid_input("unknown parameter: " + name);
    }
    return {};
}

PagerDutyAnswer run_route(PagerDutyState& state, Time now, const RestRoute& route,
                          const net::Request& request, std::string id) {
    if (auto ok = check_headers(state, request); !ok) return std::unexpected(ok.error());
    if (auto ok = check_parameters(route, request); !ok) return std::unexpected(ok.error());
    const bool has_body = route.method != "GET";
    const ordered_json body =
        has_body ? ordered_json::parse(request.body, nullptr, false) : ordered_json::object();
    if (!body.is_object()) return invalid_input("the body is no JSON object");
    const PagerDutyUser* from = state.user_by_email(std::string(request.headers.get("From")));
    if (route.needs_from && !from) {
        // A missing From is the client's mistake; an address that nobody has is met in normal life.
        const bool given = request.headers.count("From") > 0;
        return std::unexpected(PagerDutyRefusal{400, 1008, "Requester User Not Found", {}, given});
    }
    return route.run({state, now, request, body, std::move(id), from ? from->id : std::string()});
}

struct Handled {
    net::Response response;
    std::string outcome;
};

Handled run_events(PagerDutyState& state, RateLimits& limits, Time now, const std::string& method,
                   const net::Request& request) {
    const std::string key = "events " + routing_key_of(request.body);
    if (state.options.enforce_rate_limits && limits.take(key, kEventsPerMinute, kMinute, now) > Duration{}) {
        state.violations.push_back({now, method, "more than 120 events a minute for one routing key"});
        return {
            net::json_response(
                429,
                R"({"status":"throttle exceeded","message":"Requests for this service are arriving too quickly. Please retry later."})"),
            "429"};
    }
    net::Response response = method == "POST /v2/enqueue" ? enqueue_event(state, now, request.body)
                                                          : enqueue_change(state, now, request.body);
    return {response, response.status == 202 ? "ok" : std::to_string(response.status)};
}

Handled run_rest(PagerDutyState& state, RateLimits& limits, Time now, const RestRoute& route,
                 const net::Request& request, std::string id) {
    const std::string method = fmt::format("{} {}", route.method, route.path);
    if (state.options.enforce_rate_limits && limits.take("rest", kRestPerMinute, kMinute, now) > Duration{}) {
        state.violations.push_back({now, method, "more than 960 requests a minute"});
        return {error_response({429, 2020, "Rate Limit Exceeded", {}, false}), "2020"};
    }
    const auto answer = run_route(state, now, route, request, std::move(id));
    if (!answer && !answer.error().expected)
        state.violations.push_back({now, method,
                                    fmt::format("{} {} {}", answer.error().code, answer.error().message,
                                                text::join(answer.error().errors, "; "))});
    net::Response response =
        answer ? net::json_response(route.status,
                                    answer->dump(-1, ' ', false, ordered_json::error_handler_t::replace))
               : error_response(answer.error());
    response.headers.add("ratelimit-limit", std::to_string(kRestPerMinute));
    response.headers.add("ratelimit-remaining",
                         std::to_string(kRestPerMinute - limits.used("rest", kMinute, now)));
    response.headers.add("ratelimit-reset", "60");
    return {response, answer ? "ok" : std::to_string(answer.error().code)};
}

}  // namespace

std::string pagerduty_signature(std::string_view secret, std::string_view body) {
    return "v1=" + crypto::to_hex(crypto::hmac_sha256(secret, body));
}

PagerDutyAccount::PagerDutyAccount(const Clock& clock, PagerDutyOptions options)
    : clock_(clock), limits_(std::make_unique<RateLimits>()) {
    state_.options = std::move(options);
}

PagerDutyAccount::~PagerDutyAccount() = default;

Outcome PagerDutyAccount::handle(const net::Request& request) {
    const Time now = clock_.now();
    std::string id;
    const bool is_event = request.method == "POST" &&
                          (request.path() == "/v2/enqueue" || request.path() == "/v2/change/enqueue");
    const RestRoute* route = is_event ? nullptr : find_route(request.method, request.path(), id);
    const std::string method = fmt::format("{} {}", request.method, route ? route->path : request.path());
    const auto record = [&](std::string outcome) {
        state_.calls.push_back({now, method, text::sanitize(request.body), std::move(outcome)});
    };
    if (!is_event && !route) {
        state_.violations.push_back({now, method, "no such address"});
        record("404");
        return error_response({404, 2100, "Not Found", {}, false});
    }
    if (const Duration held = limits_->held("told " + method, now); held > Duration{}) {
        state_.violations.push_back({now, method, "called before Retry-After had passed"});
        record("429");
        return fault_answer(Fault::rate_limited(held));
    }
    const auto fault = faults_.take(method);
    if (fault && !fault->applies()) {
        if (fault->kind == Fault::Kind::rate_limited)
            limits_->hold("told " + method, now + fault->retry_after);
        record(fmt::format("fault {}", fault->status));
        return undone(*fault);
    }
    Handled handled = is_event ? run_events(state_, *limits_, now, method, request)
                               : run_rest(state_, *limits_, now, *route, request, id);
    record(fault ? "no answer after " + handled.outcome : handled.outcome);
    if (fault) return NoAnswer{true, fault->kind == Fault::Kind::hang_after};
    return handled.response;
}

}  // namespace tocsin::sandbox
