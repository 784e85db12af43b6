// A runbook as values: what its file says and no more. What follows from it for a run is engine.hpp. Values; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/run_words.hpp"
#include "runbooks/engine/expression.hpp"
#include "runbooks/engine/text_template.hpp"

namespace tocsin::runbooks {

using StepId = StrongString<struct StepIdTag>;

enum class ParameterType : std::uint8_t { string, integer, boolean, list };
enum class WhenBusy : std::uint8_t { queue, reject };
enum class OnError : std::uint8_t { fail, go_on };
/// `suggest`: offered on the card. `auto_`: starts by itself, once for the same cause.
enum class AttachStart : std::uint8_t { suggest, auto_ };

struct Parameter {
    std::string name;
    ParameterType type = ParameterType::string;
    std::string pattern;                  ///< re2, must match the whole value; empty: any
    std::vector<std::string> choices;
    std::optional<std::string> fallback;  ///< `default`
    bool required = false;
    std::string help;
};

/// All that are given must hold; `title` is a case-insensitive re2 that matches anywhere.
struct Attach {
    std::vector<std::string> services;
    std::vector<Severity> severities;
    std::string title;
    AttachStart start = AttachStart::suggest;
};

struct Retry {
    int attempts = 1;
    Duration initial = std::chrono::seconds{1};
    double factor = 2;
    Duration cap = std::chrono::seconds{30};
    std::vector<int> unless_exit;         ///< exit codes that no repetition can help
};

/// Where an output's value is found in what the step gave.
struct Output {
    enum class From : std::uint8_t { json, stdout_, stderr_, status, header };
    std::string name;
    From from = From::json;
    std::string at;                       ///< json: RFC 6901 pointer; header: its name
};

// --- what a step does ---

struct CommandStep {
    std::vector<TextTemplate> argv;       ///< argv[0] is a name of the allow-list, never a template
    std::map<std::string, TextTemplate> environment;
};
struct HttpStep {
    std::string method = "GET";
    TextTemplate url;
    std::map<std::string, TextTemplate> headers;
    TextTemplate body;
    std::vector<int> expect_status;       ///< empty: any 2xx
    std::optional<Output> expect_value;   ///< with `expect_equals`: the value must be this
    std::string expect_equals;
};
struct ChatStep { TextTemplate text; };   ///< into the incident's channel
struct ManualStep { TextTemplate text; };
struct ApprovalStep {
    TextTemplate text;
    int quorum = 1;
    bool not_starter = false;
    Duration expires = std::chrono::minutes{15};
};
/// One of the three: a length, a time of day or instant, or a condition that is tried every so often.
struct WaitStep {
    std::optional<Duration> duration;
    std::string until_time;               ///< RFC 3339 or `HH:MM` (UTC); empty: none
    std::optional<Expression> until_expression;
    std::optional<HttpStep> until_http;
    std::optional<CommandStep> until_command;
    Duration every = std::chrono::seconds{10};
    Duration at_most = std::chrono::minutes{5};
};
struct PageStep { TextTemplate target, reason; };
struct SetStep {
    std::optional<std::string> status, severity;
    std::map<std::string, TextTemplate> roles;  ///< `lead: …`
    std::optional<TextTemplate> note;
};
struct RunbookStep {
    RunbookName runbook;
    std::map<std::string, TextTemplate> parameters;
};
struct Step;
struct ParallelStep { std::vector<Step> branches; };
/// `items`: a list parameter, or a template that gives a JSON array or words.
struct ForeachStep {
    TextTemplate items;
    int max_parallel = 1;
    std::vector<Step> steps;              ///< in order, for each item; `{{item}}` and `{{index}}` are known in them
};

using Work = std::variant<CommandStep, HttpStep, ChatStep, ManualStep, ApprovalStep, WaitStep, PageStep, SetStep, RunbookStep, ParallelStep, ForeachStep>;

struct Compensate {
    bool automatic = false;
    std::variant<CommandStep, HttpStep> work;
    std::optional<Duration> timeout;
};

struct Step {
    StepId id;
    std::string title;
    Work work;
    std::optional<Expression> condition;      ///< `if`; none: success()
    std::optional<std::vector<StepId>> needs; ///< none: the step before it in its list
    OnError on_error = OnError::fail;
    std::optional<Duration> timeout;          ///< of one attempt
    Retry retry;
    bool idempotent = false;                  ///< may be repeated when nobody knows what came of an attempt
    std::vector<Output> outputs;
    std::optional<Compensate> compensate;
    std::optional<PageStep> then_page;        ///< after it has run
    int line = 0;                             ///< where it stands in the file
};

struct Concurrency {
    TextTemplate group;
    WhenBusy when_busy = WhenBusy::queue;
    int limit = 1;                            ///< this runbook begins while fewer of the group are under way
};

struct Runbook {
    RunbookName name;
    std::string title, description;
    RunbookHash hash;                         ///< of the file's bytes
    std::vector<Attach> attach;
    std::vector<Parameter> parameters;
    AccessLevel may_start = AccessLevel::operator_;
    AccessLevel may_approve = AccessLevel::operator_;
    std::optional<Concurrency> concurrency;
    Duration timeout = std::chrono::hours{1}; ///< of the whole run
    std::vector<Step> steps;

    /// Anywhere in the tree; null if there is none.
    const Step* find(const StepId& id) const;
};

/// A runbook by its name; null if there is none. It lives as long as what it is handed to needs it.
using FindRunbook = std::function<const Runbook*(const RunbookName&)>;

}  // namespace tocsin::runbooks
