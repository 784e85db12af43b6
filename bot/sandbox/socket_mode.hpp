// Slack's side of Socket Mode: tickets that work once, connections that greet, envelopes that are sent again until they are acknowledged,
// and the ways in which connections end. A pure state machine, stricter than the real service. Owned by SlackWorkspace, shared with the
// simulated sockets; one thread; no sockets of its own.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

/// An envelope as it stands with Slack.
struct SocketEnvelopeState {
    std::string id;           ///< of the newest sending
    std::string type;         ///< `events_api`, `slash_commands`, `interactive`
    std::string payload;      ///< JSON object text
    int sendings = 0;
    Time sent_at;
    int connection = 0;       ///< that carried the newest sending; 0: none was open
    std::optional<std::string> answer;  ///< acknowledged; the payload's JSON text, or empty
};

class SocketMode {
public:
    explicit SocketMode(const Clock& clock) : clock_(clock) {}

    // What the app does.
    /// apps.connections.open: an address that is good for one connection within 30 s.
    std::string mint_url();
    /// The number of the new connection, or why there is none. `wake` is called when there is something to read.
    std::expected<int, std::string> connect(const std::string& url, std::function<void()> wake);
    /// The next frame, if there is one.
    std::optional<std::string> next_frame(int connection);
    bool is_open(int connection) const;
    /// A frame from the app; false if the connection is closed.
    bool receive(int connection, const std::string& frame);
    void close(int connection);

    // What Slack does.
    /// What Slack would post over HTTP (a command, an interaction, an event), put into an envelope; its place in `envelopes`.
    std::size_t deliver(const net::Request& request);
    /// The same envelope again under a new id, whether or not it was acknowledged: Slack may be in doubt.
    void redeliver(std::size_t envelope);
    /// Everything that was not acknowledged within 3 s, or whose connection has ended.
    void redeliver_unacknowledged();
    /// Any frame, as text, over every open connection.
    void send_raw(const std::string& frame);
    /// `warning`, `refresh_requested`, `link_disabled`, `too_many_websockets` over every connection that is open; `close_all` ends them later.
    void say_goodbye(const std::string& reason);
    /// The oldest connections end, without a word; the others stay.
    void cut(std::size_t count);
    void close_all() { cut(connections_.size()); }
    /// No connection is greeted or let in while this is so: the app's settings were changed.
    void switch_off(bool off) { off_ = off; }

    std::vector<int> open_connections() const;
    std::size_t opened() const { return static_cast<std::size_t>(last_connection_); }
    const std::vector<SocketEnvelopeState>& envelopes() const { return envelopes_; }
    const SocketEnvelopeState& envelope(std::size_t at) const { return envelopes_.at(at); }
    const std::vector<Violation>& violations() const { return violations_; }

private:
    struct Connection {
        std::deque<std::string> frames;
        std::function<void()> wake;
    };
    void put(int connection, std::string frame);
    void send(SocketEnvelopeState& envelope);
    int next_connection();
    void object(std::string what);

    const Clock& clock_;
    std::map<std::string, Time> tickets_;
    std::map<int, Connection> connections_;
    std::vector<SocketEnvelopeState> envelopes_;
    std::map<std::string, std::size_t> by_id_;
    std::vector<Violation> violations_;
    int last_connection_ = 0;
    int last_ticket_ = 0, last_envelope_ = 0;
    std::size_t turn_ = 0;
    bool off_ = false;
};

}  // namespace tocsin::sandbox
