// Hand-offs: the past is written down as it passes, who leaves and who arrives hear what is open, the user group follows. Whatever may
// change who is on call (time, another file, an override) goes through here. On the store thread.
#pragma once

#include <memory>
#include <vector>

#include "bot/core/timer.hpp"
#include "bot/oncall/book.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Another edition of the file takes over: the past is closed with the one that was in use, the new one is kept in the store. The
/// book itself is changed by whoever submitted the job, after the commit.
Reply take_edition(Context& context, const std::shared_ptr<const oncall::Edition>& edition);
/// Editions that pages of open incidents are pinned to, read from the store into the book.
void recall_pinned(const store::Snapshot& view, oncall::Book& book);
/// The timer of a schedule's next change.
void handed_off(Context& context, const TimerRow& timer);
/// Writes the past of a schedule down to now. The people on call until this very moment.
std::vector<oncall::PersonId> close_past(Context& context, const oncall::Calendar& calendar);
/// Tells who left and who arrived since `before`, sets the group, and the timer of the next change.
void open_future(Context& context, const oncall::Calendar& calendar, const std::vector<oncall::PersonId>& before);

/// Runs `change`, which adds or takes back overrides of one schedule, between closing the past and telling who is affected.
template <class Change>
void change_overrides(Context& context, const oncall::Calendar& calendar, Change change) {
    const auto before = close_past(context, calendar);
    change();
    open_future(context, calendar, before);
}

}  // namespace tocsin::handlers
