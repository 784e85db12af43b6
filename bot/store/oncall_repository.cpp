#include "bot/store/oncall_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

void OncallRepository::save_file(const std::string& version, const std::string& body, Time now) {
    database_.run("INSERT INTO oncall_file (version, body, loaded_at) VALUES (?, ?, ?) "
                  "ON CONFLICT (version) DO UPDATE SET loaded_at = excluded.loaded_at", version, body, now);
}

std::optional<std::string> OncallRepository::file(const std::string& version) const {
    Rows rows = database_.query("SELECT body FROM oncall_file WHERE version = ?", version);
    return rows.next() ? std::optional(rows.get<std::string>(0)) : std::nullopt;
}

std::optional<std::string> OncallRepository::newest_file() const {
    Rows rows = database_.query("SELECT body FROM oncall_file ORDER BY loaded_at DESC, rowid DESC LIMIT 1");
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

void OncallRepository::rename_override(oncall::OverrideId id, const oncall::PersonId& person, const oncall::PersonId& replaces) {
    database_.run("UPDATE oncall_override SET person = ?, replaces = ? WHERE id = ?", person, replaces, id);
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

std::optional<oncall::Override> OncallRepository::find_override(oncall::OverrideId id) const {
    for (auto& found : overrides({}, Time::min(), Time::max()))
        if (found.id == id) return std::move(found);
    return std::nullopt;
}

std::int64_t OncallRepository::add_swap(const Swap& swap, Time now) {
    using Layer = std::optional<oncall::LayerId>;
    using At = std::optional<Time>;
    const auto& gives = swap.offered;
    const auto& takes = swap.wanted;
    return database_.insert("INSERT INTO oncall_swap (schedule, from_at, until_at, offered_by, offered_to, state, created_at, offered_layer, offered_from, "
                            "offered_until, wanted_layer, wanted_from, wanted_until) VALUES (?, ?, ?, ?, ?, 'offered', ?, ?, ?, ?, ?, ?, ?)",
                            swap.schedule, swap.from, swap.until, swap.offered_by, swap.offered_to, now, gives ? Layer(gives->layer) : Layer(),
                            gives ? At(gives->from) : At(), gives ? At(gives->until) : At(), takes ? Layer(takes->layer) : Layer(),
                            takes ? At(takes->from) : At(), takes ? At(takes->until) : At());
}

std::optional<Swap> OncallRepository::swap(std::int64_t id) const {
    Rows rows = database_.query("SELECT id, schedule, from_at, until_at, offered_by, offered_to, state, offered_layer, offered_from, offered_until, "
                                "wanted_layer, wanted_from, wanted_until FROM oncall_swap WHERE id = ?", id);
    if (!rows.next()) return std::nullopt;
    const auto shift_at = [&](int column) -> std::optional<SwappedShift> {
        const auto layer = rows.get<std::optional<oncall::LayerId>>(column);
        if (!layer) return std::nullopt;
        return SwappedShift{*layer, rows.get<Time>(column + 1), rows.get<Time>(column + 2)};
    };
    return Swap{rows.get<std::int64_t>(0), rows.get<oncall::ScheduleId>(1), rows.get<Time>(2), rows.get<Time>(3), rows.get<oncall::PersonId>(4),
                rows.get<oncall::PersonId>(5), rows.get<std::string>(6), shift_at(7), shift_at(10)};
}

bool OncallRepository::answer_swap(std::int64_t id, const std::string& state) {
    return database_.run("UPDATE oncall_swap SET state = ? WHERE id = ? AND state = 'offered'", state, id) == 1;
}

std::optional<Time> OncallRepository::written_until(const oncall::ScheduleId& schedule) const {
    Rows rows = database_.query("SELECT until_at FROM oncall_written WHERE schedule = ?", schedule);
    return rows.next() ? std::optional(rows.get<Time>(0)) : std::nullopt;
}

void OncallRepository::write_shifts(const oncall::ScheduleId& schedule, const std::vector<oncall::Shift>& shifts, Time until, const std::string& version) {
    for (const auto& shift : shifts)
        database_.run("INSERT INTO oncall_shift (schedule, from_at, layer, person, until_at, version) VALUES (?, ?, ?, ?, ?, ?) "
                      "ON CONFLICT (schedule, from_at, layer, person) DO NOTHING",
                      schedule, shift.from, shift.layer, shift.person, shift.until, version);
    database_.run("INSERT INTO oncall_written (schedule, until_at) VALUES (?, ?) ON CONFLICT (schedule) DO UPDATE SET until_at = excluded.until_at", schedule, until);
}

std::vector<oncall::Shift> OncallRepository::shifts(const oncall::ScheduleId& schedule, Time from, Time until) const {
    Rows rows = database_.query("SELECT person, layer, from_at, until_at FROM oncall_shift WHERE schedule = ? AND from_at < ? AND until_at > ? "
                                "ORDER BY from_at, layer, person", schedule, until, from);
    std::vector<oncall::Shift> out;
    while (rows.next())
        out.push_back({rows.get<oncall::PersonId>(0), rows.get<oncall::LayerId>(1), {}, 0, rows.get<Time>(2), rows.get<Time>(3)});
    return out;
}

std::vector<oncall::ScheduleId> OncallRepository::written_schedules() const {
    Rows rows = database_.query("SELECT schedule FROM oncall_written ORDER BY schedule");
    std::vector<oncall::ScheduleId> out;
    while (rows.next()) out.push_back(rows.get<oncall::ScheduleId>(0));
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

void OncallRepository::page_answered(IncidentNumber incident, const std::string& page, const oncall::PersonId& by, Time at) {
    database_.run("UPDATE page_fact SET acknowledged_at = ?, acknowledged_by = ? WHERE incident_number = ? AND page = ? AND acknowledged_at IS NULL", at, by,
                  incident, page);
}

std::vector<PageFact> OncallRepository::page_facts(Time from, Time until) const {
    Rows rows = database_.query(
        "SELECT incident_number, page, person, schedule, paged_at, acknowledged_at, acknowledged_by, passed FROM page_fact "
        "WHERE paged_at >= ? AND paged_at < ? "
        "AND incident_number IN (SELECT number FROM incident WHERE drill = 0 AND merged_into = 0) ORDER BY paged_at, incident_number, page, person", from, until);
    std::vector<PageFact> out;
    while (rows.next())
        out.push_back({rows.get<IncidentNumber>(0), rows.get<std::string>(1), rows.get<oncall::PersonId>(2), rows.get<oncall::ScheduleId>(3),
                       rows.get<Time>(4), rows.get<std::optional<Time>>(5), rows.get<oncall::PersonId>(6), rows.get<bool>(7)});
    return out;
}

}  // namespace tocsin::store
