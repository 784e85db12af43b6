#include "bot/edge/heartbeat_endpoint.hpp"

#include <algorithm>

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/edge/api_json.hpp"
#include "bot/ops/await_store.hpp"
#include "handlers/heartbeat.hpp"

namespace tocsin::edge {
namespace {

constexpr const char* kSource = "heartbeat";

std::vector<ApiToken> own_tokens(const std::vector<HeartbeatToken>& own) {
    std::vector<ApiToken> out;
    for (const auto& token : own)
        if (!token.secret.empty()) out.push_back({token.name, token.secret, {}});
    return out;
}

net::Response taken(bool counted) {
    return net::json_response(200, counted ? R"({"ok":true,"counted":true})" : R"({"ok":true,"counted":false})");
}

}  // namespace

Result<bool> is_beat(std::string_view body, std::string_view heartbeat) {
    const auto begin = body.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || body[begin] != '{') return true;
    const auto document = JsonDocument::parse(body);
    if (!document) return std::unexpected(document.error());
    const auto root = document->root();
    if (!root["alerts"].present()) return true;
    bool named = false, firing = false;
    for (const auto& alert : root["alerts"].elements()) {
        const std::string name = alert.object_or("labels").text_or("alertname");
        if (!text::equals_ignoring_case(name, "Watchdog") && !text::equals_ignoring_case(name, heartbeat)) continue;
        named = true;
        firing = firing || alert.text_or("status", root.text_or("status", "firing")) == "firing";
    }
    if (document->error()) return std::unexpected(*document->error());
    // Some other alert that was routed here must not keep the switch from going off.
    if (!named) return fail(Errc::invalid_argument, "`alerts` holds no alert named Watchdog or " + std::string(heartbeat) + ".", "Route only the Watchdog here.");
    return firing;
}

HeartbeatEndpoint::HeartbeatEndpoint(Parts parts, const std::vector<HeartbeatToken>& own, std::vector<ApiToken> api)
    : parts_(parts), own_(own_tokens(own)), api_(std::move(api)) {}

void HeartbeatEndpoint::add_routes(net::Router& router) {
    router.add({{"POST"}, "/heartbeats/{name}", net::kSmallBody, [this](net::Request request) { return answer(std::move(request)); }});
}

boost::asio::awaitable<net::Response> HeartbeatEndpoint::answer(net::Request request) {
    const std::string name(request.param("name"));
    const ApiToken* own = find_token(own_, request);
    const ApiToken* api = find_token(api_, request);
    const auto& configured = parts_.settings.heartbeats;
    const bool known = std::ranges::find(configured, name, &handlers::HeartbeatSettings::name) != configured.end();
    if (api == nullptr && (own == nullptr || (known && own->name != name))) {
        parts_.metrics.unauthenticated(kSource);
        co_return unauthenticated();
    }
    if (!known) co_return error_response({Errc::not_found, "There is no heartbeat of this name.", "Its name is the one under `heartbeats` in the configuration."});
    const auto beat = is_beat(request.body, name);
    if (!beat) co_return net::json_response(400, error_response(beat.error()).body);
    if (!*beat) {
        parts_.metrics.ignored(kSource, "not firing");
        co_return taken(false);
    }
    auto job = job_for(store::Priority::machine, request.received_at, {}, [name, settings = &parts_.settings](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, {system_actor(), Source(kSource)});
        return handlers::heartbeat_seen(context, name);
    });
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, request.received_at), {});
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    if (in_time == nullptr || !in_time->result) co_return overloaded();
    co_return taken(true);
}

}  // namespace tocsin::edge
