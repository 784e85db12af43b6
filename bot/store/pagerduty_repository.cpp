#include "bot/store/pagerduty_repository.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

using Json = nlohmann::json;
/// A status that we set and somebody else sets later looks the same; texts and names tell themselves apart, and may come as late
/// as PagerDuty delivers webhooks.
constexpr Duration kOwnStatusLife = std::chrono::minutes{15};
constexpr Duration kOwnTextLife = std::chrono::hours{48};

Duration life_of(const std::string& detail) { return detail.empty() ? kOwnStatusLife : kOwnTextLife; }

PagerDutyAlert alert_of(const Rows& rows) {
    PagerDutyAlert alert{rows.get<PagerDutyIncidentId>(0), rows.get<IncidentNumber>(1), rows.get<PagerDutyServiceId>(2),
                         rows.get<std::string>(3), {}, rows.get<Time>(5)};
    const Json labels = Json::parse(rows.get<std::string>(4), nullptr, false);
    if (labels.is_object())
        for (const auto& [name, value] : labels.items())
            if (value.is_string()) alert.labels[name] = value.get<std::string>();
    return alert;
}

}  // namespace

std::optional<PagerDutyAlert> PagerDutyRepository::find(const PagerDutyIncidentId& id) const {
    Rows rows = database_.query(
        "SELECT id, incident_number, service_id, service, labels, triggered_at FROM pagerduty_incident WHERE id = ?", id);
    if (!rows.next()) return std::nullopt;
    return alert_of(rows);
}

std::vector<PagerDutyAlert> PagerDutyRepository::since(Time since) const {
    Rows rows = database_.query(
        "SELECT id, incident_number, service_id, service, labels, triggered_at FROM pagerduty_incident "
        "WHERE triggered_at >= ? ORDER BY triggered_at, id", since);
    std::vector<PagerDutyAlert> out;
    while (rows.next()) out.push_back(alert_of(rows));
    return out;
}

void PagerDutyRepository::put(const PagerDutyAlert& alert) {
    const std::string labels = Json(alert.labels).dump(-1, ' ', false, Json::error_handler_t::replace);
    database_.run("INSERT INTO pagerduty_incident (id, incident_number, service_id, service, labels, triggered_at) "
                  "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET incident_number = excluded.incident_number, "
                  "service_id = excluded.service_id, service = excluded.service, labels = excluded.labels, "
                  "triggered_at = excluded.triggered_at",
                  alert.id, alert.incident, alert.service_id, alert.service, labels, alert.triggered_at);
}

void PagerDutyRepository::expect_own(const PagerDutyIncidentId& id, const std::string& what, const std::string& detail, Time now) {
    database_.run("DELETE FROM own_change WHERE expected_at < ?", now - kOwnTextLife);
    const auto digest = crypto::sha256(detail);
    database_.run("INSERT INTO own_change (pagerduty_id, what, detail_digest, expected_at) VALUES (?, ?, ?, ?)", id, what,
                  Blob{crypto::as_bytes(digest)}, now);
}

void PagerDutyRepository::still_expect_own(const PagerDutyIncidentId& id, const std::string& what, const std::string& detail, Time now) {
    const auto digest = crypto::sha256(detail);
    const bool known = database_.run(
                           "UPDATE own_change SET expected_at = ? WHERE id = (SELECT max(id) FROM own_change WHERE pagerduty_id = ? AND what = ? "
                           "AND detail_digest = ?)",
                           now, id, what, Blob{crypto::as_bytes(digest)}) == 1;
    if (!known) expect_own(id, what, detail, now);
}

bool PagerDutyRepository::take_own(const PagerDutyIncidentId& id, const std::string& what, const std::string& detail, Time now) {
    const auto digest = crypto::sha256(detail);
    return database_.run(
               "DELETE FROM own_change WHERE id = (SELECT min(id) FROM own_change WHERE pagerduty_id = ? AND what = ? "
               "AND detail_digest = ? AND expected_at >= ?)",
               id, what, Blob{crypto::as_bytes(digest)}, now - life_of(detail)) == 1;
}

std::optional<PagerDutyDuty> PagerDutyRepository::duty(const std::string& id) const {
    Rows found = database_.query("SELECT name, said_at FROM pagerduty_duty WHERE id = ?", id);
    if (!found.next()) return std::nullopt;
    PagerDutyDuty out{id, found.get<std::string>(0), {}, found.get<Time>(1)};
    Rows rows = database_.query("SELECT user_id, name, email, level, until_at FROM pagerduty_on_call WHERE duty = ? ORDER BY position", id);
    while (rows.next())
        out.on_call.push_back({rows.get<std::string>(0), rows.get<std::string>(1), rows.get<std::string>(2), rows.get<std::int64_t>(3), rows.get<std::optional<Time>>(4)});
    return out;
}

void PagerDutyRepository::put_duty(const PagerDutyDuty& duty) {
    database_.run("INSERT INTO pagerduty_duty (id, name, said_at) VALUES (?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET name = excluded.name, said_at = excluded.said_at", duty.id, duty.name, duty.said_at);
    database_.run("DELETE FROM pagerduty_on_call WHERE duty = ?", duty.id);
    int position = 0;
    for (const auto& one : duty.on_call)
        database_.run("INSERT INTO pagerduty_on_call (duty, position, user_id, name, email, level, until_at) VALUES (?, ?, ?, ?, ?, ?, ?)", duty.id,
                      ++position, one.user, one.name, one.email, one.level, one.until);
}

}  // namespace tocsin::store
