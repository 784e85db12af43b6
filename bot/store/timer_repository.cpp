#include "bot/store/timer_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

/// Nothing if a newer release wrote a kind that this one does not know.
std::optional<TimerRow> row_of(const Rows& rows) {
    const auto kind = words::find_in(words::kTimer, rows.get<std::string>(1));
    if (!kind) return std::nullopt;
    return TimerRow{rows.get<TimerId>(0), *kind, rows.get<IncidentNumber>(2), rows.get<std::string>(3), rows.get<Time>(4),
                    rows.get<std::string>(5)};
}

}  // namespace

std::vector<TimerRow> TimerRepository::due(Time now, int limit) const {
    Rows rows = database_.query("SELECT id, kind, incident_number, key, due, detail FROM timer WHERE due <= ? ORDER BY due, id", now);
    std::vector<TimerRow> out;
    while (static_cast<int>(out.size()) < limit && rows.next())
        if (auto row = row_of(rows)) out.push_back(std::move(*row));
    return out;
}

std::optional<Time> TimerRepository::next_due(Time after) const {
    return database_.value<std::optional<Time>>("SELECT min(due) FROM timer WHERE due > ?", after);
}

std::optional<TimerRow> TimerRepository::find(TimerKind kind, IncidentNumber incident, const std::string& key) const {
    Rows rows = database_.query(
        "SELECT id, kind, incident_number, key, due, detail FROM timer WHERE kind = ? AND incident_number = ? AND key = ?",
        name_of(kind), incident, key);
    return rows.next() ? row_of(rows) : std::nullopt;
}

void TimerRepository::set(const TimerRow& timer) {
    woken_ = true;
    database_.run("INSERT INTO timer (kind, incident_number, key, due, detail) VALUES (?, ?, ?, ?, ?) "
                  "ON CONFLICT (kind, incident_number, key) DO UPDATE SET due = excluded.due, detail = excluded.detail",
                  name_of(timer.kind), timer.incident, timer.key, timer.due, timer.detail);
}

void TimerRepository::cancel(TimerKind kind, IncidentNumber incident, const std::string& key) {
    database_.run("DELETE FROM timer WHERE kind = ? AND incident_number = ? AND key = ?", name_of(kind), incident, key);
}

bool TimerRepository::consume(TimerId id, Time due) {
    return database_.run("DELETE FROM timer WHERE id = ? AND due = ?", id, due) == 1;
}

bool TimerRepository::take_woken() { return std::exchange(woken_, false); }

}  // namespace tocsin::store
