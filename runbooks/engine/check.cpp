#include "runbooks/engine/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "bot/base/text.hpp"
#include "bot/core/oncall_model.hpp"
#include "runbooks/engine/check_habits.hpp"
#include "runbooks/engine/check_names.hpp"
#include "runbooks/engine/check_options.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

/// What the executor sets or what would let a runbook load its own code into a command of the allow-list.
constexpr std::array<std::string_view, 2> kForbiddenVariables{"LD_", "TOCSIN_"};

std::string place_of(const Step& step, std::string_view field) { return fmt::format("steps.{}.{}", step.id.value, field); }

void warn_of_options(const Runbook& runbook, const Step& step, const CommandStep& command, const std::string& field, std::vector<Finding>& out) {
    for (const std::size_t i : open_arguments(runbook, command)) {
        const auto& name = command.argv[i].parts().front().text;
        out.push_back({place_of(step, fmt::format("{}argv[{}]", field, i)),
                       fmt::format("a value of `{}` that begins with `-` would be taken for an option, and is refused: put `--` before it, give it a `pattern` "
                                   "such as ^[a-z0-9][a-z0-9-]*$, or write --option={{{{{}}}}}",
                                   name, name), true});
    }
}

void check_command(const Runbook& runbook, const Step& step, const CommandStep& command, const std::string& field, const CheckAgainst& against,
                   std::vector<Finding>& out) {
    if (command.argv.empty()) return;
    const auto where = place_of(step, field + "argv[0]");
    const auto name = command.argv.front().source();
    const auto wrong = [&](std::string message) { out.push_back({where, std::move(message), false}); };
    if (!command.argv.front().references().empty()) wrong("the command itself must be written out: a name of `runbooks.commands`, never a template");
    else if (name.contains('/'))
        wrong(fmt::format("`{}` is a path; write the command's name, and its path in `runbooks.commands` of the configuration", name));
    else if (name.empty()) wrong("the command's name is empty");
    else if (against.allowed != nullptr && !against.allowed->commands.contains(name))
        wrong(fmt::format("`{}` is not in `runbooks.commands` of the configuration{}", name,
                          did_you_mean(name, {against.allowed->commands.begin(), against.allowed->commands.end()})));
    for (const auto& [variable, text] : command.environment)
        if (std::ranges::any_of(kForbiddenVariables, [&](std::string_view prefix) { return variable.starts_with(prefix); }) || variable == "PATH")
            out.push_back({place_of(step, field + "environment." + variable), fmt::format("the variable `{}` may not be set", variable), false});
    warn_of_options(runbook, step, command, field, out);
}

void check_commands(const Runbook& runbook, const Step& step, const CheckAgainst& against, std::vector<Finding>& out) {
    if (const auto* command = std::get_if<CommandStep>(&step.work)) check_command(runbook, step, *command, "command.", against, out);
    if (const auto* wait = std::get_if<WaitStep>(&step.work); wait != nullptr && wait->until_command)
        check_command(runbook, step, *wait->until_command, "wait.until.command.", against, out);
    if (step.compensate)
        if (const auto* command = std::get_if<CommandStep>(&step.compensate->work)) check_command(runbook, step, *command, "compensate.command.", against, out);
}

/// Where a request goes, as `host:port`; nothing if that is filled in later.
std::optional<std::string> destination_of(const TextTemplate& url) {
    if (url.parts().empty() || url.parts().front().is_reference) return std::nullopt;
    std::string_view rest = url.parts().front().text;
    const bool tls = rest.starts_with("https://");
    rest.remove_prefix(std::min(rest.find("//") + 2, rest.size()));
    const auto end = rest.find_first_of("/?#");
    if (end == std::string_view::npos && url.parts().size() > 1) return std::nullopt;
    const std::string authority = text::lower(rest.substr(0, end));
    const auto colon = authority.rfind(':');
    const bool has_port = colon != std::string::npos && authority.find(']', colon) == std::string::npos;
    return has_port ? authority : authority + (tls ? ":443" : ":80");
}

void check_host(const Step& step, const HttpStep& http, const std::string& field, const Allowed& allowed, std::vector<Finding>& out) {
    const auto place = destination_of(http.url);
    if (!place || allowed.hosts.contains(*place)) return;
    out.push_back({place_of(step, field + "url"), fmt::format("`{}` is not in `runbooks.http_hosts` of the configuration{}", *place,
                                                              did_you_mean(*place, {allowed.hosts.begin(), allowed.hosts.end()})), false});
}

void check_hosts(const Step& step, const CheckAgainst& against, std::vector<Finding>& out) {
    if (against.allowed == nullptr) return;
    if (const auto* http = std::get_if<HttpStep>(&step.work)) check_host(step, *http, "http.", *against.allowed, out);
    if (const auto* wait = std::get_if<WaitStep>(&step.work); wait != nullptr && wait->until_http)
        check_host(step, *wait->until_http, "wait.until.http.", *against.allowed, out);
    if (step.compensate)
        if (const auto* http = std::get_if<HttpStep>(&step.compensate->work)) check_host(step, *http, "compensate.http.", *against.allowed, out);
}

/// `policy:payments`, `service:checkout`, or what an escalation policy may name. A template is checked when it is filled in.
bool is_target(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
    const auto kind = text.substr(0, colon);
    return kind == "policy" || kind == "service" || kind == "user" || oncall::parse_target(text).has_value();
}

void check_target(const Step& step, const PageStep& page, const std::string& field, std::vector<Finding>& out) {
    if (page.target.empty() || !page.target.references().empty() || is_target(page.target.source())) return;
    out.push_back({place_of(step, field), fmt::format("a target is policy:ID, service:ID, schedule:ID or person:ID, not `{}`", page.target.source()), false});
}

void check_approval(const Runbook& runbook, const Step& step, const ApprovalStep& approval, std::vector<Finding>& out) {
    if (approval.expires >= runbook.timeout)
        out.push_back({place_of(step, "approval"), "may be waited for as long as the whole run may take: raise `timeout` or lower `expires`", true});
}

void check_child(const Runbook& runbook, const Step& step, const RunbookStep& child, const CheckAgainst& against, std::vector<Finding>& out) {
    const auto where = place_of(step, "runbook.name");
    if (child.runbook == runbook.name) return out.push_back({where, fmt::format("`{}` would run itself", runbook.name.value), false});
    const Runbook* found = against.child ? against.child(child.runbook) : nullptr;
    if (found == nullptr) {
        if (against.child) out.push_back({where, fmt::format("there is no runbook `{}`", child.runbook.value), false});
        return;
    }
    bool undoes = false;
    each_step(found->steps, [&](const Step& inner) { undoes |= inner.compensate.has_value(); });
    if (undoes && !step.compensate)
        out.push_back({where, fmt::format("what `{}` did is not undone when a later step here fails; give this step a `compensate`", child.runbook.value), true});
    std::vector<std::string> names;
    for (const auto& parameter : found->parameters) {
        names.push_back(parameter.name);
        if (parameter.required && !child.parameters.contains(parameter.name))
            out.push_back({where, fmt::format("`{}` requires the parameter `{}`", child.runbook.value, parameter.name), false});
    }
    for (const auto& [name, text] : child.parameters)
        if (std::ranges::find(names, name) == names.end())
            out.push_back({place_of(step, "runbook.parameters." + name),
                           fmt::format("`{}` has no parameter `{}`{}", child.runbook.value, name, did_you_mean(name, names)), false});
}

/// Whether a run of `of` would start `wanted`; the way there in `path`.
bool leads_to(const Runbook& of, const RunbookName& wanted, const CheckAgainst& against, std::set<RunbookName>& seen, std::vector<std::string>& path) {
    bool found = false;
    path.push_back(of.name.value);
    each_step(of.steps, [&](const Step& step) {
        const auto* child = std::get_if<RunbookStep>(&step.work);
        if (found || child == nullptr) return;
        if (child->runbook == wanted) {
            path.push_back(wanted.value);
            found = true;
            return;
        }
        const Runbook* next = seen.insert(child->runbook).second ? against.child(child->runbook) : nullptr;
        found = next != nullptr && leads_to(*next, wanted, against, seen, path);
    });
    if (!found) path.pop_back();
    return found;
}

void check_cycle(const Runbook& runbook, const CheckAgainst& against, std::vector<Finding>& out) {
    std::set<RunbookName> seen;
    std::vector<std::string> path;
    if (against.child && leads_to(runbook, runbook.name, against, seen, path) && path.size() > 2)
        out.push_back({"runbook", fmt::format("runbooks start each other in a circle: {}", text::join(path, " → ")), false});
}

void check_defaults(const Runbook& runbook, std::vector<Finding>& out) {
    for (const auto& parameter : runbook.parameters)
        if (parameter.fallback)
            if (const auto value = value_for(parameter, *parameter.fallback); !value)
                out.push_back({"parameters." + parameter.name + ".default", "`parameters.default` " + value.error().message, false});
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const auto near = text::nearest(word, candidates);
    return near ? fmt::format("; did you mean `{}`?", *near) : std::string();
}

std::vector<Finding> check(const Runbook& runbook, const CheckAgainst& against) {
    std::vector<Finding> out;
    check_names(runbook, against, out);
    check_habits(runbook, out);
    check_defaults(runbook, out);
    each_step(runbook.steps, [&](const Step& step) {
        check_commands(runbook, step, against, out);
        check_hosts(step, against, out);
        if (step.then_page) check_target(step, *step.then_page, "then_page.target", out);
        if (const auto* page = std::get_if<PageStep>(&step.work)) check_target(step, *page, "page.target", out);
        if (const auto* approval = std::get_if<ApprovalStep>(&step.work)) check_approval(runbook, step, *approval, out);
        if (const auto* child = std::get_if<RunbookStep>(&step.work)) check_child(runbook, step, *child, against, out);
    });
    check_cycle(runbook, against, out);
    return out;
}

}  // namespace tocsin::runbooks
