// The words that times are made of, before they are placed on the calendar: shared by single times (when) and windows. Pure
// functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"

namespace tocsin::handlers {

/// Nothing that people say by the clock is longer; a bound also keeps the arithmetic away from overflow.
inline constexpr std::size_t kLongestTime = 64;

/// Removes `suffix`, and spaces around what is left.
bool take_suffix(std::string& s, std::string_view suffix);
/// Removes `word` and the space after it, if `s` begins with it.
bool take_word(std::string& s, std::string_view word);
/// `14:05`, `9:00`, `14:05:30`, `2pm`, `2:05 pm`, as time since midnight.
std::optional<Duration> parse_clock_time(std::string s);
/// `fri`, `friday`; 0 is Sunday.
std::optional<int> parse_weekday(std::string_view s);

struct TypedTime {
    std::string text;  ///< lower case, single spaces, without `by`, `on`, `at` before it and `UTC` after it
    std::string zone;  ///< whose clock is meant: a known one
};
TypedTime time_words(std::string_view typed, std::string_view zone);

/// Why `typed` is no time: an unread time zone after it, or the accepted forms.
Error no_time(std::string_view typed, std::string_view zone, std::string_view forms);

}  // namespace tocsin::handlers
