#include "runbooks/engine/parameters.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "runbooks/engine/check.hpp"
#include "runbooks/engine/list_text.hpp"

namespace tocsin::runbooks {
namespace {

constexpr std::array<std::string_view, 3> kTrue{"true", "yes", "on"}, kFalse{"false", "no", "off"};

std::unexpected<Error> unfit(std::string message) { return fail(Errc::invalid_argument, std::move(message)); }

std::string said_back(std::string_view value) { return fmt::format("`{}`", text::truncate(value, 80)); }

/// Pattern and choices; of a list for each item.
Result<std::string> fitting(const Parameter& parameter, std::string value) {
    if (!parameter.choices.empty() && std::ranges::find(parameter.choices, value) == parameter.choices.end())
        return unfit(fmt::format("must be one of {}, not {}", text::join(parameter.choices, ", "), said_back(value)));
    if (!parameter.pattern.empty() && !RE2::FullMatch(value, RE2(parameter.pattern, RE2::Quiet)))
        return unfit(fmt::format("must match {}, and {} does not", parameter.pattern, said_back(value)));
    return value;
}

Result<std::string> list_for(const Parameter& parameter, std::string_view text) {
    const auto items = items_of(text);
    if (!items) return unfit(fmt::format("must be a list such as a,b,c or [\"a\",\"b\"] of at most {} texts, not {}", kMostItems, said_back(text)));
    for (const auto& item : *items) {
        if (item.contains('\0')) return unfit("may not hold NUL");
        if (auto fits = fitting(parameter, item); !fits) return fits;
    }
    return list_text(*items);
}

Result<std::string> boolean_for(std::string_view text) {
    const auto word = text::lower(text);
    if (std::ranges::find(kTrue, word) != kTrue.end()) return "true";
    if (std::ranges::find(kFalse, word) != kFalse.end()) return "false";
    return unfit(fmt::format("must be true or false, not {}", said_back(text)));
}

Result<std::string> integer_for(const Parameter& parameter, std::string_view text) {
    const auto number = text::parse_int(text);
    if (!number) return unfit(fmt::format("must be a whole number, not {}", said_back(text)));
    return fitting(parameter, std::to_string(*number));
}

void add_unknown(const Runbook& runbook, const RunValues& given, std::vector<ParameterMistake>& out) {
    std::vector<std::string> names;
    names.reserve(runbook.parameters.size());
    for (const auto& parameter : runbook.parameters) names.push_back(parameter.name);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& name = given[i].name;
        if (std::ranges::find(names, name) == names.end()) out.push_back({name, "is no parameter of this runbook" + did_you_mean(name, names)});
        else if (std::ranges::any_of(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(i), [&](const RunValue& v) { return v.name == name; }))
            out.push_back({name, "is given twice"});
    }
}

}  // namespace

Result<std::string> value_for(const Parameter& parameter, std::string_view text) {
    if (text.size() > kLongestValue) return unfit(fmt::format("is longer than {} KiB", kLongestValue / 1024));
    if (text.contains('\0')) return unfit("may not hold NUL");
    switch (parameter.type) {
        case ParameterType::list: return list_for(parameter, text);
        case ParameterType::boolean: return boolean_for(text);
        case ParameterType::integer: return integer_for(parameter, text);
        case ParameterType::string: break;
    }
    return fitting(parameter, std::string(text));
}

std::expected<RunValues, std::vector<ParameterMistake>> resolve(const Runbook& runbook, const RunValues& given, const RunValues& later) {
    RunValues out;
    std::vector<ParameterMistake> mistakes;
    add_unknown(runbook, given, mistakes);
    add_unknown(runbook, later, mistakes);
    for (const auto& parameter : runbook.parameters) {
        if (std::ranges::find(later, parameter.name, &RunValue::name) != later.end()) continue;
        const auto found = std::ranges::find(given, parameter.name, &RunValue::name);
        if (found == given.end() && !parameter.fallback) {
            if (parameter.required) mistakes.push_back({parameter.name, "is required" + (parameter.help.empty() ? "" : ": " + parameter.help)});
            continue;
        }
        auto value = value_for(parameter, found == given.end() ? *parameter.fallback : found->value);
        if (value) out.push_back({parameter.name, std::move(*value)});
        else mistakes.push_back({parameter.name, std::move(value.error().message)});
    }
    if (!mistakes.empty()) return std::unexpected(std::move(mistakes));
    return out;
}

Error to_error(const Runbook& runbook, const std::vector<ParameterMistake>& mistakes) {
    std::vector<std::string> sentences;
    sentences.reserve(mistakes.size());
    for (const auto& mistake : mistakes) sentences.push_back(fmt::format("`{}` {}", text::truncate(text::one_line(mistake.name), 60), mistake.message));
    const auto usage = usage_of(runbook);
    return {Errc::invalid_argument, text::join(sentences, "; ") + ".",
            usage.empty() ? runbook.name.value + " takes no parameters." : fmt::format("{} takes: {}.", runbook.name.value, usage)};
}

std::string usage_of(const Runbook& runbook) {
    std::vector<std::string> out;
    for (const auto& parameter : runbook.parameters) {
        std::string one = parameter.name;
        if (!parameter.choices.empty()) one += "=" + text::join(parameter.choices, "|");
        else if (parameter.type == ParameterType::boolean) one += "=true|false";
        else if (parameter.type != ParameterType::string) one += parameter.type == ParameterType::integer ? "=NUMBER" : "=A,B";
        out.push_back(parameter.required ? one : "[" + one + "]");
    }
    return text::join(out, ", ");
}

}  // namespace tocsin::runbooks
