// Steps: what all kinds have in common.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "bot/base/text.hpp"
#include "runbooks/engine/file_reader.hpp"
#include "runbooks/engine/outputs.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

bool acts_outside(const Step& step) { return std::holds_alternative<CommandStep>(step.work) || std::holds_alternative<HttpStep>(step.work); }

std::optional<double> read_factor(YamlSection& from) {
    const auto text = from.text("factor");
    if (!text) return std::nullopt;
    double out = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out, std::chars_format::fixed);
    if (error == std::errc() && end == text->data() + text->size() && out >= 1 && out <= 100) return out;
    from.mistake("factor", "must be a number from 1 to 100");
    return std::nullopt;
}

/// RFC 6901: empty, or parts that each begin with `/`; `~` only as `~0` and `~1`.
bool is_pointer(std::string_view s) {
    if (!s.empty() && !s.starts_with('/')) return false;
    for (std::size_t at = s.find('~'); at != std::string_view::npos; at = s.find('~', at + 1))
        if (at + 1 == s.size() || (s[at + 1] != '0' && s[at + 1] != '1')) return false;
    return true;
}

/// `stdout`, `stderr`, `status`; or a mapping with `json` or `header`.
Output read_output(YamlReport& report, const std::string& name, const YAML::Node& node, bool is_http) {
    Output out;
    out.name = name;
    if (node.IsScalar()) {
        const auto word = node.as<std::string>();
        if (word == "status") out.from = Output::From::status;
        else if (word == "stdout" && !is_http) out.from = Output::From::stdout_;
        else if (word == "stderr" && !is_http) out.from = Output::From::stderr_;
        else
            report.mistake(node.Mark(), fmt::format("an output is status, {}{{json: /pointer}}{}, not `{}`", is_http ? "" : "stdout, stderr or ",
                                                    is_http ? " or {header: Name}" : "", word));
        return out;
    }
    YamlSection from(node, "steps.outputs.", report);
    const auto pointer = from.text("json"), header = from.text("header");
    if (pointer.has_value() == header.has_value()) report.mistake(node.Mark(), fmt::format("output `{}` needs one of `json` and `header`", name));
    if (pointer && !is_pointer(*pointer)) from.mistake("json", fmt::format("is no JSON pointer such as /metadata/name: `{}`", *pointer));
    if (header && !is_http) from.mistake("header", "belongs to http steps");
    out.from = header ? Output::From::header : Output::From::json;
    out.at = header ? *header : pointer.value_or("");
    from.refuse_unknown();
    return out;
}

}  // namespace

std::vector<Step> FileReader::read_steps(YamlSection& from, const std::string& key) {
    std::vector<Step> out;
    for (auto& item : items(from, key, "steps.")) {
        auto before = at;
        out.push_back(read_step(item));
        at = std::move(before);
    }
    return out;
}

Step FileReader::read_step(YamlSection from) {
    Step step;
    step.id = StepId(from.required("id"));
    at = "steps." + step.id.value + ".";
    const auto mark = from.mark("id");
    step.line = mark.is_null() ? 0 : mark.line + 1;
    places.try_emplace("steps." + step.id.value, Place{step.line, mark.column + 1});
    ++steps;
    if (!step.id.empty() && !is_id(step.id.value)) from.mistake("id", fmt::format("may hold small letters, digits and `-`, at most 40, not `{}`", step.id.value));
    if (const auto [known, fresh] = lines.emplace(step.id.value, step.line); !fresh && !step.id.empty())
        from.mistake("id", fmt::format("`{}` is there twice; the first is in line {}", step.id.value, known->second));
    step.title = from.text("title").value_or(step.id.value);
    const auto here = at;
    step.work = read_work(from);
    at = here;
    read_when(from, step);
    read_options(from, step);
    from.refuse_unknown();
    return step;
}

void FileReader::read_when(YamlSection& from, Step& step) {
    step.condition = read_expression(from, "if", "if");
    note_place("needs", from.mark("needs"));
    if (const YAML::Node needs = from.node("needs"); needs.IsDefined()) {
        step.needs.emplace();
        for (auto& id : from.texts("needs")) step.needs->emplace_back(std::move(id));
    }
    if (from.choice("on_error", {"fail", "continue"}) == 1) step.on_error = OnError::go_on;
    step.timeout = from.duration("timeout");
    if (YamlSection page = from.section("then_page"); page.present()) step.then_page = read_page(std::move(page), "then_page.");
}

void FileReader::read_options(YamlSection& from, Step& step) {
    // What a child run did is undone by whoever started it.
    const bool may_be_undone = acts_outside(step) || std::holds_alternative<RunbookStep>(step.work);
    if (may_be_undone) read_compensate(from.section("compensate"), step);
    else if (from.node("compensate").IsDefined())
        from.mistake("compensate", fmt::format("belongs to command, http and runbook steps; `{}` is a {} step", step.id.value, kind_of(step)));
    if (!acts_outside(step)) {
        for (const auto* key : {"retry", "idempotent", "outputs"})
            if (from.node(key).IsDefined()) from.mistake(key, fmt::format("belongs to command and http steps; `{}` is a {} step", step.id.value, kind_of(step)));
        return;
    }
    step.idempotent = from.boolean("idempotent").value_or(false);
    step.retry = read_retry(from.section("retry"));
    step.outputs = read_outputs(from, step);
}

Retry FileReader::read_retry(YamlSection from) {
    Retry out;
    out.attempts = read_count(from, "attempts", 1, 20).value_or(out.attempts);
    out.initial = from.duration("initial").value_or(out.initial);
    out.factor = read_factor(from).value_or(out.factor);
    out.cap = from.duration("cap").value_or(std::max(out.cap, out.initial));
    if (out.cap < out.initial) from.mistake("cap", "is less than `initial`");
    for (const auto& code : from.texts("unless_exit")) {
        const auto number = text::parse_int(code);
        if (number && *number >= 1 && *number <= 255) out.unless_exit.push_back(static_cast<int>(*number));
        else from.mistake("unless_exit", fmt::format("holds exit codes from 1 to 255, not `{}`", code));
    }
    from.refuse_unknown();
    return out;
}

std::vector<Output> FileReader::read_outputs(YamlSection& from, const Step& step) {
    std::vector<Output> out;
    for (const auto& [name, node] : entries(from, "outputs")) {
        note_place("outputs." + name, node.Mark());
        if (!is_name(name))
            report.mistake(node.Mark(), fmt::format("an output's name begins with a letter and holds letters, digits, `-` and `_`, at most 40; not `{}`", name));
        out.push_back(read_output(report, name, node, std::holds_alternative<HttpStep>(step.work)));
        const auto own = undeclared_outputs(step);
        if (std::ranges::find(own, name) != own.end() && (name == kOutcomeOutput || out.back().from != Output::From::status))
            report.mistake(node.Mark(), fmt::format("every {} step has an output `{}` already; give this one another name", kind_of(step), name));
    }
    return out;
}

void FileReader::read_compensate(YamlSection from, Step& step) {
    if (!from.present()) return;
    Compensate out;
    out.automatic = from.boolean("auto").value_or(false);
    out.timeout = from.duration("timeout");
    YamlSection command = from.section("command"), http = from.section("http");
    if (command.present() == http.present()) from.mistake("command", "or `http` is required, and not both");
    if (command.present()) out.work = read_command(std::move(command), "compensate.command.");
    else if (http.present()) out.work = read_http(std::move(http), "compensate.http.");
    from.refuse_unknown();
    step.compensate = std::move(out);
}

}  // namespace tocsin::runbooks
