// Table `denial`: who was refused for want of a right where no incident's timeline could keep it. Part of Repositories.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::store {

class Database;

struct Denial {
    Time at;
    ActorId actor;
    Source source;
    std::string verb;
    std::string needed;  ///< in words: `an operator`
};

class DenialRepository {
public:
    explicit DenialRepository(Database& database) : database_(database) {}

    void add(const Denial& denial);
    /// At `since` or later, the newest first.
    std::vector<Denial> newest(Time since, int limit) const;
    std::int64_t count_since(Time since) const;
    /// How many there ever were, also those that were forgotten.
    std::int64_t ever() const;
    void forget(Time before);

private:
    Database& database_;
};

}  // namespace tocsin::store
