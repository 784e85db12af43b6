// Table `timeline_event`, append-only (design G5, §4: part of the contract). Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/event.hpp"

namespace tocsin::store {

class Database;

/// What to read of a timeline; the result is always oldest first.
struct TimelineFilter {
    std::optional<std::string> kind;
    std::optional<Time> since;     ///< by recorded_at
    EventSeq after;                ///< only seq > after
    int last = 0;                  ///< only the newest this many; 0: all
};

/// A row as stored, for export and verification.
struct RawEvent {
    IncidentNumber incident;
    EventSeq seq;
    std::string kind;
    Time occurred_at, recorded_at;
    std::string actor, source;
    std::optional<std::string> payload, salt;  ///< both empty after redaction
    std::string prev_hash, hash, payload_digest;  ///< raw bytes
};

class TimelineRepository {
public:
    explicit TimelineRepository(Database& database) : database_(database) {}

    std::vector<Event> events(IncidentNumber incident, const TimelineFilter& filter = {}) const;
    std::vector<RawEvent> raw(IncidentNumber incident) const;
    std::optional<Event> find(IncidentNumber incident, EventSeq seq) const;
    /// The events recorded since `since`, oldest first: what `undo` looks through. Reads no others.
    std::vector<Event> recent(IncidentNumber incident, Time since) const;
    EventSeq last_seq(IncidentNumber incident) const;
    std::int64_t count() const;

    /// Encodes and hashes; returns the new head hash. `salt` is random; used by UnitOfWork.
    std::string append(const Event& event, const std::string& salt, const std::string& prev_hash);
    /// False if there is no such event or it is erased already.
    bool erase_payload(IncidentNumber incident, EventSeq seq);

private:
    Database& database_;
};

}  // namespace tocsin::store
