// Delivers to Slack: the incident's channel with its life, card, topic and lines, the announcement, updates, direct
// messages, files, and late answers to commands. Owned by App; I/O thread.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "bot/base/markup.hpp"
#include "bot/ops/directory.hpp"
#include "bot/outbox/sender.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/called.hpp"
#include "bot/slack/client.hpp"
#include "bot/slack/rate_limit.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

class SlackSender final : public Sender {
public:
    /// All references must outlive the sender. `response_base`: beside hooks.slack.com, where late answers may go (the
    /// sandbox), or empty.
    SlackSender(slack::Client& client, ops::Directory& directory, const handlers::Settings& settings, const Clock& clock,
                std::string response_base)
        : client_(client), directory_(directory), settings_(settings), clock_(clock), response_base_(std::move(response_base)) {}

    boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, Prepared prepared) override;
    Time earliest(const OutboxRow& row, const Prepared& prepared, Time now) override;
    Time earliest_unprepared(const OutboxRow& row, Time now) override;

private:
    using Outcome = boost::asio::awaitable<DeliveryOutcome>;

    Outcome send_one(delivery::CreateChannel what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::SetTopic what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::SetPurpose what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::InvitePeople what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::RefreshCard what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PinCard what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::ArchiveChannel what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::UnarchiveChannel what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PostLine what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PostNamed what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::UploadPostmortem what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::RefreshAnnouncement what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PostUpdate what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::DirectMessage what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::DirectNamed what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::Respond what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PostTo what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::Notify what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::RefreshNotification what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::SetUserGroup what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::RefreshRun what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PostRunOutput what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::AskPerson what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::CaptureMessage what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::RefreshCheckMark what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::AnswerInChannel what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::ReadHistory what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::JoinChannel what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::ReadUserGroup what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::ReadMembers what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::PublishHome what, OutboxRow row, Prepared prepared);

    /// Posts a new message; after an ambiguous attempt looks for it first. `through`: the last line of a digest;
    /// `thread`: the message under which it stands. `TryLater`, uncounted, if its turn has not come: another row has just written there.
    Outcome post(ChannelId channel, slack::Message message, OutboxRow row, OutboxId through = {}, MessageTs thread = {});
    /// So that `direct_with` knows the conversation; what came of it if that failed.
    boost::asio::awaitable<std::optional<DeliveryOutcome>> open_direct(UserId user);
    /// `post` as a direct message.
    Outcome post_direct(UserId user, slack::Message message, OutboxRow row);
    /// A page that was answered before its own answer came: if the message stands there it is `Delivered`, to be edited then; it is posted
    /// no more.
    Outcome find_answered(ChannelId channel, OutboxRow row);
    /// Where the row is going to post, as far as it is known: the channel of direct messages with somebody is, once there was one.
    ChannelId target_of(const OutboxRow& row, const Prepared& prepared) const;
    ChannelId direct_with(const UserId& user) const;
    /// When the limits let the method be called there; an empty channel: somewhere.
    Time turn_of(std::string_view method, const ChannelId& channel, Time now) const;
    ChannelId page_target(const delivery::Notify& what, const Prepared& prepared) const;
    /// Edits the known message, or posts it where there is none (any more).
    Outcome post_or_edit(ChannelId channel, std::optional<store::MessageReference> known, slack::Message message, OutboxRow row);
    /// What was found, nothing if it is not there, or how asking Slack failed.
    template <class T>
    using Found = std::expected<std::optional<T>, slack::ApiOutcome>;
    /// Our message, if an attempt without an answer left it there.
    boost::asio::awaitable<Found<slack::HistoryMessage>> look_for(ChannelId channel, OutboxRow row, MessageTs thread);
    /// The same for any message since the row was made that passes the test.
    boost::asio::awaitable<Found<slack::HistoryMessage>> look_for(ChannelId channel, OutboxRow row, MessageTs thread,
                                                                  std::function<bool(const slack::HistoryMessage&)> is_it);
    /// After `name_taken`: the channel, if we made it ourselves in an attempt whose answer was lost.
    boost::asio::awaitable<Found<slack::ListedChannel>> look_for_channel(std::string name);
    boost::asio::awaitable<slack::ApiOutcome> call(slack::ApiCall call, ChannelId channel = {});
    boost::asio::awaitable<slack::ApiOutcome> know_self();
    /// Whether Slack shows the channel as one that is not archived, whatever event was missed.
    boost::asio::awaitable<bool> is_open_again(ChannelId channel);
    /// The message of this ts, among others. `thread`: the message that it answers; empty: nobody knows.
    boost::asio::awaitable<slack::ApiOutcome> read_message(ChannelId channel, MessageTs ts, MessageTs thread);
    slack::Called called_in(std::string_view escaped) const;
    boost::asio::awaitable<FetchedMessage> fetched(slack::InboundMessage message, std::string link);
    slack::CardContext card_context() const;
    /// Asks Slack for people whom nobody here knows yet, so that they are shown by name.
    boost::asio::awaitable<void> learn_names(Delivery what, Prepared prepared);

    slack::Client& client_;
    ops::Directory& directory_;
    const handlers::Settings& settings_;
    const Clock& clock_;
    std::string response_base_;
    slack::RateLimiter limiter_;
    std::map<UserId, ChannelId> direct_;  ///< channels of direct messages, which never change
    std::set<UserId> homes_in_conflict_;      ///< somebody else published theirs: whatever is there is replaced
    UserId own_user_;  ///< from auth.test, asked for when first needed
};

}  // namespace tocsin::outbox
