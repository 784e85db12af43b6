// Short ways to say schedules and instants in the tests of on-call arithmetic. Values; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"
#include "bot/core/oncall_calendar.hpp"

namespace tocsin::oncall::test {

inline Time utc(std::string_view text) { return *parse_iso8601(text); }
inline Wall wall(std::string_view text) { return *parse_wall(text); }

/// `a b+c` is two turns, the second one of two people.
inline std::vector<std::vector<PersonId>> turns(std::string_view text) {
    std::vector<std::vector<PersonId>> out;
    for (auto turn : text::split(text, ' ')) {
        out.emplace_back();
        for (auto person : text::split(turn, '+')) out.back().emplace_back(std::string(person));
    }
    return out;
}

inline Layer layer(std::string_view id, Cycle cycle, std::string_view start, std::string_view people, int every = 1) {
    Layer out;
    out.id = LayerId(std::string(id));
    out.rotation = cycle;
    out.every = every;
    out.start = wall(start);
    out.turns = turns(people);
    return out;
}

/// Days from Monday, as `x` or `.`.
inline Restriction hours(std::string_view days, std::string_view from, std::string_view to) {
    Restriction out;
    for (std::size_t i = 0; i < 7; ++i) out.days[i] = days[i] == 'x';
    out.from = *parse_time_of_day(from);
    out.to = *parse_time_of_day(to);
    return out;
}

inline Schedule schedule(std::string_view zone, std::vector<Layer> layers, Combine combine = Combine::layers) {
    Schedule out;
    out.id = ScheduleId("s");
    out.zone = std::string(zone);
    out.combine = combine;
    out.layers = std::move(layers);
    return out;
}

/// The people on call, joined by `+`; `-` if there is nobody.
inline std::string names(const std::vector<OnCall>& on_call) {
    std::vector<std::string> out;
    for (const auto& c : on_call) out.push_back(c.person.value);
    return out.empty() ? "-" : text::join(out, "+");
}

inline std::string who(const Calendar& calendar, std::string_view at, std::span<const Override> overrides = {}) {
    return names(calendar.who(utc(at), overrides));
}

}  // namespace tocsin::oncall::test
