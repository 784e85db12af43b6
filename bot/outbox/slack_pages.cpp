// The part of SlackSender that pages people: a direct message or one in a channel, edited in place once it is answered.
#include "bot/core/page_fold.hpp"
#include "bot/outbox/page_facts.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

namespace {

/// Answered, snoozed or handed on to somebody else before it had gone out for certain, or given up: nobody posts it any more.
bool is_not_wanted(const PageState& page, int number) {
    const Notification* one = find_notification(page, number);
    return one != nullptr && (one->state == NotificationState::withdrawn || one->state == NotificationState::failed);
}

}  // namespace

ChannelId SlackSender::direct_with(const UserId& user) const {
    const auto known = direct_.find(user);
    return known == direct_.end() ? ChannelId() : known->second;
}

ChannelId SlackSender::page_target(const delivery::Notify& what, const Prepared& prepared) const {
    const auto target = oncall::parse_target(what.target);
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    if (page == nullptr || !target) return {};
    if (target->kind != oncall::TargetKind::person) return ChannelId(target->id);
    const auto person = person_of(settings_, *page, *target);
    return person ? direct_with(person->slack) : ChannelId();
}

asio::awaitable<std::optional<DeliveryOutcome>> SlackSender::open_direct(UserId user) {
    if (direct_.contains(user)) co_return std::nullopt;
    const auto opened = co_await call(slack::call::open_direct(user));
    const auto* ok = std::get_if<slack::Ok>(&opened);
    if (ok == nullptr) {
        auto outcome = to_outcome(opened);
        // Nothing was posted yet.
        if (auto* later = std::get_if<TryLater>(&outcome)) later->maybe_sent = false;
        co_return outcome;
    }
    direct_[user] = ok->channel;
    co_return std::nullopt;
}

asio::awaitable<DeliveryOutcome> SlackSender::post_direct(UserId user, slack::Message message, OutboxRow row) {
    if (auto not_opened = co_await open_direct(user)) co_return *std::move(not_opened);
    co_return co_await post(direct_with(user), std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::find_answered(ChannelId channel, OutboxRow row) {
    const auto found = co_await look_for(channel, row, {});
    if (!found) co_return not_seen(found.error());
    if (!*found) co_return Needless{};
    Delivered done;
    done.channel = channel;
    done.ts = (*found)->ts;
    co_return done;
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::Notify what, OutboxRow row, Prepared prepared) {
    const auto target = oncall::parse_target(what.target);
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    if (page == nullptr || !target) co_return Refused{"no_page", "the page is not known here"};
    const bool not_wanted = is_not_wanted(*page, what.number);
    if (not_wanted && !row.maybe_sent) co_return Needless{};
    ChannelId channel(target->id);
    if (target->kind == oncall::TargetKind::person) {
        const auto person = person_of(settings_, *page, *target);
        if (!person) co_return Refused{"no_person", "the on-call file does not know " + what.target};
        if (person->slack.empty()) co_return Refused{"no_contact", person->name + " has no Slack id in the on-call file"};
        if (const auto closed = co_await open_direct(person->slack)) co_return *closed;
        channel = direct_with(person->slack);
    }
    if (not_wanted) co_return co_await find_answered(channel, std::move(row));
    auto message = slack::page_message(*prepared.incident, *page, *target, card_context());
    co_return co_await post(channel, std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::RefreshNotification what, OutboxRow, Prepared prepared) {
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    // Never posted, or deleted since: there is nothing that could mislead anybody.
    const auto target = oncall::parse_target(what.target);
    if (page == nullptr || !prepared.message || !target) co_return Needless{};
    const auto message = slack::page_message(*prepared.incident, *page, *target, card_context());
    const auto answer = co_await call(slack::call::update_message(prepared.message->channel, prepared.message->ts, message), prepared.message->channel);
    if (is_refused_as(answer, "message_not_found")) co_return Needless{};
    co_return to_outcome(answer);
}

}  // namespace tocsin::outbox
