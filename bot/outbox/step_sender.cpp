#include "bot/outbox/step_sender.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/ops/await_store.hpp"
#include "runbooks/engine/outputs.hpp"

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

/// So long after `continue` at most an attempt begins that the pause held back.
constexpr Duration kPausedLookEvery = std::chrono::seconds{5};

std::string printed(const std::string& out, const std::string& err) {
    if (err.empty()) return out;
    return out + (out.empty() || out.ends_with('\n') ? "" : "\n") + "stderr:\n" + err;
}

std::string how_it_ended(const exec::CommandResult& result) {
    switch (result.end) {
        case exec::CommandEnd::exited: return result.code == 0 ? "" : fmt::format("exit code {}", result.code);
        case exec::CommandEnd::signaled: return fmt::format("ended by signal {}", result.code);
        case exec::CommandEnd::timed_out: return "took too long: " + result.why;
        case exec::CommandEnd::canceled: return "stopped: " + result.why;
        case exec::CommandEnd::not_started: return "could not be started: " + result.why;
    }
    return {};
}

StepEnded failed(std::string why, std::string text = {}) {
    StepEnded ended;
    ended.outcome = StepOutcome::failure;
    ended.detail = std::move(why);
    ended.printed = std::move(text);
    return ended;
}

/// It may have had its effect all the same.
StepEnded unclear(StepEnded ended) {
    ended.outputs.push_back({std::string(runbooks::kUnclearOutput), "yes"});
    return ended;
}

/// Without a secret that is known, nothing is begun: an empty one could do harm.
Result<std::string> revealed(const runbooks::SecretText& text, const exec::Secrets& secrets) {
    constexpr std::string_view prefix = "secret.";
    std::string out;
    for (const auto& part : text) {
        if (!part.is_reference) {
            out += part.text;
            continue;
        }
        if (!part.text.starts_with(prefix)) return fail(Errc::not_found, "`" + part.text + "` is no secret");
        auto value = secrets.resolve(std::string_view(part.text).substr(prefix.size()));
        if (!value) return std::unexpected(value.error());
        out += *value;
    }
    return out;
}

Result<std::map<std::string, std::string>> revealed(const std::map<std::string, runbooks::SecretText>& texts, const exec::Secrets& secrets) {
    std::map<std::string, std::string> out;
    for (const auto& [name, text] : texts) {
        auto value = revealed(text, secrets);
        if (!value) return std::unexpected(value.error());
        out.emplace(name, std::move(*value));
    }
    return out;
}

/// The declared outputs, and how it ended as one that is always there.
StepEnded with_outputs(StepEnded ended, const std::vector<runbooks::Output>& declared, const runbooks::Given& given, RunValue always) {
    if (ended.outcome == StepOutcome::success) {
        auto values = runbooks::outputs_of(declared, given);
        if (values) ended.outputs = std::move(*values);
        else ended = unclear(failed(values.error().message, std::move(ended.printed)));
    }
    if (std::ranges::find(ended.outputs, always.name, &RunValue::name) == ended.outputs.end()) ended.outputs.push_back(std::move(always));
    return ended;
}

StepEnded ended_by(const runbooks::CommandOrder& order, const exec::CommandResult& result) {
    StepEnded ended;
    ended.outcome = result.succeeded() ? StepOutcome::success : StepOutcome::failure;
    ended.detail = how_it_ended(result);
    ended.printed = printed(result.out.text(), result.err.text());
    if (result.end == exec::CommandEnd::not_started) return ended;
    // An exit code says how it ended; one that was stopped in the middle said nothing.
    if (result.end != exec::CommandEnd::exited) return unclear(std::move(ended));
    return with_outputs(std::move(ended), order.outputs, {result.out.head, result.err.head, 0, {}},
                        {std::string(runbooks::kExitOutput), std::to_string(result.code)});
}

/// Empty if the answer is the one that was expected.
std::string disappointment(const runbooks::HttpOrder& order, const exec::HttpResult& result, const runbooks::Given& given) {
    const bool as_listed = std::ranges::find(order.expect_status, result.status) != order.expect_status.end();
    const bool good = order.expect_status.empty() ? result.status / 100 == 2 : as_listed;
    if (!good) return fmt::format("answered with status {}", result.status);
    if (!order.expect_value) return {};
    const auto value = runbooks::outputs_of({*order.expect_value}, given);
    if (!value) return value.error().message;
    const std::string& found = value->front().value;
    return found == order.expect_equals ? "" : fmt::format("the answer has `{}` where `{}` is expected", text::truncate(found, 200), order.expect_equals);
}

/// The one in between says that it had no answer itself: 502 and 504 (RFC 9110, 15.6.3 and 15.6.5).
bool is_of_a_gateway(int status) { return status == 502 || status == 504; }

StepEnded ended_by(const runbooks::HttpOrder& order, const exec::HttpResult& result) {
    if (result.end == exec::HttpEnd::unclear) return unclear(failed(result.why));
    if (result.end != exec::HttpEnd::answered) return failed(result.why);
    runbooks::Given given{result.body.head, {}, result.status, {}};
    for (const auto& header : result.headers.all()) given.headers[text::lower(header.name)] = header.value;
    StepEnded ended;
    ended.detail = disappointment(order, result, given);
    ended.outcome = ended.detail.empty() ? StepOutcome::success : StepOutcome::failure;
    ended.printed = result.body.text();
    if (ended.outcome == StepOutcome::failure && is_of_a_gateway(result.status)) ended = unclear(std::move(ended));
    return with_outputs(std::move(ended), order.outputs, given, {std::string(runbooks::kStatusOutput), std::to_string(result.status)});
}

}  // namespace

Time StepSender::earliest(const OutboxRow&, const Prepared&, Time now) { return now; }

asio::awaitable<DeliveryOutcome> StepSender::send(OutboxRow row, Prepared) {
    auto begun = std::make_shared<handlers::AttemptBegun>();
    store::Job job;
    job.priority = store::Priority::page;
    job.now = parts_.scheduler.now();
    job.handle = [begun, settings = &parts_.settings, fence = fence_, what = std::get<delivery::RunStepAttempt>(row.what)](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, {system_actor(), Source("runbook")});
        *begun = handlers::begin_attempt(context, what, fence);
        return Reply{};
    };
    const auto written = co_await ops::submit(parts_.store, std::move(job));
    if (!written) co_return TryLater{"the start could not be recorded: " + written.error().message, std::chrono::seconds{1}, false, true};
    if (begun->held) co_return TryLater{"the run is paused", kPausedLookEvery, false, true};
    if (!begun->order) co_return Needless{};
    const runbooks::Order order = std::move(*begun->order);
    if (const auto* command = std::get_if<runbooks::CommandOrder>(&order)) co_return co_await run_command(*command);
    if (const auto* http = std::get_if<runbooks::HttpOrder>(&order)) co_return co_await run_http(*http);
    co_return failed("this step is no executor's");
}

asio::awaitable<DeliveryOutcome> StepSender::run_command(runbooks::CommandOrder order) {
    auto environment = revealed(order.environment, *parts_.secrets);
    if (!environment) co_return failed(environment.error().message);
    exec::CommandRequest request;
    request.name = order.argv.front();
    request.arguments.assign(order.argv.begin() + 1, order.argv.end());
    request.environment = std::move(*environment);
    request.idempotency_key = order.idempotency_key;
    request.timeout = order.timeout;
    co_return ended_by(order, co_await parts_.commands.run(std::move(request)));
}

asio::awaitable<DeliveryOutcome> StepSender::run_http(runbooks::HttpOrder order) {
    auto headers = revealed(order.headers, *parts_.secrets);
    if (!headers) co_return failed(headers.error().message);
    exec::HttpRequest request;
    request.method = order.method;
    request.url = order.url;
    request.headers = std::move(*headers);
    request.body = order.body;
    request.idempotency_key = order.idempotency_key;
    request.timeout = order.timeout;
    co_return ended_by(order, co_await parts_.http.run(std::move(request)));
}

}  // namespace tocsin::outbox
