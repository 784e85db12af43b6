// Table `pause`: until when a service asked not to be called. Part of Repositories.
#pragma once

#include <string>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin::store {

class Database;

struct Pause {
    std::string what;  ///< the destination and the method: `slack chat.postMessage`
    Time until;
    bool operator==(const Pause&) const = default;
};

class PauseRepository {
public:
    explicit PauseRepository(Database& database) : database_(database) {}

    /// In the order of their names.
    std::vector<Pause> after(Time now) const;
    /// Sets or moves it, and deletes all that are over.
    void put(const Pause& pause, Time now);

private:
    Database& database_;
};

}  // namespace tocsin::store
