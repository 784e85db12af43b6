#include "bot/store/denial_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

void DenialRepository::add(const Denial& denial) {
    database_.run("INSERT INTO denial (at, actor, source, verb, needed) VALUES (?, ?, ?, ?, ?)", denial.at, denial.actor, denial.source, denial.verb, denial.needed);
}

std::vector<Denial> DenialRepository::newest(Time since, int limit) const {
    Rows rows = database_.query("SELECT at, actor, source, verb, needed FROM denial WHERE at >= ? ORDER BY id DESC LIMIT ?", since, limit);
    std::vector<Denial> out;
    while (rows.next()) out.push_back({rows.get<Time>(0), rows.get<ActorId>(1), rows.get<Source>(2), rows.get<std::string>(3), rows.get<std::string>(4)});
    return out;
}

std::int64_t DenialRepository::count_since(Time since) const { return database_.value<std::int64_t>("SELECT count(*) FROM denial WHERE at >= ?", since); }

std::int64_t DenialRepository::ever() const { return database_.value<std::int64_t>("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'denial'"); }

void DenialRepository::forget(Time before) { database_.run("DELETE FROM denial WHERE at < ?", before); }

}  // namespace tocsin::store
