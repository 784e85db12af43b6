#include "bot/store/home_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

std::optional<HomeTab> HomeRepository::find(const UserId& user) const {
    Rows rows = database_.query("SELECT digest, hash FROM home_tab WHERE user_id = ?", user);
    if (!rows.next()) return std::nullopt;
    return HomeTab{rows.get<std::string>(0), rows.get<std::string>(1)};
}

std::vector<UserId> HomeRepository::opened_since(Time since) const {
    Rows rows = database_.query("SELECT user_id FROM home_tab WHERE opened_at >= ? ORDER BY user_id", since);
    std::vector<UserId> out;
    while (rows.next()) out.push_back(rows.get<UserId>(0));
    return out;
}

void HomeRepository::opened(const UserId& user, Time now) {
    database_.run("INSERT INTO home_tab (user_id, opened_at, digest, hash) VALUES (?, ?, '', '') "
                  "ON CONFLICT (user_id) DO UPDATE SET opened_at = excluded.opened_at", user, now);
}

void HomeRepository::published(const UserId& user, const HomeTab& tab) {
    database_.run("UPDATE home_tab SET digest = ?, hash = ? WHERE user_id = ?", tab.digest, tab.hash, user);
}

}  // namespace tocsin::store
