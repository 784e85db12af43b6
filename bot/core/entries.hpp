// What stands on a timeline now: an entry once, in its newest text, with what became of it. Corrections are events of their own
// (design G5), so that a reader must put them together; this does it for all readers. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "bot/core/event.hpp"

namespace tocsin {

/// Of one event, by its index in the timeline.
struct EntryState {
    bool is_correction = false;  ///< of a message's entry: it is told there
    bool withdrawn = false;      ///< taken out of the record again
    bool deleted = false;        ///< its message is gone from Slack
    const Markup* revised = nullptr;  ///< the newest text, if it was edited; points into the events
};

/// `events`: in the order of seq; the end of a timeline will do, for a correction comes after what it corrects.
std::vector<EntryState> entry_states(std::span<const Event> events);

/// Who is to be named beside it: of a captured message its author, else who acted.
Markup who_of(const Event& event);
/// What the entry says as it stands now, for a reader who sees `who_of` beside it.
Markup describe_entry(const Event& event, const EntryState& state);

}  // namespace tocsin
