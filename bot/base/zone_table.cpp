#include "bot/base/zone_table.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "bot/base/time_format.hpp"

namespace tocsin {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// Far beyond every date, and far from an overflow when an offset is added.
constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max() / 4;

std::int64_t count(Wall wall) { return wall.time_since_epoch().count(); }
Time instant(std::int64_t seconds_since_epoch) { return Time{seconds{seconds_since_epoch}}; }

std::size_t first_above(const std::vector<std::int64_t>& sorted, std::int64_t value) {
    return static_cast<std::size_t>(std::ranges::upper_bound(sorted, value) - sorted.begin());
}

std::vector<OffsetChange> changes_of(const date::time_zone& zone) {
    // No schedule is older than 1970. Where the database has rules without an end, five centuries are enough.
    date::sys_seconds at = date::sys_days{date::January / 1 / 1970};
    const date::sys_seconds enough = date::sys_days{date::January / 1 / 2500};
    std::vector<OffsetChange> out;
    while (at < enough) {
        const auto info = zone.get_info(at);
        const bool same = !out.empty() && out.back().offset == info.offset && out.back().abbreviation == info.abbrev;
        if (!same) out.push_back({sys_seconds{at.time_since_epoch()}, info.offset, info.abbrev});
        if (info.end <= at) break;
        at = info.end;
    }
    return out;
}

std::unique_ptr<const ZoneTable> read_zone(const std::string& name) {
    try {
        return std::make_unique<const ZoneTable>(name, changes_of(*date::locate_zone(name)));
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

/// Sets TZ for as long as it lives.
class TemporaryZone {
public:
    explicit TemporaryZone(const std::string& zone) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        setenv("TZ", (":" + zone).c_str(), 1);
        tzset();
    }
    TemporaryZone(const TemporaryZone&) = delete;
    TemporaryZone& operator=(const TemporaryZone&) = delete;
    ~TemporaryZone() {
        if (before_) setenv("TZ", before_->c_str(), 1);
        else unsetenv("TZ");
        tzset();
    }

private:
    std::optional<std::string> before_;
};

std::optional<seconds> offset_of_libc(Time at) {
    const std::time_t when = unix_seconds(at);
    std::tm shown{};
    if (localtime_r(&when, &shown) == nullptr) return std::nullopt;
    return seconds{shown.tm_gmtoff};
}

}  // namespace

ZoneTable::ZoneTable(std::string name, std::vector<OffsetChange> changes) : name_(std::move(name)) {
    for (auto& change : changes) {
        begins_.push_back(begins_.empty() ? -kEver : change.begin.time_since_epoch().count());
        offsets_.push_back(change.offset.count());
        abbreviations_.push_back(std::move(change.abbreviation));
    }
    const std::size_t spans = begins_.size();
    ends_shown_.resize(spans);
    starts_shown_.resize(spans);
    for (std::size_t i = 0; i < spans; ++i) {
        const std::int64_t end = i + 1 < spans ? begins_[i + 1] + offsets_[i] : kEver;
        ends_shown_[i] = i == 0 ? end : std::max(ends_shown_[i - 1], end);
    }
    for (std::size_t i = spans; i-- > 0;) {
        const std::int64_t start = begins_[i] + offsets_[i];
        starts_shown_[i] = i + 1 == spans ? start : std::min(starts_shown_[i + 1], start);
    }
    for (std::size_t i = 1; i < spans; ++i) {
        const auto [low, high] = std::minmax(offsets_[i - 1], offsets_[i]);
        if (low != high) jumps_.push_back({Wall{seconds{begins_[i] + low}}, Wall{seconds{begins_[i] + high}}});
    }
}

std::size_t ZoneTable::span_of(Time at) const {
    const auto above = first_above(begins_, unix_seconds(at));
    return above == 0 ? 0 : above - 1;
}

seconds ZoneTable::offset(Time at) const { return seconds{offsets_[span_of(at)]}; }

std::string_view ZoneTable::abbreviation(Time at) const { return abbreviations_[span_of(at)]; }

Wall ZoneTable::wall(Time at) const { return Wall{seconds{unix_seconds(at) + offsets_[span_of(at)]}}; }

Time ZoneTable::first(Wall wall) const {
    const std::size_t i = first_above(ends_shown_, count(wall));
    return instant(std::max(begins_[i], count(wall) - offsets_[i]));
}

Time ZoneTable::last(Wall wall) const {
    const std::size_t above = first_above(starts_shown_, count(wall));
    const std::size_t i = above == 0 ? 0 : above - 1;
    const std::int64_t shown = count(wall) - offsets_[i];
    return instant(i + 1 < begins_.size() ? std::min(shown, begins_[i + 1]) : shown);
}

Wall ZoneTable::furthest(Time at) const {
    const std::size_t i = span_of(at);
    std::int64_t out = unix_seconds(at) + offsets_[i];
    // An end is not shown itself; the second before it is.
    if (i > 0) out = std::max(out, ends_shown_[i - 1] - 1);
    return Wall{seconds{out}};
}

const ZoneTable* find_zone_table(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<const ZoneTable>, std::less<>> tables;
    const std::scoped_lock lock(mutex);
    if (const auto known = tables.find(name); known != tables.end()) return known->second.get();
    auto table = read_zone(std::string(name));
    // What is unknown is not kept: a name may be anything.
    if (!table) return nullptr;
    return tables.emplace(std::string(name), std::move(table)).first->second.get();
}

const ZoneTable& zone_table_or_utc(std::string_view name) {
    const ZoneTable* found = find_zone_table(name);
    return found != nullptr ? *found : *find_zone_table("UTC");
}

std::vector<std::string> zone_disagreements(std::span<const std::string> zones, std::span<const Time> instants) {
    std::vector<std::string> out;
    for (const auto& name : zones) {
        const ZoneTable* table = find_zone_table(name);
        if (table == nullptr) {
            out.push_back(fmt::format("the zone database does not know {}", name));
            continue;
        }
        const TemporaryZone current(name);
        for (Time at : instants) {
            const auto theirs = offset_of_libc(at);
            if (!theirs || *theirs == table->offset(at)) continue;
            out.push_back(fmt::format("{}: at {} the zone database says UTC{:+} s, localtime_r UTC{:+} s; update tzdata", name,
                                      format_rfc3339(at), table->offset(at).count(), theirs->count()));
            break;
        }
    }
    return out;
}

}  // namespace tocsin
