// The one error policy: what input or state can cause is a Result; broken infrastructure (disk, memory, a bug) is an
// exception, caught per request, per task and in main. Values; any thread.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace tocsin {

/// Each code has one HTTP status (edge/status_of) and one meaning; the sentence for a person travels in `Error::message`.
enum class Errc {
    invalid_argument,   ///< the words or fields are wrong; saying it again changes nothing
    not_found,          ///< names an incident, task, person … that does not exist
    forbidden,          ///< the person may not do this
    conflict,           ///< the incident is in a state that does not allow it
    unauthenticated,    ///< no proof of who is asking
    too_large,          ///< over a stated limit
    overloaded,         ///< queue full, disk full or withdrawn for time: say it again later
    unavailable,        ///< the other side (Slack, PagerDuty, a file) did not answer or refused for now
    permanent,          ///< the other side refused for good; repeating cannot help
};

/// What went wrong, for a person: `message` says what and where, `hint` what to do about it (may be empty).
struct Error {
    Errc code = Errc::invalid_argument;
    std::string message;
    std::string hint;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc code, std::string message, std::string hint = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(hint)});
}

}  // namespace tocsin
