// Tables `oncall_file`, `oncall_override`, `oncall_swap`, `oncall_shift`, `oncall_written`, `oncall_turn` and `page_fact`: what the running program adds to the on-call file.
// Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/oncall_calendar.hpp"
#include "bot/core/oncall_load.hpp"
#include "bot/core/oncall_model.hpp"

namespace tocsin::store {

class Database;

using oncall::PageFact;

/// What one side of a swap gives away.
struct SwappedShift {
    oncall::LayerId layer;
    Time from, until;

    friend bool operator==(const SwappedShift&, const SwappedShift&) = default;
};

/// A shift of each of two people, both within [from, until), changes hands, once both have said so.
struct Swap {
    std::int64_t id = 0;
    oncall::ScheduleId schedule;
    Time from, until;
    oncall::PersonId offered_by, offered_to;
    std::string state = "offered";  ///< offered | accepted | declined | closed (a shift changed before it was accepted)
    /// Nothing: an earlier release offered it, and they are the first ones in [from, until).
    std::optional<SwappedShift> offered{}, wanted{};
};

class OncallRepository {
public:
    explicit OncallRepository(Database& database) : database_(database) {}

    /// The file's own bytes. Saving a version again says that it is the newest in use.
    void save_file(const std::string& version, const std::string& body, Time now);
    std::optional<std::string> file(const std::string& version) const;
    /// The bytes that were in use last; nothing if none ever were.
    std::optional<std::string> newest_file() const;

    oncall::OverrideId add_override(const oncall::Override& made, Time now);
    /// False if there is none, or it was taken back already.
    bool remove_override(oncall::OverrideId id, Time now);
    /// The same people by other ids, as a newer file has them; its place among the others stays.
    void rename_override(oncall::OverrideId id, const oncall::PersonId& person, const oncall::PersonId& replaces);
    /// Those that touch [from, until), oldest first; of one schedule or, if it is empty, of all.
    std::vector<oncall::Override> overrides(const oncall::ScheduleId& schedule, Time from, Time until) const;

    std::optional<oncall::Override> find_override(oncall::OverrideId id) const;

    std::int64_t add_swap(const Swap& swap, Time now);
    std::optional<Swap> swap(std::int64_t id) const;
    /// False if it was answered before.
    bool answer_swap(std::int64_t id, const std::string& state);

    /// How far this schedule's past is recorded; nothing if it never was.
    std::optional<Time> written_until(const oncall::ScheduleId& schedule) const;
    /// Records who was on call up to `until`. What is recorded is never written anew.
    void write_shifts(const oncall::ScheduleId& schedule, const std::vector<oncall::Shift>& shifts, Time until, const std::string& version);
    /// Recorded shifts that touch [from, until), as they were written.
    std::vector<oncall::Shift> shifts(const oncall::ScheduleId& schedule, Time from, Time until) const;
    /// Every schedule that has a recorded past, also those that no file names any more.
    std::vector<oncall::ScheduleId> written_schedules() const;

    std::int64_t times_fired(const oncall::PolicyId& policy, int step) const;
    void count_fired(const oncall::PolicyId& policy, int step);

    void page_reached(const PageFact& fact);
    /// Everybody whom the page has reached so far and whom a later step now passes by.
    void page_passed(IncidentNumber incident, const std::string& page);
    void page_acknowledged(IncidentNumber incident, const oncall::PersonId& by, Time at);
    /// The same of one page: what it was about has its answer.
    void page_answered(IncidentNumber incident, const std::string& page, const oncall::PersonId& by, Time at);
    std::vector<PageFact> page_facts(Time from, Time until) const;

private:
    Database& database_;
};

}  // namespace tocsin::store
