// Tables `oncall_file`, `oncall_override`, `oncall_turn` and `page_fact`: what the running program adds to the on-call file.
// Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/oncall_model.hpp"

namespace tocsin::store {

class Database;

/// Whom a page reached, when, and what came of it.
struct PageFact {
    IncidentNumber incident;
    std::string page;
    oncall::PersonId person;
    oncall::ScheduleId schedule;            ///< through which; empty if the step named the person
    Time paged_at;
    std::optional<Time> acknowledged_at;    ///< of the page, by anybody
    oncall::PersonId acknowledged_by;
    bool passed = false;                    ///< a later step fired first
};

class OncallRepository {
public:
    explicit OncallRepository(Database& database) : database_(database) {}

    /// The file's own bytes. Saving a version again changes nothing.
    void save_file(const std::string& version, const std::string& body, Time now);
    std::optional<std::string> file(const std::string& version) const;

    oncall::OverrideId add_override(const oncall::Override& made, Time now);
    /// False if there is none, or it was taken back already.
    bool remove_override(oncall::OverrideId id, Time now);
    /// Those that touch [from, until), oldest first; of one schedule or, if it is empty, of all.
    std::vector<oncall::Override> overrides(const oncall::ScheduleId& schedule, Time from, Time until) const;

    std::int64_t times_fired(const oncall::PolicyId& policy, int step) const;
    void count_fired(const oncall::PolicyId& policy, int step);

    void page_reached(const PageFact& fact);
    /// Everybody whom the page has reached so far and whom a later step now passes by.
    void page_passed(IncidentNumber incident, const std::string& page);
    void page_acknowledged(IncidentNumber incident, const oncall::PersonId& by, Time at);
    std::vector<PageFact> page_facts(Time from, Time until) const;

private:
    Database& database_;
};

}  // namespace tocsin::store
