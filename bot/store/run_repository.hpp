// Tables `run`, `runbook_version` and `run_output`. A run's row is what folding its events gives; whoever records an event of
// a run saves it in the same transaction. Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/run.hpp"

namespace tocsin::store {

class Database;

/// What is shown where a text was.
inline constexpr const char* kErased = "[erased]";

class RunRepository {
public:
    explicit RunRepository(Database& database) : database_(database) {}

    /// Takes the next number; its row has no state until it is saved.
    RunId make(IncidentNumber incident, const RunbookName& runbook);
    void save(const RunState& state);
    std::optional<RunState> find(RunId run) const;
    /// Newest first.
    std::vector<RunState> of_incident(IncidentNumber incident) const;
    /// Those that are not over, oldest first.
    std::vector<RunState> open() const;
    /// How many are under way: neither over nor queued.
    int count_under_way() const;
    /// So many of this concurrency group are under way.
    int count_under_way(const std::string& group) const;
    /// The runs that wait, oldest first.
    std::vector<RunId> queued() const;
    /// An automatic start of this runbook for this cause is on record.
    bool was_started(const RunbookName& runbook, const std::string& cause) const;

    /// Runs of this runbook that started by themselves, newest first, at most `most`.
    std::vector<RunState> automatic(const RunbookName& runbook, int most) const;

    void keep_version(const RunbookHash& hash, const RunbookName& name, const std::string& body, Time now);
    std::optional<std::string> version(const RunbookHash& hash) const;
    /// What open runs are pinned to.
    std::vector<std::string> pinned_versions() const;

    void keep_output(RunId run, const StepKey& step, int attempt, const std::string& body, Time now);
    /// What the step printed in any of its attempts is no longer known; where something was, `kErased` stands in its place.
    void erase_output(RunId run, const StepKey& step);
    /// Of the newest attempt; empty if nothing was printed.
    std::string output(RunId run, const StepKey& step) const;
    /// Of this attempt.
    std::string output(RunId run, const StepKey& step, int attempt) const;

private:
    std::vector<RunState> list(const char* sql, std::int64_t argument) const;

    Database& database_;
};

}  // namespace tocsin::store
