// A time zone as a table of its offsets, so that wall clock and instant are converted in tens of nanoseconds, with the two rules
// that on-call arithmetic needs for hours that wall clocks skip or show twice. Immutable; tables live until the program ends and are
// shared by all threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin {

/// What a wall clock shows; means an instant only together with a zone.
using Wall = std::chrono::local_seconds;

/// From `begin` on, wall clocks are `offset` ahead of UTC.
struct OffsetChange {
    std::chrono::sys_seconds begin;
    std::chrono::seconds offset;
    std::string abbreviation;
};

class ZoneTable {
public:
    /// `changes` in order; the first one counts since ever, the last one for ever.
    ZoneTable(std::string name, std::vector<OffsetChange> changes);

    const std::string& name() const { return name_; }
    std::chrono::seconds offset(Time at) const;
    std::string_view abbreviation(Time at) const;
    Wall wall(Time at) const;

    /// The first instant at which the wall clock has come as far as `wall`: in a gap the first instant after it, in a repeated hour
    /// the first occurrence. Never decreases as `wall` grows.
    Time first(Wall wall) const;
    /// The instant from which on the wall clock never shows less than `wall`: in a gap the first instant after it, in a repeated
    /// hour the last occurrence. Never decreases as `wall` grows.
    Time last(Wall wall) const;
    /// The furthest that the wall clock has been by `at`: `first(w) <= at` exactly if `w <= furthest(at)`.
    Wall furthest(Time at) const;

    /// Walls that one change skips or repeats, both ends included.
    struct Jump {
        Wall low;
        Wall high;
    };
    std::span<const Jump> jumps() const { return jumps_; }

private:
    std::size_t span_of(Time at) const;

    std::string name_;
    std::vector<std::string> abbreviations_;
    // By span of constant offset, in seconds. Spans overlap or leave gaps on the wall, hence the running extremes, which are sorted.
    std::vector<std::int64_t> begins_;
    std::vector<std::int64_t> offsets_;
    std::vector<std::int64_t> ends_shown_;    ///< the greatest wall end of the spans up to this one
    std::vector<std::int64_t> starts_shown_;  ///< the least wall start of the spans from this one on
    std::vector<Jump> jumps_;
};

/// The table of an IANA zone; null if the name is unknown.
const ZoneTable* find_zone_table(std::string_view name);
/// The same, UTC if unknown.
const ZoneTable& zone_table_or_utc(std::string_view name);

/// Where the zone database and the C library's `localtime_r` disagree about what a wall clock shows, a sentence for each zone. It
/// sets TZ while it looks, so it is called before the program has a second thread.
std::vector<std::string> zone_disagreements(std::span<const std::string> zones, std::span<const Time> instants);

}  // namespace tocsin
