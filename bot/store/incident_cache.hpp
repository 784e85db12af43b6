// The states of the incidents that were in use lately. Owned by the writer; store thread only. A state counts only if
// nobody else has written since: when somebody has, each is compared with the table before it is used again.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "bot/core/incident.hpp"

namespace tocsin::store {

struct Repositories;

class IncidentCache {
public:
    explicit IncidentCache(Repositories& tables, std::size_t capacity = 2048) : tables_(tables), capacity_(capacity) {}

    struct Entry {
        Incident state;
        EventSeq snapshot_seq;          ///< the stored snapshot is the state after this event
        bool wants_snapshot = false;    ///< more than counters changed since
        std::int64_t checked_at = 0;    ///< the data version at which it was last compared with the table
    };

    /// At the start of each transaction, with `Database::data_version`.
    void begin(std::int64_t data_version) { data_version_ = data_version; }
    /// The newest state; null if there is no such incident. Stays where it is until `trim` or `forget`.
    Entry* find(IncidentNumber number);
    Entry& insert(Incident state, EventSeq snapshot_seq);
    /// After one job was rolled back: what it changed is read again when it is next asked for.
    void forget(const std::vector<IncidentNumber>& numbers);
    /// After a whole transaction was rolled back.
    void clear();
    /// Lets go of the states that were longest unused, beyond the capacity.
    void trim();
    std::size_t size() const { return entries_.size(); }

private:
    using Entries = std::list<Entry>;  ///< the newest used first
    Repositories& tables_;
    std::size_t capacity_;
    std::int64_t data_version_ = 0;
    Entries entries_;
    std::unordered_map<IncidentNumber, Entries::iterator> by_number_;
};

}  // namespace tocsin::store
