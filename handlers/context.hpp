// What one use case is given: its transaction, the settings and who is asking. Made per job by edge, outbox or ops; lives
// on the store thread for the length of `handle`.
#pragma once

#include <string>

#include "bot/core/decide.hpp"
#include "bot/core/reply.hpp"
#include "bot/store/unit_of_work.hpp"
#include "handlers/settings.hpp"

namespace tocsin::handlers {

/// Who asks, through which door, and what they may do.
struct Caller {
    ActorId actor;
    Source source;
    AccessLevel level = AccessLevel::member;
    std::string zone = "UTC";   ///< IANA name, for bare times and for answers
    ChannelId channel{};        ///< where it was typed; implies the incident
    std::string response_url{}; ///< for answers that take longer; empty outside Slack
    std::string phone{};        ///< the number of whoever answers by telephone
    /// An API token that acts as nobody may not acknowledge, approve or lead (design §4).
    bool is_person = true;
    bool for_all = false;       ///< everybody in `channel` reads the answer (`--share`): it says no more than all of them may see
};

/// With what user groups give the caller, as the store last knew them (handlers/permission). Guests stay guests.
Caller in_groups(const store::Repositories& tables, const Settings& settings, Caller caller);

class Context {
public:
    Context(store::UnitOfWork& work, const Settings& settings, Caller caller)
        : work_(work), settings_(settings), caller_(in_groups(work.tables(), settings, std::move(caller))) {}

    store::UnitOfWork& work() { return work_; }
    store::Repositories& tables() { return work_.tables(); }
    const Settings& settings() const { return settings_; }
    const Caller& caller() const { return caller_; }
    Time now() const { return work_.now(); }
    Intent intent() const { return {caller_.actor, work_.now()}; }
    store::Attribution attribution() const { return {caller_.actor, caller_.source}; }

    /// `INC-42`
    std::string name(IncidentNumber number) const { return display_name(settings_.key, number); }
    /// Records the drafts and sets off what follows from each (handlers/effects). The state afterwards.
    const Incident& record(IncidentNumber number, Drafts drafts);
    /// The same in the name of somebody else, such as `system`.
    const Incident& record_as(IncidentNumber number, Drafts drafts, const store::Attribution& by);

private:
    store::UnitOfWork& work_;
    const Settings& settings_;
    Caller caller_;
};

}  // namespace tocsin::handlers
