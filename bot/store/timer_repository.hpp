// Table `timer` (design G4). Part of Repositories.
#pragma once

#include <optional>
#include <vector>

#include "bot/core/timer.hpp"

namespace tocsin::store {

class Database;

class TimerRepository {
public:
    explicit TimerRepository(Database& database) : database_(database) {}

    std::vector<TimerRow> due(Time now, int limit) const;
    /// The next one after that time. What is due already and not among `due` is of a kind that only a newer release knows.
    std::optional<Time> next_due(Time after) const;
    std::optional<TimerRow> find(TimerKind kind, IncidentNumber incident, const std::string& key) const;

    void set(const TimerRow& timer);  ///< `id` is ignored; (kind, incident, key) is replaced
    void cancel(TimerKind kind, IncidentNumber incident, const std::string& key);
    /// Takes the timer away; false if it was moved, cancelled or fired already, and then it must not act.
    bool consume(TimerId id, Time due);

    /// Whether timers were set since the last call. The writer asks once a transaction, at its end.
    bool take_woken();

private:
    Database& database_;
    bool woken_ = false;
};

}  // namespace tocsin::store
