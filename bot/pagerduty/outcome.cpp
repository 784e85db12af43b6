#include "bot/pagerduty/outcome.hpp"

#include <algorithm>
#include <chrono>

#include "bot/base/text.hpp"

namespace tocsin::pagerduty {

Duration retry_after_of(std::string_view header) {
    constexpr std::int64_t kDefault = 30;
    constexpr std::int64_t kMost = 3600;
    return std::chrono::seconds(std::clamp<std::int64_t>(text::parse_int(text::trim(header)).value_or(kDefault), 1, kMost));
}

}  // namespace tocsin::pagerduty
