// Takes the declared outputs of a step from what it gave. Pure; any thread.
#pragma once

#include <map>
#include <string>
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

/// In the order of the declarations. Errors: an output that is not there, or is too long; the message names it.
Result<RunValues> outputs_of(const std::vector<Output>& declared, const Given& given);

}  // namespace tocsin::runbooks
