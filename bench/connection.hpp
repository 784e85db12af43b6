// One keep-alive client connection without a thread or a coroutine of its own, TLS or plain: as cheap as it gets,
// because the load generator shares the cores with the server that it measures. Owned by the load; one thread.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin::bench {

class Connection {
public:
    enum class State { connecting, idle, waiting };

    /// `context` is null for plain HTTP. Throws std::runtime_error if nobody listens.
    Connection(std::uint16_t port, SSL_CTX* context);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int fd() const { return fd_; }
    State state() const { return state_; }
    /// Only when idle; `bytes` must stay where they are until the answer is there.
    void send(std::string_view bytes);
    /// Does what can be done without waiting. The status of an answer that has become whole, else 0.
    int advance();
    /// The server closed it, or said that it will: the owner makes a new one.
    bool over() const { return over_; }

private:
    void flush();
    long read_some(char* data, std::size_t size);
    int take_answer();

    int fd_ = -1;
    SSL* ssl_ = nullptr;
    State state_ = State::connecting;
    std::string_view unsent_;
    std::string input_;
    bool over_ = false;
};

}  // namespace tocsin::bench
