// Hours of the day and days of the week at which nobody is reminded of what can wait, on a person's own wall clock. Pure; any thread.
#pragma once

#include <array>
#include <chrono>

#include "bot/base/time.hpp"

namespace tocsin {

class ZoneTable;

struct QuietHours {
    std::chrono::minutes from = std::chrono::hours{20};  ///< since midnight
    std::chrono::minutes to = std::chrono::hours{8};     ///< before `from`: across midnight; the same: at no hour
    std::array<bool, 7> days{false, false, false, false, false, true, true};  ///< quiet as a whole, Monday first
};

/// The first instant at `at` or after it that is not quiet; `at` itself if every day is.
Time after_quiet(const QuietHours& quiet, const ZoneTable& zone, Time at);

}  // namespace tocsin
