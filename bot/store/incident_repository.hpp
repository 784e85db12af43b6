// Table `incident`: the look-up columns and the state snapshot of each incident. Part of Repositories.
#pragma once

#include <optional>
#include <vector>

#include "bot/core/incident.hpp"

namespace tocsin::store {

class Database;

/// Which incidents to list; unset fields do not filter.
struct IncidentFilter {
    /// open: triage … monitoring; with_items: some task or follow-up is not done
    enum class Scope { open, all, with_items } scope = Scope::open;
    std::optional<Severity> severity;
    std::optional<ServiceName> service;
    std::optional<Time> declared_from, declared_to;      ///< half-open
    bool without_drills = false;
    bool without_merged = false;
    int limit = 1000;
};

class IncidentRepository {
public:
    explicit IncidentRepository(Database& database) : database_(database) {}

    /// Newest first.
    std::vector<IncidentNumber> list(const IncidentFilter& filter) const;
    /// None if the channel belongs to no incident.
    IncidentNumber by_channel(const ChannelId& channel) const;
    IncidentNumber last_number() const;
    /// Every service that an incident had which is not private, by name; at most 1,000.
    std::vector<ServiceName> services() const;

    /// A state and how old its stored snapshot is.
    struct Loaded {
        Incident state;
        EventSeq snapshot_seq;
    };
    /// Snapshot plus the events after it; used by UnitOfWork and Snapshot.
    std::optional<Loaded> load(IncidentNumber number) const;
    void insert(const Incident& state);
    /// Whether `update_lookup` would write the same for both.
    static bool same_lookup(const Incident& a, const Incident& b);
    /// Title, status, severity, service, channel, merged_into, drill, private, open items: what queries filter on.
    void update_lookup(const Incident& state);
    void write_snapshot(const Incident& state);

private:
    Database& database_;
};

}  // namespace tocsin::store
