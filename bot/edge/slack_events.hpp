// What Slack tells of its channels (Events API): what people mark, edit, delete, whom they mention, who joins, what becomes of channels and
// of the app itself. Slack sends the talk of every channel that the bot is in; nearly all of it has no meaning here and ends in this file,
// before any transaction. Owned by SlackEndpoint; I/O thread.
#pragma once

#include "bot/edge/parts.hpp"
#include "bot/net/http.hpp"
#include "bot/ops/incident_channels.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::edge {

class SlackEvents {
public:
    explicit SlackEvents(Parts parts) : parts_(parts), channels_(parts.store, parts.scheduler) {}

    boost::asio::awaitable<net::Response> answer(slack::EventCallback event, Time now);
    boost::asio::awaitable<net::Response> answer(slack::AppRateLimited limited, Time now);
    /// True also where the store could not be asked: then the job finds out.
    boost::asio::awaitable<bool> may_be_incidents(ChannelId channel) { return channels_.ask(std::move(channel)); }

private:
    using Answer = boost::asio::awaitable<net::Response>;
    using Handle = std::function<Reply(handlers::Context&)>;
    /// One event: its envelope, and when it came.
    struct Envelope {
        TeamId team;
        std::string event_id, type;
        MessageTs event_ts;
        Time now;
    };

    Answer take(Envelope of, slack::MessagePosted posted);
    Answer take(Envelope of, slack::MessageEdited edited);
    Answer take(Envelope of, slack::MessageErased erased);
    Answer take(Envelope of, slack::BotMentioned mentioned);
    Answer take(Envelope of, slack::ReactionChanged changed);
    Answer take(Envelope of, slack::PinChanged changed);
    Answer take(Envelope of, slack::MemberChanged changed);
    Answer take(Envelope of, slack::HomeOpened opened);
    Answer take(Envelope of, slack::ChannelChanged changed);
    Answer take(Envelope of, slack::AppRemoved removed);
    Answer take(Envelope of, slack::PersonChanged changed);
    Answer take(Envelope of, slack::GroupChanged changed);
    Answer take(Envelope of, slack::OtherKind other);

    /// A mention is told twice, as `message` and as `app_mention`; whichever comes first counts.
    Answer mention(Envelope of, slack::InboundMessage message);
    /// Without a meaning for us: 2xx and counted.
    Answer ignore(std::string type);
    /// 2xx once it is kept. `happened`: what the event says, so that the same thing told under another event_id has no second effect.
    Answer keep(Envelope of, handlers::Caller caller, std::string happened, Handle handle);
    bool is_own(const UserId& user) const { return !user.empty() && user == parts_.settings.bot_user; }

    Parts parts_;
    ops::IncidentChannels channels_;
};

}  // namespace tocsin::edge
