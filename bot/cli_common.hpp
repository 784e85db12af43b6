// Exit codes and the way errors are said on the command line. Main thread.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin::cli {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kBadConfig = 78;  ///< sysexits.h EX_CONFIG

inline int failed(const Error& error) {
    fmt::print(stderr, "tocsin: {}{}{}\n", error.message, error.hint.empty() ? "" : " ", error.hint);
    return kFailed;
}

inline int usage(const std::string& sentence) {
    fmt::print(stderr, "tocsin: {}\n", sentence);
    return kUsage;
}

inline int bad_config(const std::vector<std::string>& mistakes) {
    for (const auto& mistake : mistakes) fmt::print(stderr, "{}\n", mistake);
    return kBadConfig;
}

}  // namespace tocsin::cli
