// What a step does: one function a kind.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "runbooks/engine/file_reader.hpp"
#include "runbooks/engine/list_text.hpp"

namespace tocsin::runbooks {
namespace {

struct Kind {
    const char* key;
    Work (*read)(FileReader& reader, YamlSection& step);
};

constexpr std::array<Kind, 11> kKinds{{
    {"command", [](FileReader& r, YamlSection& s) -> Work { return r.read_command(s.section("command"), "command."); }},
    {"http", [](FileReader& r, YamlSection& s) -> Work { return r.read_http(s.section("http"), "http."); }},
    {"chat", [](FileReader& r, YamlSection& s) -> Work { return ChatStep{r.read_only_text(s.section("chat"), "chat.")}; }},
    {"manual", [](FileReader& r, YamlSection& s) -> Work { return ManualStep{r.read_only_text(s.section("manual"), "manual.")}; }},
    {"approval", [](FileReader& r, YamlSection& s) -> Work { return r.read_approval(s.section("approval")); }},
    {"wait", [](FileReader& r, YamlSection& s) -> Work { return r.read_wait(s.section("wait")); }},
    {"page", [](FileReader& r, YamlSection& s) -> Work { return r.read_page(s.section("page"), "page."); }},
    {"set", [](FileReader& r, YamlSection& s) -> Work { return r.read_set(s.section("set")); }},
    {"runbook", [](FileReader& r, YamlSection& s) -> Work { return r.read_child(s.section("runbook")); }},
    {"parallel", [](FileReader& r, YamlSection& s) -> Work { return ParallelStep{r.read_steps(s, "parallel")}; }},
    {"foreach", [](FileReader& r, YamlSection& s) -> Work { return r.read_foreach(s.section("foreach")); }},
}};

bool is_variable(std::string_view s) {
    return !s.empty() && !(s.front() >= '0' && s.front() <= '9') &&
           std::ranges::all_of(s, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// RFC 9110 token, as far as headers in use have it.
bool is_header(std::string_view s) {
    return !s.empty() && std::ranges::all_of(s, [](char c) { return c == '-' || is_variable({&c, 1}) || (c >= '0' && c <= '9'); });
}

bool is_until(std::string_view s) {
    if (s.size() != 5) return s.size() > 10 && (s.ends_with('Z') || s.find_first_of("+-", 11) != std::string_view::npos) && parse_iso8601(s).has_value();
    const auto hours = text::parse_int(s.substr(0, 2)), minutes = text::parse_int(s.substr(3));
    return s[2] == ':' && hours && minutes && *hours >= 0 && *hours < 24 && *minutes >= 0 && *minutes < 60;
}

std::vector<int> read_statuses(YamlSection& from) {
    std::vector<int> out;
    for (const auto& code : one_or_more(from, "status")) {
        const auto number = text::parse_int(code);
        if (number && *number >= 100 && *number <= 599) out.push_back(static_cast<int>(*number));
        else from.mistake("status", fmt::format("must be from 100 to 599, not `{}`", code));
    }
    return out;
}

void read_expect(YamlSection from, HttpStep& step) {
    step.expect_status = read_statuses(from);
    const auto json = from.text("json"), header = from.text("header"), equals = from.text("equals");
    if (json && header) from.mistake("header", "and `json` are both there; keep one");
    if ((json || header) != equals.has_value()) from.mistake("equals", "goes with `json` or `header`: what the value there must be");
    if (json || header) step.expect_value = Output{"", json ? Output::From::json : Output::From::header, json ? *json : *header};
    step.expect_equals = equals.value_or("");
    from.refuse_unknown();
}

/// What other tools call a line for a shell.
constexpr std::array<const char*, 7> kShellKeys{"run", "shell", "script", "bash", "sh", "cmd", "exec"};

/// `kubectl get pods` as it is written here; what only a shell could take apart is left to whoever wrote it.
std::string as_command(std::string_view line) {
    std::string argv;
    if (line.empty() || line.find_first_of("\"'|&;<>()$`\\*?~#!\n") != std::string_view::npos || line.contains("{{ ")) return "command: {argv: [NAME, ARGUMENT, …]}";
    for (const auto word : text::split(line, ' ')) {
        if (word.empty()) continue;
        const bool plain = word.find_first_of("{}[],:%@") == std::string_view::npos;
        argv += (argv.empty() ? "" : ", ") + (plain ? std::string(word) : fmt::format("\"{}\"", word));
    }
    return "command: {argv: [" + text::truncate(argv, 200) + "]}";
}

/// Whether the step was given a line for a shell, which is then said.
bool is_for_a_shell(YamlSection& from) {
    const bool line = from.has("command") && from.node("command").IsScalar();
    const auto found = std::ranges::find_if(kShellKeys, [&](const char* key) { return from.has(key); });
    if (!line && found == kShellKeys.end()) return false;
    const std::string key = line ? "command" : *found;
    const YAML::Node given = from.node(key);
    from.mistake(key, "would need a shell, and there is none: write " + as_command(given.IsScalar() ? given.as<std::string>() : ""));
    return true;
}

}  // namespace

Work FileReader::read_work(YamlSection& from) {
    const Kind* chosen = nullptr;
    for (const auto& kind : kKinds) {
        if (!from.node(kind.key).IsDefined()) continue;
        if (chosen != nullptr) from.mistake(kind.key, fmt::format("and `{}` are both there; a step does one thing", chosen->key));
        else chosen = &kind;
    }
    if (is_for_a_shell(from)) return CommandStep{};
    if (chosen != nullptr) {
        note_place(chosen->key, from.mark(chosen->key));
        return chosen->read(*this, from);
    }
    std::vector<std::string> keys;
    keys.reserve(kKinds.size());
    for (const auto& kind : kKinds) keys.emplace_back(kind.key);
    from.mistake("id", fmt::format("does nothing; a step has one of {}", text::join(keys, ", ")));
    return CommandStep{};
}

TextTemplate FileReader::read_only_text(YamlSection from, const std::string& field) {
    auto out = required_template(from, "text", field);
    from.refuse_unknown();
    return out;
}

CommandStep FileReader::read_command(YamlSection from, const std::string& field) {
    CommandStep out;
    const YAML::Node argv = from.node("argv");
    if (!argv.IsDefined() || !argv.IsSequence() || argv.size() == 0) from.mistake("argv", "is required: a list, the command's name first");
    else
        for (const auto& element : argv) out.argv.push_back(parse_template(element, fmt::format("{}argv[{}]", field, out.argv.size())));
    out.environment = read_templates(from, "environment", field, is_variable, "name of a variable");
    from.refuse_unknown();
    return out;
}

HttpStep FileReader::read_http(YamlSection from, const std::string& field) {
    static const std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    HttpStep out;
    if (const auto chosen = from.choice("method", methods)) out.method = methods[*chosen];
    out.url = required_template(from, "url", field);
    const bool shaped = out.url.empty() || (!out.url.parts().front().is_reference &&
                                            (out.url.parts().front().text.starts_with("https://") || out.url.parts().front().text.starts_with("http://")));
    if (!shaped) from.mistake("url", "must begin with https:// or http://");
    out.headers = read_templates(from, "headers", field, is_header, "name of a header");
    out.body = read_template(from, "body", field);
    read_expect(from.section("expect"), out);
    from.refuse_unknown();
    return out;
}

ApprovalStep FileReader::read_approval(YamlSection from) {
    ApprovalStep out;
    out.text = required_template(from, "text", "approval.");
    out.quorum = read_count(from, "quorum", 1, 10).value_or(out.quorum);
    out.not_starter = from.boolean("not_starter").value_or(false);
    out.expires = from.duration("expires").value_or(out.expires);
    from.refuse_unknown();
    return out;
}

WaitStep FileReader::read_wait(YamlSection from) {
    WaitStep out;
    out.duration = from.duration("duration");
    YamlSection until = from.section("until");
    if (from.present() && from.node("until").IsDefined() == from.node("duration").IsDefined())
        from.mistake("duration", "or `until` is required, and not both");
    out.until_time = until.text("time").value_or("");
    if (!out.until_time.empty() && !is_until(out.until_time))
        until.mistake("time", fmt::format("must be \"14:30\" (UTC) or 2026-01-05T14:30:00Z, not `{}`", out.until_time));
    out.until_expression = read_expression(until, "if", "wait.until.if");
    if (YamlSection http = until.section("http"); http.present()) out.until_http = read_http(std::move(http), "wait.until.http.");
    if (YamlSection command = until.section("command"); command.present()) out.until_command = read_command(std::move(command), "wait.until.command.");
    const auto given = std::ranges::count_if(std::array{"time", "if", "http", "command"}, [&](const char* key) { return until.node(key).IsDefined(); });
    if (until.present() && given != 1) from.mistake("until", "needs exactly one of `time`, `if`, `http` and `command`");
    out.every = from.duration("every").value_or(out.every);
    out.at_most = from.duration("at_most").value_or(std::max(out.at_most, out.every));
    if (out.at_most < out.every) from.mistake("at_most", "is less than `every`: it would be tried once");
    until.refuse_unknown();
    from.refuse_unknown();
    return out;
}

PageStep FileReader::read_page(YamlSection from, const std::string& field) {
    PageStep out{required_template(from, "target", field), read_template(from, "reason", field)};
    from.refuse_unknown();
    return out;
}

SetStep FileReader::read_set(YamlSection from) {
    static const std::vector<std::string> statuses{"investigating", "identified", "monitoring", "resolved"};
    SetStep out;
    if (const auto chosen = from.choice("status", statuses)) out.status = statuses[*chosen];
    if (const auto severity = read_count(from, "severity", 1, 5)) out.severity = std::to_string(*severity);
    YamlSection roles = from.section("roles");
    for (const auto& [role, name] : words::kRole) {
        const std::string key(name);
        if (auto person = read_template(roles, key, "set.roles."); !person.empty()) out.roles.emplace(key, std::move(person));
    }
    roles.refuse_unknown();
    if (auto note = read_template(from, "note", "set."); !note.empty()) out.note = std::move(note);
    const bool empty = std::ranges::none_of(std::array{"status", "severity", "roles", "note"}, [&](const char* key) { return from.node(key).IsDefined(); });
    if (empty) from.mistake("status", "is missing, and so are `severity`, `roles` and `note`: it would set nothing");
    from.refuse_unknown();
    return out;
}

RunbookStep FileReader::read_child(YamlSection from) {
    RunbookStep out;
    out.runbook = RunbookName(from.required("name"));
    note_place("runbook.name", from.mark("name"));
    out.parameters = read_templates(from, "parameters", "runbook.", is_name, "name of a parameter");
    from.refuse_unknown();
    return out;
}

ForeachStep FileReader::read_foreach(YamlSection from) {
    ForeachStep out;
    if (const YAML::Node list = from.node("items"); list.IsDefined() && list.IsSequence()) {
        const auto texts = from.texts("items");
        if (std::ranges::any_of(texts, [](const std::string& s) { return s.contains("{{"); }))
            from.mistake("items", "as a list takes no `{{…}}`: what is filled in could become further items; name one list, such as items: \"{{regions}}\"");
        else out.items = TextTemplate::parse(list_text(texts)).value_or(TextTemplate());
        note_place("foreach.items", list.Mark());
    } else {
        out.items = required_template(from, "items", "foreach.");
    }
    out.max_parallel = read_count(from, "max_parallel", 1, 50).value_or(out.max_parallel);
    out.steps = read_steps(from, "steps");
    if (out.steps.empty()) from.mistake("steps", "needs at least one step");
    from.refuse_unknown();
    return out;
}

}  // namespace tocsin::runbooks
