#include "bot/store/people_repository.hpp"

#include "bot/base/text.hpp"
#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

Person person_of(const Rows& rows) {
    return {rows.get<ActorId>(0), rows.get<std::string>(1), rows.get<std::string>(2), rows.get<std::string>(3),
            rows.get<bool>(4), rows.get<bool>(5), rows.get<Time>(6)};
}

}  // namespace

std::optional<Person> PeopleRepository::find(const ActorId& id) const {
    Rows rows = database_.query("SELECT id, name, email, zone, guest, bot, fetched_at FROM person WHERE id = ?", id);
    if (!rows.next()) return std::nullopt;
    return person_of(rows);
}

std::optional<Person> PeopleRepository::by_email(std::string_view email) const {
    if (email.empty()) return std::nullopt;
    Rows rows = database_.query(
        "SELECT id, name, email, zone, guest, bot, fetched_at FROM person WHERE email_lower = ? ORDER BY id", text::lower(email));
    while (rows.next())
        if (is_slack_person(rows.get<ActorId>(0))) return person_of(rows);
    return std::nullopt;
}

std::vector<Person> PeopleRepository::all() const {
    Rows rows = database_.query("SELECT id, name, email, zone, guest, bot, fetched_at FROM person ORDER BY id");
    std::vector<Person> out;
    while (rows.next()) out.push_back(person_of(rows));
    return out;
}

void PeopleRepository::put(const Person& person) {
    database_.run("INSERT INTO person (id, name, email, email_lower, zone, guest, bot, fetched_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, "
                  "email_lower = excluded.email_lower, zone = excluded.zone, guest = excluded.guest, bot = excluded.bot, "
                  "fetched_at = excluded.fetched_at",
                  person.id, person.name, person.email, text::lower(person.email), person.zone, person.guest, person.bot,
                  person.fetched_at);
}

}  // namespace tocsin::store
