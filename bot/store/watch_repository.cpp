#include "bot/store/watch_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

Heartbeat heartbeat_of(const Rows& rows) {
    return {rows.get<std::string>(0), rows.get<Time>(1), rows.get<std::optional<Time>>(2), rows.get<IncidentNumber>(3)};
}

Watched watched_of(const Rows& rows) {
    return {rows.get<std::string>(0), rows.get<std::string>(1), rows.get<std::string>(2), rows.get<Time>(3), rows.get<Time>(4)};
}

}  // namespace

std::optional<Heartbeat> WatchRepository::heartbeat(const std::string& name) const {
    Rows rows = database_.query("SELECT name, seen_at, missing_since, incident_number FROM heartbeat WHERE name = ?", name);
    return rows.next() ? std::optional(heartbeat_of(rows)) : std::nullopt;
}

std::vector<Heartbeat> WatchRepository::heartbeats() const {
    Rows rows = database_.query("SELECT name, seen_at, missing_since, incident_number FROM heartbeat ORDER BY name");
    std::vector<Heartbeat> out;
    while (rows.next()) out.push_back(heartbeat_of(rows));
    return out;
}

void WatchRepository::put(const Heartbeat& heartbeat) {
    database_.run("INSERT INTO heartbeat (name, seen_at, missing_since, incident_number) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at, missing_since = excluded.missing_since, "
                  "incident_number = excluded.incident_number",
                  heartbeat.name, heartbeat.seen_at, heartbeat.missing_since, heartbeat.incident);
}

void WatchRepository::forget_heartbeat(const std::string& name) { database_.run("DELETE FROM heartbeat WHERE name = ?", name); }

std::optional<Watched> WatchRepository::find(const std::string& name) const {
    Rows rows = database_.query("SELECT name, state, detail, since, seen_at FROM watch WHERE name = ?", name);
    return rows.next() ? std::optional(watched_of(rows)) : std::nullopt;
}

std::vector<Watched> WatchRepository::all() const {
    Rows rows = database_.query("SELECT name, state, detail, since, seen_at FROM watch ORDER BY name");
    std::vector<Watched> out;
    while (rows.next()) out.push_back(watched_of(rows));
    return out;
}

bool WatchRepository::set(const std::string& name, const std::string& state, const std::string& detail, Time now) {
    const auto before = find(name);
    database_.run("INSERT INTO watch (name, state, detail, since, seen_at) VALUES (?, ?, ?, ?, ?) "
                  "ON CONFLICT (name) DO UPDATE SET since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END, "
                  "state = excluded.state, detail = excluded.detail, seen_at = excluded.seen_at",
                  name, state, detail, now, now);
    return before ? before->state != state : state != "ok";
}

void WatchRepository::forget(const std::string& name) { database_.run("DELETE FROM watch WHERE name = ?", name); }

}  // namespace tocsin::store
