// Which form somebody means who typed a command without its arguments or used a shortcut of a message.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/forms.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kMaxTitle = 120;
constexpr std::size_t kMaxQuote = 1500;

WantedForm wanted(FormKind kind, IncidentNumber incident = {}) {
    WantedForm out;
    out.form.kind = kind;
    out.form.incident = incident;
    return out;
}

std::optional<WantedForm> for_declare(const command::Declare& declare) {
    if (!declare.title.empty()) return std::nullopt;
    WantedForm out = wanted(FormKind::declare);
    if (declare.severity) out.values["severity"] = {std::to_string(static_cast<int>(*declare.severity))};
    if (!declare.service.empty()) out.values["service"] = {declare.service.value};
    if (declare.private_) out.values["private"] = {"yes"};
    if (declare.drill) out.form.argument = "drill";
    return out;
}

/// Only for what is missing: a name that the runbook does not know, or a value that does not fit, is a slip of the typist.
std::optional<WantedForm> for_run(const command::RunbookStart& start, IncidentNumber incident, const Settings& settings) {
    const auto volume = settings.runbooks->current()->find(start.runbook);
    if (volume == nullptr || start.dry_run) return std::nullopt;
    const auto& runbook = volume->runbook;
    const auto resolved = runbooks::resolve(runbook, start.parameters);
    if (resolved) return std::nullopt;
    const auto is_missing = [&](const runbooks::ParameterMistake& mistake) {
        const bool known = std::ranges::find(runbook.parameters, mistake.name, &runbooks::Parameter::name) != runbook.parameters.end();
        return known && std::ranges::find(start.parameters, mistake.name, &RunValue::name) == start.parameters.end();
    };
    if (!std::ranges::all_of(resolved.error(), is_missing)) return std::nullopt;
    WantedForm out = wanted(FormKind::run, incident);
    out.form.argument = start.runbook.value;
    for (const auto& parameter : start.parameters) out.values["parameter." + parameter.name] = {parameter.value};
    return out;
}

/// `set title` and nothing after it: the form that has the four texts.
std::optional<WantedForm> for_set(std::string_view typed, const ParseContext& context) {
    constexpr std::array<std::string_view, 4> kTexts{"title", "summary", "cause", "service"};
    for (const std::string_view name : kTexts) {
        const auto end = text::trim(typed);
        if (!text::lower(end).ends_with(name)) continue;
        const auto bare = bare_verb(end.substr(0, end.size() - name.size()), context);
        if (bare && bare->verb->name == "set") return wanted(FormKind::details, bare->incident);
    }
    return std::nullopt;
}

}  // namespace

std::optional<WantedForm> form_instead(std::string_view typed, const Result<ParsedCommand>& parsed, const ParseContext& context, const Settings& settings) {
    if (parsed) {
        if (const auto* declare = std::get_if<command::Declare>(&parsed->command)) return for_declare(*declare);
        if (const auto* start = std::get_if<command::RunbookStart>(&parsed->command)) return for_run(*start, parsed->incident, settings);
        return std::nullopt;
    }
    if (auto details = for_set(typed, context)) return details;
    const auto bare = bare_verb(typed, context);
    if (!bare || !bare->verb->form) return std::nullopt;
    return wanted(*bare->verb->form, bare->incident);
}

namespace {

/// As many as a form has room for.
std::string files_of(const QuotedMessage& message) {
    constexpr std::size_t kShown = 5;
    std::string out;
    for (std::size_t i = 0; i < std::min(message.files.size(), kShown); ++i) {
        const auto& file = message.files[i];
        out += "\n📎 " + text::truncate(text::one_line(file.name), kMaxTitle) + (file.type.empty() ? "" : " (" + file.type + ")") + (file.link.empty() ? "" : " " + file.link);
    }
    if (message.files.size() > kShown) out += fmt::format("\n📎 … and {} more", message.files.size() - kShown);
    return out;
}

}  // namespace

WantedForm form_about(FormKind kind, const QuotedMessage& message) {
    WantedForm out = wanted(kind);
    const std::string by = message.author.empty() ? std::string() : "— " + message.author;
    const std::string source = std::string(text::trim(by + (message.link.empty() ? "" : " " + message.link)));
    const std::string quote = text::truncate(text::trim(message.text), kMaxQuote);
    const std::string whole = (source.empty() ? quote : quote + "\n" + source) + files_of(message);
    switch (kind) {
        case FormKind::declare: {
            const auto lines = text::split(text::trim(message.text), '\n');
            out.values["title"] = {lines.empty() ? std::string() : text::truncate(text::one_line(lines.front()), kMaxTitle)};
            out.values["summary"] = {whole};
            break;
        }
        case FormKind::followup: {
            const std::string line = text::one_line(message.text);
            out.values["text"] = {text::truncate(line, kMaxTitle) + (message.link.empty() ? "" : " " + message.link)};
            break;
        }
        default:
            out.values["text"] = {whole};
            out.values["at"] = {std::to_string(unix_seconds(message.at))};
            break;
    }
    return out;
}

}  // namespace tocsin::handlers
