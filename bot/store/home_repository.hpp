// Table `home_tab`: who opened the app's Home tab and when, and what it shows, so that it is published only when that changes. Part of
// Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::store {

class Database;

struct HomeTab {
    std::string digest;  ///< of the view that was published last; empty before the first
    std::string hash;    ///< Slack's name for that view's version, or empty
};

class HomeRepository {
public:
    explicit HomeRepository(Database& database) : database_(database) {}

    std::optional<HomeTab> find(const UserId& user) const;
    /// Whoever opened theirs at `since` or later.
    std::vector<UserId> opened_since(Time since) const;
    void opened(const UserId& user, Time now);
    /// Nothing happens if the person never opened theirs.
    void published(const UserId& user, const HomeTab& tab);

private:
    Database& database_;
};

}  // namespace tocsin::store
