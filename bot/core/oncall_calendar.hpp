// Who is on call: a schedule made ready for questions. Nothing is walked to find an instant; a range is walked from shift to shift.
// Immutable, made once when a file is read; any thread. Zone tables it refers to live as long as the program.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bot/core/oncall_layer.hpp"
#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// One person on call, and for how long without a change: from <= the instant asked for < until.
struct OnCall {
    PersonId person;
    LayerId layer;          ///< empty if an override of the whole schedule put them there
    OverrideId by_override; ///< none if the layers did
    std::int64_t turn = 0;  ///< number of the turn within the layer
    Time from;
    Time until;

    friend bool operator==(const OnCall&, const OnCall&) = default;
};
using Shift = OnCall;

/// A stretch of time and who is on call all through it; nobody, if there is a hole.
struct Tile {
    Time from;
    Time until;
    std::vector<OnCall> on_call;
};

/// The next time that other people are on call.
struct Change {
    Time at;
    std::vector<OnCall> on_call;
};

class Calendar {
public:
    /// Zones that do not exist count as UTC: the file's reader has refused them.
    explicit Calendar(Schedule schedule);

    const Schedule& schedule() const { return schedule_; }
    const ZoneTable& zone() const { return *zone_; }

    /// Everybody on call at `at`, layers in the order of the file.
    std::vector<OnCall> who(Time at, std::span<const Override> overrides = {}) const;
    /// Tiles that cover [from, to) without a gap or an overlap.
    std::vector<Tile> tiles(Time from, Time to, std::span<const Override> overrides = {}) const;
    /// The shifts that touch [from, to), cut to it, by their start.
    std::vector<Shift> shifts(Time from, Time to, std::span<const Override> overrides = {}) const;
    /// The same, the first and the last ones in full.
    std::vector<Shift> whole_shifts(Time from, Time to, std::span<const Override> overrides = {}) const;
    /// The first instant after `after` at which others are on call, at most `horizon` away.
    std::optional<Change> next_change(Time after, std::span<const Override> overrides = {},
                                      Duration horizon = std::chrono::days{400}) const;

private:
    struct Moment;
    Moment moment(Time at, std::span<const Override> overrides) const;
    Moment moment_of_layers(Time at) const;
    Moment moment_with(Time at, std::span<const Override> overrides) const;

    Schedule schedule_;
    const ZoneTable* zone_;
    std::vector<LayerTimes> layers_;
};

/// The different people among `on_call`, in order.
std::vector<PersonId> people_of(std::span<const OnCall> on_call);

/// All schedules of a file.
class Calendars {
public:
    Calendars() = default;
    explicit Calendars(const Oncall& file);
    const Calendar* find(const ScheduleId& id) const;
    const std::vector<Calendar>& all() const { return all_; }

private:
    std::vector<Calendar> all_;
};

}  // namespace tocsin::oncall
