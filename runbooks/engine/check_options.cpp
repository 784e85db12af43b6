#include "runbooks/engine/check_options.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "bot/base/text.hpp"

namespace tocsin::runbooks {
namespace {

/// Of the incident and of a round; whatever they hold, none begins with `-`.
constexpr std::array<std::string_view, 4> kHarmless{"severity", "status", "index", "incident"};

/// A value of this parameter cannot begin with `-`, or is one that the file itself names.
bool begins_safely(const Parameter& parameter) {
    if (parameter.type == ParameterType::boolean || parameter.type == ParameterType::list) return true;
    if (!parameter.choices.empty()) return true;
    if (parameter.pattern.empty()) return false;
    std::string least, most;
    const RE2 pattern("^(?:" + parameter.pattern + ")$", RE2::Quiet);
    return pattern.ok() && pattern.PossibleMatchRange(&least, &most, 8) && (least > "-\xff" || most < "-");
}

bool is_harmless(const Runbook& runbook, const std::string& name) {
    if (std::ranges::find(kHarmless, name) != kHarmless.end()) return true;
    const auto parameter = std::ranges::find(runbook.parameters, name, &Parameter::name);
    return parameter != runbook.parameters.end() && begins_safely(*parameter);
}

}  // namespace

std::vector<std::size_t> open_arguments(const Runbook& runbook, const CommandStep& command) {
    std::vector<std::size_t> out;
    for (std::size_t i = 1; i < command.argv.size() && command.argv[i].source() != "--"; ++i) {
        const auto& parts = command.argv[i].parts();
        if (!parts.empty() && parts.front().is_reference && !is_harmless(runbook, parts.front().text)) out.push_back(i);
    }
    return out;
}

std::string smuggled_option(const Runbook& runbook, const CommandStep& command, const std::vector<std::string>& argv) {
    const auto is_option = [](const std::string& argument) { return argument.starts_with('-'); };
    if (std::ranges::none_of(argv, is_option)) return {};
    for (const std::size_t i : open_arguments(runbook, command))
        if (i < argv.size() && is_option(argv[i]))
            return fmt::format("argument {} would be `{}`, which `{}` could take for an option; the runbook must put `--` before it, or give `{}` a pattern or choices", i,
                               text::truncate(argv[i], 80), argv.front(), command.argv[i].parts().front().text);
    return {};
}

}  // namespace tocsin::runbooks
