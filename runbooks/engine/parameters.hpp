// The values of a runbook's parameters, from what somebody typed. Pure; any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// In bytes; of a list all of it.
inline constexpr std::size_t kLongestValue = 4 * 1024;

/// What is wrong with one of them; `name` as it was given.
struct ParameterMistake {
    std::string name, message;
    friend bool operator==(const ParameterMistake&, const ParameterMistake&) = default;
};

/// Every parameter that has a value, in the order of the declaration: defaults filled in, lists as list_text, integers without leading
/// zeros or `+`, booleans as true or false. Optional ones without a value are not there. All mistakes at once: unknown and repeated
/// names, missing ones, values that do not fit. `later`: those whose values nobody knows yet are neither asked for nor there.
std::expected<RunValues, std::vector<ParameterMistake>> resolve(const Runbook& runbook, const RunValues& given, const RunValues& later = {});
/// One sentence for all of them.
Error to_error(const Runbook& runbook, const std::vector<ParameterMistake>& mistakes);

/// One value in its kept form. Errors: too long, NUL, not of its type, not matched whole by its pattern, none of its choices.
Result<std::string> value_for(const Parameter& parameter, std::string_view text);
/// `deployment, namespace=prod|staging, force=true|false`: what may be given, the required without brackets.
std::string usage_of(const Runbook& runbook);

}  // namespace tocsin::runbooks
