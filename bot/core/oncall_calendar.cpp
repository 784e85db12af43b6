#include "bot/core/oncall_calendar.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

namespace tocsin::oncall {
namespace {

/// The same shift, whatever its ends.
bool same_shift(const OnCall& a, const OnCall& b) {
    return a.turn == b.turn && a.by_override == b.by_override && a.person == b.person && a.layer == b.layer;
}

const OnCall* find_same(std::span<const OnCall> among, const OnCall& shift) {
    const auto found = std::ranges::find_if(among, [&](const OnCall& other) { return same_shift(other, shift); });
    return found == among.end() ? nullptr : &*found;
}

bool active(const Override& o, Time at) { return o.from <= at && at < o.until; }

OnCall put_by(const Override& o) { return {o.person, o.layer, o.id, 0, {}, {}}; }

/// What `o` makes of the people of its layer, or of all.
void apply(const Override& o, std::vector<OnCall>& people) {
    const auto is = [](const PersonId& person) { return [&person](const OnCall& c) { return c.person == person; }; };
    switch (o.kind) {
        case OverrideKind::add:
            if (std::ranges::none_of(people, is(o.person))) people.push_back(put_by(o));
            return;
        case OverrideKind::remove: std::erase_if(people, is(o.person)); return;
        case OverrideKind::replace: break;
    }
    if (o.replaces.empty()) {
        people.assign(1, put_by(o));
        return;
    }
    for (auto& c : people | std::views::filter(is(o.replaces))) {
        c.person = o.person;
        c.by_override = o.id;
    }
}

void add_turn(const Layer& layer, const LayerTimes::Stretch& stretch, std::vector<OnCall>& to) {
    const auto turns = static_cast<std::int64_t>(layer.turns.size());
    for (const auto& person : layer.turns[static_cast<std::size_t>(stretch.turn % turns)])
        to.push_back({person, layer.id, {}, stretch.turn, stretch.from, stretch.until});
}

}  // namespace

/// Who is on call, and from when to when at least nothing changes. Each person's own ends may lie further apart.
struct Calendar::Moment {
    Time from = kBeginning;
    Time until = kEnd;
    std::vector<OnCall> people;

    void narrow(Time begin, Time end) {
        from = std::max(from, begin);
        until = std::min(until, end);
    }
    void narrow(const Override& o, Time at) {
        if (at < o.from) narrow(kBeginning, o.from);
        else if (at < o.until) narrow(o.from, o.until);
        else narrow(o.until, kEnd);
    }
};

Calendar::Calendar(Schedule schedule) : schedule_(std::move(schedule)), zone_(&zone_table_or_utc(schedule_.zone)) {
    for (const auto& layer : schedule_.layers) layers_.emplace_back(layer, zone_table_or_utc(layer.zone.empty() ? schedule_.zone : layer.zone));
}

Calendar::Moment Calendar::moment_of_layers(Time at) const {
    Moment m;
    if (schedule_.combine == Combine::union_) {
        for (std::size_t i = 0; i < layers_.size(); ++i) {
            const auto stretch = layers_[i].at(at);
            m.narrow(stretch.from, stretch.until);
            if (stretch.active) add_turn(schedule_.layers[i], stretch, m.people);
        }
        return m;
    }
    for (std::size_t i = layers_.size(); i-- > 0;) {
        auto stretch = layers_[i].at(at);
        m.narrow(stretch.from, stretch.until);
        if (!stretch.active) continue;
        // Seen for as long as the layers above have nobody.
        stretch.from = m.from;
        stretch.until = m.until;
        add_turn(schedule_.layers[i], stretch, m.people);
        break;
    }
    return m;
}

Calendar::Moment Calendar::moment_with(Time at, std::span<const Override> overrides) const {
    Moment m;
    std::vector<const Override*> now;
    for (const auto& o : overrides) {
        if (o.from >= o.until) continue;
        m.narrow(o, at);
        if (active(o, at)) now.push_back(&o);
    }
    std::vector<std::vector<OnCall>> by_layer(layers_.size());
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const auto stretch = layers_[i].at(at);
        m.narrow(stretch.from, stretch.until);
        if (stretch.active) add_turn(schedule_.layers[i], stretch, by_layer[i]);
        for (const auto* o : now)
            if (o->layer == schedule_.layers[i].id) apply(*o, by_layer[i]);
    }
    if (schedule_.combine == Combine::union_) {
        for (auto& people : by_layer) std::ranges::move(people, std::back_inserter(m.people));
    } else {
        const auto top = std::ranges::find_if(by_layer | std::views::reverse, [](const auto& people) { return !people.empty(); });
        if (top != by_layer.rend()) m.people = std::move(*top);
    }
    for (const auto* o : now)
        if (o->layer.empty()) apply(*o, m.people);
    for (auto& c : m.people) {
        c.from = m.from;
        c.until = m.until;
    }
    return m;
}

Calendar::Moment Calendar::moment(Time at, std::span<const Override> overrides) const {
    return overrides.empty() ? moment_of_layers(at) : moment_with(at, overrides);
}

std::vector<OnCall> Calendar::who(Time at, std::span<const Override> overrides) const {
    auto people = moment(at, overrides).people;
    if (overrides.empty()) return people;
    // An edge of an override, or of a layer that is hidden, need not end a shift: look on until it does.
    for (auto& shift : people) {
        while (shift.until != kEnd) {
            const auto next = moment(shift.until, overrides);
            if (find_same(next.people, shift) == nullptr) break;
            shift.until = next.until;
        }
        while (shift.from != kBeginning) {
            const auto before = moment(shift.from - Duration{1}, overrides);
            if (find_same(before.people, shift) == nullptr) break;
            shift.from = before.from;
        }
    }
    return people;
}

std::vector<Tile> Calendar::tiles(Time from, Time to, std::span<const Override> overrides) const {
    std::vector<Tile> out;
    while (from < to) {
        auto m = moment(from, overrides);
        const Time until = std::min(m.until, to);
        const bool same = !out.empty() && std::ranges::equal(out.back().on_call, m.people, same_shift);
        if (same) out.back().until = until;
        else out.push_back({from, until, std::move(m.people)});
        from = until;
    }
    for (auto& tile : out)
        for (auto& c : tile.on_call) {
            c.from = tile.from;
            c.until = tile.until;
        }
    return out;
}

std::vector<Shift> Calendar::shifts(Time from, Time to, std::span<const Override> overrides) const {
    std::vector<Shift> out;
    std::vector<std::size_t> running;  // of those in `out`, the ones that reach to the tile before
    for (const auto& tile : tiles(from, to, overrides)) {
        std::vector<std::size_t> still;
        for (const auto& c : tile.on_call) {
            const auto known = std::ranges::find_if(running, [&](std::size_t i) { return same_shift(out[i], c); });
            if (known != running.end()) out[*known].until = tile.until;
            else out.push_back(c);
            still.push_back(known != running.end() ? *known : out.size() - 1);
        }
        running = std::move(still);
    }
    return out;
}

std::vector<Shift> Calendar::whole_shifts(Time from, Time to, std::span<const Override> overrides) const {
    auto out = shifts(from, to, overrides);
    if (out.empty()) return out;
    const auto at_start = who(from, overrides);
    const auto at_end = who(to - Duration{1}, overrides);
    for (auto& shift : out) {
        const auto* first = shift.from == from ? find_same(at_start, shift) : nullptr;
        const auto* last = shift.until == to ? find_same(at_end, shift) : nullptr;
        if (first != nullptr) shift.from = first->from;
        if (last != nullptr) shift.until = last->until;
    }
    return out;
}

std::optional<Change> Calendar::next_change(Time after, std::span<const Override> overrides, Duration horizon) const {
    auto m = moment(after, overrides);
    const auto now = people_of(m.people);
    while (m.until < after + horizon) {
        const Time at = m.until;
        m = moment(at, overrides);
        if (people_of(m.people) != now) return Change{at, who(at, overrides)};
    }
    return std::nullopt;
}

std::vector<PersonId> people_of(std::span<const OnCall> on_call) {
    std::vector<PersonId> out;
    for (const auto& c : on_call)
        if (std::ranges::find(out, c.person) == out.end()) out.push_back(c.person);
    return out;
}

Calendars::Calendars(const Oncall& file) {
    for (const auto& schedule : file.schedules) all_.emplace_back(schedule);
}

const Calendar* Calendars::find(const ScheduleId& id) const {
    const auto found = std::ranges::find_if(all_, [&](const Calendar& c) { return c.schedule().id == id; });
    return found == all_.end() ? nullptr : &*found;
}

}  // namespace tocsin::oncall
