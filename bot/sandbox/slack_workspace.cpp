#include "bot/sandbox/slack_workspace.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "bot/sandbox/rate_limits.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/socket_mode.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr auto kMinute = std::chrono::minutes{1};
constexpr auto kPostInterval = std::chrono::seconds{1};

net::Response too_many(Duration wait) {
    auto response = net::json_response(429, R"({"ok":false,"error":"ratelimited"})");
    response.headers.add("Retry-After", retry_after_seconds(wait));
    return response;
}

json refusal_json(const SlackRefusal& refusal) {
    json body{{"ok", false}, {"error", refusal.error}};
    if (!refusal.messages.empty()) body["response_metadata"]["messages"] = refusal.messages;
    if (!refusal.extra.empty()) body.update(json::parse(refusal.extra));
    return body;
}

/// `apps.…` goes with the app-level token, everything else with the bot's.
std::expected<void, SlackRefusal> check_token(const SlackOptions& options, std::string_view method, const net::Request& request) {
    const std::string_view given = request.headers.get("Authorization");
    if (given.empty()) return refuse("not_authed");
    const std::string bot = "Bearer " + options.bot_token, app = "Bearer " + options.app_token;
    if (given != bot && given != app) return refuse("invalid_auth");
    if (given != (method.starts_with("apps.") ? app : bot)) return refuse("not_allowed_token_type");
    return {};
}

net::Response fault_answer(const Fault& fault) {
    if (fault.kind == Fault::Kind::rate_limited) return too_many(fault.retry_after);
    if (fault.kind == Fault::Kind::api_error)
        return net::json_response(200, json{{"ok", false}, {"error", fault.body}}.dump());
    return net::text_response(fault.status, fault.body);
}

// A fault that leaves the call undone, as the outcome of that call.
Outcome undone(const Fault& fault) {
    if (fault.kind == Fault::Kind::drop_before) return NoAnswer{false, false};
    if (fault.kind == Fault::Kind::hang_before) return NoAnswer{false, true};
    return fault_answer(fault);
}

struct Processed {
    net::Response response;
    std::string outcome;  ///< `ok` or the error word
    std::string arguments = "{}";
};

// The whole way of one call behind faults: token, limits, arguments, scopes, the method.
class WebApiCall {
public:
    WebApiCall(SlackState& state, RateLimits& limits, const MethodRule& rule, const net::Request& request,
               Time now)
        : state_(state), limits_(limits), rule_(rule), request_(request), now_(now) {}

    Processed run() {
        if (request_.method != "POST") return refused({"invalid_post_type", {}, {}});
        if (auto ok = check_token(state_.options, rule_.name, request_); !ok) return refused(ok.error());
        if (const Duration wait = take(std::string(rule_.name), rule_.per_minute, kMinute); wait > Duration{})
            return limited(wait);
        std::string warning;
        auto args = decode_arguments(rule_, request_, warning);
        if (!args) return refused(args.error());
        out_.arguments = args->dump(-1, ' ', false, json::error_handler_t::replace);
        if (auto ok = check_arguments(rule_, *args); !ok) return refused(ok.error());
        const SlackCall call{state_, now_, rule_.name, *args};
        if (!warning.empty()) call.violation(warning + ": say charset=utf-8 in Content-Type");
        if (auto ok = check_scopes(rule_, call); !ok) return refused(ok.error());
        if (const Duration wait = channel_wait(call); wait > Duration{}) return limited(wait);
        auto answer = rule_.run(call);
        if (!answer) return refused(answer.error());
        (*answer)["ok"] = true;
        if (!warning.empty()) (*answer)["warning"] = warning;
        return done(*answer, "ok");
    }

private:
    Duration take(const std::string& key, std::size_t count, Duration window) {
        return state_.options.enforce_rate_limits ? limits_.take(key, count, window, now_) : Duration{};
    }

    Duration channel_wait(const SlackCall& call) {
        if (rule_.name != "chat.postMessage") return {};
        const std::string key = fmt::format("{} {}", rule_.name, call.text("channel"));
        const Duration held = limits_.held(key, now_);
        if (held > Duration{}) call.violation(fmt::format("called {} before Retry-After had passed", key));
        return held > Duration{} ? held : take(key, 1, kPostInterval);
    }

    Processed limited(Duration wait) {
        state_.violations.push_back(
            {now_, std::string(rule_.name), "faster than its rate limit " + out_.arguments});
        out_.response = too_many(wait);
        out_.outcome = "ratelimited";
        return out_;
    }

    Processed refused(const SlackRefusal& refusal) {
        if (!is_expected_refusal(refusal.error))
            state_.violations.push_back(
                {now_, std::string(rule_.name),
                 fmt::format("{} {}", refusal.error, text::join(refusal.messages, "; "))});
        return done(refusal_json(refusal), refusal.error);
    }

    Processed done(const json& body, std::string outcome) {
        out_.response = net::json_response(200, body.dump(-1, ' ', false, json::error_handler_t::replace));
        out_.response.headers.add("x-oauth-scopes", text::join(state_.options.scopes, ","));
        out_.outcome = std::move(outcome);
        return out_;
    }

    SlackState& state_;
    RateLimits& limits_;
    const MethodRule& rule_;
    const net::Request& request_;
    Time now_;
    Processed out_;
};

}  // namespace

std::string slack_signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
    return "v0=" + crypto::to_hex(crypto::hmac_sha256(secret, fmt::format("v0:{}:{}", timestamp, body)));
}

SlackWorkspace::SlackWorkspace(const Clock& clock, SlackOptions options)
    : clock_(clock), limits_(std::make_unique<RateLimits>()) {
    state_.options = std::move(options);
    if (state_.options.scopes.empty()) state_.options.scopes = all_scopes();
    SlackUser bot;
    bot.id = state_.options.bot_user;
    bot.name = "tocsin";
    bot.is_bot = true;
    state_.users[bot.id] = bot;
    state_.sockets = std::make_shared<SocketMode>(clock);
}

void SlackWorkspace::install(std::vector<std::string> scopes, std::vector<std::string> events) {
    state_.options.scopes = std::move(scopes);
    state_.options.events = std::move(events);
}

SlackWorkspace::~SlackWorkspace() = default;

Outcome SlackWorkspace::handle(const net::Request& request) {
    const std::string_view path = request.path();
    if (path.starts_with("/api/")) return web_api(std::string(path.substr(5)), request);
    if (path.starts_with("/upload/")) return upload(request);
    if (path.starts_with("/commands/") || path.starts_with("/actions/") || path.starts_with("/app/")) return response_url(request);
    state_.violations.push_back({clock_.now(), std::string(path), "no such address"});
    return net::text_response(404, "not found");
}

Outcome SlackWorkspace::web_api(const std::string& method, const net::Request& request) {
    const Time now = clock_.now();
    const auto record = [&](std::string arguments, std::string outcome) {
        if (state_.options.keep_calls)
            state_.calls.push_back({now, method, std::move(arguments), std::move(outcome)});
    };
    const MethodRule* rule = find_method(method);
    if (!rule) {
        state_.violations.push_back({now, method, "unknown_method"});
        record("{}", "unknown_method");
        return net::json_response(200, R"({"ok":false,"error":"unknown_method"})");
    }
    if (const Duration held = limits_->held(method, now); held > Duration{}) {
        state_.violations.push_back({now, method, "called before Retry-After had passed"});
        record("{}", "ratelimited");
        return too_many(held);
    }
    const auto fault = faults_.take(method);
    if (fault && !fault->applies()) {
        if (fault->kind == Fault::Kind::rate_limited) limits_->hold(method, now + fault->retry_after);
        record("{}",
               fault->kind == Fault::Kind::api_error ? fault->body : fmt::format("fault {}", fault->status));
        return undone(*fault);
    }
    Processed processed = WebApiCall(state_, *limits_, *rule, request, now).run();
    record(std::move(processed.arguments),
           fault ? "no answer after " + processed.outcome : processed.outcome);
    if (fault) return NoAnswer{true, fault->kind == Fault::Kind::hang_after};
    return processed.response;
}

Outcome SlackWorkspace::upload(const net::Request& request) {
    const auto fault = faults_.take("upload");
    if (fault && !fault->applies()) return undone(*fault);
    SlackFile* file = nullptr;
    for (auto& [id, candidate] : state_.files)
        if (candidate.upload_path == request.path()) file = &candidate;
    const auto refused = [&](int status, std::string why) {
        state_.violations.push_back({clock_.now(), "upload", why});
        return net::text_response(status, std::move(why));
    };
    if (!file) return refused(404, "no such upload");
    if (request.method != "POST") return refused(405, "upload by POST");
    if (file->uploaded) return refused(400, "uploaded before");
    if (text::lower(request.headers.get("Content-Type")).starts_with("multipart/"))
        return refused(400, "send the raw bytes");
    if (request.body.size() != file->length)
        return refused(400, fmt::format("announced {} bytes, got {}", file->length, request.body.size()));
    file->bytes = request.body;
    file->uploaded = true;
    if (fault) return NoAnswer{true, fault->kind == Fault::Kind::hang_after};
    return net::text_response(200, fmt::format("OK - {}", file->length));
}

}  // namespace tocsin::sandbox
