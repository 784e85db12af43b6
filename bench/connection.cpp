#include "bench/connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace tocsin::bench {
namespace {

[[noreturn]] void give_up(const std::string& what) { throw std::runtime_error(what); }

std::size_t number_after(std::string_view text, std::string_view name) {
    const auto at = text.find(name);
    if (at == std::string_view::npos) return 0;
    std::size_t value = 0;
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Connection::Connection(std::uint16_t port, SSL_CTX* context) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // On loopback the kernel completes it at once.
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        ::close(fd_);
        give_up("nobody listens on port " + std::to_string(port));
    }
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    if (context == nullptr) {
        state_ = State::idle;
        return;
    }
    ssl_ = SSL_new(context);
    SSL_set_fd(ssl_, fd_);
    SSL_set_connect_state(ssl_);
    SSL_do_handshake(ssl_);
}

Connection::~Connection() {
    SSL_free(ssl_);
    ::close(fd_);
}

void Connection::send(std::string_view bytes) {
    unsent_ = bytes;
    state_ = State::waiting;
    flush();
}

void Connection::flush() {
    if (unsent_.empty()) return;
    const long sent = ssl_ != nullptr ? SSL_write(ssl_, unsent_.data(), static_cast<int>(unsent_.size()))
                                      : ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent > 0) unsent_.remove_prefix(static_cast<std::size_t>(sent));
}

/// Bytes read; 0 if there are none yet; negative at the end of the stream.
long Connection::read_some(char* data, std::size_t size) {
    if (ssl_ == nullptr) {
        const long got = ::recv(fd_, data, size, 0);
        if (got > 0) return got;
        return got < 0 && errno == EAGAIN ? 0 : -1;
    }
    const int got = SSL_read(ssl_, data, static_cast<int>(size));
    if (got > 0) return got;
    const int why = SSL_get_error(ssl_, got);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

int Connection::take_answer() {
    const auto head_end = input_.find("\r\n\r\n");
    if (head_end == std::string::npos) return 0;
    const auto head = std::string_view(input_).substr(0, head_end);
    if (input_.size() < head_end + 4 + number_after(head, "Content-Length: ")) return 0;
    over_ = over_ || head.find("\r\nConnection: close") != std::string_view::npos;
    const int status = static_cast<int>(number_after(head, "HTTP/1.1 "));
    input_.clear();
    state_ = State::idle;
    return status;
}

int Connection::advance() {
    if (state_ == State::connecting) {
        const int done = SSL_do_handshake(ssl_);
        if (done == 1) state_ = State::idle;
        else if (const int why = SSL_get_error(ssl_, done); why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) over_ = true;
        return 0;
    }
    flush();
    char data[8192];
    const long got = read_some(data, sizeof data);
    if (got < 0) over_ = true;
    if (got > 0) input_.append(data, static_cast<std::size_t>(got));
    return got > 0 ? take_answer() : 0;
}

}  // namespace tocsin::bench
