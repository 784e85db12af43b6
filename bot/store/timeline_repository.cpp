#include "bot/store/timeline_repository.hpp"

#include <algorithm>

#include "bot/core/chain.hpp"
#include "bot/store/database.hpp"
#include "bot/store/event_codec.hpp"

namespace tocsin::store {
namespace {

/// Columns: incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload.
Event event_of(const Rows& rows) {
    Event event;
    event.incident = rows.get<IncidentNumber>(0);
    event.seq = rows.get<EventSeq>(1);
    event.occurred_at = rows.get<Time>(3);
    event.recorded_at = rows.get<Time>(4);
    event.actor = rows.get<ActorId>(5);
    event.source = rows.get<Source>(6);
    decode_payload(rows.get<std::string>(2), rows.get<std::optional<std::string>>(7), event);
    return event;
}

}  // namespace

std::vector<Event> TimelineRepository::events(IncidentNumber incident, const TimelineFilter& filter) const {
    // Newest first, so that `last` can stop early.
    Rows rows = database_.query(
        "SELECT incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload FROM timeline_event "
        "WHERE incident_number = ? AND seq > ? ORDER BY seq DESC",
        incident, filter.after);
    std::vector<Event> out;
    while (rows.next()) {
        if (filter.kind && rows.get<std::string>(2) != *filter.kind) continue;
        if (filter.since && rows.get<Time>(4) < *filter.since) continue;
        out.push_back(event_of(rows));
        if (filter.last > 0 && out.size() == static_cast<std::size_t>(filter.last)) break;
    }
    std::ranges::reverse(out);
    return out;
}

std::vector<RawEvent> TimelineRepository::raw(IncidentNumber incident) const {
    Rows rows = database_.query(
        "SELECT incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload, salt, prev_hash, hash, payload_digest "
        "FROM timeline_event WHERE incident_number = ? ORDER BY seq",
        incident);
    std::vector<RawEvent> out;
    while (rows.next())
        out.push_back({rows.get<IncidentNumber>(0), rows.get<EventSeq>(1), rows.get<std::string>(2), rows.get<Time>(3),
                       rows.get<Time>(4), rows.get<std::string>(5), rows.get<std::string>(6),
                       rows.get<std::optional<std::string>>(7), rows.get<std::optional<std::string>>(8),
                       rows.get<std::string>(9), rows.get<std::string>(10), rows.get<std::string>(11)});
    return out;
}

std::optional<Event> TimelineRepository::find(IncidentNumber incident, EventSeq seq) const {
    Rows rows = database_.query(
        "SELECT incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload FROM timeline_event "
        "WHERE incident_number = ? AND seq = ?",
        incident, seq);
    if (!rows.next()) return std::nullopt;
    return event_of(rows);
}

std::vector<Event> TimelineRepository::recent(IncidentNumber incident, Time since) const {
    // Jobs are recorded in the order of their commits, not of their instants; a minute covers every difference.
    constexpr Duration kDisorder = std::chrono::minutes{1};
    Rows rows = database_.query(
        "SELECT incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload FROM timeline_event "
        "WHERE incident_number = ? ORDER BY seq DESC",
        incident);
    std::vector<Event> out;
    while (rows.next()) {
        const auto recorded_at = rows.get<Time>(4);
        if (recorded_at < since - kDisorder) break;
        if (recorded_at >= since) out.push_back(event_of(rows));
    }
    std::ranges::reverse(out);
    return out;
}

EventSeq TimelineRepository::last_seq(IncidentNumber incident) const {
    return database_.value<EventSeq>("SELECT max(seq) FROM timeline_event WHERE incident_number = ?", incident);
}

std::int64_t TimelineRepository::count() const {
    // Seqs have no gaps: one look-up an incident instead of a walk through every event.
    return database_.value<std::int64_t>(
        "SELECT coalesce(sum((SELECT max(seq) FROM timeline_event WHERE incident_number = incident.number)), 0) FROM incident");
}

std::string TimelineRepository::append(const Event& event, const std::string& salt, const std::string& prev_hash) {
    const std::string payload = encode_payload(event);
    const std::string_view kind = kind_of(event.body);
    const auto digest = payload_digest(salt, payload);
    const auto hash = chain_hash(prev_hash,
                                 {event.incident, event.seq, kind, event.occurred_at, event.recorded_at, event.actor.value,
                                  event.source.value},
                                 digest);
    database_.run(
        "INSERT INTO timeline_event (incident_number, seq, kind, occurred_at, recorded_at, actor, source, payload, salt, "
        "prev_hash, hash, payload_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        event.incident, event.seq, kind, event.occurred_at, event.recorded_at, event.actor, event.source, payload, Blob{salt},
        Blob{prev_hash}, Blob{crypto::as_bytes(hash)}, Blob{crypto::as_bytes(digest)});
    return std::string(crypto::as_bytes(hash));
}

bool TimelineRepository::erase_payload(IncidentNumber incident, EventSeq seq) {
    return database_.run("UPDATE timeline_event SET payload = NULL, salt = NULL "
                         "WHERE incident_number = ? AND seq = ? AND payload IS NOT NULL", incident, seq) == 1;
}

}  // namespace tocsin::store
