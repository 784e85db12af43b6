// `tocsin runbook`: runbooks read, listed and planned without a server. Main thread.
#pragma once

#include <string>
#include <vector>

namespace tocsin::cli {

/// The options of all of them; what is empty was not given.
struct RunbookOptions {
    std::vector<std::string> paths;       ///< lint: files and directories; list: directories
    std::string file;                     ///< plan
    std::vector<std::string> parameters;  ///< plan: `name=value`
    std::string severity, status, service;
    std::string output;                   ///< table or json; empty: json when piped
};

/// Every mistake and warning; 1 if there is a mistake.
int runbook_lint(const RunbookOptions& options);
/// The runbooks of directories.
int runbook_list(const RunbookOptions& options);
/// What a run would do; runs nothing.
int runbook_plan(const RunbookOptions& options);

}  // namespace tocsin::cli
