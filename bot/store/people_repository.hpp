// Table `person`: the cached directory. Part of Repositories.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bot/core/person.hpp"

namespace tocsin::store {

class Database;

class PeopleRepository {
public:
    explicit PeopleRepository(Database& database) : database_(database) {}

    std::optional<Person> find(const ActorId& id) const;
    /// The Slack person with this e-mail address, compared without case.
    std::optional<Person> by_email(std::string_view email) const;
    std::vector<Person> all() const;
    void put(const Person& person);

private:
    Database& database_;
};

}  // namespace tocsin::store
