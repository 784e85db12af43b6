// Table `lease`: who runs the dispatcher and the timers (design §2, distribution). Part of Repositories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bot/base/time.hpp"

namespace tocsin::store {

class Database;

class LeaseRepository {
public:
    explicit LeaseRepository(Database& database) : database_(database) {}

    /// Takes or renews `name` until now + life. The fence grows by one at each change of holder; nothing if somebody
    /// else holds it.
    std::optional<std::int64_t> acquire(const std::string& name, const std::string& holder, Time now, Duration life);
    void release(const std::string& name, const std::string& holder);

private:
    Database& database_;
};

}  // namespace tocsin::store
