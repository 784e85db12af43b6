#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"
#include "bot/core/oncall_going_on.hpp"
#include "bot/oncall/render.hpp"

namespace tocsin::oncall {
namespace {

using std::chrono::days;
using std::chrono::floor;
using namespace std::chrono_literals;

/// Longer ranges are listed without a chart.
constexpr days kLongestChart{70};
constexpr auto kCell = 30min;
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string name_of(const Oncall& file, const PersonId& id) {
    const auto* person = file.find(id);
    return person == nullptr || person->name == id.value ? id.value : fmt::format("{} ({})", person->name, id.value);
}

std::string layer_name(const OnCall& c) { return c.layer.empty() ? "override" : c.by_override.none() ? c.layer.value : c.layer.value + ", override"; }

std::string when(Time at, const ZoneTable& zone) { return fmt::format("{} {}", format_day_and_time(zone.wall(at)), zone.abbreviation(at)); }

std::string heading(const Calendar& calendar) {
    const auto& schedule = calendar.schedule();
    return fmt::format("{}   {}{}", schedule.id.value, schedule.zone, schedule.combine == Combine::union_ ? "   (all layers are on call)" : "");
}

std::size_t widest(const Oncall& file, const std::vector<OnCall>& all) {
    std::size_t out = 6;
    for (const auto& c : all) out = std::max(out, text::code_points(name_of(file, c.person)));
    return out;
}

/// fmt pads by its own idea of width; names are padded by code points.
std::string padded(const std::string& text, std::size_t width) {
    const auto length = text::code_points(text);
    return text + std::string(width > length ? width - length : 0, ' ');
}

/// A letter for each person who appears, in the order of the file.
std::map<std::string, char> letters_of(const Oncall& file, const std::vector<Tile>& tiles) {
    std::set<std::string> seen;
    for (const auto& tile : tiles)
        for (const auto& c : tile.on_call) seen.insert(c.person.value);
    std::map<std::string, char> out;
    const auto add = [&](const std::string& person) { out.emplace(person, kLetters[out.size() % kLetters.size()]); };
    for (const auto& person : file.people)
        if (seen.contains(person.id.value)) add(person.id.value);
    // Overrides may name people whom the file no longer has.
    for (const auto& person : seen) add(person);
    return out;
}

/// The letter of the person on call, `+` for several, `·` for nobody, a blank for what the wall clock skips or the range does not hold.
std::string cell(const ZoneTable& zone, Wall wall, const std::vector<Tile>& tiles, const std::map<std::string, char>& letters) {
    const Time at = zone.first(wall);
    const auto tile = std::ranges::upper_bound(tiles, at, {}, &Tile::until);
    if (zone.wall(at) != wall || tile == tiles.end() || at < tile->from) return " ";
    const auto people = people_of(tile->on_call);
    if (people.empty()) return "·";
    return people.size() > 1 ? "+" : std::string(1, letters.at(people.front().value));
}

/// What the clocks of one day of the chart skip or show twice, in words; empty on nearly all days.
std::string clock_change(const ZoneTable& zone, std::chrono::local_days day) {
    std::string out;
    for (const bool twice : {false, true}) {
        std::optional<std::chrono::minutes> first, last;
        for (auto since = 0min; since < 24h; since += kCell) {
            const Wall wall = Wall{day} + since;
            const bool shown_twice = zone.first(wall) != zone.last(wall);
            const bool skipped = zone.wall(zone.first(wall)) != wall;
            if (twice ? !shown_twice : !skipped) continue;
            if (!first) first = since;
            last = since + kCell;
        }
        if (!first) continue;
        const auto clock = [&](std::chrono::minutes at) { return fmt::format("{:02}:{:02}", at / 1h, (at % 1h).count()); };
        out += fmt::format("  {}: the clocks {} {} to {}{}\n", format_day_and_time(Wall{day}).substr(0, 10), twice ? "show" : "skip", clock(*first), clock(*last),
                           twice ? " twice; the chart has the first time" : ", so the chart has a blank there");
    }
    return out;
}

std::string legend(const Oncall& file, const std::map<std::string, char>& letters, const std::vector<Tile>& tiles, std::string_view empty) {
    std::map<char, std::string> by_letter;
    for (const auto& tile : tiles)
        for (const auto& c : tile.on_call) by_letter[letters.at(c.person.value)] = c.person.value;
    std::string out = "\n ";
    for (const auto& [letter, person] : by_letter) out += fmt::format(" {} {}  ", letter, name_of(file, PersonId(person)));
    return fmt::format("{} + several   · {}\n", out, empty);
}

std::string chart(const View& view, Time from, Time to, const std::vector<Tile>& tiles, const std::map<std::string, char>& letters, std::string_view empty) {
    const auto& zone = view.calendar.zone();
    std::string out = "\n             00    03    06    09    12    15    18    21\n";
    std::string changes;
    const auto last = floor<days>(zone.wall(to - 1us));
    for (auto day = floor<days>(zone.wall(from)); day <= last; day += days{1}) {
        std::string row;
        for (auto since = 0min; since < 24h; since += kCell) row += cell(zone, Wall{day} + since, tiles, letters);
        out += fmt::format("  {} {}\n", format_day_and_time(Wall{day}).substr(0, 10), row);
        changes += clock_change(zone, day);
    }
    return out + legend(view.file, letters, tiles, empty) + changes;
}

std::string list(const View& view, const std::vector<Tile>& tiles, const std::vector<Shift>& shifts) {
    const auto& zone = view.calendar.zone();
    const auto width = widest(view.file, shifts);
    std::vector<std::pair<Time, std::string>> rows;
    const auto add = [&](Time from, Time until, const std::string& who, const std::string& layer) {
        rows.emplace_back(from, fmt::format("  {:22}  {:22}  {}  {}\n", when(from, zone), when(until, zone), padded(who, width), layer));
    };
    for (const auto& shift : shifts) add(shift.from, shift.until, name_of(view.file, shift.person), layer_name(shift));
    for (const auto& tile : tiles)
        if (tile.on_call.empty()) add(tile.from, tile.until, "nobody", "");
    std::ranges::sort(rows, {}, &std::pair<Time, std::string>::first);
    std::string out = fmt::format("\n  {:22}  {:22}  {}  {}\n", "from", "until", padded("who", width), "layer");
    for (auto& [at, row] : rows) {
        row.erase(row.find_last_not_of(" \n") + 1);
        out += row + "\n";
    }
    return out;
}

/// The same people after the first shift has ended, so that what follows does not read as a hole.
std::string then_line(const View& view, const GoingOn& then, const std::vector<PersonId>& people, std::size_t width) {
    std::vector<std::string> names;
    names.reserve(people.size());
    for (const auto& person : people) names.push_back(name_of(view.file, person));
    const auto& zone = view.calendar.zone();
    return fmt::format("  then  {}  from  {}  {}{}\n", padded(text::join(names, ", "), width), when(then.from, zone),
                       then.until ? fmt::format("until {}  ", when(*then.until, zone)) : "on    ", text::join(then.layers, ", "));
}

}  // namespace

std::string show_table(const std::vector<View>& views, Time at) {
    std::string out;
    for (const auto& view : views) {
        const auto& zone = view.calendar.zone();
        const auto now = view.calendar.who(at, view.overrides);
        const auto next = view.calendar.next_change(at, view.overrides);
        auto all = now;
        if (next) all.insert(all.end(), next->on_call.begin(), next->on_call.end());
        const auto width = widest(view.file, all);
        out += fmt::format("{}{}   {} ({})\n", out.empty() ? "" : "\n", heading(view.calendar), format_in_zone(at, zone.name()), format_utc_minute(at));
        for (const auto& c : now)
            out += fmt::format("  now   {}  since {}  until {}  {}\n", padded(name_of(view.file, c.person), width), when(c.from, zone), when(c.until, zone), layer_name(c));
        if (now.empty()) out += "  now   nobody\n";
        if (const auto then = going_on(view.calendar, now, next, view.overrides)) out += then_line(view, *then, people_of(now), width);
        if (!next) continue;
        for (const auto& c : next->on_call)
            out += fmt::format("  next  {}  from  {}  until {}  {}\n", padded(name_of(view.file, c.person), width), when(next->at, zone), when(c.until, zone), layer_name(c));
        if (next->on_call.empty()) out += fmt::format("  next  {}  from  {}\n", padded("nobody", width), when(next->at, zone));
    }
    return out;
}

std::string render_table(const std::vector<View>& views, Time from, Time to, const PersonId& person) {
    std::string out;
    for (const auto& view : views) {
        auto tiles = view.calendar.tiles(from, to, view.overrides);
        auto shifts = view.calendar.shifts(from, to, view.overrides);
        // Of everybody, so that one person's table shows the letter that they have in the whole one.
        const auto letters = letters_of(view.file, tiles);
        if (!person.empty()) {
            const auto other = [&](const OnCall& c) { return c.person != person; };
            for (auto& tile : tiles) std::erase_if(tile.on_call, other);
            std::erase_if(shifts, other);
        }
        out += fmt::format("{}{}   {} to {}\n", out.empty() ? "" : "\n", heading(view.calendar), format_in_zone(from, view.calendar.schedule().zone),
                           format_in_zone(to, view.calendar.schedule().zone));
        if (to - from <= kLongestChart) out += chart(view, from, to, tiles, letters, person.empty() ? "nobody" : "not on call");
        // Of one person the times at which others are on call are no holes.
        out += list(view, person.empty() ? tiles : std::vector<Tile>(), shifts);
    }
    return out;
}

}  // namespace tocsin::oncall
