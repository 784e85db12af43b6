#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "handlers/form_kinds.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

/// Slack takes no more in one field; the record would.
constexpr std::size_t kMaxText = 3000;
constexpr std::size_t kMaxLine = 200;

}  // namespace

FormField field(std::string name, Kind kind, std::string label, bool optional, std::string hint) {
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

std::string shown_text(const std::string& known) { return text::code_points(known) <= kMaxText ? known : std::string(); }

FormField with_text(FormField field, const std::string& known) {
    if (shown_text(known) != known) field.hint = fmt::format("What stands here is too long for a form ({} characters), and stays unless you write something.", text::code_points(known));
    return with(std::move(field), shown_text(known));
}

FormField choice(std::string name, std::string label, std::vector<FormOption> options, bool optional, std::string hint) {
    FormField out = field(std::move(name), Kind::choice, std::move(label), optional, std::move(hint));
    out.options = std::move(options);
    return out;
}

FormField check(std::string name, std::string label, std::string words) {
    FormField out = field(std::move(name), Kind::check, std::move(label), true);
    out.options = {{"yes", std::move(words), ""}};
    return out;
}

std::vector<FormOption> severities() {
    std::vector<FormOption> out;
    for (const auto& [severity, name] : words::kSeverity)
        if (severity != Severity::unset)
            out.push_back({std::to_string(static_cast<int>(severity)), fmt::format("{} · {}", name, word_of(severity)), std::string(meaning_of(severity))});
    return out;
}

std::string seconds_of(const std::optional<Time>& at) { return at ? std::to_string(unix_seconds(*at)) : std::string(); }

std::string shown_person(const ActorId& person) { return is_slack_person(person) ? slack_user(person).value : std::string(); }

}  // namespace tocsin::handlers::form
