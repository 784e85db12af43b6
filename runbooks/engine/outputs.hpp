// Takes the declared outputs of a step from what it gave. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// What an attempt gave: of a command its streams, of an HTTP request its answer (`out` is the body).
struct Given {
    std::string out, err;
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
};

/// A value may be this long; an output is for deciding with, not for reading.
inline constexpr std::size_t kMaxOutput = 4096;

/// What steps have without a declaration. Every step that has ended: `success`, `failure`, `skipped`, `aborted`.
inline constexpr std::string_view kOutcomeOutput = "outcome";
/// A command that has ended by itself, whatever came of it: its exit code.
inline constexpr std::string_view kExitOutput = "exit";
/// A request that was answered, whatever came of it.
inline constexpr std::string_view kStatusOutput = "status";
/// An attempt that failed and may have had its effect all the same: its answer was lost, it was stopped in the middle, or it did its work
/// and what was to be read from it is not there. For the engine, which repeats such a step only if the file says that this does no harm.
inline constexpr std::string_view kUnclearOutput = "unclear";
/// The names of those that a runbook may use, by the step's kind; a wait has those of what it tries.
std::vector<std::string> undeclared_outputs(const Step& step);

/// In the order of the declarations. Errors: an output that is not there, or is too long; the message names it.
Result<RunValues> outputs_of(const std::vector<Output>& declared, const Given& given);

}  // namespace tocsin::runbooks
