// Everything that Slack sends (design §4): commands, buttons, events, on one Request URL and its aliases. Verifies the
// raw bytes, decodes, prepares, runs the use case in its transaction, encodes the answer. Owned by App; I/O thread.
#pragma once

#include <string>
#include <vector>

#include "bot/edge/parts.hpp"
#include "bot/edge/slack_events.hpp"
#include "bot/net/router.hpp"
#include "bot/slack/client.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::edge {

/// The key of a command, a press or a shortcut (design G2); none without a trigger.
std::vector<store::DeliveryKey> trigger_key(const TeamId& team, const std::string& trigger_id);

/// Says something to a person that has no answer of its own to stand in: where they pressed, else in a direct message.
void tell_caller(store::UnitOfWork& work, const handlers::Caller& caller, const Reply& reply);

class SlackEndpoint {
public:
    /// `response_base`: beside hooks.slack.com, where late answers may go (the sandbox), or empty.
    /// `client` opens forms; null: people are told what to type instead.
    SlackEndpoint(Parts parts, std::vector<std::string> signing_secrets, std::string response_base, slack::Client* client)
        : parts_(parts), secrets_(std::move(signing_secrets)), response_base_(std::move(response_base)), client_(client), events_(parts) {}

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
    // Forms (slack_forms.cpp).
    /// A typed command that lacks what a form asks for.
    Answer ask_for_rest(slack::SlashCommand kind, handlers::Caller caller, WantedForm wanted, Time now);
    /// Opens it in answer to something that has no answer of its own: who is told where it cannot be opened, is told in a message.
    Answer open_wanted(handlers::Caller caller, WantedForm wanted, TeamId team, std::string trigger_id, Time now);
    /// A message of an incident's channel becomes an entry at once.
    Answer put_on_record(slack::MessageShortcut kind, Time now);
    /// What the form's job said: nothing if the form is before the person now, else what they must be told instead.
    boost::asio::awaitable<std::optional<Markup>> show_form(const store::Committed& committed, std::string trigger_id, Time now);
    /// A message to the person: where they pressed, else directly.
    void tell(const handlers::Caller& caller, const Markup& text);
    /// The names of whoever wrote the message and of those it mentions, as far as there is time.
    boost::asio::awaitable<void> learn_mentioned(slack::InboundMessage message, TeamId team, Time now);
    boost::asio::awaitable<std::string> permalink(ChannelId channel, MessageTs ts);

    /// The HTTP answer to a command: its reply as a Slack message, with the incident's card where it asks for it.
    Answer encode(Reply reply);
    /// A job that was slower than Slack waits: its answer goes to the response_url through the outbox.
    store::Done answer_late(std::string response_url);

    Parts parts_;
    std::vector<std::string> secrets_;
    std::string response_base_;
    slack::Client* client_;
    SlackEvents events_;
};

}  // namespace tocsin::edge
