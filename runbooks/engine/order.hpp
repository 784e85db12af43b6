// What is to be done for a step, with every value filled in: the work of whoever performs it. A value stays one value: one element of
// argv, one header, one piece of a URL; it is never read as a template again. Values; any thread.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "runbooks/engine/engine.hpp"

namespace tocsin::runbooks {

/// Text in which only secrets are still references: `secret.NAME`. In parts, so that a value that looks like a reference remains text.
using SecretText = std::vector<TextTemplate::Part>;

struct CommandOrder {
    std::vector<std::string> argv;
    std::map<std::string, SecretText> environment;
    std::vector<Output> outputs;
    Duration timeout{};                 ///< of this attempt; never beyond the end of the run
    std::string idempotency_key;        ///< TOCSIN_IDEMPOTENCY_KEY: the same for every attempt of this step
};
struct HttpOrder {
    std::string method, url;            ///< values are percent-encoded
    std::map<std::string, SecretText> headers;
    std::string body;                   ///< if it begins with { or [, values are escaped inside quotes and must be JSON outside
    std::vector<int> expect_status;
    std::optional<Output> expect_value;
    std::string expect_equals;
    std::vector<Output> outputs;
    Duration timeout{};
    std::string idempotency_key;        ///< header Idempotency-Key
};
struct ChatOrder { std::string text; };
struct PageOrder { std::string target, reason; };
struct SetOrder {
    std::optional<std::string> status, severity;
    std::map<std::string, std::string> roles;
    std::optional<std::string> note;
};
struct ChildOrder {
    RunbookName runbook;
    RunValues parameters;
};
/// The engine takes this step through by itself.
struct NoOrder {};
using Order = std::variant<NoOrder, CommandOrder, HttpOrder, ChatOrder, PageOrder, SetOrder, ChildOrder>;

/// Errors: not_found (no such step), invalid_argument (a template without a value: which; or a secret where none may stand). Whoever
/// gets one records StepFinished with failure and the message.
Result<Order> order_of(const RunState& run, const Runbook& runbook, const Surroundings& around, const StepKey& key, Time now);
/// Whom to page now that the step has run (`then_page`); nothing if it says so nowhere, was skipped, or is
/// to be tried again.
Result<std::optional<PageOrder>> page_after(const RunState& run, const Runbook& runbook, const Surroundings& around, const StepKey& key);

}  // namespace tocsin::runbooks
