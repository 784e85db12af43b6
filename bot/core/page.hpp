// One page as folding the timeline gives it: whom it has reached by which means, and where its escalation stands. Part of the
// incident's state. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/core/oncall_model.hpp"
#include "bot/core/run_words.hpp"

namespace tocsin {

/// Where the escalation of a page stands. `none`: another pager escalates it. `running`: steps follow until somebody
/// acknowledges. `acknowledged`: until that runs out. `snoozed`: until a time. `exhausted`: every step and the fallback
/// were tried; who was told may still acknowledge. `ended`: the incident is over, or what the page was
/// about has its answer.
enum class PagePhase : std::uint8_t { none, running, acknowledged, snoozed, exhausted, ended };

namespace words {
inline constexpr Table<PagePhase, 6> kPagePhase{{{PagePhase::none, "none"}, {PagePhase::running, "running"},
                                                 {PagePhase::acknowledged, "acknowledged"}, {PagePhase::snoozed, "snoozed"},
                                                 {PagePhase::exhausted, "exhausted"}, {PagePhase::ended, "ended"}}};
}  // namespace words
constexpr std::string_view name_of(PagePhase v) { return words::name_in(words::kPagePhase, v); }

/// One attempt to reach one person, channel or PagerDuty policy by one means.
struct Notification {
    int number = 0;            ///< from 1 within the page
    oncall::Target target;     ///< a person, a channel or a PagerDuty policy; never a schedule
    oncall::Means by = oncall::Means::slack;
    NotificationState state = NotificationState::requested;
    std::string detail;        ///< why it failed, or what the other side said
    Time at;                   ///< of the newest state
};

/// A person whom a step has reached: their rules run from `since`, `fired` of them so far. Another step that reaches them while
/// rules are left changes nothing of that.
struct PersonCycle {
    oncall::PersonId person;
    Time since;
    int fired = 0;
};

struct PageState {
    /// `target`: as people read it. `state`: requested, sent, notified, unanswered, failed, acknowledged …, for the card.
    std::string page, target, state, detail;
    Time requested_at;
    Time begun_at{};            ///< when paging last began: requested, resumed, handed on
    Time sent_at{};            ///< when PagerDuty took it, of a page that it escalates

    // --- pages that tocsin escalates itself ---
    PagePhase phase = PagePhase::none;
    std::string plan{};          ///< `policy:ID`, `schedule:ID` or `person:ID`
    std::string version{};       ///< of the on-call file that it is pinned to
    std::string reason{};
    ActorId requested_by{};
    oncall::Urgency urgency = oncall::Urgency::high;
    bool test = false;         ///< tries every means of one person at once and asks nobody for anything
    int round = 0;             ///< repeats of the whole policy so far
    int step = 0;              ///< the next step
    Time step_due{};             ///< when it fires, unless somebody acknowledges
    bool reached = false;      ///< a step of this round had somebody
    std::vector<PersonCycle> cycles{};
    std::vector<std::string> others{};  ///< channels and PagerDuty policies of the newest step that have not been told yet
    std::vector<oncall::Target> fallback{};  ///< once there is no further step: whom that left
    std::vector<Notification> notifications{};
    ActorId acknowledged_by{};   ///< kept when the incident is over
    Time acknowledged_at{};
    Time active_at{};            ///< when that person last did something here
    Time snoozed_until{};
    RunId asked_by{};            ///< the run whose question it is about; none: about the incident
    StepKey question{};
    std::string alert{};         ///< of a question's page through PagerDuty: the dedup key of its alert there
    std::string routing{};       ///< and the key of `pagerduty.routing_keys` that it went by

    bool is_own() const { return phase != PagePhase::none; }
    /// What it was about has its answer, or the incident is over.
    bool is_over() const { return phase == PagePhase::ended || state == "answered"; }
    /// Waits for an acknowledgement.
    bool is_waiting() const { return phase == PagePhase::running || phase == PagePhase::exhausted; }
};

}  // namespace tocsin
