// The state of one incident: what folding its timeline gives. Small on purpose: notes are counted, not kept.
// Values; any thread. Read and changed by handlers only through the unit of work.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/core/event.hpp"
#include "bot/core/page.hpp"
#include "bot/core/run_words.hpp"

namespace tocsin {

struct Task {
    ItemNumber number;
    std::string text;
    ActorId owner;
    std::optional<Time> due;
    bool done = false;
    bool followup = false;
    bool withdrawn = false;  ///< made of a message whose mark was taken away; counts as done and is not shown
};

struct Link {
    std::string url, label;
};

struct PagerDutyLink {
    PagerDutyIncidentId id;
    PagerDutyServiceId service_id;
    std::string url, title, service;
    std::string state = "triggered";  ///< triggered | acknowledged | resolved, as PagerDuty last said
    std::string key{};                ///< the dedup key, if it was our own page that opened it
    std::optional<std::string> priority{};  ///< its name, empty for none; nothing if it is not known
    Time priority_at{};                     ///< since when, as PagerDuty said
    bool waits = false;                     ///< it pages, and nobody has acknowledged here since it began to
};

/// A runbook that fits and was offered, or one that runs or ran here.
struct RunSummary {
    RunId run;               ///< none: only suggested
    RunbookName runbook;
    std::string title;
    RunPhase phase = RunPhase::queued;
};

struct CreationState {
    StepState state = StepState::not_wanted;
    std::string detail;  ///< why it failed, or what was made
};

struct Incident {
    IncidentNumber number;
    std::string title;
    std::string summary;
    std::string cause;              ///< as far as is known
    Severity severity = Severity::unset;
    Severity suggested = Severity::unset;
    Status status = Status::triage;
    ServiceName service;
    bool drill = false;
    bool wants_channel = false;
    bool storm = false;
    bool private_ = false;          ///< only for its own people and admins (handlers/permission)
    ActorId declared_by;

    std::array<std::optional<Time>, kKeyTimes> times{};  ///< by KeyTime
    std::array<bool, kKeyTimes> set_by_hand{};           ///< by KeyTime: a person said so, and no event overrules them
    std::optional<Time> mitigated_before_reopen, resolved_before_reopen;  ///< given back if the reopen is undone
    std::array<ActorId, 3> roles{};                      ///< by Role; empty: nobody
    std::vector<ActorId> responders;
    std::vector<ActorId> admitted;                       ///< of a private incident: invited, without being a responder
    std::array<CreationState, kCreationSteps> creation{};

    ChannelId channel;
    std::string channel_name;
    bool channel_archived = false;

    std::vector<Task> tasks;  ///< tasks and follow-ups, numbered together from 1
    std::vector<Link> links;
    std::vector<IncidentNumber> related;
    IncidentNumber merged_into;
    std::vector<PagerDutyLink> pagerduty;
    std::vector<PageState> pages;
    std::vector<RunSummary> runs;

    std::optional<Time> next_update_due;
    std::optional<Time> last_update_at;
    ActorId postmortem_owner;
    std::optional<Time> postmortem_due;
    ReviewState postmortem_review = ReviewState::draft;
    std::string postmortem_link;

    std::int64_t notes = 0;
    std::int64_t last_page = 0;    ///< number of the last page requested, for its stable id
    EventSeq last_seq;             ///< seq of the newest event folded in
    std::string head_hash;         ///< 32 raw bytes: hash of that event
    Time changed_at;               ///< recorded_at of that event

    std::optional<Time> time(KeyTime which) const { return times[static_cast<std::size_t>(which)]; }
    const ActorId& role(Role which) const { return roles[static_cast<std::size_t>(which)]; }
    const CreationState& step(CreationStep which) const { return creation[static_cast<std::size_t>(which)]; }
    bool is_responder(const ActorId& person) const;
    /// Everybody who has a role or joined, without repeats.
    std::vector<ActorId> people() const;
};

/// The state after `event`. Total: an event that does not fit changes nothing but the counters, so that a timeline
/// written by a newer release can still be read.
void fold(Incident& state, const Event& event);

/// `INC-42` with the configured key.
std::string display_name(std::string_view key, IncidentNumber number);

}  // namespace tocsin
