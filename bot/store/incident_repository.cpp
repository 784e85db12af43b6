#include "bot/store/incident_repository.hpp"

#include <algorithm>
#include <tuple>

#include "bot/store/database.hpp"
#include "bot/store/event_codec.hpp"
#include "bot/store/incident_codec.hpp"

namespace tocsin::store {
namespace {

std::int64_t open_items(const Incident& state) { return std::ranges::count(state.tasks, false, &Task::done); }

auto lookup_of(const Incident& state) {
    return std::tie(state.title, state.status, state.severity, state.service, state.channel, state.merged_into, state.drill, state.private_);
}

Time declared_at(const Incident& state) { return state.time(KeyTime::declared).value_or(state.changed_at); }

/// The state as stored, or an empty one to fold all events into.
std::optional<Incident> read_snapshot(Database& database, IncidentNumber number) {
    Rows rows = database.query("SELECT snapshot, private FROM incident WHERE number = ?", number);
    if (!rows.next()) return std::nullopt;
    auto state = decode_incident(rows.get<std::string>(0));
    if (!state) {
        state.emplace();
        state->number = number;
    }
    state->private_ = state->private_ || rows.get<bool>(1);
    return state;
}

}  // namespace

std::vector<IncidentNumber> IncidentRepository::list(const IncidentFilter& filter) const {
    static const std::string kFilters =
        "(? IS NULL OR severity = ?) AND (? IS NULL OR service = ?) AND (? IS NULL OR declared_at >= ?) "
        "AND (? IS NULL OR declared_at < ?) AND (? = 0 OR drill = 0) AND (? = 0 OR merged_into = 0) ORDER BY number DESC LIMIT ?";
    static const std::string kOpen =
        "SELECT number FROM incident WHERE status IN ('triage', 'investigating', 'identified', 'monitoring') AND " + kFilters;
    static const std::string kAll = "SELECT number FROM incident WHERE " + kFilters;
    static const std::string kWithItems = "SELECT number FROM incident WHERE open_items > 0 AND " + kFilters;
    std::optional<int> severity;
    if (filter.severity) severity = static_cast<int>(*filter.severity);
    using Scope = IncidentFilter::Scope;
    const std::string& query = filter.scope == Scope::open ? kOpen : filter.scope == Scope::with_items ? kWithItems : kAll;
    Rows rows = database_.query(query, severity, severity, filter.service,
                                filter.service, filter.declared_from, filter.declared_from, filter.declared_to,
                                filter.declared_to, filter.without_drills, filter.without_merged, filter.limit);
    std::vector<IncidentNumber> out;
    while (rows.next()) out.push_back(rows.get<IncidentNumber>(0));
    return out;
}

IncidentNumber IncidentRepository::by_channel(const ChannelId& channel) const {
    Rows rows = database_.query("SELECT number FROM incident WHERE channel = ? AND channel <> ''", channel);
    return rows.next() ? rows.get<IncidentNumber>(0) : IncidentNumber{};
}

IncidentNumber IncidentRepository::last_number() const {
    return database_.value<IncidentNumber>("SELECT max(number) FROM incident");
}

std::vector<ServiceName> IncidentRepository::services() const {
    Rows rows = database_.query("SELECT DISTINCT service FROM incident WHERE service <> '' AND private = 0 ORDER BY service LIMIT 1000");
    std::vector<ServiceName> out;
    while (rows.next()) out.push_back(rows.get<ServiceName>(0));
    return out;
}

std::optional<IncidentRepository::Loaded> IncidentRepository::load(IncidentNumber number) const {
    auto state = read_snapshot(database_, number);
    if (!state) return std::nullopt;
    const EventSeq snapshot_seq = state->last_seq;
    // From the snapshot's own event on, because the hash of the newest event is kept with the event only.
    Rows rows = database_.query(
        "SELECT seq, kind, occurred_at, recorded_at, actor, source, payload, hash FROM timeline_event "
        "WHERE incident_number = ? AND seq >= ? ORDER BY seq",
        number, snapshot_seq);
    while (rows.next()) {
        state->head_hash = rows.get<std::string>(7);
        Event event{number, rows.get<EventSeq>(0), rows.get<Time>(2), rows.get<Time>(3), rows.get<ActorId>(4),
                    rows.get<Source>(5), {}, {}, event::Erased{}};
        if (event.seq == snapshot_seq) continue;
        decode_payload(rows.get<std::string>(1), rows.get<std::optional<std::string>>(6), event);
        fold(*state, event);
    }
    return Loaded{std::move(*state), snapshot_seq};
}

void IncidentRepository::insert(const Incident& state) {
    database_.run("INSERT INTO incident (number, title, status, severity, service, channel, merged_into, drill, declared_at, "
                  "private, open_items, snapshot, snapshot_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0)",
                  state.number, state.title, name_of(state.status), static_cast<int>(state.severity), state.service,
                  state.channel, state.merged_into, state.drill, declared_at(state), state.private_, open_items(state));
}

bool IncidentRepository::same_lookup(const Incident& a, const Incident& b) {
    return lookup_of(a) == lookup_of(b) && open_items(a) == open_items(b);
}

void IncidentRepository::update_lookup(const Incident& state) {
    database_.run("UPDATE incident SET title = ?, status = ?, severity = ?, service = ?, channel = ?, merged_into = ?, drill = ?, "
                  "private = ?, open_items = ? WHERE number = ?",
                  state.title, name_of(state.status), static_cast<int>(state.severity), state.service, state.channel,
                  state.merged_into, state.drill, state.private_, open_items(state), state.number);
}

void IncidentRepository::write_snapshot(const Incident& state) {
    database_.run("UPDATE incident SET snapshot = ?, snapshot_seq = ? WHERE number = ?", encode_incident(state), state.last_seq,
                  state.number);
}

}  // namespace tocsin::store
