// The smallest mail server that libcurl can talk to: one connection over loopback, its dialogue kept, its answers chosen by the
// test. Owned by a test; a thread of its own, which ends with the connection.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::notify {

struct SmtpAnswers {
    std::string rcpt = "250 ok";
    std::string data_end = "250 taken";
    bool hang_up_after_data = false;
};

class SmtpServer {
public:
    explicit SmtpServer(SmtpAnswers answers) : answers_(std::move(answers)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
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
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    /// To be read once the exchange has ended.
    const std::vector<std::string>& commands() const { return commands_; }
    const std::string& data() const { return data_; }

private:
    void serve() {
        const int peer = ::accept(socket_, nullptr, nullptr);
        if (peer < 0) return;
        say(peer, "220 test");
        for (std::string line; read_line(peer, line);) {
            commands_.push_back(line);
            if (line.starts_with("EHLO")) say(peer, "250-test\r\n250 AUTH PLAIN");
            else if (line.starts_with("AUTH")) {
                // Without the credentials beside it, the client waits to be asked for them.
                if (line == "AUTH PLAIN") say(peer, "334 ");
                if (line != "AUTH PLAIN" || read_line(peer, line)) say(peer, "235 welcome");
            }
            else if (line.starts_with("RCPT")) say(peer, answers_.rcpt);
            else if (line == "DATA") {
                say(peer, "354 go on");
                while (read_line(peer, line) && line != ".") data_ += line + "\r\n";
                if (answers_.hang_up_after_data) break;
                say(peer, answers_.data_end);
            } else if (line == "QUIT") {
                say(peer, "221 bye");
                break;
            } else {
                say(peer, "250 ok");
            }
        }
        ::close(peer);
    }
    static void say(int peer, const std::string& line) {
        const std::string bytes = line + "\r\n";
        if (::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return;
    }
    static bool read_line(int peer, std::string& line) {
        line.clear();
        for (char c = 0; ::recv(peer, &c, 1, 0) == 1;) {
            if (c == '\n') return true;
            if (c != '\r') line += c;
        }
        return false;
    }

    SmtpAnswers answers_;
    int socket_;
    int port_ = 0;
    std::vector<std::string> commands_;
    std::string data_;
    std::thread thread_;
};

}  // namespace tocsin::notify
