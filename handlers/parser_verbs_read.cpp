#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/core/event.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

constexpr int kMostEvents = 500;

std::string kinds_like(std::string_view typed) {
    const auto kinds = all_kinds();
    std::vector<std::string> similar;
    for (std::string_view kind : kinds)
        if (!typed.empty() && kind.find(typed) != std::string_view::npos) similar.emplace_back(kind);
    if (similar.empty())
        if (const auto near = text::nearest(typed.substr(0, 40), kinds)) similar.emplace_back(*near);
    if (similar.empty()) similar.assign(kinds.begin(), kinds.end());
    return text::join(similar, ", ");
}

Result<std::string> kind_in(const Arguments& arguments, std::string_view typed) {
    std::string kind = text::replace_all(keyword(typed), "-", "_");
    const auto kinds = all_kinds();
    if (kind.empty() || std::ranges::find(kinds, kind) != kinds.end()) return kind;
    return arguments.wrong(fmt::format("`{}` is no kind of event. There is: {}.", text::truncate(kind, 80), kinds_like(kind)));
}

}  // namespace

Result<Command> parse_help(Arguments& arguments) {
    if (arguments.done()) return command::Help{};
    const std::string wanted = keyword(arguments.take().value);
    if (const VerbSpec* verb = find_verb(wanted)) return command::Help{std::string(verb->name)};
    const std::string_view near = nearest_verb(wanted);
    return arguments.wrong(fmt::format("There is no verb `{}`.{}", text::truncate(wanted, 80),
                                       near.empty() ? "" : fmt::format(" Did you mean `{}`?", near)));
}

Result<Command> parse_list(Arguments& arguments) {
    command::List list;
    constexpr std::array<std::pair<std::string_view, command::ListScope>, 3> scopes{
        {{"open", command::ListScope::open}, {"all", command::ListScope::all}, {"mine", command::ListScope::mine}}};
    const std::string first = keyword(arguments.peek().value);
    for (const auto& [name, scope] : scopes) {
        if (first != name) continue;
        list.scope = scope;
        arguments.take();
        break;
    }
    auto severity = take_severity(arguments, false);
    if (!severity) return std::unexpected(std::move(severity.error()));
    list.severity = *severity;
    if (arguments.flag("--sev")) {
        list.severity = severity_in(arguments.value("--sev"));
        if (!list.severity) return arguments.wrong("`--sev` takes a severity from 1 to 5.");
    }
    list.service = ServiceName(text::one_line(arguments.value("--service")));
    return arguments.finish(std::move(list));
}

Result<Command> parse_show(Arguments& arguments) { return arguments.finish(command::Show{}); }

Result<Command> parse_timeline(Arguments& arguments) {
    command::Timeline timeline;
    std::string last = arguments.value("--last");
    if (!arguments.flag("--last") && text::parse_int(arguments.peek().value)) last = arguments.take().value;
    if (!last.empty()) {
        const auto number = text::parse_int(last);
        if (!number || *number < 1 || *number > kMostEvents)
            return arguments.wrong(fmt::format("`--last` takes a number from 1 to {}.", kMostEvents));
        timeline.last = static_cast<int>(*number);
    }
    auto kind = kind_in(arguments, arguments.value("--kind"));
    if (!kind) return std::unexpected(std::move(kind.error()));
    timeline.kind = std::move(*kind);
    return arguments.finish(std::move(timeline));
}

Result<Command> parse_health(Arguments& arguments) { return arguments.finish(command::Health{}); }

Result<Command> parse_version(Arguments& arguments) { return arguments.finish(command::Version{}); }

}  // namespace tocsin::handlers
