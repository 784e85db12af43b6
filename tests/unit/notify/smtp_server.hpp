// The smallest mail server that libcurl can talk to: one connection over loopback, plain, with STARTTLS or with TLS from its first
// byte; its dialogue kept, its answers chosen by the test. Owned by a test; a thread of its own, which ends with the connection.
#pragma once

#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bot/net/tls.hpp"

namespace tocsin::notify {

enum class SmtpTls : std::uint8_t { none, starttls, implicit };

struct SmtpAnswers {
    std::string rcpt = "250 ok";
    std::string data_end = "250 taken";
    bool hang_up_after_data = false;
    SmtpTls tls = SmtpTls::none;
    net::TlsPem identity{};  ///< for TLS
};

/// One connection, in the clear until `secure`.
class SmtpPeer {
public:
    explicit SmtpPeer(int socket) : socket_(socket) {}
    ~SmtpPeer() { ::close(socket_); }
    SmtpPeer(const SmtpPeer&) = delete;
    SmtpPeer& operator=(const SmtpPeer&) = delete;

    /// False if the client does not go through with it.
    bool secure(const net::TlsPem& identity) {
        context_.reset(SSL_CTX_new(TLS_server_method()));
        const Bio certificate_text(BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size())), &BIO_free);
        const Bio key_text(BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size())), &BIO_free);
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr), &X509_free);
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
        if (SSL_CTX_use_certificate(context_.get(), certificate.get()) != 1 || SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1)
            throw std::runtime_error("the test's certificate cannot be used");
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), socket_);
        return SSL_accept(ssl_.get()) == 1;
    }
    bool is_secure() const { return ssl_ != nullptr; }

    void say(const std::string& line) {
        const std::string bytes = line + "\r\n";
        if (ssl_) SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
        else if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return;
    }
    bool read_line(std::string& line) {
        line.clear();
        for (char c = 0; read_byte(c);) {
            if (c == '\n') return true;
            if (c != '\r') line += c;
        }
        return false;
    }

private:
    using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
    bool read_byte(char& c) { return (ssl_ ? SSL_read(ssl_.get(), &c, 1) : static_cast<int>(::recv(socket_, &c, 1, 0))) == 1; }

    int socket_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
};

class SmtpServer {
public:
    explicit SmtpServer(SmtpAnswers answers) : answers_(std::move(answers)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        // As the server does: a client that hangs up in the middle of TLS must not end the program.
        std::signal(SIGPIPE, SIG_IGN);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        if (::bind(socket_, plain, size) != 0 || ::listen(socket_, 1) != 0 || ::getsockname(socket_, plain, &size) != 0)
            throw std::runtime_error("no port on loopback");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~SmtpServer() {
        wait();
        ::close(socket_);
    }
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    /// `host`: one of the names of loopback.
    std::string url(const std::string& host = "127.0.0.1") const {
        return (answers_.tls == SmtpTls::implicit ? "smtps://" : "smtp://") + host + ":" + std::to_string(port_);
    }
    /// Until the conversation has ended; what is beneath is to be read afterwards.
    void wait() {
        ::shutdown(socket_, SHUT_RDWR);
        if (thread_.joinable()) thread_.join();
    }
    const std::vector<std::string>& commands() const { return commands_; }
    const std::string& data() const { return data_; }
    /// Whether the letter, its envelope and the password came through TLS alone.
    bool all_secret() const { return all_secret_; }

private:
    void serve() {
        const int accepted = ::accept(socket_, nullptr, nullptr);
        if (accepted < 0) return;
        SmtpPeer peer(accepted);
        if (answers_.tls == SmtpTls::implicit && !peer.secure(answers_.identity)) return;
        peer.say("220 test");
        for (std::string line; peer.read_line(line);) {
            commands_.push_back(line);
            const bool secret = line.starts_with("AUTH") || line.starts_with("MAIL") || line.starts_with("RCPT") || line == "DATA";
            if (secret && !peer.is_secure()) all_secret_ = false;
            if (!answer(peer, line)) return;
        }
    }
    /// False at the end of the conversation.
    bool answer(SmtpPeer& peer, std::string& line) {
        if (line.starts_with("EHLO")) peer.say(answers_.tls == SmtpTls::starttls && !peer.is_secure() ? "250-test\r\n250 STARTTLS" : "250-test\r\n250 AUTH PLAIN");
        else if (line == "STARTTLS") {
            peer.say("220 go on");
            return peer.secure(answers_.identity);
        } else if (line.starts_with("AUTH")) {
            // Without the credentials beside it, the client waits to be asked for them.
            if (line == "AUTH PLAIN") peer.say("334 ");
            if (line != "AUTH PLAIN" || peer.read_line(line)) peer.say("235 welcome");
        } else if (line.starts_with("RCPT")) peer.say(answers_.rcpt);
        else if (line == "DATA") {
            peer.say("354 go on");
            while (peer.read_line(line) && line != ".") data_ += line + "\r\n";
            if (answers_.hang_up_after_data) return false;
            peer.say(answers_.data_end);
        } else if (line == "QUIT") {
            peer.say("221 bye");
            return false;
        } else {
            peer.say("250 ok");
        }
        return true;
    }

    SmtpAnswers answers_;
    int socket_;
    int port_ = 0;
    std::vector<std::string> commands_;
    std::string data_;
    bool all_secret_ = true;
    std::thread thread_;
};

}  // namespace tocsin::notify
