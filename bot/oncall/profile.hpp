// Which name and which zone a person has, where both the on-call file and Slack say something: the file first, then Slack's profile.
// Used for reading times and for writing them, so that the two never differ. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/core/oncall_model.hpp"
#include "bot/core/person.hpp"

namespace tocsin::oncall {

/// The entry behind `slack:T…:U…` or `person:ID`; null if the file has none, or there is no file.
const Person* listed(const Oncall* file, std::string_view actor_id);

/// An IANA name; UTC if neither says one that is known. Both may be null.
std::string zone_for(const Person* in_file, const tocsin::Person* in_slack);
/// An entry that has no name of its own is called by its id, which says less than Slack does. Empty if both are null.
std::string name_for(const Person* in_file, const tocsin::Person* in_slack);

}  // namespace tocsin::oncall
