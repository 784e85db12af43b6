#include "tests/unit/net/harness.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cctype>
#include <future>
#include <stdexcept>

namespace tocsin::net::test {

std::string repeated(int times, std::string_view text) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

asio::awaitable<Response> body_size(Request request) { co_return text_response(200, std::to_string(request.body.size())); }
asio::awaitable<Response> hello(Request request) {
    Response response = text_response(200, "hello " + request.query("name"));
    response.headers.add("X-Method", request.method);
    co_return response;
}
asio::awaitable<Response> throws(Request) {
    throw std::runtime_error("the secret reason");
    co_return Response{};
}
asio::awaitable<Response> huge(Request) { co_return text_response(200, std::string(32 << 20, 'x')); }
asio::awaitable<Response> notes(Request request) { co_return text_response(200, std::string(request.param("id"))); }
asio::awaitable<Response> count_header(Request request) {
    co_return text_response(200, std::to_string(request.headers.count(request.param("name"))));
}

int connect_to(int socket, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("connect failed");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

}  // namespace

TestServer::TestServer(Limits limits, std::optional<TlsIdentity> tls) {
    ServerOptions options;
    options.limits = limits;
    options.tls = std::move(tls);
    server_ = std::make_unique<Server>(context_.get_executor(), std::move(options), router(), clock_, &observer_);
    if (auto started = server_->start(); !started) throw std::runtime_error(started.error().message);
    thread_ = std::jthread([this] { context_.run(); });
}

TestServer::~TestServer() {
    release();
    if (!stopping_) begin_stop(milliseconds{0});
    wait_stopped(milliseconds{10'000});
    thread_.join();
}

Router TestServer::router() {
    const auto counted = [this](asio::awaitable<Response> (*endpoint)(Request)) -> Endpoint {
        return [this, endpoint](Request request) {
            ++calls_;
            return endpoint(std::move(request));
        };
    };
    Router made;
    made.add({{"POST"}, "/hook", kSmallBody, counted(body_size)});
    made.add({{"POST"}, "/large", kLargeBody, counted(body_size)});
    made.add({{"GET"}, "/hello", kSmallBody, counted(hello)});
    made.add({{"GET"}, "/throws", kSmallBody, counted(throws)});
    made.add({{"GET"}, "/huge", kSmallBody, counted(huge)});
    made.add({{"GET"}, "/items/{id}/notes", kSmallBody, counted(notes)});
    made.add({{"PUT"}, "/items/{id}/notes", kSmallBody, counted(notes)});
    made.add({{"GET"}, "/headers/{name}", kSmallBody, counted(count_header)});
    made.add({{"GET"}, "/hold", kSmallBody, [this](Request request) { return hold(std::move(request)); }});
    return made;
}

asio::awaitable<Response> TestServer::hold(Request) {
    ++calls_;
    ++held_;
    if (!released_) co_await gate_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return text_response(200, released_ ? "released" : "aborted");
}

void TestServer::on_thread(const std::function<void()>& work) {
    std::promise<void> done;
    asio::post(context_, [&] {
        work();
        done.set_value();
    });
    done.get_future().wait();
}

std::size_t TestServer::connections() {
    std::size_t count = 0;
    on_thread([&] { count = server_->connections(); });
    return count;
}

void TestServer::release() {
    asio::post(context_, [this] {
        released_ = true;
        gate_.cancel();
    });
}

void TestServer::wait_until_held() {
    if (!eventually([this] { return held_ > 0; })) throw std::runtime_error("no request reached /hold");
}

void TestServer::begin_stop(milliseconds deadline) {
    stopping_ = true;
    asio::co_spawn(context_, server_->stop(deadline), [this](const std::exception_ptr&) { stopped_ = true; });
}

bool TestServer::wait_stopped(milliseconds at_most) {
    return eventually([this] { return stopped_.load(); }, at_most);
}

bool eventually(const std::function<bool()>& condition, milliseconds at_most) {
    const auto due = steady_clock::now() + at_most;
    while (!condition()) {
        if (steady_clock::now() > due) return false;
        std::this_thread::yield();
    }
    return true;
}

int Reply::status() const { return bytes.starts_with("HTTP/1.1 ") ? std::stoi(bytes.substr(9, 3)) : 0; }

int Reply::responses() const {
    int count = 0;
    for (auto at = bytes.find("HTTP/1.1 "); at != std::string::npos; at = bytes.find("HTTP/1.1 ", at + 1))
        count += at + 9 < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[at + 9])) ? 1 : 0;
    return count;
}

int RawClient::make_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }
RawClient::RawClient(std::uint16_t port) : RawClient(make_socket(), port) {}
RawClient::RawClient(int socket, std::uint16_t port) : socket_(connect_to(socket, port)) {}
RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

void RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool RawClient::read_more(steady_clock::time_point due) {
    const auto left = std::chrono::duration_cast<milliseconds>(due - steady_clock::now()).count();
    pollfd waiting{socket_, POLLIN, 0};
    if (at_end_ || left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
    char piece[16 * 1024];
    const auto got = ::recv(socket_, piece, sizeof piece, 0);
    at_end_ = got <= 0;
    if (got > 0) pending_.append(piece, static_cast<std::size_t>(got));
    return !at_end_;
}

Reply RawClient::read_to_end(milliseconds at_most) {
    const auto begun = steady_clock::now();
    while (read_more(begun + at_most)) {
    }
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    return {std::exchange(pending_, {}), at_end_, took};
}

Reply RawClient::read_response(milliseconds at_most) {
    const auto begun = steady_clock::now();
    const auto size_of_response = [this]() -> std::size_t {
        const auto end = pending_.find("\r\n\r\n");
        if (end == std::string::npos) return 0;
        const auto length = pending_.find("Content-Length: ");
        return end + 4 + (length < end ? std::stoul(pending_.substr(length + 16, 12)) : 0);
    };
    while (size_of_response() == 0 || pending_.size() < size_of_response()) {
        if (!read_more(begun + at_most)) break;
    }
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    Reply reply{pending_.substr(0, size_of_response()), at_end_, took};
    pending_.erase(0, reply.bytes.size());
    return reply;
}

void RawClient::half_close() { ::shutdown(socket_, SHUT_WR); }

void RawClient::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
}

std::string post(std::string_view fields, std::string_view body, std::string_view target) {
    return fmt::format("POST {} HTTP/1.1\r\nHost: a\r\n{}\r\n{}", target, fields, body);
}
std::string get(std::string_view target, std::string_view fields) {
    return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", target, fields);
}

Reply exchange(std::uint16_t port, const std::vector<std::string_view>& parts, milliseconds at_most) {
    RawClient client(port);
    for (std::string_view part : parts) client.send(part);
    return client.read_to_end(at_most);
}

}  // namespace tocsin::net::test
