// `tocsin oncall`: an on-call file asked without a server (with one: cli_remote.hpp). Main thread.
#pragma once

#include <string>

namespace tocsin::cli {

/// The options of all of them; what is empty was not given.
struct OncallOptions {
    std::string file, schedule, person, at, from, to, output;
};

/// Who is on call at an instant.
int oncall_show(const OncallOptions& options);
/// The shifts of a range.
int oncall_render(const OncallOptions& options);
/// Every mistake, and what is worth a warning.
int oncall_lint(const OncallOptions& options);

}  // namespace tocsin::cli
