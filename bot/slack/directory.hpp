// A person as Slack describes them (docs: methods/users.info, types/user). Pure; any thread.
#pragma once

#include <string_view>

#include "bot/base/error.hpp"
#include "bot/base/json_cursor.hpp"
#include "bot/core/person.hpp"

namespace tocsin::slack {

/// From the body of users.info or users.lookupByEmail. Single- and multi-channel guests, strangers from another
/// workspace and deactivated people are guests. Errors name the field.
Result<Person> decode_person(std::string_view body, Time now);
/// From a `user` object within a document.
Person person_of(const JsonCursor& user, Time now);

}  // namespace tocsin::slack
