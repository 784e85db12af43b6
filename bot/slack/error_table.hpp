// What Slack's error codes mean for us: the one table (docs: each method's page; protocols of the Web API). Any thread.
#pragma once

#include <optional>
#include <string_view>

namespace tocsin::slack {

enum class ErrorClass {
    already,       ///< it was like that before: done
    retry,         ///< a passing fault
    retry_unsure,  ///< a passing fault, and Slack may have done it
    rate_limited,
    permanent,
};

struct ErrorMeaning {
    std::string_view code;
    ErrorClass kind;
    std::string_view sentence;  ///< for permanent ones: what is wrong and what to do
};

/// Nothing for a code that Slack has added since; treat it as permanent.
std::optional<ErrorMeaning> meaning_of(std::string_view code);

}  // namespace tocsin::slack
