// Every verb's use case, as one overload set: what a person can read to learn what tocsin does. Each is a plain function
// inside one transaction on the store thread; it may be run again. Permissions were checked by run_command.
#pragma once

#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

// handlers/looking.cpp
Reply handle(Context& context, const command::Menu& menu);
Reply handle(Context& context, const command::Help& help);
Reply handle(Context& context, const command::List& list);
Reply handle(Context& context, const command::Version& version);
Reply handle(Context& context, const Incident& state, const command::Show& show);
Reply handle(Context& context, const Incident& state, const command::Timeline& timeline);
// handlers/oncall.cpp
Reply handle(Context& context, const command::OncallShow& show);
Reply handle(Context& context, const command::OncallLoad& load);
Reply handle(Context& context, const command::OncallFeed& feed);
// handlers/override.cpp
Reply handle(Context& context, const command::OverrideAdd& command);
Reply handle(Context& context, const command::OverrideList& list);
Reply handle(Context& context, const command::OverrideCancel& cancel);
// handlers/swap.cpp
Reply handle(Context& context, const command::SwapOffer& offer);
Reply handle(Context& context, const command::SwapAnswer& answer);
// handlers/runbooks.cpp
Reply handle(Context& context, const command::RunbookList& list);
Reply handle(Context& context, const command::RunbookShow& show);
Reply handle(Context& context, const command::RunbookSearch& search);
// handlers/run_start.cpp
Reply handle(Context& context, const Incident& state, const command::RunbookStart& start);
// handlers/run_control.cpp
Reply handle(Context& context, const command::RunsShow& show);
Reply handle(Context& context, const command::RunAct& act);
// handlers/snooze.cpp
Reply handle(Context& context, const Incident& state, const command::Snooze& snooze);
// handlers/hand_on.cpp
Reply handle(Context& context, const Incident& state, const command::Escalate& escalate);
Reply handle(Context& context, const Incident& state, const command::Assign& assign);
// handlers/health.cpp
Reply handle(Context& context, const command::Health& health);
// handlers/declare.cpp
Reply handle(Context& context, const command::Declare& declare);
// handlers/status.cpp
Reply handle(Context& context, const Incident& state, const command::SetStatus& status);
Reply handle(Context& context, const Incident& state, const command::Resolve& resolve);
Reply handle(Context& context, const Incident& state, const command::Close& close);
Reply handle(Context& context, const Incident& state, const command::Reopen& reopen);
Reply handle(Context& context, const Incident& state, const command::Cancel& cancel);
Reply handle(Context& context, const Incident& state, const command::SetSeverity& severity);
// handlers/roles.cpp
Reply handle(Context& context, const Incident& state, const command::AssignRole& role);
Reply handle(Context& context, const Incident& state, const command::Join& join);
Reply handle(Context& context, const Incident& state, const command::Leave& leave);
Reply handle(Context& context, const Incident& state, const command::Acknowledge& acknowledge);
// handlers/notes.cpp
Reply handle(Context& context, const Incident& state, const command::Note& note);
Reply handle(Context& context, const Incident& state, const command::SetTime& time);
Reply handle(Context& context, const Incident& state, const command::SetTitle& title);
Reply handle(Context& context, const Incident& state, const command::SetSummary& summary);
Reply handle(Context& context, const Incident& state, const command::SetCause& cause);
Reply handle(Context& context, const Incident& state, const command::SetService& service);
Reply handle(Context& context, const Incident& state, const command::PublishUpdate& update);
Reply handle(Context& context, const Incident& state, const command::Undo& undo);
Reply handle(Context& context, const Incident& state, const command::Redact& redact);
// handlers/import.cpp
Reply handle(Context& context, const Incident& state, const command::Import& import);
Reply handle(Context& context, const Incident& state, const command::ImportList& list);
Reply handle(Context& context, const Incident& state, const command::ImportAccept& accept);
// handlers/tasks.cpp
Reply handle(Context& context, const Incident& state, const command::TaskAdd& task);
Reply handle(Context& context, const Incident& state, const command::TaskDone& task);
Reply handle(Context& context, const Incident& state, const command::TaskList& tasks);
// handlers/links.cpp
Reply handle(Context& context, const Incident& state, const command::LinkAdd& link);
Reply handle(Context& context, const Incident& state, const command::Related& related);
Reply handle(Context& context, const Incident& state, const command::Merge& merge);
/// The pressed button: PagerDuty's incidents are merged as those here were.
Reply merge_in_pagerduty(Context& context, const Incident& state, const command::Merge& merge);
// handlers/postmortem.cpp
Reply handle(Context& context, const Incident& state, const command::Postmortem& postmortem);
// handlers/paging.cpp
Reply handle(Context& context, const Incident& state, const command::Page& page);

/// Records what was decided and answers with the same words that the channel reads; or answers why not.
Reply settle(Context& context, const Incident& state, Result<Drafts> decided);
/// The text form of the card: for the CLI, the API, and as the fallback beside Slack's blocks.
Markup card_text(const Context& context, const Incident& state);

}  // namespace tocsin::handlers
