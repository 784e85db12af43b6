// The part of SlackSender that reads a channel's history for `import`: one call a row, so that a rate limit or a restart costs one page.
#include <algorithm>

#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"
#include "bot/slack/message_text.hpp"
#include "handlers/import.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

namespace {

/// History holds what begins threads and none of their answers: a thread that began so long before the time that was asked for is still
/// looked into (docs/slack.md).
constexpr std::chrono::hours kThreadsBegunBefore{24};

/// What somebody wrote: neither an app, nor Slack telling that somebody joined, nor a command to us.
bool is_talk(const slack::InboundMessage& message, const UserId& own) {
    const bool written = message.subtype.empty() || message.subtype == "file_share" || message.subtype == "thread_broadcast" || message.subtype == "me_message";
    return written && message.bot_id.empty() && !message.user.empty() && message.user != own && !message.text.starts_with("<@" + own.value);
}

}  // namespace

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::ReadHistory what, OutboxRow, Prepared) {
    if (const auto self = co_await know_self(); !std::holds_alternative<slack::Ok>(self)) co_return to_outcome(self);
    const bool in_thread = !what.threads.empty();
    const auto from = what.from ? std::optional<Time>(*what.from - kThreadsBegunBefore) : std::nullopt;
    auto request = in_thread ? slack::call::replies(what.channel, what.threads.front(), {}, what.thread_cursor)
                             : slack::call::history_between(what.channel, from, what.to, what.cursor);
    const auto answer = co_await call(std::move(request), what.channel);
    Delivered done;
    if (is_refused_as(answer, "invalid_cursor")) {
        done.state = "restart";
        co_return done;
    }
    // The thread was deleted since its channel was read: there is nothing in it.
    if (in_thread && (is_refused_as(answer, "thread_not_found") || is_refused_as(answer, "message_not_found"))) co_return done;
    const auto* ok = std::get_if<slack::Ok>(&answer);
    if (ok == nullptr) co_return to_outcome(answer);
    for (const auto& found : ok->messages) {
        const auto& message = found.message;
        if (!in_thread && message.replies > 0) done.threads.push_back(found.ts);
        const bool is_first_of_thread = in_thread && found.ts == what.threads.front();
        if (is_first_of_thread || !is_talk(message, own_user_) || !handlers::is_within(what, found.ts)) continue;
        done.found.push_back({found.ts, slack_actor(settings_.team, message.user), slack::message_text(message.text, settings_.team, handlers::kCandidateWords)});
    }
    done.next = ok->next_cursor;
    co_return done;
}

}  // namespace tocsin::outbox
