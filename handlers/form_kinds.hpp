// What the table of forms (form_table.cpp) is made of: for each kind the function that says what it shows, and the one that reads what
// came back. Only the table calls them. Pure, but for what FormScene holds; store thread.
#pragma once

#include <string>
#include <vector>

#include "handlers/form_reader.hpp"

namespace tocsin::handlers::form {

using Fields = std::vector<FormField>;

// form_fields.cpp: the bricks
FormField field(std::string name, FormField::Kind kind, std::string label, bool optional = false, std::string hint = {});
FormField with(FormField field, std::string initial);
FormField choice(std::string name, std::string label, std::vector<FormOption> options, bool optional = false, std::string hint = {});
/// A box to tick: `label` stands above it, `words` beside it.
FormField check(std::string name, std::string label, std::string words);
/// SEV1 … SEV5 with a sentence each.
std::vector<FormOption> severities();
/// Unix seconds as a field of a time shows them; empty: no time.
std::string seconds_of(const std::optional<Time>& at);
/// A text field with what is known in it; a text that no form can hold stays where it is, and the field says so.
FormField with_text(FormField field, const std::string& known);
/// What such a field shows.
std::string shown_text(const std::string& known);
/// Who a menu of people shows; empty if Slack does not know them.
std::string shown_person(const ActorId& person);

// form_state.cpp: how bad it is and how far along
Fields declare_fields(const FormScene& scene);
void read_declare(FormReader& reader);
Fields update_fields(const FormScene& scene);
void read_update(FormReader& reader);
Fields resolve_fields(const FormScene& scene);
std::vector<ShownField> resolve_shown(const Incident& state);
void read_resolve(FormReader& reader);
Fields severity_fields(const FormScene& scene);
void read_severity(FormReader& reader);
Fields status_fields(const FormScene& scene);
void read_status(FormReader& reader);
Fields close_fields(const FormScene& scene);
void read_close(FormReader& reader);
Fields reopen_fields(const FormScene& scene);
void read_reopen(FormReader& reader);
Fields cancel_fields(const FormScene& scene);
void read_cancel(FormReader& reader);

// form_people.cpp: who does what, and who is woken
Fields role_fields(const FormScene& scene);
std::vector<ShownField> role_shown(const Incident& state);
void read_roles(FormReader& reader);
Fields item_fields(const FormScene& scene);
void read_item(FormReader& reader);
Fields page_fields(const FormScene& scene);
std::string nobody_to_page(const FormScene& scene);
void read_page(FormReader& reader);

// form_record.cpp: what stands in the record
Fields time_fields(const FormScene& scene);
std::vector<ShownField> time_shown(const Incident& state);
void read_times(FormReader& reader);
Fields note_fields(const FormScene& scene);
void read_note(FormReader& reader);
Fields details_fields(const FormScene& scene);
std::vector<ShownField> details_shown(const Incident& state);
void read_details(FormReader& reader);
Fields import_fields(const FormScene& scene);
void read_import(FormReader& reader);
Fields redact_fields(const FormScene& scene);
void read_redact(FormReader& reader);
Fields postmortem_fields(const FormScene& scene);
std::vector<ShownField> postmortem_shown(const Incident& state);
void read_postmortem(FormReader& reader);
/// A key time of the form that somebody changed; an emptied field changes nothing, since menus of times cannot be emptied everywhere.
void read_time(FormReader& reader, KeyTime which);

// form_others.cpp: links, other incidents, who is paged next
Fields link_fields(const FormScene& scene);
void read_link(FormReader& reader);
Fields related_fields(const FormScene& scene);
void read_related(FormReader& reader);
Fields merge_fields(const FormScene& scene);
void read_merge(FormReader& reader);
Fields assign_fields(const FormScene& scene);
void read_assign(FormReader& reader);
Fields snooze_fields(const FormScene& scene);
void read_snooze(FormReader& reader);
Fields escalate_fields(const FormScene& scene);
void read_escalate(FormReader& reader);

// form_duty.cpp: who is on call
Fields override_fields(const FormScene& scene);
void read_override(FormReader& reader);
Fields swap_fields(const FormScene& scene);
void read_swap(FormReader& reader);
std::string no_schedules(const FormScene& scene);

// form_more.cpp: what the card has no button for
Fields more_fields(const FormScene& scene);
std::string nothing_more(const FormScene& scene);
std::optional<WantedForm> after_more(const FormScene& scene, FormReader& reader);
void read_more(FormReader& reader);

// form_runbook.cpp: which runbook, and with what
Fields runbook_fields(const FormScene& scene);
std::string no_runbooks(const FormScene& scene);
std::optional<WantedForm> after_runbook(const FormScene& scene, FormReader& reader);
Fields run_fields(const FormScene& scene);
void read_run(FormReader& reader);
Fields run_reason_fields(const FormScene& scene);
void read_run_reason(FormReader& reader);

}  // namespace tocsin::handlers::form
