// The table of forms: what each kind shows, and which command what comes back means.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/slack/surface.hpp"
#include "handlers/form_reader.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::handlers {
namespace {

using Kind = FormField::Kind;
using Fields = std::vector<FormField>;

/// What a command keeps of a text is 8,000 bytes; a character has up to four.
constexpr std::size_t kMaxText = 2000;
constexpr std::size_t kMaxLine = 200;
/// Slack's own limits for a menu that lists its options.
constexpr std::size_t kMaxOptions = 100;
constexpr std::size_t kMaxOptionValue = 150;
constexpr std::array kSettable{KeyTime::started, KeyTime::detected, KeyTime::acknowledged, KeyTime::mitigated, KeyTime::resolved};

FormField field(std::string name, Kind kind, std::string label, bool optional = false, std::string hint = {}) {
    FormField out;
    out.name = std::move(name);
    out.kind = kind;
    out.label = std::move(label);
    out.hint = std::move(hint);
    out.optional = optional;
    out.max_length = kind == Kind::text ? kMaxText : kMaxLine;
    return out;
}

FormField with(FormField field, std::string initial) {
    field.initial = std::move(initial);
    return field;
}

FormField choice(std::string name, std::string label, std::vector<FormOption> options, bool optional = false, std::string hint = {}) {
    FormField out = field(std::move(name), Kind::choice, std::move(label), optional, std::move(hint));
    out.options = std::move(options);
    return out;
}

std::vector<FormOption> severities() {
    std::vector<FormOption> out;
    for (const auto& [severity, name] : words::kSeverity)
        if (severity != Severity::unset)
            out.push_back({std::to_string(static_cast<int>(severity)), fmt::format("{} · {}", name, word_of(severity)), std::string(meaning_of(severity))});
    return out;
}

std::optional<Severity> severity_in(const std::string& value) {
    const auto number = text::parse_int(value);
    if (!number || *number < 1 || *number > 5) return std::nullopt;
    return static_cast<Severity>(*number);
}

std::string seconds_of(const std::optional<Time>& at) { return at ? std::to_string(unix_seconds(*at)) : std::string(); }

// --- declare ---

/// The argument of a form that was opened by `declare --drill`.
constexpr std::string_view kDrill = "drill";

Fields declare_fields(const FormScene&) {
    return {field("title", Kind::line, "What is wrong?", false, "One line, as people feel it: “Checkout is failing”."),
            choice("severity", "How bad is it?", severities(), true, "It can be changed at any time."),
            field("service", Kind::suggestion, "Which service?", true, "Type to search."),
            field("summary", Kind::text, "What do you see?", true, "Errors, since when, who told you."),
            field("private", Kind::check, "Keep it private: only who is invited can see it", true)};
}

void read_declare(FormReader& reader) {
    command::Declare declare;
    declare.title = reader.needed_line("title", "Say in a few words what is wrong.");
    declare.severity = severity_in(reader.value("severity"));
    declare.service = ServiceName(reader.line("service"));
    declare.private_ = reader.checked("private");
    declare.drill = reader.form().argument == kDrill;
    reader.add(declare);
    if (std::string summary = reader.text("summary"); !summary.empty()) reader.add(command::SetSummary{std::move(summary)});
}

// --- update ---

std::vector<FormOption> promises() {
    return {{"15m", "In 15 minutes", ""}, {"30m", "In 30 minutes", ""},  {"1h", "In an hour", ""},
            {"2h", "In two hours", ""},   {"4h", "In four hours", ""}, {"none", "I cannot say yet", ""}};
}

Fields update_fields(const FormScene& scene) {
    Fields out{field("text", Kind::text, "What shall stakeholders know?", false, "What is affected, what is being done. It is posted as you write it.")};
    if (scene.state == nullptr || is_open(scene.state->status))
        out.push_back(with(choice("next", "When do they hear again?", promises(), true, "You are reminded before it is due."), "30m"));
    return out;
}

void read_update(FormReader& reader) {
    std::string text = reader.needed_text("text", "Say what stakeholders shall know.");
    const bool promises = reader.value("next") != "none";
    reader.add(command::PublishUpdate{std::move(text), promises ? reader.future("next") : std::nullopt});
}

// --- how bad, how far ---

Fields resolve_fields(const FormScene& scene) {
    return {field("summary", Kind::text, "How did it end?", true, "Everybody reads it: what was done, and that the impact is over."),
            with(field("mitigated", Kind::time, "Since when is it over for people?", true, "Empty: now."),
                 scene.state == nullptr ? std::string() : seconds_of(scene.state->time(KeyTime::mitigated))),
            field("cause", Kind::text, "What caused it, as far as is known?", true, "It goes into the timeline; the post-mortem can say it better.")};
}

/// The times as the form shows them, so that one that nobody touched sets nothing.
std::string shown_times(const Incident& state) {
    std::string out;
    for (const KeyTime which : kSettable) out += (out.empty() ? "" : ",") + std::string(name_of(which)) + "=" + seconds_of(state.time(which));
    return out;
}

/// To the minute: menus of times know no seconds, and what they cut off nobody has changed.
bool was_shown(const FormReader& reader, KeyTime which, const std::string& value) {
    constexpr std::int64_t kMinute = 60;
    const auto typed = text::parse_int(value);
    const std::string name = std::string(name_of(which)) + "=";
    for (const std::string_view pair : text::split(reader.form().argument, ',')) {
        if (!pair.starts_with(name)) continue;
        const auto shown = text::parse_int(pair.substr(name.size()));
        return typed && shown && *typed / kMinute == *shown / kMinute;
    }
    return false;
}

/// A time that somebody changed; an emptied field changes nothing, since menus of times cannot be emptied everywhere.
void read_time(FormReader& reader, KeyTime which) {
    const std::string name(name_of(which));
    if (reader.value(name).empty() || was_shown(reader, which, reader.value(name))) return;
    if (const auto at = reader.past(name)) reader.add(command::SetTime{which, at});
}

void read_resolve(FormReader& reader) {
    reader.add(command::Resolve{reader.text("summary")});
    read_time(reader, KeyTime::mitigated);
    if (const std::string cause = reader.text("cause"); !cause.empty()) reader.add(command::Note{"Cause, as far as is known: " + cause, {}});
}

Fields severity_fields(const FormScene& scene) {
    const bool known = scene.state != nullptr && scene.state->severity != Severity::unset;
    return {with(choice("severity", "How bad is it?", severities()), known ? std::to_string(static_cast<int>(scene.state->severity)) : std::string()),
            field("reason", Kind::text, "Why?", true)};
}

void read_severity(FormReader& reader) {
    const auto severity = severity_in(reader.value("severity"));
    if (!severity) return reader.wrong("severity", "Choose one.");
    reader.add(command::SetSeverity{*severity, reader.text("reason")});
}

Fields close_fields(const FormScene&) {
    return {field("summary", Kind::text, "Anything left to say?", true, "Tasks and follow-ups stay open until they are done.")};
}
void read_close(FormReader& reader) { reader.add(command::Close{reader.text("summary")}); }

Fields reopen_fields(const FormScene&) { return {field("reason", Kind::text, "What came back?")}; }
void read_reopen(FormReader& reader) { reader.add(command::Reopen{reader.needed_text("reason", "Say what came back.")}); }

// --- people, tasks ---

Markup role_holders(const Incident& state) {
    Markup out("Now: ");
    for (const auto& [role, name] : words::kRole) {
        out << (role == Role::lead ? "" : ", ") << std::string(name) << " ";
        if (state.role(role).empty()) out << "nobody";
        else out.person(state.role(role).value);
    }
    return out << ".";
}

Fields role_fields(const FormScene&) {
    return {with(choice("role", "Which role?",
                        {{"lead", "Lead", "Decides, and knows who does what"}, {"comms", "Comms", "Writes the updates for stakeholders"}, {"scribe", "Scribe", "Keeps the timeline"}}),
                 "lead"),
            field("person", Kind::person, "Who?", true, "Empty: nobody has the role any more.")};
}

void read_role(FormReader& reader) {
    const auto role = words::find_in(words::kRole, reader.value("role"));
    if (!role) return reader.wrong("role", "Choose one.");
    reader.add(command::AssignRole{*role, reader.person("person")});
}

Fields item_fields(const FormScene& scene) {
    const bool followup = scene.form.kind == FormKind::followup;
    FormField text = field("text", Kind::text, followup ? "What is to be done afterwards?" : "What is to be done now?");
    text.max_length = 250;
    return {std::move(text), field("owner", Kind::person, "Who does it?", true), field("due", Kind::time, "Until when?", true)};
}

void read_item(FormReader& reader) {
    std::string text = reader.needed_text("text", "Say what is to be done.");
    reader.add(command::TaskAdd{std::move(text), reader.person("owner"), reader.future("due"), reader.form().kind == FormKind::followup});
}

// --- the record ---

Fields time_fields(const FormScene& scene) {
    constexpr std::array<std::string_view, kSettable.size()> kLabels{"Impact started", "Detected", "Acknowledged", "Mitigated: over for people", "Resolved"};
    Fields out;
    for (std::size_t i = 0; i < kSettable.size(); ++i)
        out.push_back(with(field(std::string(name_of(kSettable[i])), Kind::time, std::string(kLabels[i]), true),
                           scene.state == nullptr ? std::string() : seconds_of(scene.state->time(kSettable[i]))));
    out.back().hint = fmt::format("What you leave as it is, stays. `{} set started clear` takes one away.", scene.settings.command);
    return out;
}

void read_times(FormReader& reader) {
    for (const KeyTime which : kSettable) read_time(reader, which);
}

Fields note_fields(const FormScene&) {
    return {field("text", Kind::text, "What happened?"), field("at", Kind::time, "When?", true, "Empty: now.")};
}

void read_note(FormReader& reader) {
    std::string text = reader.needed_text("text", "Say what happened.");
    reader.add(command::Note{std::move(text), reader.past("at")});
}

// --- runbooks ---

/// The names of parameters are the runbook's own; the dot keeps them apart from the fields of every form.
std::string parameter_field(const std::string& name) { return "parameter." + name; }

bool fits_menu(const std::vector<std::string>& choices) {
    const auto fits = [](const std::string& one) { return !one.empty() && one.size() <= kMaxOptionValue; };
    return !choices.empty() && choices.size() <= kMaxOptions && std::ranges::all_of(choices, fits);
}

FormField parameter(const runbooks::Parameter& wanted) {
    std::vector<std::string> choices = wanted.choices;
    if (wanted.type == runbooks::ParameterType::boolean) choices = {"true", "false"};
    FormField out = field(parameter_field(wanted.name), Kind::line, wanted.name, !wanted.required || wanted.fallback.has_value(), wanted.help);
    if (wanted.type != runbooks::ParameterType::list && fits_menu(choices)) {
        out.kind = Kind::choice;
        for (const auto& one : choices) out.options.push_back({one, one, ""});
    }
    out.initial = wanted.fallback.value_or("");
    out.max_length = kMaxText;
    return out;
}

Fields run_fields(const FormScene& scene) {
    Fields out;
    const auto volume = scene.settings.runbooks->current()->find(RunbookName(scene.form.argument));
    if (volume == nullptr) return out;
    for (const auto& wanted : volume->runbook.parameters) out.push_back(parameter(wanted));
    return out;
}

void read_run(FormReader& reader) {
    command::RunbookStart start;
    start.runbook = RunbookName(reader.form().argument);
    const std::string prefix = parameter_field("");
    for (const auto& [name, values] : reader.values())
        if (name.starts_with(prefix) && !reader.line(name).empty()) start.parameters.push_back({name.substr(prefix.size()), reader.line(name)});
    reader.add(start);
}

constexpr std::array kForms = std::to_array<FormSpec>({
    {FormKind::declare, "declare", "Declare an incident", "Declare", false, declare_fields, nullptr, read_declare},
    {FormKind::update, "update", "Status update", "Publish", true, update_fields, nullptr, read_update},
    {FormKind::resolve, "resolve", "Resolve", "Resolve", true, resolve_fields, shown_times, read_resolve},
    {FormKind::severity, "sev", "Severity", "Change", true, severity_fields, nullptr, read_severity},
    {FormKind::role, "role", "Roles", "Assign", false, role_fields, nullptr, read_role, role_holders},
    {FormKind::task, "task", "Task", "Add", false, item_fields, nullptr, read_item},
    {FormKind::followup, "followup", "Follow-up", "Add", false, item_fields, nullptr, read_item},
    {FormKind::key_time, "set", "Key times", "Save", false, time_fields, shown_times, read_times},
    {FormKind::note, "note", "Timeline entry", "Add", false, note_fields, nullptr, read_note},
    {FormKind::run, "run", "Run a runbook", "Run", true, run_fields, nullptr, read_run},
    {FormKind::close, "close", "Close", "Close", true, close_fields, nullptr, read_close},
    {FormKind::reopen, "reopen", "Reopen", "Reopen", true, reopen_fields, nullptr, read_reopen},
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
