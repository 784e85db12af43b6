// A real server on a thread of its own and blocking clients to talk to it byte by byte. Each test owns its server; the
// thread ends with it.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/net/server.hpp"

namespace tocsin::net::test {

using std::chrono::milliseconds;

/// `text`, so many times.
std::string repeated(int times, std::string_view text);

/// Counts what the server reports; any thread may read.
struct CountingObserver final : ServerObserver {
    std::atomic<int> opened = 0, closed = 0, finished = 0;
    std::mutex mutex;
    std::vector<std::pair<std::string, int>> requests;

    void connection_opened() override { ++opened; }
    void connection_closed() override { ++closed; }
    void request_finished(std::string_view pattern, int status, std::chrono::nanoseconds) override {
        ++finished;
        const std::lock_guard lock(mutex);
        requests.emplace_back(pattern, status);
    }
};

/// Routes: POST /hook (256 KiB) and /large (1 MiB) answer the body's size; GET /hello; GET /throws; GET /huge answers 32 MiB; GET /hold
/// waits for `release`; GET /items/{id}/notes answers the id; GET /headers/{name} answers how often that header came.
class TestServer {
public:
    explicit TestServer(Limits limits = {}, std::optional<TlsIdentity> tls = {});
    ~TestServer();

    std::uint16_t port() const { return server_->port(); }
    int calls() const { return calls_; }
    CountingObserver& observer() { return observer_; }
    Server& server() { return *server_; }
    /// Runs `work` on the server's thread and waits for it.
    void on_thread(const std::function<void()>& work);
    std::size_t connections();
    /// Lets every request that is held, and every later one, go on.
    void release();
    void wait_until_held();
    /// Starts Server::stop; `stopped` tells when it has returned.
    void begin_stop(milliseconds deadline);
    bool wait_stopped(milliseconds at_most);

private:
    Router router();
    boost::asio::awaitable<Response> hold(Request request);

    boost::asio::io_context context_{1};
    SystemClock clock_;
    CountingObserver observer_;
    boost::asio::steady_timer gate_{context_, boost::asio::steady_timer::time_point::max()};
    std::atomic<int> calls_ = 0;
    std::atomic<int> held_ = 0;
    std::atomic<bool> stopped_ = false;
    bool stopping_ = false;
    bool released_ = false;
    std::unique_ptr<Server> server_;
    std::jthread thread_;
};

/// True as soon as `condition` holds, false if it does not within the time.
bool eventually(const std::function<bool()>& condition, milliseconds at_most = milliseconds{5000});

/// What came back on a connection.
struct Reply {
    std::string bytes;
    bool closed = false;      ///< the server closed its side
    milliseconds took{0};

    int status() const;
    int responses() const;    ///< how many status lines there are
    bool has(std::string_view part) const { return bytes.find(part) != std::string::npos; }
};

/// A blocking connection; every wait is bounded.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    /// Takes over a socket that is not connected yet.
    RawClient(int socket, std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    static int make_socket();
    /// Errors are ignored: the server may have closed already, and what it said is what counts.
    void send(std::string_view bytes);
    /// Until the server closes or `at_most` has passed.
    Reply read_to_end(milliseconds at_most = milliseconds{3000});
    /// One response with its body (by Content-Length); what follows is kept for the next call.
    Reply read_response(milliseconds at_most = milliseconds{3000});
    void half_close();
    /// Ends with RST instead of FIN.
    void reset();
    int native() const { return socket_; }

private:
    bool read_more(std::chrono::steady_clock::time_point due);

    int socket_;
    std::string pending_;
    bool at_end_ = false;
};

/// `POST /hook` with these extra field lines (each with its CR LF) and this body.
std::string post(std::string_view fields, std::string_view body = {}, std::string_view target = "/hook");
std::string get(std::string_view target, std::string_view fields = {});

/// Sends all of it on a fresh connection in the given parts and reads to the end.
Reply exchange(std::uint16_t port, const std::vector<std::string_view>& parts, milliseconds at_most = milliseconds{3000});

}  // namespace tocsin::net::test
