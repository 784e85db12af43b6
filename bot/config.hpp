// The configuration file (design §4) as values, read once at start. Owned by App; read-only afterwards; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/edge/api_access.hpp"
#include "bot/edge/heartbeat_endpoint.hpp"
#include "bot/exec/options.hpp"
#include "bot/net/tls.hpp"
#include "bot/notify/options.hpp"
#include "bot/yaml/report.hpp"
#include "handlers/settings.hpp"

namespace tocsin {

/// `host:port`
struct Endpoint {
    std::string host;
    unsigned short port = 0;
};

struct ServerConfig {
    Endpoint listen{"0.0.0.0", 8443};
    std::optional<Endpoint> admin_listen;
    std::optional<net::TlsFiles> tls;  ///< empty: `tls: off`, plain HTTP behind a proxy
};

struct SlackConfig {
    std::string api_url = "https://slack.com/api/";
    std::vector<std::string> signing_secrets;
    std::string bot_token;
    std::string app_token;  ///< `xapp-…`: Slack is asked for a websocket (Socket Mode); empty: Slack comes over HTTP
    bool enabled = false;  ///< the section is there
};

struct PagerDutyConfig {
    std::vector<std::string> webhook_secrets;
    std::string api_url = "https://api.pagerduty.com";
    std::string events_url = "https://events.pagerduty.com";
    std::string api_token;
    std::string from;
    std::map<std::string, std::string> routing_keys;
    std::string page_service;  ///< id of the service on which people of the on-call file are paged
    bool enabled = false;
};

/// What runbooks may reach.
struct RunbooksConfig {
    bool enabled = false;                         ///< the section is there
    std::vector<std::string> dirs;                ///< resolved
    exec::CommandOptions commands;
    std::vector<exec::HttpHost> http_hosts;
    std::map<std::string, std::string> secrets;
};

struct Config {
    ServerConfig server;
    std::string database_path;  ///< from `store.url: sqlite:PATH`
    SlackConfig slack;
    PagerDutyConfig pagerduty;
    notify::Options notify;
    std::vector<edge::ApiToken> api_tokens;
    std::vector<edge::HeartbeatToken> heartbeat_tokens;
    std::string heartbeat_url;  ///< empty: nobody is told that this program is alive
    std::string oncall_file;   ///< `oncall.file`, resolved; empty: nobody is on call by a file
    RunbooksConfig runbooks;
    handlers::Settings settings;
    /// Sections that later releases act on; named so that `check-config` can say so.
    std::vector<std::string> notes;
};

/// All mistakes at once, in the order of the file.
std::expected<Config, std::vector<ConfigError>> load_config(const std::string& path, const Environment& environment);
std::expected<Config, std::vector<ConfigError>> parse_config(const std::string& yaml, const std::string& file_name,
                                                             const Environment& environment);

}  // namespace tocsin
