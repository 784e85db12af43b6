#include "bot/store/outbox_repository.hpp"

#include "bot/store/database.hpp"
#include "bot/store/delivery_codec.hpp"

namespace tocsin::store {
namespace {

constexpr int kFailuresShown = 10;

constexpr std::string_view kDueHeads =
    "SELECT id, lane FROM outbox WHERE head = 1 AND asleep = 0 AND due_at <= ? ORDER BY priority, id";
constexpr std::string_view kInLane =
    "SELECT id, incident_number, lane, priority, attempts, maybe_sent, created_at, due_at, kind, payload "
    "FROM outbox WHERE lane = ? ORDER BY id LIMIT ?";
constexpr std::string_view kById =
    "SELECT id, incident_number, lane, priority, attempts, maybe_sent, created_at, due_at, kind, payload "
    "FROM outbox WHERE id = ?";
constexpr std::string_view kAdd =
    "INSERT INTO outbox (incident_number, lane, priority, kind, payload, created_at, due_at, asleep, head) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Nothing if a newer release wrote a kind that this one does not know.
std::optional<OutboxRow> row_of(const Rows& rows) {
    auto what = decode_delivery(rows.get<std::string>(8), rows.get<std::string>(9));
    if (!what) return std::nullopt;
    OutboxRow row;
    row.id = rows.get<OutboxId>(0);
    row.incident = rows.get<IncidentNumber>(1);
    row.lane = rows.get<std::string>(2);
    row.priority = rows.get<int>(3);
    row.attempts = rows.get<int>(4);
    row.maybe_sent = rows.get<bool>(5);
    row.created_at = rows.get<Time>(6);
    row.next_attempt_at = rows.get<Time>(7);
    row.what = std::move(*what);
    return row;
}

std::vector<OutboxRow> all_of(Rows rows) {
    std::vector<OutboxRow> out;
    while (rows.next())
        if (auto row = row_of(rows)) out.push_back(std::move(*row));
    return out;
}

}  // namespace

std::vector<OutboxRow> OutboxRepository::due_heads(Time now, int limit, const std::set<std::string>& passed_over) const {
    std::vector<OutboxRow> out;
    Rows heads = database_.query(kDueHeads, now);
    while (static_cast<int>(out.size()) < limit && heads.next()) {
        if (!passed_over.empty() && passed_over.contains(heads.get<std::string>(1))) continue;
        if (auto row = find(heads.get<OutboxId>(0))) out.push_back(std::move(*row));
    }
    return out;
}

std::optional<Time> OutboxRepository::next_due(Time after) const {
    return database_.value<std::optional<Time>>("SELECT min(due_at) FROM outbox WHERE head = 1 AND asleep = 0 AND due_at > ?", after);
}

std::vector<OutboxRow> OutboxRepository::waiting_in_lane(const std::string& lane, int limit) const {
    return all_of(database_.query(kInLane, lane, limit));
}

std::int64_t OutboxRepository::count_in_lane(const std::string& lane) const {
    return database_.value<std::int64_t>("SELECT count(*) FROM outbox WHERE lane = ?", lane);
}

std::int64_t OutboxRepository::count_into_channel(IncidentNumber incident) const {
    const std::string into = channel_lanes_of(incident);
    // Lines are not in the index by incident.
    return count_in_lane(lane_of(incident, delivery::PostLine{})) +
           database_.value<std::int64_t>("SELECT count(*) FROM outbox WHERE incident_number = ? AND kind <> 'post_line' AND lane <> ? "
                                         "AND (substr(lane, 1, ?) = ? OR kind = 'answer_in_channel')",
                                         incident, lane_of(incident, delivery::ArchiveChannel{}), static_cast<std::int64_t>(into.size()), into);
}

std::optional<OutboxRow> OutboxRepository::find(OutboxId id) const {
    Rows rows = database_.query(kById, id);
    return rows.next() ? row_of(rows) : std::nullopt;
}

bool OutboxRepository::failed_alike(IncidentNumber incident, std::string_view kind, const std::string& reason, Time since) const {
    return database_.value<bool>("SELECT EXISTS (SELECT 1 FROM failed_delivery WHERE incident_number = ? AND kind = ? AND reason = ? AND failed_at >= ?)",
                                 incident, kind, reason, since);
}

OutboxHealth OutboxRepository::health() const {
    OutboxHealth health;
    health.waiting = database_.value<std::int64_t>("SELECT count(*) FROM outbox");
    health.failed = database_.value<std::int64_t>("SELECT count(*) FROM failed_delivery");
    health.retrying = database_.value<std::int64_t>("SELECT count(*) FROM outbox WHERE attempts > 0");
    health.oldest = database_.value<std::optional<Time>>("SELECT min(created_at) FROM outbox WHERE head = 1 AND asleep = 0");
    Rows failures = database_.query(
        "SELECT max(outbox_id), incident_number, kind, reason, max(failed_at), count(*) FROM failed_delivery "
        "GROUP BY incident_number, kind, reason ORDER BY max(failed_at) DESC, max(outbox_id) DESC LIMIT ?",
        kFailuresShown);
    while (failures.next())
        health.newest_failures.push_back({failures.get<OutboxId>(0), failures.get<IncidentNumber>(1),
                                          failures.get<std::string>(2), failures.get<std::string>(3), failures.get<Time>(4), failures.get<std::int64_t>(5)});
    Rows error = database_.query("SELECT last_error FROM outbox WHERE attempts > 0 ORDER BY id DESC LIMIT 1");
    if (error.next()) health.last_error = error.get<std::string>(0);
    return health;
}

bool OutboxRepository::was_shut_out_since(IncidentNumber incident, Time since) const {
    return database_.value<bool>("SELECT EXISTS (SELECT 1 FROM failed_delivery WHERE incident_number = ? AND failed_at >= ? "
                                 "AND (instr(reason, 'not_in_channel') OR instr(reason, 'channel_not_found')))", incident, since);
}

bool OutboxRepository::failed_because(IncidentNumber incident, const std::string& reason, Time since) const {
    return database_.value<bool>("SELECT EXISTS (SELECT 1 FROM failed_delivery WHERE incident_number = ? AND reason = ? AND failed_at >= ?)", incident, reason, since);
}

DestinationHealth OutboxRepository::health_of(std::string_view lanes, std::string_view other_lanes) const {
    DestinationHealth health;
    const auto size = [](std::string_view prefix) { return static_cast<std::int64_t>(prefix.size()); };
    Rows rows = database_.query("SELECT created_at, last_error FROM outbox WHERE attempts > 0 AND (substr(lane, 1, ?) = ? OR substr(lane, 1, ?) = ?) "
                                "ORDER BY id DESC", size(lanes), lanes, size(other_lanes), other_lanes);
    while (rows.next()) {
        if (health.retrying++ == 0) health.last_error = rows.get<std::string>(1);
        health.since = rows.get<Time>(0);
    }
    return health;
}

OutboxId OutboxRepository::add(IncidentNumber incident, const Delivery& what, Time now, Time due, bool channel_exists) {
    const DeliveryTraits& traits = traits_of(what);
    const std::string lane = lane_of(incident, what);
    if (traits.coalesces && coalesce(incident, lane, traits.kind, now, due)) return {};
    const bool asleep = traits.needs_channel && !channel_exists;
    const bool head = !database_.value<bool>("SELECT EXISTS (SELECT 1 FROM outbox WHERE lane = ?)", lane);
    woken_ |= head && !asleep;
    const OutboxId id(database_.insert(kAdd, incident, lane, traits.priority, traits.kind, encode_delivery(what), now, due,
                                       asleep, head));
    if (first_of_transaction_.none()) first_of_transaction_ = id;
    return id;
}

bool OutboxRepository::coalesce(IncidentNumber incident, const std::string& lane, std::string_view kind, Time now, Time due) {
    Rows rows = database_.query(
        "SELECT id, due_at, head, asleep FROM outbox WHERE incident_number = ? AND kind = ? AND kind <> 'post_line' "
        "AND lane = ? AND attempts = 0 LIMIT 1",
        incident, kind, lane);
    if (!rows.next()) return false;
    const auto id = rows.get<OutboxId>(0);
    const auto waits_until = rows.get<Time>(1);
    const bool committed = first_of_transaction_.none() || id < first_of_transaction_;
    const bool may_be_on_its_way = committed && waits_until <= now && rows.get<bool>(2) && !rows.get<bool>(3);
    if (may_be_on_its_way) {
        database_.run("UPDATE outbox SET again = 1 WHERE id = ?", id);
    } else if (due < waits_until) {
        database_.run("UPDATE outbox SET due_at = ? WHERE id = ?", due, id);
        woken_ = true;
    }
    return true;
}

void OutboxRepository::channel_ready(IncidentNumber incident, Time now) {
    woken_ = true;
    database_.run("UPDATE outbox SET asleep = 0, due_at = CASE WHEN due_at < ? THEN ? ELSE due_at END "
                  "WHERE incident_number = ? AND asleep = 1", now, now, incident);
}

void OutboxRepository::promote(const std::string& lane) {
    woken_ = true;
    database_.run("UPDATE outbox SET head = 1 WHERE id = (SELECT min(id) FROM outbox WHERE lane = ?) AND head = 0", lane);
}

bool OutboxRepository::finish(OutboxId id) {
    std::string lane;
    {
        Rows rows = database_.query("DELETE FROM outbox WHERE id = ? AND again = 0 RETURNING lane", id);
        if (rows.next()) lane = rows.get<std::string>(0);
    }
    if (!lane.empty()) {
        promote(lane);
        return true;
    }
    woken_ = true;
    return database_.run("UPDATE outbox SET again = 0, attempts = 0, maybe_sent = 0, last_error = '' WHERE id = ?", id) == 1;
}

void OutboxRepository::finish_lane_through(const std::string& lane, OutboxId last) {
    database_.run("DELETE FROM outbox WHERE lane = ? AND id <= ?", lane, last);
    promote(lane);
}

bool OutboxRepository::retry(OutboxId id, Time due, bool maybe_sent, const std::string& error, bool counted) {
    woken_ = true;
    return database_.run("UPDATE outbox SET attempts = attempts + ?, maybe_sent = ?, last_error = ?, due_at = ?, again = 0 WHERE id = ?",
                         counted, maybe_sent, error, due, id) == 1;
}

bool OutboxRepository::give_up(OutboxId id, Time now, const std::string& error) {
    std::string lane;
    {
        Rows rows = database_.query("SELECT lane FROM outbox WHERE id = ?", id);
        if (!rows.next()) return false;
        lane = rows.get<std::string>(0);
    }
    database_.run("INSERT INTO failed_delivery (outbox_id, incident_number, kind, reason, failed_at) "
                  "SELECT id, incident_number, kind, ?, ? FROM outbox WHERE id = ?", error, now, id);
    database_.run("DELETE FROM outbox WHERE id = ?", id);
    promote(lane);
    return true;
}

void OutboxRepository::replace(OutboxId id, const Delivery& what, Time due) {
    woken_ = true;
    database_.run("UPDATE outbox SET payload = ?, due_at = ?, attempts = 0, maybe_sent = 0, last_error = '' WHERE id = ? AND kind = ?",
                  encode_delivery(what), due, id, traits_of(what).kind);
}

std::vector<OutboxRow> OutboxRepository::in_doubt(IncidentNumber incident, std::string_view kind) const {
    return all_of(database_.query(
        "SELECT id, incident_number, lane, priority, attempts, maybe_sent, created_at, due_at, kind, payload "
        "FROM outbox WHERE incident_number = ? AND kind = ? AND maybe_sent = 1 ORDER BY id", incident, kind));
}

int OutboxRepository::withdraw(IncidentNumber incident, std::string_view kind) {
    // A message in Slack may stand there already, with a button that must go: its row stays until the sender has looked.
    constexpr std::string_view kByIncident =
        "DELETE FROM outbox WHERE incident_number = ? AND kind = ? AND kind <> 'post_line' "
        "AND NOT (kind = 'notify' AND json_extract(payload, '$.by') = 'slack') RETURNING lane";
    constexpr std::string_view kLines = "DELETE FROM outbox WHERE incident_number = ? AND kind = ? AND lane = ? RETURNING lane";
    std::vector<std::string> lanes;
    {
        Rows rows = kind == "post_line" ? database_.query(kLines, incident, kind, lane_of(incident, delivery::PostLine{}))
                                        : database_.query(kByIncident, incident, kind);
        while (rows.next()) lanes.push_back(rows.get<std::string>(0));
    }
    for (const auto& lane : lanes) promote(lane);
    return static_cast<int>(lanes.size());
}

void OutboxRepository::withdraw_notifications(IncidentNumber incident, std::string_view page) {
    // Each has a lane of its own, so none waits behind it.
    const std::string lanes = notification_lanes_of(incident, page);
    database_.run("DELETE FROM outbox WHERE incident_number = ? AND kind = 'notify' AND substr(lane, 1, ?) = ? "
                  "AND json_extract(payload, '$.by') <> 'slack'", incident,
                  static_cast<std::int64_t>(lanes.size()), lanes);
}

void OutboxRepository::withdraw_lane(const std::string& lane) { database_.run("DELETE FROM outbox WHERE lane = ?", lane); }

void OutboxRepository::prune_failed(Time before) { database_.run("DELETE FROM failed_delivery WHERE failed_at < ?", before); }

void OutboxRepository::redact_texts(IncidentNumber incident) {
    std::vector<OutboxRow> waiting = all_of(database_.query(
        "SELECT id, incident_number, lane, priority, attempts, maybe_sent, created_at, due_at, kind, payload "
        "FROM outbox WHERE incident_number = ?", incident));
    for (OutboxRow& row : waiting)
        database_.run("UPDATE outbox SET payload = ?, last_error = '' WHERE id = ?",
                      encode_delivery(without_texts(std::move(row.what))), row.id);
}

bool OutboxRepository::take_woken() {
    first_of_transaction_ = {};
    return std::exchange(woken_, false);
}

}  // namespace tocsin::store
