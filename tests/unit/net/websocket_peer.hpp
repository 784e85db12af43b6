// The other side of a websocket, over OpenSSL alone and with frames made by hand, so that the tests do not trust the code they test. Made
// by a test case; serves one connection at a time on a thread of its own, which ends with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/net/tls_client.hpp"

namespace tocsin::net::test {

/// A frame as it came: opcode, unmasked payload.
struct WebsocketFrame {
    int opcode = 0;
    bool masked = false;
    std::string payload;
};

class WebsocketPeer {
public:
    /// One connection, after the TLS handshake.
    class Line {
    public:
        virtual ~Line() = default;
        /// The head of the request, up to its blank line; empty if the client has gone.
        virtual std::string read_head() = 0;
        virtual void send(std::string_view bytes) = 0;
        /// Nothing when the client has gone or says nothing for 5 s.
        virtual std::optional<WebsocketFrame> read_frame() = 0;

        /// Answers the upgrade as RFC 6455 asks; the head that was answered.
        std::string accept();
        /// An unmasked frame, as a server sends it; `final` false: a fragment.
        void send_frame(int opcode, std::string_view payload, bool final = true);
        void send_text(std::string_view text) { send_frame(1, text); }
        /// Until the client has gone.
        void hang();
    };
    using Script = std::function<void(Line&)>;

    WebsocketPeer(const CertificateFiles& certificate, std::vector<Script> scripts);
    ~WebsocketPeer();
    WebsocketPeer(const WebsocketPeer&) = delete;
    WebsocketPeer& operator=(const WebsocketPeer&) = delete;

    std::string url(const std::string& target = "/link/?ticket=1") const { return "wss://localhost:" + std::to_string(port_) + target; }

private:
    int listener_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

}  // namespace tocsin::net::test
