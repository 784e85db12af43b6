// The part of SlackSender that shows runs of runbooks: one message a run, edited in place, what steps printed in its thread, and
// questions to single people, edited in place once they are answered.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

namespace {

/// What is worth reading in a thread; the whole of it is in `runs N` and the API.
constexpr std::size_t kShownOutput = 2500;

std::string which_attempt(const RunView& run, const delivery::PostRunOutput& what) {
    const auto step = std::ranges::find(run.steps, what.step, &StepView::key);
    if (step == run.steps.end() || !step->is_probe) return what.attempt > 1 ? ", attempt " + std::to_string(what.attempt) : std::string();
    const bool is_last = step->phase == StepPhase::finished && step->attempt == what.attempt;
    return is_last ? fmt::format(", at the last of {} {},", what.attempt, what.attempt == 1 ? "try" : "tries") : fmt::format(", try {},", what.attempt);
}

}  // namespace

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::RefreshRun, OutboxRow row, Prepared prepared) {
    if (!prepared.run) co_return Needless{};
    auto message = slack::run_message(*prepared.run, card_context());
    co_return co_await post_or_edit(prepared.incident->channel, prepared.message, std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::PostRunOutput what, OutboxRow row, Prepared prepared) {
    if (!prepared.run || !prepared.message || prepared.printed.empty()) co_return Needless{};
    Markup text("What ");
    text.code(what.step.value) << which_attempt(*prepared.run, what) << " printed:\n";
    const bool cut = prepared.printed.size() > kShownOutput;
    text.code(cut ? prepared.printed.substr(prepared.printed.size() - kShownOutput) : prepared.printed);
    if (cut) text << "\n(the end of it; `runs " << std::to_string(what.run.value) << "` shows more)";
    co_return co_await post(prepared.message->channel, slack::line_message(text, directory_), std::move(row), {}, prepared.message->ts);
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::AskPerson what, OutboxRow row, Prepared prepared) {
    if (!prepared.run) co_return Needless{};
    const auto& steps = prepared.run->steps;
    const auto step = std::ranges::find(steps, what.step, &StepView::key);
    if (step == steps.end()) co_return Needless{};
    // Answered before anybody was asked: there is nothing to ask any more, and nothing that could mislead.
    const bool is_out = prepared.message || row.maybe_sent;
    if (!is_out && !still_asks(*step, what.attempt)) co_return Needless{};
    auto message = slack::ask_message(*prepared.run, *step, what.attempt, card_context());
    if (!prepared.message) co_return co_await post_direct(what.user, std::move(message), std::move(row));
    const ChannelId channel = prepared.message->channel;
    co_return co_await post_or_edit(channel, std::move(prepared.message), std::move(message), std::move(row));
}

}  // namespace tocsin::outbox
