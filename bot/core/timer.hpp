// Durable timers (design G4): each is a row that fires once, also after a restart. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

enum class TimerKind : std::uint8_t {
    update_due,       ///< a promised status update is due: remind the lead, then the channel, then record it as missed
    page_watch,       ///< a page through PagerDuty, at the latest 60 s after the request: has anybody been notified?
    head_signing,     ///< hourly: sign the heads of all timelines that grew
    pruning,          ///< daily: forget keys and failed deliveries older than their life
    page_tick,        ///< a page's escalation goes on; the key is the page
    hand_off,         ///< the next change of who is on call; the key is the schedule
    heartbeat,        ///< a heartbeat is missing; the key is its name
    heartbeat_ping,   ///< the outside is told that this program is alive
    pagerduty_check,  ///< every minute: compare with PagerDuty's own state
    alive,            ///< this program notes that it is running, so that time in which it was not can be told
    run_tick,         ///< a run of a runbook goes on; the key is its number
    user_groups,      ///< the user groups that the configuration names are read again
    item_due,         ///< a task or follow-up becomes overdue on its owner's Home tab; the key is its number
    members_check,    ///< hourly: who is in the channel of a private incident, should an event about it have been lost
    followup_reminder,  ///< the owner of a follow-up is reminded, for the first time or a week later; the key is its number
};

namespace words {
inline constexpr Table<TimerKind, 15> kTimer{{{TimerKind::update_due, "update_due"}, {TimerKind::page_watch, "page_watch"},
                                             {TimerKind::head_signing, "head_signing"}, {TimerKind::pruning, "pruning"},
                                             {TimerKind::page_tick, "page_tick"}, {TimerKind::hand_off, "hand_off"},
                                             {TimerKind::heartbeat, "heartbeat"}, {TimerKind::heartbeat_ping, "heartbeat_ping"},
                                             {TimerKind::pagerduty_check, "pagerduty_check"}, {TimerKind::alive, "alive"}, {TimerKind::run_tick, "run_tick"},
                                             {TimerKind::user_groups, "user_groups"}, {TimerKind::item_due, "item_due"},
                                             {TimerKind::members_check, "members_check"}, {TimerKind::followup_reminder, "followup_reminder"}}};
}  // namespace words
constexpr std::string_view name_of(TimerKind v) { return words::name_in(words::kTimer, v); }

struct TimerRow {
    TimerId id;
    TimerKind kind = TimerKind::update_due;
    IncidentNumber incident;  ///< none for the system's own
    std::string key;          ///< with kind and incident it names one timer; setting it again moves it
    Time due;
    std::string detail;       ///< for the handler, e.g. the stage of a reminder
};

}  // namespace tocsin
