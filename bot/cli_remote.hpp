// Subcommands that talk to a running server over HTTPS: `incident …`, `healthcheck`, `report`, `oncall show|render`, and the sandbox's helpers. Main
// thread.
#pragma once

#include <string>
#include <vector>

#include "bot/cli_oncall.hpp"

namespace tocsin::cli {

struct Remote {
    std::string url;       ///< `https://tocsin.example.com`
    std::string token;
    std::string ca_file;   ///< PEM, trusted beside the system's certificates
};

struct IncidentCommand {
    std::string text;      ///< the slash command's grammar
    std::string incident;  ///< `INC-42` or empty
    std::string output;    ///< `table`, `json` or empty: json when piped
    std::string idempotency_key;
};
int incident(const Remote& remote, const IncidentCommand& command);

/// 0 if the server of this configuration, asked on this machine, answers `/livez` with 200. For container health checks.
int healthcheck(const std::string& config_path);

/// `oncall show` and `oncall render` from a server, whose past is on record; the answer is JSON.
int oncall_show(const Remote& remote, const OncallOptions& options);
int oncall_render(const Remote& remote, const OncallOptions& options);

/// `report` from a server. `format`: table, csv or json.
int report(const Remote& remote, const std::string& begin, const std::string& end, const std::string& by, const std::string& format);

/// `sandbox send|trigger|look`: a request to the running sandbox, its answer printed.
int ask_sandbox(const Remote& remote, const std::string& method, const std::string& target, const std::string& body);

}  // namespace tocsin::cli
