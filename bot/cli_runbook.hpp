// `tocsin runbook`: runbooks read, listed and planned without a server, and run by one. Main thread.
#pragma once

#include <string>
#include <vector>

#include "bot/cli_remote.hpp"

namespace tocsin::cli {

/// The options of all of them; what is empty was not given.
struct RunbookOptions {
    std::vector<std::string> paths;       ///< lint: files and directories; list: directories; empty: those of the configuration
    std::string config;                   ///< lint, list, plan: the configuration of the server that is to run them; empty: not held against one
    std::string file;                     ///< plan: the file; run: the name
    std::vector<std::string> parameters;  ///< plan and run: `name=value`
    bool dry_run = false;                 ///< run
    std::string severity, status, service;
    std::string output;                   ///< table or json; empty: json when piped
};

/// Every mistake and warning; 1 if there is a mistake. With a configuration also which commands, hosts and secrets it does not allow, as the
/// server says at start; 78 if that cannot be read. Variables of the environment need not be set: a secret's name is all that is asked for.
int runbook_lint(const RunbookOptions& options);
/// The runbooks of directories.
int runbook_list(const RunbookOptions& options);
/// What a run would do; runs nothing.
int runbook_plan(const RunbookOptions& options);
/// Starts it on a server, as `run NAME …` does in a channel.
int runbook_run(const Remote& remote, const RunbookOptions& options, IncidentCommand command);

}  // namespace tocsin::cli
