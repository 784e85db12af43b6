#include "bot/store/run_repository.hpp"

#include "bot/store/database.hpp"
#include "bot/store/run_codec.hpp"

namespace tocsin::store {

RunId RunRepository::make(IncidentNumber incident, const RunbookName& runbook) {
    return RunId(database_.insert("INSERT INTO run (incident_number, runbook, phase, busy_group, cause, open, body) VALUES (?, ?, 'queued', '', '', 1, '{}')",
                                  incident, runbook));
}

void RunRepository::save(const RunState& state) {
    database_.run("UPDATE run SET phase = ?, busy_group = ?, cause = ?, open = ?, body = ? WHERE id = ?", name_of(state.phase), state.group, state.cause,
                  static_cast<std::int64_t>(!is_over(state.phase)), encode_run(state), state.run);
}

std::optional<RunState> RunRepository::find(RunId run) const {
    Rows rows = database_.query("SELECT body FROM run WHERE id = ?", run);
    return rows.next() ? decode_run(rows.get<std::string>(0)) : std::nullopt;
}

std::vector<RunState> RunRepository::list(const char* sql, std::int64_t argument) const {
    Rows rows = database_.query(sql, argument);
    std::vector<RunState> out;
    while (rows.next())
        if (auto state = decode_run(rows.get<std::string>(0))) out.push_back(std::move(*state));
    return out;
}

std::vector<RunState> RunRepository::of_incident(IncidentNumber incident) const {
    return list("SELECT body FROM run WHERE incident_number = ? ORDER BY id DESC", incident.value);
}

std::vector<RunState> RunRepository::open() const { return list("SELECT body FROM run WHERE open = ? ORDER BY id", 1); }

int RunRepository::count_under_way() const {
    Rows rows = database_.query("SELECT count(*) FROM run WHERE open = 1 AND phase NOT IN ('queued', 'compensating')");
    rows.next();
    return static_cast<int>(rows.get<std::int64_t>(0));
}

int RunRepository::count_under_way(const std::string& group) const {
    Rows rows = database_.query("SELECT count(*) FROM run WHERE open = 1 AND busy_group = ? AND phase <> 'queued'", group);
    rows.next();
    return static_cast<int>(rows.get<std::int64_t>(0));
}

std::vector<RunId> RunRepository::queued() const {
    Rows rows = database_.query("SELECT id FROM run WHERE open = 1 AND phase = 'queued' ORDER BY id");
    std::vector<RunId> out;
    while (rows.next()) out.push_back(rows.get<RunId>(0));
    return out;
}

bool RunRepository::was_started(const RunbookName& runbook, const std::string& cause) const {
    return database_.query("SELECT 1 FROM run WHERE runbook = ? AND cause = ? AND cause <> '' LIMIT 1", runbook, cause).next();
}

std::vector<RunState> RunRepository::automatic(const RunbookName& runbook, int most) const {
    Rows rows = database_.query("SELECT body FROM run WHERE runbook = ? AND cause <> '' ORDER BY id DESC LIMIT ?", runbook, static_cast<std::int64_t>(most));
    std::vector<RunState> out;
    while (rows.next())
        if (auto state = decode_run(rows.get<std::string>(0))) out.push_back(std::move(*state));
    return out;
}

void RunRepository::keep_version(const RunbookHash& hash, const RunbookName& name, const std::string& body, Time now) {
    database_.run("INSERT INTO runbook_version (hash, name, body, kept_at) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING", hash, name, body, now);
}

std::optional<std::string> RunRepository::version(const RunbookHash& hash) const {
    Rows rows = database_.query("SELECT body FROM runbook_version WHERE hash = ?", hash);
    return rows.next() ? std::optional(rows.get<std::string>(0)) : std::nullopt;
}

std::vector<std::string> RunRepository::pinned_versions() const {
    std::vector<std::string> out;
    for (const auto& run : open())
        if (auto body = version(run.hash)) out.push_back(std::move(*body));
    return out;
}

void RunRepository::keep_output(RunId run, const StepKey& step, int attempt, const std::string& body, Time now) {
    database_.run("INSERT INTO run_output (run, step, attempt, body, recorded_at) VALUES (?, ?, ?, ?, ?) "
                  "ON CONFLICT (run, step, attempt) DO UPDATE SET body = excluded.body, recorded_at = excluded.recorded_at",
                  run, step, static_cast<std::int64_t>(attempt), body, now);
}

void RunRepository::erase_output(RunId run, const StepKey& step) {
    database_.run("UPDATE run_output SET body = ? WHERE run = ? AND step = ?", std::string(kErased), run, step);
}

std::string RunRepository::output(RunId run, const StepKey& step) const {
    Rows rows = database_.query("SELECT body FROM run_output WHERE run = ? AND step = ? ORDER BY attempt DESC LIMIT 1", run, step);
    return rows.next() ? rows.get<std::string>(0) : std::string();
}

std::string RunRepository::output(RunId run, const StepKey& step, int attempt) const {
    Rows rows = database_.query("SELECT body FROM run_output WHERE run = ? AND step = ? AND attempt = ?", run, step, static_cast<std::int64_t>(attempt));
    return rows.next() ? rows.get<std::string>(0) : std::string();
}

}  // namespace tocsin::store
