// `tocsin check-config FILE [--online]`. Main thread.
#pragma once

#include <string>

namespace tocsin::cli {

/// 78 with every mistake of the file; with `online` also 1 if a token, a scope or a channel is not as it must be: one line each.
int check_config(const std::string& path, bool online);

}  // namespace tocsin::cli
