// One JSON object a line on standard error, through spdlog. Any thread. Control characters are escaped, values that
// were registered as secrets are masked wherever they appear (design G9).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tocsin::log {

enum class Level { debug, info, warning, error };

/// A key and its value, rendered as a JSON string or number.
struct Field {
    std::string_view key;
    std::string value;
    bool is_number = false;

    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, const std::string& v) : key(k), value(v) {}
    Field(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)), is_number(true) {}
    Field(std::string_view k, std::uint64_t v) : key(k), value(std::to_string(v)), is_number(true) {}
    Field(std::string_view k, int v) : key(k), value(std::to_string(v)), is_number(true) {}
};
using Fields = std::initializer_list<Field>;

/// `event` is a constant snake_case name that can be searched for: `log::info("incident_declared", {{"incident", 42}})`.
void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

void set_level(Level level);
/// From now on `value` (if ≥ 6 bytes) is printed as `***`.
void mask(std::string_view value);

/// The line as it is printed, without its line end; `when` in RFC 3339. Exposed for its tests.
std::string render(Level level, std::string_view when, std::string_view event, Fields fields);

}  // namespace tocsin::log
