#include "handlers/form_draw.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/form_reader.hpp"
#include "handlers/runbook_words.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

using Kind = FormField::Kind;

constexpr std::size_t kMaxOptionLabel = 75;
constexpr std::size_t kMaxOptionValue = 150;
constexpr int kMaxOptions = 100;
// Of a runbook, above the fields of its parameters: a section of Slack holds 3,000 characters.
constexpr std::size_t kMaxDescription = 600;
constexpr std::size_t kMaxSteps = 15;

FormField which_incident(Context& context) {
    FormField out;
    out.name = "incident";
    out.kind = Kind::choice;
    out.label = "Which incident?";
    store::IncidentFilter open;
    open.limit = kMaxOptions;
    for (const IncidentNumber number : context.tables().incidents.list(open))
        if (const Incident* state = visible(context, number))
            out.options.push_back({std::to_string(number.value), text::truncate(context.name(number) + " · " + text::one_line(state->title), kMaxOptionLabel), ""});
    if (out.options.size() == 1) out.initial = out.options.front().value;
    return out;
}

bool is_digits(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos; }

bool is_user_id(std::string_view s) {
    return s.size() > 1 && s.size() < 30 && (s[0] == 'U' || s[0] == 'W') &&
           s.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

bool is_offered(const FormField& field, const std::string& value) { return std::ranges::find(field.options, value, &FormOption::value) != field.options.end(); }

/// Why this cannot stand in the field; empty if it can.
std::string misfit(const FormField& field, const std::string& value) {
    switch (field.kind) {
        case Kind::line:
        case Kind::text: {
            const std::size_t length = text::code_points(value);
            return length <= field.max_length ? "" : fmt::format("This has {} characters; {} fit. Shorten it.", length, field.max_length);
        }
        case Kind::choice: return is_offered(field, value) ? "" : "This is not on offer (any more). Choose again.";
        case Kind::suggestion: return value.size() <= kMaxOptionValue ? "" : "This is too long for a name.";
        case Kind::person: return is_user_id(value) ? "" : "This is nobody that Slack knows.";
        case Kind::time: return is_digits(value) ? "" : "This is no time.";
        case Kind::check: return value == "yes" ? "" : "This can be checked or not.";
    }
    return "";
}

std::string only_value(const FormValues& values, const std::string& field) {
    const auto found = values.find(field);
    return found == values.end() || found->second.empty() ? std::string() : found->second.front();
}

FieldError unknown_part(const FormView& view, const std::string& name) {
    const std::string shown = text::truncate(text::one_line(name), 40);
    return {first_field(view),
            fmt::format("This form has a part that is not known here (`{}`); it may come from another version of tocsin. Open it again: what you typed is kept.", shown)};
}

/// Which runbook a form of parameters is about, and what it does; its own title says only that one is to run.
void describe_runbook(const Context& context, const Form& form, Markup& intro) {
    const auto volume = form.kind == FormKind::run ? context.settings().runbooks->current()->find(RunbookName(form.argument)) : nullptr;
    if (volume == nullptr) return;
    const auto& runbook = volume->runbook;
    if (!intro.empty()) intro << "\n";
    intro.code(form.argument) << ": " << text::truncate(text::one_line(runbook.title), 200);
    if (!runbook.description.empty()) intro << "\n" << text::truncate(runbook.description, kMaxDescription);
    intro << runbook_steps(runbook, kMaxSteps);
}

}  // namespace

std::string first_field(const FormView& view) { return view.fields.empty() ? std::string() : view.fields.front().name; }

FormView draw(Context& context, Form form, const Incident* state) {
    const FormSpec& spec = spec_of(form.kind);
    FormView view;
    view.title = spec.title;
    view.submit = spec.submit;
    view.fields = spec.fields({context, state, form});
    if (state != nullptr) {
        if (spec.shown != nullptr) form.argument = encode_shown(spec.shown(*state));
        form.seen_status = state->status;
        view.intro.bold(context.name(state->number));
        view.intro << " · " << text::truncate(text::one_line(state->title), 200) << " · " << std::string(name_of(state->status));
    } else if (find_verb(spec.verb)->needs_incident) {
        view.fields.insert(view.fields.begin(), which_incident(context));
    }
    describe_runbook(context, form, view.intro);
    view.form = std::move(form);
    return view;
}

void fill(FormView& view, const FormValues& values) {
    for (FormField& field : view.fields) {
        const auto found = values.find(field.name);
        if (found == values.end()) continue;
        std::string value = found->second.empty() ? std::string() : found->second.front();
        if (value.empty() || misfit(field, value).empty()) field.initial = std::move(value);
        else if (field.kind == Kind::line || field.kind == Kind::text) field.initial = text::truncate(value, field.max_length);
    }
}

std::vector<FieldError> mistakes_in(const FormView& view, const FormValues& values) {
    std::vector<FieldError> out;
    for (const auto& [name, given] : values) {
        const auto field = std::ranges::find(view.fields, name, &FormField::name);
        if (field == view.fields.end()) return {unknown_part(view, name)};
        std::string why = given.size() > 1 ? "One answer is enough here." : given.empty() ? "" : misfit(*field, given.front());
        if (!why.empty()) out.push_back({name, std::move(why)});
    }
    for (const FormField& field : view.fields)
        if (!field.optional && text::trim(only_value(values, field.name)).empty()) out.push_back({field.name, "This must be filled in."});
    return out;
}

bool differs(const FormView& view, const FormValues& values) {
    // Menus of times know no seconds.
    const auto shown = [](const FormField& field, const std::string& value) {
        const auto seconds = field.kind == Kind::time ? text::parse_int(value) : std::nullopt;
        return seconds ? std::to_string(*seconds / 60) : value;
    };
    return std::ranges::any_of(view.fields, [&](const FormField& field) { return shown(field, only_value(values, field.name)) != shown(field, field.initial); });
}

}  // namespace tocsin::handlers
