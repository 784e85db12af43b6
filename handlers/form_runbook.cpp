// Forms about runbooks: which one, and then what it needs, with what it would do above the fields.
#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/form_kinds.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

/// Slack's own limits for a menu that lists its options.
constexpr std::size_t kMaxOptions = 100;
constexpr std::size_t kMaxOptionValue = 150;
constexpr std::size_t kMaxValue = 2000;
constexpr const char* kDryRun = "dry_run";

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
    out.max_length = kMaxValue;
    return out;
}

}  // namespace

Fields runbook_fields(const FormScene&) {
    return {field("runbook", Kind::suggestion, "Which runbook?", false, "Type to search. Nothing runs yet: what it does and what it needs is shown next.")};
}

std::string no_runbooks(const FormScene& scene) {
    return scene.settings().runbooks->current()->all().empty() ? "There are no runbooks. `runbooks.dirs` in the configuration says where they are." : "";
}

std::optional<WantedForm> after_runbook(const FormScene& scene, FormReader& reader) {
    const RunbookName name(reader.line("runbook"));
    if (scene.settings().runbooks->current()->find(name) == nullptr) {
        reader.wrong("runbook", "There is no runbook of that name (any more). Choose one from the list.");
        return std::nullopt;
    }
    WantedForm out;
    out.form = reader.form();
    out.form.kind = FormKind::run;
    out.form.incident = reader.incident();
    out.form.argument = name.value;
    return out;
}

Fields run_fields(const FormScene& scene) {
    Fields out;
    if (const auto volume = scene.settings().runbooks->current()->find(RunbookName(scene.form.argument)))
        for (const auto& wanted : volume->runbook.parameters) out.push_back(parameter(wanted));
    out.push_back(check(kDryRun, "Or try it first", "Run nothing, only say what would happen"));
    return out;
}

void read_run(FormReader& reader) {
    command::RunbookStart start;
    start.runbook = RunbookName(reader.form().argument);
    start.dry_run = reader.checked(kDryRun);
    const std::string prefix = parameter_field("");
    for (const auto& [name, values] : reader.values())
        if (name.starts_with(prefix) && !reader.line(name).empty()) start.parameters.push_back({name.substr(prefix.size()), reader.line(name)});
    reader.add(start);
}

Fields run_reason_fields(const FormScene&) {
    return {field("reason", Kind::text, "Why?", false, "It stands in the timeline and in the post-mortem, in your name.")};
}

void read_run_reason(FormReader& reader) {
    const std::string reason = reader.needed_text("reason", "Say why.");
    if (reason.empty()) return;
    const auto parsed = parse("runs " + reader.form().argument + " REASON", {});
    const auto* answer = parsed ? std::get_if<command::RunAct>(&parsed->command) : nullptr;
    if (answer == nullptr) return reader.wrong("reason", "This form is not known any more. Press the button again.");
    command::RunAct said = *answer;
    said.note = text::one_line(reason);
    reader.add(std::move(said));
}

}  // namespace tocsin::handlers::form
