// The table of forms: what each kind shows, and which command what comes back means.
#include <algorithm>
#include <array>

#include "bot/slack/surface.hpp"
#include "handlers/form_kinds.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::array kForms = std::to_array<FormSpec>({
    {.kind = FormKind::declare, .verb = "declare", .title = "Declare an incident", .submit = "Declare", .fields = form::declare_fields, .read = form::read_declare},
    {.kind = FormKind::update, .verb = "update", .title = "Status update", .submit = "Publish", .about_what_is_shown = true, .fields = form::update_fields,
     .read = form::read_update},
    {.kind = FormKind::resolve, .verb = "resolve", .title = "Resolve", .submit = "Resolve", .about_what_is_shown = true, .fields = form::resolve_fields,
     .shown = form::resolve_shown, .read = form::read_resolve},
    {.kind = FormKind::severity, .verb = "sev", .title = "Severity", .submit = "Change", .about_what_is_shown = true, .fields = form::severity_fields,
     .read = form::read_severity},
    {.kind = FormKind::status, .verb = "status", .title = "Status", .submit = "Change", .about_what_is_shown = true, .fields = form::status_fields,
     .read = form::read_status},
    {.kind = FormKind::link, .verb = "link", .title = "Link", .submit = "Add", .fields = form::link_fields, .read = form::read_link},
    {.kind = FormKind::related, .verb = "related", .title = "Related incident", .submit = "Add", .fields = form::related_fields, .read = form::read_related},
    {.kind = FormKind::merge, .verb = "merge", .title = "Merge", .submit = "Merge", .about_what_is_shown = true, .fields = form::merge_fields, .read = form::read_merge},
    {.kind = FormKind::assign, .verb = "assign", .title = "Page somebody else", .submit = "Page", .about_what_is_shown = true, .fields = form::assign_fields,
     .read = form::read_assign},
    {.kind = FormKind::snooze, .verb = "snooze", .title = "Snooze", .submit = "Snooze", .about_what_is_shown = true, .fields = form::snooze_fields,
     .read = form::read_snooze},
    {.kind = FormKind::escalate, .verb = "escalate", .title = "Page the next step", .submit = "Page", .about_what_is_shown = true, .fields = form::escalate_fields,
     .read = form::read_escalate},
    {.kind = FormKind::override_, .verb = "override", .title = "Override a schedule", .submit = "Override", .fields = form::override_fields,
     .impossible = form::no_schedules, .read = form::read_override},
    {.kind = FormKind::swap, .verb = "swap", .title = "Swap shifts", .submit = "Ask them", .fields = form::swap_fields, .impossible = form::no_schedules,
     .read = form::read_swap},
    {.kind = FormKind::import_, .verb = "import", .title = "Read the history", .submit = "Read", .fields = form::import_fields, .read = form::read_import},
    {.kind = FormKind::redact, .verb = "redact", .title = "Erase an entry", .submit = "Erase", .fields = form::redact_fields, .read = form::read_redact},
    {.kind = FormKind::more, .verb = "help", .title = "More", .submit = "Next", .fields = form::more_fields, .impossible = form::nothing_more,
     .read = form::read_more, .next = form::after_more},
    {.kind = FormKind::role, .verb = "role", .title = "Roles", .submit = "Save", .fields = form::role_fields, .shown = form::role_shown, .read = form::read_roles},
    {.kind = FormKind::task, .verb = "task", .title = "Task", .submit = "Add", .fields = form::item_fields, .read = form::read_item},
    {.kind = FormKind::followup, .verb = "followup", .title = "Follow-up", .submit = "Add", .fields = form::item_fields, .read = form::read_item},
    {.kind = FormKind::key_time, .verb = "set", .title = "Key times", .submit = "Save", .fields = form::time_fields, .shown = form::time_shown, .read = form::read_times},
    {.kind = FormKind::note, .verb = "note", .title = "Timeline entry", .submit = "Add", .fields = form::note_fields, .read = form::read_note},
    {.kind = FormKind::run, .verb = "run", .title = "Run a runbook", .submit = "Run", .about_what_is_shown = true, .fields = form::run_fields, .read = form::read_run},
    {.kind = FormKind::close, .verb = "close", .title = "Close", .submit = "Close", .about_what_is_shown = true, .fields = form::close_fields, .read = form::read_close},
    {.kind = FormKind::reopen, .verb = "reopen", .title = "Reopen", .submit = "Reopen", .about_what_is_shown = true, .fields = form::reopen_fields,
     .read = form::read_reopen},
    {.kind = FormKind::cancel, .verb = "cancel", .title = "False alarm", .submit = "It was none", .about_what_is_shown = true, .fields = form::cancel_fields,
     .read = form::read_cancel},
    {.kind = FormKind::page, .verb = "page", .title = "Page somebody", .submit = "Page", .about_what_is_shown = true, .fields = form::page_fields,
     .impossible = form::nobody_to_page, .read = form::read_page},
    {.kind = FormKind::runbook, .verb = "run", .title = "Run a runbook", .submit = "Next", .fields = form::runbook_fields, .impossible = form::no_runbooks,
     .next = form::after_runbook},
    {.kind = FormKind::run_reason, .verb = "runs", .title = "Why?", .submit = "Send", .result_is_in_sight = true, .fields = form::run_reason_fields, .read = form::read_run_reason},
    {.kind = FormKind::details, .verb = "set", .title = "Details", .submit = "Save", .fields = form::details_fields, .shown = form::details_shown,
     .read = form::read_details},
    {.kind = FormKind::postmortem, .verb = "postmortem", .title = "Post-mortem", .submit = "Save", .fields = form::postmortem_fields, .shown = form::postmortem_shown,
     .read = form::read_postmortem},
});

struct ShortcutForm {
    std::string_view callback_id;
    FormKind kind;
};

/// By the ids of the manifest that Slack was given.
constexpr std::array kShortcuts = std::to_array<ShortcutForm>({
    {slack::kDeclareShortcut, FormKind::declare},
    {slack::kNoteShortcut, FormKind::note},
    {slack::kFollowupShortcut, FormKind::followup},
    {slack::kDeclareFromShortcut, FormKind::declare},
});

}  // namespace

std::span<const FormSpec> forms() { return kForms; }

const FormSpec& spec_of(FormKind kind) { return *std::ranges::find(kForms, kind, &FormSpec::kind); }

std::optional<FormKind> form_of_shortcut(std::string_view callback_id) {
    const auto found = std::ranges::find(kShortcuts, callback_id, &ShortcutForm::callback_id);
    return found == kShortcuts.end() ? std::nullopt : std::optional(found->kind);
}

}  // namespace tocsin::handlers
