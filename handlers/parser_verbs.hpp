// One parse function a verb, as named by the table in grammar.cpp. Each takes its words from the Arguments and leaves
// none behind. Pure but for the Arguments; one thread.
#pragma once

#include "handlers/parser_arguments.hpp"

namespace tocsin::handlers {

// parser_verbs_read.cpp
Result<Command> parse_help(Arguments& arguments);
Result<Command> parse_list(Arguments& arguments);
Result<Command> parse_show(Arguments& arguments);
Result<Command> parse_timeline(Arguments& arguments);
Result<Command> parse_health(Arguments& arguments);
Result<Command> parse_version(Arguments& arguments);

// parser_verbs_oncall.cpp
Result<Command> parse_oncall(Arguments& arguments);
Result<Command> parse_override(Arguments& arguments);
Result<Command> parse_swap(Arguments& arguments);
Result<Command> parse_snooze(Arguments& arguments);

// parser_verbs_runbook.cpp
Result<Command> parse_run(Arguments& arguments);
Result<Command> parse_runs(Arguments& arguments);
Result<Command> parse_runbook(Arguments& arguments);
/// As it is typed after `runs N`.
std::string_view run_action_word(command::RunAction action);
/// It means nothing without a reason.
bool run_action_needs_note(command::RunAction action);

// parser_verbs_state.cpp
Result<Command> parse_declare(Arguments& arguments);
Result<Command> parse_status(Arguments& arguments);
Result<Command> parse_severity(Arguments& arguments);
Result<Command> parse_resolve(Arguments& arguments);
Result<Command> parse_close(Arguments& arguments);
Result<Command> parse_reopen(Arguments& arguments);
Result<Command> parse_cancel(Arguments& arguments);
Result<Command> parse_set(Arguments& arguments);
Result<Command> parse_undo(Arguments& arguments);

// parser_verbs_people.cpp
Result<Command> parse_lead(Arguments& arguments);
Result<Command> parse_role(Arguments& arguments);
Result<Command> parse_join(Arguments& arguments);
Result<Command> parse_leave(Arguments& arguments);
Result<Command> parse_page(Arguments& arguments);
Result<Command> parse_escalate(Arguments& arguments);
Result<Command> parse_assign(Arguments& arguments);
Result<Command> parse_ack(Arguments& arguments);
Result<Command> parse_task(Arguments& arguments);
Result<Command> parse_followup(Arguments& arguments);

// parser_verbs_record.cpp
Result<Command> parse_note(Arguments& arguments);
Result<Command> parse_update(Arguments& arguments);
Result<Command> parse_link(Arguments& arguments);
Result<Command> parse_related(Arguments& arguments);
Result<Command> parse_merge(Arguments& arguments);
Result<Command> parse_postmortem(Arguments& arguments);
Result<Command> parse_redact(Arguments& arguments);

/// What several verbs read. `sev2`, `SEV-2`, `sev 2`, and `2` if `bare` digits count. Takes nothing if the next word is
/// none of these; an error for a severity that does not exist.
Result<std::optional<Severity>> take_severity(Arguments& arguments, bool bare);
/// A word of an option: `2`, `sev2`; nothing if it is no severity.
std::optional<Severity> severity_in(std::string_view typed);
/// `@U012ABC`, `me`, `@alice`, `alice`, `alice@example.com`; nothing for an empty name.
std::optional<PersonRef> person_in(const Word& word);

}  // namespace tocsin::handlers
