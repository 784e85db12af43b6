// How one attempt to deliver ended, as the senders report it and the result handler records it. Values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/core/delivery.hpp"

namespace tocsin {

/// A person whom PagerDuty names: assignee or notified.
struct PagerDutyPerson {
    std::string id, name, email;
    ActorId slack{};  ///< the same person in Slack, by e-mail; empty if there is none
};

/// Something that happened to a PagerDuty incident, found by looking instead of by a webhook.
struct PagerDutyFact {
    PagerDutyIncidentId id;
    std::string what;      ///< as event::PagerDutyChanged::what
    Time occurred_at;
    std::string agent_id, agent;
    std::string title, status, url, urgency, priority, incident_key, service, service_id;
    std::optional<Time> created_at;
    std::vector<PagerDutyPerson> assignees{};              ///< escalated, reassigned: who has it since
    std::string note_id{}, note{};                         ///< annotated
    std::string merged_into{}, merged_into_title{};        ///< resolved by a merge: the other one's id
};

/// A message of a channel's history.
struct FoundMessage {
    MessageTs ts;
    ActorId author;
    Markup words;
};

/// It is there. Which fields are filled depends on the kind of delivery.
struct Delivered {
    ChannelId channel;
    std::string channel_name;
    MessageTs ts;
    OutboxId through;                              ///< a digest: every line of the lane up to this row
    std::string detail;                            ///< e.g. the file's name, PagerDuty's dedup_key
    std::vector<PagerDutyPerson> notified;         ///< check_page: who has been woken
    std::vector<PagerDutyPerson> assignees;        ///< fetch_pagerduty_details
    std::map<std::string, std::string> labels;     ///< fetch_pagerduty_details
    std::vector<PagerDutyFact> facts{};            ///< check_pagerduty: oldest first for each incident
    std::optional<FetchedMessage> message{};       ///< capture_message
    std::vector<FoundMessage> found{};             ///< read_history
    std::vector<MessageTs> threads{};              ///< read_history: messages with answers below them
    std::string next{};                            ///< read_history: the next page, empty for none; `state` is `restart` if the page is no more
    std::vector<UserId> users{};                   ///< read_user_group, read_members: who is in it
    std::string view_digest{}, view_hash{};        ///< publish_home: what is shown now, and Slack's name for that version
    std::string state{};                           ///< check_pagerduty: `ok` or what is wrong with the webhook subscription; empty: unknown. refresh_card: kOpenAgain
};

/// In place of an edit: the channel that is held for archived is not, and nobody said so.
inline constexpr const char* kOpenAgain = "open";

/// Not there, or nobody knows: to be tried again.
struct TryLater {
    std::string why;
    std::optional<Duration> after;  ///< what the other side asked for (Retry-After)
    bool maybe_sent = false;
    bool uncounted = false;         ///< nothing was attempted: its turn has not come
};

/// The other side refused for good; repeating it as it is cannot help.
struct Refused {
    std::string code;  ///< e.g. `channel_not_found`
    std::string why;   ///< a sentence for a person
};

/// The channel's name is taken by somebody else: the next suffix.
struct NameTaken {};

/// What was to be said has become untrue or needless.
struct Needless {};

/// An attempt of a runbook's step has ended, well or not. `printed`: what it wrote, made harmless; kept outside the timeline.
struct StepEnded {
    StepOutcome outcome = StepOutcome::success;
    std::string detail;
    RunValues outputs;
    std::string printed;
};

using DeliveryOutcome = std::variant<Delivered, TryLater, Refused, NameTaken, Needless, StepEnded>;

}  // namespace tocsin
