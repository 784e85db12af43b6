// What somebody sees on the app's Home tab in Slack: made by handlers/home for one person, drawn by slack/home. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

struct HomeIncident {
    IncidentNumber number;
    std::string title;
    Severity severity = Severity::unset;
    Status status = Status::triage;
    ServiceName service;
    ActorId lead;
    ChannelId channel;    ///< empty until it is there
    bool drill = false;
    bool private_ = false;
};

/// A task or follow-up of the person that is not done.
struct HomeItem {
    IncidentNumber incident;
    ItemNumber number;
    std::string text;
    std::optional<Time> due;
    ChannelId channel;
    bool overdue = false;
    bool followup = false;
};

/// One that is over, of which the person may still have to write.
struct HomeOver {
    IncidentNumber number;
    std::string title;
    Status status = Status::resolved;
    std::optional<Time> resolved;
    ActorId owner;        ///< of its post-mortem; empty: nobody
    std::optional<Time> due;  ///< of its post-mortem
    ReviewState review = ReviewState::draft;
    ChannelId channel;
    bool private_ = false;
};

/// Who is on call on one schedule, until the first of them goes.
struct HomeDuty {
    std::string schedule;
    std::vector<ActorId> people;
    std::optional<Time> until;
};

struct HomeView {
    bool guest = false;                 ///< sees nothing else of it
    std::vector<HomeIncident> mine;     ///< open, newest first: the person responds to them
    std::vector<HomeIncident> others;   ///< open, and the person may see them
    std::vector<HomeItem> items;        ///< overdue first, then by due date, then those without one
    std::vector<HomeOver> over;         ///< lately, newest first: the person responded, or writes the post-mortem
    std::optional<std::vector<HomeDuty>> on_call;  ///< nothing without an on-call file
    std::string command;                ///< `/incident`
};

}  // namespace tocsin
