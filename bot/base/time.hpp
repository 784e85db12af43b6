// The two time types of the whole program and the clock they are read from.
// Values; any thread. Wall time is kept in microseconds because that is what the database file promises.
#pragma once

#include <chrono>

namespace tocsin {

using Duration = std::chrono::microseconds;
/// An instant in UTC, microseconds since the Unix epoch.
using Time = std::chrono::sys_time<Duration>;

constexpr Time time_from_unix_seconds(long long seconds) { return Time{std::chrono::seconds{seconds}}; }
constexpr long long unix_seconds(Time t) { return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count(); }
constexpr long long unix_micros(Time t) { return t.time_since_epoch().count(); }
constexpr Time time_from_unix_micros(long long micros) { return Time{Duration{micros}}; }

/// Where "now" comes from. Core code never holds one: it is given `now` as an argument.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

class SystemClock final : public Clock {
public:
    Time now() const override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
};

}  // namespace tocsin
