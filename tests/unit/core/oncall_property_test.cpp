// For any schedule in any zone: from <= t < until, tiles cover the line, nobody is skipped, and the closed form says what walking from
// hand-off to hand-off says.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "tests/unit/core/oncall_support.hpp"

using namespace tocsin;
using namespace tocsin::oncall;
using namespace tocsin::oncall::test;
using namespace std::chrono_literals;

namespace {

/// Zones that change their clocks by half an hour, at midnight, by two hours, by a day, not at all any more, in the south …
constexpr const char* kZones[] = {
    "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "America/Santiago", "America/Sao_Paulo", "Pacific/Apia", "Antarctica/Troll",
    "America/Chicago", "Asia/Beirut", "Asia/Amman", "America/Asuncion", "Asia/Tehran", "Asia/Gaza", "Asia/Hebron", "Africa/Casablanca",
    "Africa/El_Aaiun", "Europe/Warsaw", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Azores", "America/New_York",
    "America/Los_Angeles", "America/Denver", "America/Phoenix", "America/St_Johns", "America/Halifax", "America/Caracas", "America/Scoresbysund",
    "America/Nuuk", "America/Mexico_City", "America/Tijuana", "America/Bogota", "America/Argentina/San_Luis", "America/Port-au-Prince",
    "America/Montevideo", "America/Anchorage", "America/Adak", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Fiji", "Pacific/Tongatapu",
    "Pacific/Fakaofo", "Pacific/Norfolk", "Pacific/Easter", "Pacific/Kiritimati", "Pacific/Honolulu", "Australia/Sydney", "Australia/Adelaide",
    "Australia/Perth", "Australia/Brisbane", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore",
    "Asia/Pyongyang", "Asia/Damascus", "Asia/Jerusalem", "Europe/Moscow", "Europe/Istanbul", "Europe/Volgograd", "Asia/Kamchatka",
    "Asia/Ulaanbaatar", "Asia/Dhaka", "Asia/Karachi", "Africa/Windhoek", "Africa/Khartoum", "Africa/Juba", "Africa/Sao_Tome",
    "Antarctica/Casey", "Antarctica/Macquarie", "UTC", "Etc/GMT+12"};

constexpr int kYears = 20;
const Time kFrom = utc("2007-01-01T00:00:00Z");

class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    int roll(int low, int high) { return std::uniform_int_distribution(low, high)(engine_); }
    bool one_in(int n) { return roll(1, n) == 1; }
    Time instant() { return kFrom + std::chrono::seconds{std::uniform_int_distribution<long long>(0, kYears * 366LL * 86'400)(engine_)}; }

private:
    std::mt19937 engine_;
};

Restriction any_restriction(Dice& dice) {
    Restriction out;
    for (auto& day : out.days) day = dice.one_in(2);
    out.days[static_cast<std::size_t>(dice.roll(0, 6))] = true;
    out.from = std::chrono::minutes{30 * dice.roll(0, 47)};
    out.to = dice.one_in(4) ? out.from : std::chrono::seconds{std::chrono::minutes{30 * dice.roll(0, 47)}};
    return out;
}

Layer any_layer(Dice& dice, Cycle cycle) {
    Layer out;
    out.id = LayerId("l" + std::to_string(dice.roll(0, 999'999)));
    out.rotation = cycle;
    // Every hour on the hour is what gaps swallow, so it comes often.
    out.every = dice.one_in(2) ? 1 : cycle == Cycle::hourly ? dice.roll(2, 12) : dice.roll(2, 4);
    out.start = std::chrono::floor<std::chrono::days>(Wall{kFrom.time_since_epoch() / 1s * 1s}) + std::chrono::days{dice.roll(0, 400)} +
                (dice.one_in(2) ? std::chrono::minutes{60 * dice.roll(0, 23)} : std::chrono::minutes{15 * dice.roll(0, 95)});
    for (int i = dice.roll(1, 5); i > 0; --i) out.turns.push_back({PersonId("p" + std::to_string(i))});
    for (int i = dice.one_in(2) ? 0 : dice.roll(1, 2); i > 0; --i) out.restrict.push_back(any_restriction(dice));
    if (dice.one_in(4)) out.until = out.start + std::chrono::days{dice.roll(1, 4'000)};
    return out;
}

constexpr Cycle kCycles[] = {Cycle::hourly, Cycle::daily, Cycle::weekly, Cycle::monthly};

/// Walks from hand-off to hand-off and counts the turns; the instants are given in order.
class Walker {
public:
    Walker(const Layer& layer, const ZoneTable& zone) : windows_(layer.restrict, zone), turns_(layer, zone, windows_) {}
    std::int64_t turn_at(Time at) {
        while (turns_.handoff(period_ + 1) <= at) {
            if (windows_.touch(turns_.handoff(period_), turns_.handoff(period_ + 1))) ++counted_;
            ++period_;
        }
        return counted_;
    }

private:
    Windows windows_;
    Turns turns_;
    std::int64_t period_ = 0;
    std::int64_t counted_ = 0;
};

}  // namespace

TEST_CASE("there are sixty zones, and all exist") {
    CHECK(std::size(kZones) >= 60);
    for (const char* name : kZones) {
        INFO(name);
        CHECK(find_zone_table(name) != nullptr);
    }
}

TEST_CASE("the two rules bound every instant of every zone") {
    Dice dice(1);
    for (const char* name : kZones) {
        const auto& zone = *find_zone_table(name);
        for (int i = 0; i < 500; ++i) {
            // Half of them within a few hours of a change, where it matters.
            const bool near = !zone.jumps().empty() && dice.one_in(2);
            const Wall wall = near ? zone.jumps()[static_cast<std::size_t>(dice.roll(0, static_cast<int>(zone.jumps().size()) - 1))].low + std::chrono::minutes{dice.roll(-300, 300)}
                                   : zone.wall(dice.instant());
            const Time first = zone.first(wall), last = zone.last(wall);
            INFO(name << " " << format_wall(wall));
            REQUIRE(first <= last);
            REQUIRE(zone.wall(first) >= wall);
            REQUIRE(zone.wall(first - 1s) < wall);
            // The last occurrence shows the very wall again; after it the clock never shows less.
            REQUIRE((last == first || (zone.wall(first) == wall && zone.wall(last) == wall)));
            for (auto later = 0min; later <= 25h; later += 15min) REQUIRE(zone.wall(last + later) >= wall);
            REQUIRE(zone.furthest(first) >= wall);
            REQUIRE(zone.furthest(first - 1s) < wall);
        }
    }
}

namespace {

/// From the layer's start on, for so long.
void walk(const Layer& layer, const ZoneTable& zone, Duration span) {
    const Windows windows(layer.restrict, zone);
    const Turns turns(layer, zone, windows);
    Walker walker(layer, zone);
    Time at = zone.first(layer.start);
    const Time end = at + span;
    std::int64_t before = -1;
    while (at < end) {
        const auto turn = turns.at(at);
        if (turn.from > at || at >= turn.until) FAIL("the turn does not hold " << format_rfc3339(at));
        if (windows.touch(turn.from, turn.until)) {
            if (turn.number != walker.turn_at(at)) FAIL("not what walking says at " << format_rfc3339(at));
            if (turn.number != ++before) FAIL("a turn was skipped at " << format_rfc3339(at));
        }
        at = turn.until;
    }
    CHECK(before > 0);
}

}  // namespace

TEST_CASE("the closed form equals walking, and no turn is skipped") {
    unsigned seed = 100;
    for (const char* name : kZones) {
        const auto& zone = *find_zone_table(name);
        for (const Cycle cycle : kCycles) {
            Dice dice(++seed);
            Layer layer = any_layer(dice, cycle);
            INFO(name << " seed " << seed);
            if (cycle != Cycle::hourly) {
                walk(layer, zone, std::chrono::days{365 * kYears});
                continue;
            }
            // Hourly rotations have many hand-offs: a year in every five shows each change of the clock as well, and what many turns before add up to.
            for (int years = 0; years < kYears; years += 5) {
                walk(layer, zone, std::chrono::days{370});
                layer.start += std::chrono::days{5 * 365};
                if (layer.until) *layer.until += std::chrono::days{5 * 365};
            }
        }
    }
}

TEST_CASE("an answer holds its instant, and its ends are where it changes") {
    unsigned seed = 9'000;
    for (const char* name : kZones)
        for (int n = 0; n < 3; ++n) {
            Dice dice(++seed);
            Schedule s = schedule(name, {}, dice.one_in(2) ? Combine::layers : Combine::union_);
            for (int i = dice.roll(1, 4); i > 0; --i) s.layers.push_back(any_layer(dice, kCycles[dice.roll(0, 3)]));
            const Calendar calendar(s);
            INFO(name << " seed " << seed);
            for (int i = 0; i < 40; ++i) {
                const Time at = dice.instant();
                for (const auto& c : calendar.who(at)) {
                    REQUIRE(c.from <= at);
                    REQUIRE(at < c.until);
                    const auto same = [&](const OnCall& other) { return other == c; };
                    REQUIRE(std::ranges::any_of(calendar.who(c.from), same));
                    REQUIRE(std::ranges::any_of(calendar.who(c.until - 1us), same));
                    REQUIRE(std::ranges::none_of(calendar.who(c.from - 1us), same));
                    REQUIRE(std::ranges::none_of(calendar.who(c.until), same));
                }
            }
        }
}

TEST_CASE("tiles cover the line and say what the look-up says") {
    unsigned seed = 20'000;
    for (const char* name : kZones) {
        Dice dice(++seed);
        Schedule s = schedule(name, {}, dice.one_in(2) ? Combine::layers : Combine::union_);
        for (int i = dice.roll(1, 3); i > 0; --i) s.layers.push_back(any_layer(dice, kCycles[dice.roll(0, 3)]));
        std::vector<Override> overrides;
        const Calendar calendar(s);
        const Time from = dice.instant(), to = from + std::chrono::days{40};
        for (int i = dice.roll(0, 3); i > 0; --i) {
            Override o;
            o.id = OverrideId(i);
            o.kind = static_cast<OverrideKind>(dice.roll(0, 2));
            o.person = PersonId("p" + std::to_string(dice.roll(1, 6)));
            if (dice.one_in(2)) o.replaces = PersonId("p" + std::to_string(dice.roll(1, 3)));
            if (dice.one_in(3)) o.layer = s.layers.front().id;
            o.from = from + std::chrono::hours{dice.roll(0, 1'000)};
            o.until = o.from + std::chrono::hours{dice.roll(1, 300)};
            overrides.push_back(o);
        }
        INFO(name << " seed " << seed);
        Time reached = from;
        for (const auto& tile : calendar.tiles(from, to, overrides)) {
            REQUIRE(tile.from == reached);
            REQUIRE(tile.from < tile.until);
            reached = tile.until;
            // One in ten is enough; a look-up beside overrides walks to the ends of the shifts.
            if (!dice.one_in(10)) continue;
            REQUIRE(names(tile.on_call) == names(calendar.who(tile.from, overrides)));
            const auto last = calendar.who(tile.until - 1us, overrides);
            REQUIRE(names(tile.on_call) == names(last));
            for (const auto& c : last) {
                REQUIRE(c.from <= tile.from);
                REQUIRE(c.until >= (tile.until == to ? to - 1us : tile.until));
                const auto first = calendar.who(c.from, overrides);
                REQUIRE(std::ranges::find(first, c) != first.end());
                const auto before = calendar.who(c.from - 1us, overrides);
                REQUIRE(std::ranges::find(before, c) == before.end());
            }
        }
        REQUIRE(reached == to);
    }
}
