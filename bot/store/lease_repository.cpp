#include "bot/store/lease_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

std::optional<std::int64_t> LeaseRepository::acquire(const std::string& name, const std::string& holder, Time now, Duration life) {
    Rows rows = database_.query(
        "INSERT INTO lease (name, holder, expires_at, fence) VALUES (?, ?, ?, 1) "
        "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, "
        "fence = CASE WHEN lease.holder = excluded.holder THEN lease.fence ELSE lease.fence + 1 END "
        "WHERE lease.holder = excluded.holder OR lease.expires_at <= ? RETURNING fence",
        name, holder, now + life, now);
    if (!rows.next()) return std::nullopt;
    return rows.get<std::int64_t>(0);
}

void LeaseRepository::release(const std::string& name, const std::string& holder) {
    // The row stays, so that the fence goes on growing.
    database_.run("UPDATE lease SET holder = '', expires_at = 0 WHERE name = ? AND holder = ?", name, holder);
}

}  // namespace tocsin::store
