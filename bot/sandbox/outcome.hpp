// What a simulated service does with a request: answer, or not answer, and the faults that a test can ask
// for. Values; owned by the simulator, one thread, no sockets: the network layer acts the outcome out.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "bot/base/time.hpp"
#include "bot/net/http.hpp"

namespace tocsin::sandbox {

/// The caller gets no answer. It cannot know whether the call was carried out; `applied` is for whoever
/// checks.
struct NoAnswer {
    bool applied = false;
    bool hang =
        false;  ///< keep the connection open and silent until the caller gives up; else reset it at once
};

using Outcome = std::variant<net::Response, NoAnswer>;

/// A fault that takes the place of, or comes after, the normal handling of one call.
struct Fault {
    enum class Kind {
        http,          ///< this status and body; not applied
        api_error,     ///< the service's own refusal: Slack `{"ok":false,"error":body}`, PagerDuty
                       ///< `{"error":{…}}`
        rate_limited,  ///< 429 with Retry-After; a call before it has passed is refused and recorded as a
                       ///< violation
        drop_before,   ///< reset, not applied
        drop_after,    ///< applied, then reset
        hang_before,   ///< silence, not applied
        hang_after,    ///< applied, then silence
    };
    Kind kind = Kind::http;
    int status = 500;
    std::string body;
    Duration retry_after{};

    static Fault http(int status, std::string body = "");
    /// Slack: `code` is the error word. PagerDuty: `code` is the message and `status` the HTTP status.
    static Fault api_error(std::string code, int status = 400);
    static Fault rate_limited(Duration retry_after);
    static Fault drop_before();
    static Fault drop_after();
    static Fault hang(bool applied = false);

    bool applies() const { return kind == Kind::drop_after || kind == Kind::hang_after; }
};

/// Faults waiting for calls: those for one method first, in order, then the one for everything.
class FaultPlan {
public:
    void fail_next(const std::string& method, Fault fault) { next_[method].push_back(std::move(fault)); }
    void fail_all(Fault fault) { all_ = std::move(fault); }
    /// No fault is left, neither for one method nor for all.
    void clear();
    std::optional<Fault> take(const std::string& method);

private:
    std::map<std::string, std::deque<Fault>> next_;
    std::optional<Fault> all_;
};

/// Something that the real service refuses or frowns on, and that a well-behaved client never does.
struct Violation {
    Time at;
    std::string method;
    std::string what;
};

/// One call as the simulator saw it. The authorization is not kept.
struct CallRecord {
    Time at;
    std::string method;     ///< Slack: `chat.postMessage`; PagerDuty: `POST /v2/enqueue`
    std::string arguments;  ///< JSON text
    std::string outcome;    ///< `ok`, the error word, or `no answer`
};

}  // namespace tocsin::sandbox
