// apps.*: what is asked with the app-level token.
#include <nlohmann/json.hpp>

#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/socket_mode.hpp"

namespace tocsin::sandbox {

SlackAnswer apps_connections_open(const SlackCall& call) {
    if (!contains(call.state.options.app_scopes, "connections:write"))
        return refuse("missing_scope", {}, R"({"needed":"connections:write","provided":""})");
    return nlohmann::json{{"url", call.state.sockets->mint_url()}};
}

}  // namespace tocsin::sandbox
