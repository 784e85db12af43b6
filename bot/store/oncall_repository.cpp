#include "bot/store/oncall_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

void OncallRepository::save_file(const std::string& version, const std::string& body, Time now) {
    database_.run("INSERT INTO oncall_file (version, body, loaded_at) VALUES (?, ?, ?) ON CONFLICT (version) DO NOTHING", version, body, now);
}

std::optional<std::string> OncallRepository::file(const std::string& version) const {
    Rows rows = database_.query("SELECT body FROM oncall_file WHERE version = ?", version);
    return rows.next() ? std::optional(rows.get<std::string>(0)) : std::nullopt;
}

oncall::OverrideId OncallRepository::add_override(const oncall::Override& made, Time now) {
    return oncall::OverrideId(database_.insert(
        "INSERT INTO oncall_override (schedule, layer, kind, from_at, until_at, person, replaces, actor, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        made.schedule, made.layer, name_of(made.kind), made.from, made.until, made.person, made.replaces, made.by, now));
}

bool OncallRepository::remove_override(oncall::OverrideId id, Time now) {
    return database_.run("UPDATE oncall_override SET removed_at = ? WHERE id = ? AND removed_at IS NULL", now, id) == 1;
}

std::vector<oncall::Override> OncallRepository::overrides(const oncall::ScheduleId& schedule, Time from, Time until) const {
    Rows rows = database_.query(
        "SELECT id, schedule, layer, kind, from_at, until_at, person, replaces, actor FROM oncall_override "
        "WHERE removed_at IS NULL AND (? = '' OR schedule = ?) AND until_at > ? AND from_at < ? ORDER BY id",
        schedule, schedule, from, until);
    std::vector<oncall::Override> out;
    while (rows.next()) {
        const auto kind = words::find_in(oncall::words::kOverride, rows.get<std::string>(3));
        if (!kind) continue;
        out.push_back({rows.get<oncall::OverrideId>(0), rows.get<oncall::ScheduleId>(1), rows.get<oncall::LayerId>(2), *kind,
                       rows.get<Time>(4), rows.get<Time>(5), rows.get<oncall::PersonId>(6), rows.get<oncall::PersonId>(7), rows.get<ActorId>(8)});
    }
    return out;
}

std::int64_t OncallRepository::times_fired(const oncall::PolicyId& policy, int step) const {
    Rows rows = database_.query("SELECT fired FROM oncall_turn WHERE policy = ? AND step = ?", policy, step);
    return rows.next() ? rows.get<std::int64_t>(0) : 0;
}

void OncallRepository::count_fired(const oncall::PolicyId& policy, int step) {
    database_.run("INSERT INTO oncall_turn (policy, step, fired) VALUES (?, ?, 1) "
                  "ON CONFLICT (policy, step) DO UPDATE SET fired = fired + 1", policy, step);
}

void OncallRepository::page_reached(const PageFact& fact) {
    database_.run("INSERT INTO page_fact (incident_number, page, person, schedule, paged_at) VALUES (?, ?, ?, ?, ?) "
                  "ON CONFLICT (incident_number, page, person, paged_at) DO NOTHING",
                  fact.incident, fact.page, fact.person, fact.schedule, fact.paged_at);
}

void OncallRepository::page_passed(IncidentNumber incident, const std::string& page) {
    database_.run("UPDATE page_fact SET passed = 1 WHERE incident_number = ? AND page = ? AND acknowledged_at IS NULL", incident, page);
}

void OncallRepository::page_acknowledged(IncidentNumber incident, const oncall::PersonId& by, Time at) {
    database_.run("UPDATE page_fact SET acknowledged_at = ?, acknowledged_by = ? WHERE incident_number = ? AND acknowledged_at IS NULL", at, by, incident);
}

std::vector<PageFact> OncallRepository::page_facts(Time from, Time until) const {
    Rows rows = database_.query(
        "SELECT incident_number, page, person, schedule, paged_at, acknowledged_at, acknowledged_by, passed FROM page_fact "
        "WHERE paged_at >= ? AND paged_at < ? ORDER BY paged_at, incident_number, page, person", from, until);
    std::vector<PageFact> out;
    while (rows.next())
        out.push_back({rows.get<IncidentNumber>(0), rows.get<std::string>(1), rows.get<oncall::PersonId>(2), rows.get<oncall::ScheduleId>(3),
                       rows.get<Time>(4), rows.get<std::optional<Time>>(5), rows.get<oncall::PersonId>(6), rows.get<bool>(7)});
    return out;
}

}  // namespace tocsin::store
