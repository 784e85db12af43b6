// Tables `heartbeat` and `watch`: who should have reported and when they last did, and the state of what the program keeps
// an eye on. Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::store {

class Database;

struct Heartbeat {
    std::string name;
    Time seen_at;                       ///< before its first beat: when it was first waited for
    std::optional<Time> missing_since;  ///< when it was found missing; empty while it beats
    IncidentNumber incident;            ///< the newest one that it opened
};

/// `state`: `ok`, or one word for what is wrong.
struct Watched {
    std::string name, state, detail;
    Time since, seen_at;
};

class WatchRepository {
public:
    explicit WatchRepository(Database& database) : database_(database) {}

    std::optional<Heartbeat> heartbeat(const std::string& name) const;
    /// In the order of their names.
    std::vector<Heartbeat> heartbeats() const;
    void put(const Heartbeat& heartbeat);
    void forget_heartbeat(const std::string& name);

    std::optional<Watched> find(const std::string& name) const;
    std::vector<Watched> all() const;
    /// True if the state is another one than before; the first look counts as a change from `ok`.
    bool set(const std::string& name, const std::string& state, const std::string& detail, Time now);
    void forget(const std::string& name);

private:
    Database& database_;
};

}  // namespace tocsin::store
