#include "tests/unit/net/websocket_peer.hpp"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace tocsin::net::test {
namespace {

std::string accept_value(const std::string& key) {
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 64> encoded{};
    const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

class TlsLine final : public WebsocketPeer::Line {
public:
    explicit TlsLine(SSL* ssl) : ssl_(ssl) {}

    std::string read_head() override {
        std::string head;
        while (!head.ends_with("\r\n\r\n")) {
            const auto byte = read(1);
            if (byte.empty()) return {};
            head += byte;
        }
        return head;
    }
    void send(std::string_view bytes) override { SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())); }
    std::optional<WebsocketFrame> read_frame() override {
        const auto head = read(2);
        if (head.size() < 2) return std::nullopt;
        WebsocketFrame frame{head[0] & 0x0F, (head[1] & 0x80) != 0, {}};
        std::size_t size = static_cast<std::size_t>(head[1] & 0x7F);
        if (size >= 126) {
            const auto more = read(size == 126 ? 2 : 8);
            size = 0;
            for (const char byte : more) size = size << 8 | static_cast<unsigned char>(byte);
        }
        const auto mask = frame.masked ? read(4) : std::string(4, '\0');
        frame.payload = read(size);
        for (std::size_t i = 0; i < frame.payload.size(); ++i) frame.payload[i] = static_cast<char>(frame.payload[i] ^ mask[i % 4]);
        return frame;
    }

private:
    std::string read(std::size_t size) {
        std::string out(size, '\0');
        std::size_t have = 0;
        while (have < size) {
            const int got = SSL_read(ssl_, out.data() + have, static_cast<int>(size - have));
            if (got <= 0) return {};
            have += static_cast<std::size_t>(got);
        }
        return out;
    }

    SSL* ssl_;
};

void serve(int socket, SSL_CTX* context, const WebsocketPeer::Script& script) {
    const timeval patience{5, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context), SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) == 1) {
        TlsLine line(ssl.get());
        script(line);
    }
    ::close(socket);
}

}  // namespace

std::string WebsocketPeer::Line::accept() {
    std::string head = read_head();
    constexpr std::string_view field = "Sec-WebSocket-Key: ";
    const auto at = head.find(field);
    if (at == std::string::npos) return head;
    const auto key = head.substr(at + field.size(), head.find("\r\n", at) - at - field.size());
    send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept_value(key) + "\r\n\r\n");
    return head;
}

void WebsocketPeer::Line::send_frame(int opcode, std::string_view payload, bool final) {
    std::string out(1, static_cast<char>((final ? 0x80 : 0) | opcode));
    const auto size = payload.size();
    if (size < 126) {
        out += static_cast<char>(size);
    } else {
        const int bytes = size <= 0xFFFF ? 2 : 8;
        out += static_cast<char>(bytes == 2 ? 126 : 127);
        for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(size >> (8 * i));
    }
    send(out.append(payload));
}

void WebsocketPeer::Line::hang() {
    while (read_frame()) {
    }
}

WebsocketPeer::WebsocketPeer(const CertificateFiles& certificate, std::vector<Script> scripts) : listener_(RawClient::make_socket()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0) throw std::runtime_error("cannot listen");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    const auto files = certificate.files();
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_file.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), files.key_file.c_str(), SSL_FILETYPE_PEM) != 1)
        throw std::runtime_error("cannot use the certificate");
    thread_ = std::jthread([this, context, todo = std::move(scripts)] {
        for (const Script& script : todo) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            serve(socket, context.get(), script);
        }
    });
}

WebsocketPeer::~WebsocketPeer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

}  // namespace tocsin::net::test
