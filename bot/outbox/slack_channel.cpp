// The part of SlackSender that makes an incident's channel, keeps its topic, its people and its end, and looks how it stands.
#include <algorithm>

#include "bot/core/status.hpp"
#include "bot/outbox/slack_outcome.hpp"
#include "bot/outbox/slack_sender.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

namespace {

/// How often the archive looks whether its turn has come: a quarter of the time that it has waited, within these.
constexpr Duration kArchiveSoon = std::chrono::seconds{2};
constexpr Duration kArchiveLate = std::chrono::minutes{5};

}  // namespace

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::CreateChannel what, OutboxRow, Prepared prepared) {
    if (!prepared.incident->channel.empty() && !prepared.incident->channel_archived) co_return Needless{};
    // Whether a name is taken can be found out by everybody, so a private one's says nothing.
    const bool is_private = prepared.incident->private_ || settings_.private_channels;
    const std::string name = slack::channel_name(settings_.channel_template, settings_.key, prepared.incident->number,
                                                 prepared.incident->private_ ? "private" : prepared.incident->title, what.suffix);
    const auto answer = co_await call(slack::call::create_channel(name, is_private));
    if (is_refused_as(answer, "name_taken")) {
        const auto ours = co_await look_for_channel(name);
        // Nobody knows yet whose it is: another name now would leave us two channels.
        const bool may_be_seen_later = !ours && !std::holds_alternative<slack::Permanent>(ours.error());
        if (may_be_seen_later) co_return to_outcome(ours.error());
        if (!ours || !*ours) co_return NameTaken{};
        Delivered done;
        done.channel = (*ours)->id;
        done.channel_name = (*ours)->name;
        co_return done;
    }
    if (const auto* made = std::get_if<slack::Ok>(&answer)) directory_.names().remember(made->channel.value, prepared.incident->private_ ? std::string() : name);
    Delivered done;
    done.channel_name = name;
    co_return to_outcome(answer, done);
}

asio::awaitable<SlackSender::Found<slack::ListedChannel>> SlackSender::look_for_channel(std::string name) {
    if (const auto self = co_await know_self(); !std::holds_alternative<slack::Ok>(self)) co_return std::unexpected(self);
    std::string cursor;
    do {
        const auto page = co_await call(slack::call::list_channels(cursor));
        const auto* ok = std::get_if<slack::Ok>(&page);
        if (ok == nullptr) co_return std::unexpected(page);
        for (const auto& channel : ok->channels)
            if (channel.name == name && channel.creator == own_user_ && !own_user_.empty() && !channel.archived) co_return channel;
        cursor = ok->next_cursor;
    } while (!cursor.empty());
    co_return std::nullopt;
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::SetTopic, OutboxRow, Prepared prepared) {
    const auto& channel = prepared.incident->channel;
    co_return to_outcome(co_await call(slack::call::set_topic(channel, slack::topic_text(*prepared.incident, card_context())), channel));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::SetPurpose, OutboxRow, Prepared prepared) {
    const auto& channel = prepared.incident->channel;
    co_return to_outcome(co_await call(slack::call::set_purpose(channel, slack::purpose_text(*prepared.incident, card_context())), channel));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::InvitePeople what, OutboxRow, Prepared prepared) {
    const auto& channel = prepared.incident->channel;
    co_return to_outcome(co_await call(slack::call::invite(channel, what.users), channel));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::ArchiveChannel, OutboxRow row, Prepared prepared) {
    // What still waits for the channel goes first: nothing can be posted or edited in an archived one. That may take hours.
    if (prepared.others_wait)
        co_return TryLater{"other messages go first", std::clamp<Duration>((clock_.now() - row.created_at) / 4, kArchiveSoon, kArchiveLate), false, true};
    if (!is_over(prepared.incident->status)) co_return Needless{};
    const auto& channel = prepared.incident->channel;
    co_return to_outcome(co_await call(slack::call::archive(channel), channel));
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::UnarchiveChannel, OutboxRow, Prepared prepared) {
    const auto& channel = prepared.incident->channel;
    const auto answer = co_await call(slack::call::unarchive(channel), channel);
    // Reopened before the archive had its turn: nothing was opened.
    if (std::holds_alternative<slack::Already>(answer) && !prepared.incident->channel_archived) co_return Needless{};
    co_return to_outcome(answer);
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::JoinChannel, OutboxRow, Prepared prepared) {
    const auto& channel = prepared.incident->channel;
    co_return to_outcome(co_await call(slack::call::join(channel), channel));
}

asio::awaitable<bool> SlackSender::is_open_again(ChannelId channel) {
    const auto answer = co_await call(slack::call::channel_info(channel), channel);
    const auto* ok = std::get_if<slack::Ok>(&answer);
    co_return ok != nullptr && !ok->is_archived;
}

asio::awaitable<DeliveryOutcome> SlackSender::send_one(delivery::ReadMembers, OutboxRow, Prepared prepared) {
    const auto& channel = prepared.incident->channel;
    const auto answer = co_await call(slack::call::channel_members(channel), channel);
    Delivered done;
    if (const auto* ok = std::get_if<slack::Ok>(&answer)) {
        // Of so many nobody can be missed with certainty.
        if (!ok->next_cursor.empty()) co_return Needless{};
        done.channel = channel;
        done.users = ok->users;
    }
    co_return to_outcome(answer, std::move(done));
}

}  // namespace tocsin::outbox
