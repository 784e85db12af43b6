// Names that PagerDuty owns: which of them a command needs, who is on call for them by what PagerDuty last said, and how that is
// put into words. `names_*` are pure; the others run inside one transaction on the store thread.
#pragma once

#include <string>
#include <vector>

#include "bot/core/button.hpp"
#include "bot/core/pagerduty_duty.hpp"
#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// The id in `pagerduty:PESCPOL`; empty for anything else.
std::string pagerduty_id_in(std::string_view typed);
/// Those behind one service: the service itself if PagerDuty pages it, and what its policy names.
std::vector<PagerDutyName> pagerduty_names(const oncall::Oncall& file, const oncall::Service& service);
std::vector<PagerDutyName> pagerduty_names(const oncall::Policy& policy);

/// What must be asked for before this command runs, so that its use case finds it in the table.
std::vector<PagerDutyName> names_to_ask(const Settings& settings, const ParsedCommand& parsed);
std::vector<PagerDutyName> names_to_ask(const Settings& settings, const Button& button);
/// Before a form opens, and before it is taken.
std::vector<PagerDutyName> names_to_ask(const Settings& settings, FormKind kind);

/// `Bob (level 1) until …; Alice (level 2)`, with the time of the answer if it is not fresh; or why it is not known.
Markup duty_text(Context& context, const oncall::Oncall& file, const PagerDutyName& name);
/// Whether one of these names has the actor on call, by `people.pagerduty`, else by e-mail address.
bool is_on_duty(Context& context, const oncall::Oncall& file, const std::vector<PagerDutyName>& names, const ActorId& actor);

}  // namespace tocsin::handlers
