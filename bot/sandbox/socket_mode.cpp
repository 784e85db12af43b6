#include "bot/sandbox/socket_mode.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bot/base/text.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr auto kTicketLife = std::chrono::seconds{30};
constexpr auto kAcknowledgedWithin = std::chrono::seconds{3};
constexpr std::size_t kMostConnections = 10;
constexpr const char* kAddress = "wss://wss-primary.slack.com/link/?ticket=";

json form_of(std::string_view body) {
    json out = json::object();
    for (const auto pair : text::split(body, '&')) {
        const auto equals = pair.find('=');
        out[net::percent_decode(pair.substr(0, equals))] = equals == std::string_view::npos ? "" : net::percent_decode(pair.substr(equals + 1));
    }
    return out;
}

struct Packed {
    std::string type;
    std::string payload;
};

/// Over a websocket a command is an object of its form's fields, an interaction is its `payload`, an event its body.
Packed pack(const net::Request& request) {
    if (!request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded")) return {"events_api", request.body};
    const json form = form_of(request.body);
    if (form.contains("payload")) return {"interactive", form["payload"].get<std::string>()};
    return {"slash_commands", form.dump()};
}

json envelope_json(const SocketEnvelopeState& envelope) {
    json out{{"envelope_id", envelope.id},
             {"type", envelope.type},
             {"accepts_response_payload", envelope.type != "events_api"},
             {"payload", json::parse(envelope.payload)}};
    if (envelope.type == "events_api") {
        out["retry_attempt"] = envelope.sendings - 1;
        out["retry_reason"] = envelope.sendings > 1 ? "timeout" : "";
    }
    return out;
}

}  // namespace

void SocketMode::object(std::string what) { violations_.push_back({clock_.now(), "Socket Mode", std::move(what)}); }

std::string SocketMode::mint_url() {
    const std::string ticket = fmt::format("ticket-{}", ++last_ticket_);
    tickets_[ticket] = clock_.now();
    return kAddress + ticket + "&app_id=A0TOCSIN";
}

std::expected<int, std::string> SocketMode::connect(const std::string& url, std::function<void()> wake) {
    const std::string ticket = url.starts_with(kAddress) ? url.substr(std::string_view(kAddress).size(), url.find('&') - std::string_view(kAddress).size()) : "";
    const auto minted = tickets_.find(ticket);
    if (minted == tickets_.end() || clock_.now() - minted->second > kTicketLife) {
        object("a ticket that was used before, is older than 30 s or was never given: " + url);
        return std::unexpected("wss-primary.slack.com: no websocket: HTTP 400");
    }
    tickets_.erase(minted);
    const int id = ++last_connection_;
    const bool full = connections_.size() >= kMostConnections;
    connections_[id].wake = std::move(wake);
    if (full || off_) {
        put(id, json{{"type", "disconnect"}, {"reason", off_ ? "link_disabled" : "too_many_websockets"}}.dump());
        return id;
    }
    put(id, json{{"type", "hello"}, {"num_connections", connections_.size()}, {"connection_info", {{"app_id", "A0TOCSIN"}}}}.dump());
    for (auto& envelope : envelopes_)
        if (!envelope.answer && envelope.connection == 0) send(envelope);
    return id;
}

void SocketMode::put(int connection, std::string frame) {
    auto& to = connections_.at(connection);
    to.frames.push_back(std::move(frame));
    if (to.wake) to.wake();
}

std::optional<std::string> SocketMode::next_frame(int connection) {
    const auto found = connections_.find(connection);
    if (found == connections_.end() || found->second.frames.empty()) return std::nullopt;
    std::string frame = std::move(found->second.frames.front());
    found->second.frames.pop_front();
    return frame;
}

bool SocketMode::is_open(int connection) const { return connections_.contains(connection); }

bool SocketMode::receive(int connection, const std::string& frame) {
    if (!is_open(connection)) return false;
    const json ack = json::parse(frame, nullptr, false);
    const bool is_ack = ack.is_object() && ack.contains("envelope_id") && ack["envelope_id"].is_string();
    const auto found = is_ack ? by_id_.find(ack["envelope_id"].get<std::string>()) : by_id_.end();
    if (found == by_id_.end()) {
        object("a frame that acknowledges nothing that was sent: " + frame);
        return true;
    }
    auto& envelope = envelopes_[found->second];
    const bool has_payload = ack.contains("payload");
    if (has_payload && envelope.type == "events_api") object("an answer to an event, which takes none: " + frame);
    if (has_payload && !ack["payload"].is_object()) object("a payload that is no object: " + frame);
    if (!envelope.answer) envelope.answer = has_payload ? ack["payload"].dump() : "";
    return true;
}

void SocketMode::close(int connection) {
    const auto found = connections_.find(connection);
    if (found == connections_.end()) return;
    const auto wake = std::move(found->second.wake);
    connections_.erase(found);
    for (auto& envelope : envelopes_)
        if (envelope.connection == connection) envelope.connection = 0;
    if (wake) wake();
}

/// Any payload may come over any connection: they take turns. One that is leaving is not spared.
int SocketMode::next_connection() {
    if (connections_.empty()) return 0;
    auto at = connections_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(turn_++ % connections_.size()));
    return at->first;
}

void SocketMode::send(SocketEnvelopeState& envelope) {
    envelope.connection = next_connection();
    if (envelope.connection == 0) return;
    envelope.id = fmt::format("envelope-{}", ++last_envelope_);
    by_id_[envelope.id] = static_cast<std::size_t>(&envelope - envelopes_.data());
    ++envelope.sendings;
    envelope.sent_at = clock_.now();
    put(envelope.connection, envelope_json(envelope).dump());
}

std::size_t SocketMode::deliver(const net::Request& request) {
    auto packed = pack(request);
    SocketEnvelopeState envelope;
    envelope.type = std::move(packed.type);
    envelope.payload = std::move(packed.payload);
    envelopes_.push_back(std::move(envelope));
    send(envelopes_.back());
    return envelopes_.size() - 1;
}

void SocketMode::redeliver(std::size_t envelope) { send(envelopes_.at(envelope)); }

void SocketMode::redeliver_unacknowledged() {
    for (auto& envelope : envelopes_)
        if (!envelope.answer && (envelope.connection == 0 || clock_.now() - envelope.sent_at >= kAcknowledgedWithin)) send(envelope);
}

void SocketMode::send_raw(const std::string& frame) {
    for (const int connection : open_connections()) put(connection, frame);
}

void SocketMode::say_goodbye(const std::string& reason) {
    const json frame{{"type", "disconnect"}, {"reason", reason}, {"debug_info", {{"host", "applink-1"}}}};
    for (const int connection : open_connections()) put(connection, frame.dump());
}

void SocketMode::cut(std::size_t count) {
    const auto open = open_connections();
    for (std::size_t i = 0; i < std::min(count, open.size()); ++i) close(open[i]);
}

std::vector<int> SocketMode::open_connections() const {
    std::vector<int> out;
    out.reserve(connections_.size());
    for (const auto& [id, connection] : connections_) out.push_back(id);
    return out;
}

}  // namespace tocsin::sandbox
