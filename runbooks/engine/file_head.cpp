// The head of the file: everything but its steps.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "runbooks/engine/file_reader.hpp"
#include "runbooks/engine/list_text.hpp"

namespace tocsin::runbooks {
namespace {

/// A parameter of one of these names could not be told from what the language itself knows.
constexpr std::array<std::string_view, 6> kWords{"steps", "secret", "true", "false", "in", "matches"};

bool is_taken(std::string_view name) {
    const auto among = [&](const auto& words) { return std::ranges::find(words, name) != words.end(); };
    return among(kWords) || among(kIncidentFields) || among(kItemFields);
}

std::optional<AccessLevel> read_level(YamlSection& from, const std::string& key) {
    static constexpr std::array levels{AccessLevel::member, AccessLevel::operator_, AccessLevel::admin};
    const auto chosen = from.choice(key, {"member", "operator", "admin"});
    return chosen ? std::optional(levels[*chosen]) : std::nullopt;
}

std::vector<Severity> read_severities(YamlSection& from, const std::string& key) {
    std::vector<Severity> out;
    for (const auto& text : one_or_more(from, key)) {
        const auto number = text::parse_int(text.size() == 4 && text::lower(text).starts_with("sev") ? text.substr(3) : text);
        if (number && *number >= 1 && *number <= 5) out.push_back(static_cast<Severity>(*number));
        else from.mistake(key, fmt::format("must be 1 to 5, not `{}`", text));
    }
    return out;
}

void check_default(YamlSection& from, const Parameter& parameter) {
    if (parameter.required && parameter.fallback) from.mistake("default", "and `required: true` are both there; keep one");
}

/// What a person types stands in the timeline, in clear and for ever.
void refuse_secret(YamlSection& from) {
    if (!from.has("secret")) return;
    from.accept("secret");
    from.mistake("secret", "has no place here: what is typed is kept in the timeline. Secrets are references: put the value under `runbooks.secrets` of the "
                           "configuration and use {{secret.NAME}} in `environment` or `headers`");
}

/// `default`: a text; of a list also a list.
std::optional<std::string> read_default(YamlSection& from, ParameterType type) {
    const YAML::Node found = from.node("default");
    if (type == ParameterType::list && found.IsDefined() && found.IsSequence()) return list_text(from.texts("default"));
    return from.text("default");
}

}  // namespace

void FileReader::read_attach(YamlSection from) {
    Attach attach;
    attach.services = one_or_more(from, "service");
    attach.severities = read_severities(from, "severity");
    attach.title = from.text("title").value_or("");
    must_compile(from, "title", attach.title);
    if (from.choice("start", {"suggest", "auto"}) == 1) attach.start = AttachStart::auto_;
    if (attach.services.empty() && attach.severities.empty() && attach.title.empty())
        from.mistake("service", "is missing, and so are `severity` and `title`: it would be attached to every incident");
    from.refuse_unknown();
    runbook.attach.push_back(std::move(attach));
}

void FileReader::read_parameter(const std::string& name, const YAML::Node& node) {
    YamlSection from(node, "parameters.", report);
    Parameter parameter;
    parameter.name = name;
    note_place("parameters." + name, node.Mark());
    if (!is_name(name))
        report.mistake(node.Mark(), fmt::format("a parameter's name begins with a letter and holds letters, digits, `-` and `_`, at most 40; not `{}`", name));
    if (is_taken(name)) report.mistake(node.Mark(), fmt::format("no parameter can be called `{}`: the language knows it already; use that, or give the parameter another name", name));
    if (const auto type = from.choice("type", {"string", "integer", "boolean", "list"})) parameter.type = static_cast<ParameterType>(*type);
    parameter.pattern = from.text("pattern").value_or("");
    must_compile(from, "pattern", parameter.pattern);
    parameter.choices = from.texts("choices");
    parameter.fallback = read_default(from, parameter.type);
    note_place("parameters." + name + ".default", from.mark("default"));
    parameter.required = from.boolean("required").value_or(false);
    refuse_secret(from);
    parameter.help = from.text("help").value_or("");
    check_default(from, parameter);
    from.refuse_unknown();
    runbook.parameters.push_back(std::move(parameter));
}

void FileReader::read_permissions(YamlSection from) {
    runbook.may_start = read_level(from, "start").value_or(runbook.may_start);
    runbook.may_approve = read_level(from, "approve").value_or(runbook.may_approve);
    from.refuse_unknown();
}

void FileReader::read(YamlSection top) {
    if (!top.present()) {
        if (report.errors.empty()) report.mistake(YAML::Mark::null_mark(), "the file is empty; docs/runbooks.md has one to start from");
        return;
    }
    runbook.name = RunbookName(top.required("runbook"));
    note_place("runbook", top.mark("runbook"));
    if (!runbook.name.empty() && !is_id(runbook.name.value))
        top.mistake("runbook", fmt::format("may hold small letters, digits and `-`, at most 40, not `{}`", runbook.name.value));
    runbook.title = top.required("title");
    runbook.description = top.text("description").value_or("");
    for (auto& attach : items(top, "attach", "attach.")) read_attach(attach);
    for (const auto& [name, node] : entries(top, "parameters")) read_parameter(name, node);
    read_permissions(top.section("permissions"));
    if (YamlSection from = top.section("concurrency"); from.present()) {
        runbook.concurrency = Concurrency{required_template(from, "group", "concurrency.")};
        if (from.choice("when_busy", {"queue", "reject"}) == 1) runbook.concurrency->when_busy = WhenBusy::reject;
        runbook.concurrency->limit = read_count(from, "limit", 1, 100).value_or(1);
        from.refuse_unknown();
    }
    runbook.timeout = top.duration("timeout").value_or(runbook.timeout);
    runbook.steps = read_steps(top, "steps");
    if (runbook.steps.empty()) top.mistake("steps", "needs at least one step");
    if (steps > kMostSteps) top.mistake("steps", fmt::format("are {}; at most {}", steps, kMostSteps));
    top.refuse_unknown();
}

}  // namespace tocsin::runbooks
