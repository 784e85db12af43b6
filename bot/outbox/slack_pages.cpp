// The part of SlackSender that pages people: a direct message or one in a channel, edited in place once it is answered.
#include "bot/core/page_fold.hpp"
#include "bot/outbox/page_facts.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::Notify what, OutboxRow row, Prepared prepared) {
    const auto target = oncall::parse_target(what.target);
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    if (page == nullptr || !target) co_return Refused{"no_page", "the page is not known here"};
    const bool personal = target->kind == oncall::TargetKind::person;
    ChannelId channel(target->id);
    if (personal) {
        const auto person = person_of(settings_, *page, *target);
        if (!person) co_return Refused{"no_person", "the on-call file does not know " + what.target};
        if (person->slack.empty()) co_return Refused{"no_contact", person->name + " has no Slack id in the on-call file"};
        const auto direct = co_await open_direct(person->slack);
        if (!direct) co_return direct.error();
        channel = *direct;
    }
    auto message = slack::page_message(*prepared.incident, *page, personal, card_context());
    co_return co_await post(std::move(channel), std::move(message), std::move(row));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::RefreshNotification what, OutboxRow, Prepared prepared) {
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    // Never posted, or deleted since: there is nothing that could mislead anybody.
    if (page == nullptr || !prepared.message) co_return Needless{};
    const auto message = slack::page_message(*prepared.incident, *page, what.target.starts_with("person:"), card_context());
    const auto answer = co_await call(slack::call::update_message(prepared.message->channel, prepared.message->ts, message), prepared.message->channel);
    if (is_refused_as(answer, "message_not_found")) co_return Needless{};
    co_return to_outcome(answer);
}

}  // namespace tocsin::outbox
