// Everything that Slack sends (design §4): commands, buttons, events, on one Request URL and its aliases. Verifies the
// raw bytes, decodes, prepares, runs the use case in its transaction, encodes the answer. Owned by App; I/O thread.
#pragma once

#include <string>
#include <vector>

#include "bot/edge/parts.hpp"
#include "bot/edge/slack_events.hpp"
#include "bot/net/router.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::edge {

class SlackEndpoint {
public:
    /// `response_base`: beside hooks.slack.com, where late answers may go (the sandbox), or empty.
    SlackEndpoint(Parts parts, std::vector<std::string> signing_secrets, std::string response_base)
        : parts_(parts), secrets_(std::move(signing_secrets)), response_base_(std::move(response_base)), events_(parts) {}

    void add_routes(net::Router& router);
    boost::asio::awaitable<net::Response> answer(net::Request request);
    /// What is known to be Slack's, by its signature or by the connection it came over; in Socket Mode too it has the form that
    /// Slack would have posted. 503: nothing was kept, Slack must send it again.
    boost::asio::awaitable<net::Response> take(std::string content_type, std::string body, Time received_at);

private:
    using Answer = boost::asio::awaitable<net::Response>;

    bool is_authentic(const net::Request& request);
    Answer answer_kind(slack::SslCheck kind, Time now);
    Answer answer_kind(slack::SlashCommand kind, Time now);
    Answer answer_kind(slack::BlockActions kind, Time now);
    Answer answer_kind(slack::UrlVerification kind, Time now);
    Answer answer_kind(slack::ViewSubmission kind, Time now);
    Answer answer_kind(slack::ViewClosed kind, Time now);
    Answer answer_kind(slack::Shortcut kind, Time now);
    Answer answer_kind(slack::MessageShortcut kind, Time now);
    Answer answer_kind(slack::Suggestion kind, Time now);
    Answer answer_kind(slack::EventCallback kind, Time now);
    Answer answer_kind(slack::AppRateLimited kind, Time now);
    Answer answer_kind(slack::OtherInteraction kind, Time now);
    Answer answer_kind(slack::OtherEvent kind, Time now);
    /// Authentic and without a meaning for us: 2xx and counted (design §4).
    Answer ignore(std::string type);

    boost::asio::awaitable<handlers::Caller> caller_of(TeamId team, UserId user, ChannelId channel, std::string response_url);
    /// The HTTP answer to a command: its reply as a Slack message, with the incident's card where it asks for it.
    Answer encode(Reply reply);
    /// A job that was slower than Slack waits: its answer goes to the response_url through the outbox.
    store::Done answer_late(std::string response_url);

    Parts parts_;
    std::vector<std::string> secrets_;
    std::string response_base_;
    SlackEvents events_;
};

}  // namespace tocsin::edge
