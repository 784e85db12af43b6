#include "bot/store/pause_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

std::vector<Pause> PauseRepository::after(Time now) const {
    Rows rows = database_.query("SELECT what, until FROM pause WHERE until > ? ORDER BY what", now);
    std::vector<Pause> out;
    while (rows.next()) out.push_back({rows.get<std::string>(0), rows.get<Time>(1)});
    return out;
}

void PauseRepository::put(const Pause& pause, Time now) {
    database_.run("DELETE FROM pause WHERE until <= ?", now);
    database_.run("INSERT INTO pause (what, until) VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET until = excluded.until", pause.what, pause.until);
}

}  // namespace tocsin::store
