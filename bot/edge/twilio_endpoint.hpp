// What Twilio posts back (design §4): how a text message or a call went, what a person replied, which digit they pressed.
// Verifies the signature over address and form, decodes, runs the use case in its transaction, answers in TwiML. Owned by App;
// I/O thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "bot/edge/parts.hpp"
#include "bot/net/router.hpp"
#include "bot/notify/options.hpp"
#include "handlers/phone.hpp"

namespace tocsin::edge {

class TwilioEndpoint {
public:
    TwilioEndpoint(Parts parts, notify::TwilioOptions options) : parts_(parts), options_(std::move(options)) {}

    void add_routes(net::Router& router);
    boost::asio::awaitable<net::Response> status(net::Request request);
    boost::asio::awaitable<net::Response> sms(net::Request request);
    boost::asio::awaitable<net::Response> voice(net::Request request);

private:
    using Answer = boost::asio::awaitable<net::Response>;

    bool is_authentic(const net::Request& request) const;
    /// The answer to whoever cannot prove who they are; counted.
    net::Response stranger();
    Answer malformed(net::Request request, std::string why);
    /// The reply, or nothing if it was not committed in time.
    boost::asio::awaitable<std::optional<Reply>> run(handlers::Caller caller, store::DeliveryKey key, Time now,
                                                     std::function<Reply(handlers::Context&)> use_case);
    /// Who has this number, on the clock that their commands in Slack have; nothing if the on-call file does not know it.
    boost::asio::awaitable<std::optional<handlers::Caller>> caller_at(std::string phone);
    /// Named in timelines, also if they are not in Slack.
    void introduce(const handlers::Caller& caller);

    Parts parts_;
    notify::TwilioOptions options_;
};

}  // namespace tocsin::edge
