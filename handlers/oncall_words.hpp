// What the on-call verbs share: finding a schedule and a person of the on-call file, and saying people and times as somebody
// reads them. Free functions inside one transaction; store thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bot/oncall/book.hpp"
#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// The running edition; an error that says what is missing while there is none.
Result<std::shared_ptr<const oncall::Edition>> oncall_edition(const Context& context);
/// By id in any case; `schedule:ID` too. The error names those that there are.
Result<const oncall::Calendar*> find_calendar(const oncall::Edition& edition, std::string_view typed);
/// Whom the on-call file knows behind a name, a mention or `me`.
Result<const oncall::Person*> find_person(Context& context, const oncall::Edition& edition, const PersonRef& who);

/// The name as the file has it, else as the directory has it; never an id where a name is known.
Markup person_text(Context& context, const oncall::Oncall& file, const oncall::PersonId& id);
Markup people_text(Context& context, const oncall::Oncall& file, const std::vector<oncall::PersonId>& people);

/// Whoever acted, by the same name.
Markup actor_text(Context& context, const oncall::Oncall& file, const ActorId& actor);

/// On whose clock a message to somebody of the file is written: as their own commands are read.
std::string zone_of(Context& context, const oncall::Oncall& file, const oncall::PersonId& id);
/// `2026-01-05 09:00 CET (08:00 UTC)`
std::string both_zones(Time at, const std::string& zone);

/// Whoever is on any layer of the schedule, or an operator.
Result<void> may_change(const Context& context, const oncall::Edition& edition, const oncall::Schedule& schedule);
/// A message to somebody of the file; nothing happens if Slack does not know them.
void tell_person(Context& context, const oncall::Oncall& file, const oncall::PersonId& id, Markup text);

}  // namespace tocsin::handlers
