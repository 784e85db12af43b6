#include "bot/net/connection.hpp"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "bot/base/log.hpp"
#include "bot/net/body_reader.hpp"
#include "bot/net/deadline.hpp"
#include "bot/net/head_parser.hpp"
#include "bot/net/head_scanner.hpp"
#include "bot/net/read_buffer.hpp"
#include "bot/net/response_text.hpp"
#include "bot/net/transport.hpp"

namespace tocsin::net {
namespace {

namespace asio = boost::asio;
using asio::cancellation_type;
using std::chrono::steady_clock;

constexpr Refusal kHeadTooSlow{408, "the request head took too long"};
constexpr Refusal kBodyTooSlow{408, "the request body took too long"};
constexpr Refusal kMalformed{400, "the request head is malformed"};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kKeptOutput = 64 * 1024;  ///< a larger output buffer is given back after its response

/// 405 if the path would take another method, else 404.
Response no_route(const std::string& allow) {
    if (allow.empty()) return text_response(404, "no such page\n");
    Response response = text_response(405, "this page takes: " + allow + "\n");
    response.headers.add("Allow", allow);
    return response;
}

class Connection {
public:
    Connection(asio::ip::tcp::socket socket, TlsContext tls, std::string peer, ServerParts parts)
        : deadline_(socket.get_executor(), [this] { transport_.cancel(); }),
          transport_(std::move(socket)),
          tls_(std::move(tls)),
          peer_(std::move(peer)),
          parts_(parts),
          // One byte over the limit, so that the scanner sees the head that is too large.
          input_(parts.limits.head.bytes + 1) {
        parts_.observer.connection_opened();
    }
    ~Connection() { parts_.observer.connection_closed(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    asio::awaitable<void> run();

private:
    /// How the wait for a head or a body ended; when refused, `refusal_` says why.
    enum class Got { whole, closed, refused };

    asio::awaitable<bool> handshake();
    asio::awaitable<bool> serve_one();
    asio::awaitable<Got> read_head(HeadScanner& scanner);
    asio::awaitable<Got> read_body(BodyReader& reader, bool expects_continue);
    asio::awaitable<bool> serve_request(Request request, Framing framing);
    asio::awaitable<Response> call(const Route& route, Request request);
    asio::awaitable<bool> refuse(Refusal why);
    asio::awaitable<bool> answer(Response response, std::string_view pattern);
    asio::awaitable<bool> fill();
    asio::awaitable<bool> flush();
    asio::awaitable<cancellation_type> cancelled();

    Got refused(Refusal why) {
        refusal_ = why;
        return Got::refused;
    }

    Deadline deadline_;
    Transport transport_;
    TlsContext tls_;
    std::string peer_;
    ServerParts parts_;
    ReadBuffer input_;
    std::string output_;
    Refusal refusal_;
    ResponseFraming reply_;
    steady_clock::time_point started_;
    std::size_t served_ = 0;
    bool idle_ = true;  ///< between requests: nothing would be lost by closing
};

asio::awaitable<void> Connection::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation(), [this](cancellation_type asked) {
        const bool now = idle_ && asked != cancellation_type::none;
        return now ? cancellation_type::terminal : asked & cancellation_type::terminal;
    });
    if (!co_await handshake()) co_return transport_.close();
    while (co_await serve_one()) {
    }
    const bool is_aborted = (co_await cancelled() & cancellation_type::terminal) != cancellation_type::none;
    if (is_aborted) co_return transport_.close();
    deadline_.in(parts_.limits.linger);
    co_await transport_.finish();
}

asio::awaitable<cancellation_type> Connection::cancelled() {
    co_return (co_await asio::this_coro::cancellation_state).cancelled();
}

asio::awaitable<bool> Connection::handshake() {
    if (tls_) {
        deadline_.in(parts_.limits.tls_handshake);
        if (const auto error = co_await transport_.accept_tls(std::move(tls_))) {
            log::debug("tls_handshake_failed", {{"peer", peer_}, {"error", error.message()}});
            co_return false;
        }
    }
    deadline_.in(parts_.limits.head_time);
    co_return true;
}

/// True if another request may follow.
asio::awaitable<bool> Connection::serve_one() {
    HeadScanner scanner(parts_.limits.head);
    reply_ = {};
    const Got got = co_await read_head(scanner);
    if (got == Got::closed) co_return false;
    started_ = steady_clock::now();
    if (got == Got::refused) co_return co_await refuse(refusal_);
    auto request = parse_head(input_.view().substr(0, scanner.head_size()));
    if (!request) co_return co_await refuse(kMalformed);
    input_.consume(scanner.head_size());
    co_return co_await serve_request(std::move(*request), scanner.framing());
}

asio::awaitable<Connection::Got> Connection::read_head(HeadScanner& scanner) {
    idle_ = input_.empty();
    if (!idle_) deadline_.in(parts_.limits.head_time);
    auto state = scanner.scan(input_.view());
    for (; state == HeadScanner::State::need_more; state = scanner.scan(input_.view())) {
        if (idle_ && co_await cancelled() != cancellation_type::none) co_return Got::closed;
        const bool alive = co_await fill();
        if (!alive) co_return deadline_.expired() && !idle_ ? refused(kHeadTooSlow) : Got::closed;
        if (idle_) deadline_.in(parts_.limits.head_time);
        idle_ = false;
    }
    co_return state == HeadScanner::State::complete ? Got::whole : refused(scanner.refusal());
}

asio::awaitable<bool> Connection::serve_request(Request request, Framing framing) {
    const Router::Match match = parts_.router.find(request.method, request.path());
    reply_.is_head = request.method == "HEAD";
    reply_.is_http_1_0 = framing.is_http_1_0;
    reply_.keep_alive = framing.keep_alive && ++served_ < parts_.limits.requests_per_connection;
    if (!match.route) {
        // Without a route nobody has said how large a body may be, so none is read and the connection cannot go on.
        reply_.keep_alive = reply_.keep_alive && !framing.has_body();
        co_return co_await answer(no_route(match.allow), {});
    }
    BodyReader reader(framing, match.route->body_limit);
    const Got got = co_await read_body(reader, framing.expects_continue);
    if (got == Got::closed) co_return false;
    if (got == Got::refused) co_return co_await refuse(refusal_);
    request.body = reader.take();
    request.peer = peer_;
    request.received_at = parts_.clock.now();
    request.path_params = match.params;
    deadline_.clear();
    Response response = co_await call(*match.route, std::move(request));
    co_return co_await answer(std::move(response), match.route->pattern);
}

asio::awaitable<Connection::Got> Connection::read_body(BodyReader& reader, bool expects_continue) {
    const auto begun = steady_clock::now();
    const auto& limits = parts_.limits;
    std::size_t received = 0;
    if (expects_continue && input_.empty() && reader.state() == BodyReader::State::need_more) {
        output_ = kContinue;
        if (!co_await flush()) co_return Got::closed;
    }
    while (true) {
        const std::size_t taken = reader.feed(input_.view());
        input_.consume(taken);
        received += taken;
        if (reader.state() == BodyReader::State::complete) co_return Got::whole;
        if (reader.state() == BodyReader::State::refused) co_return refused(reader.refusal());
        const auto earned = limits.body_grace + std::chrono::milliseconds(received * 1000 / limits.body_rate);
        deadline_.set(begun + std::min<std::chrono::milliseconds>(limits.body_time, earned));
        if (!co_await fill()) co_return deadline_.expired() ? refused(kBodyTooSlow) : Got::closed;
    }
}

asio::awaitable<Response> Connection::call(const Route& route, Request request) {
    std::string failure;
    try {
        co_return co_await route.endpoint(std::move(request));
    } catch (const std::exception& error) {
        failure = error.what();
    }
    log::error("endpoint_failed", {{"route", route.pattern}, {"error", failure}});
    co_return text_response(500, "internal error; it has been logged\n");
}

asio::awaitable<bool> Connection::refuse(Refusal why) {
    log::debug("request_refused", {{"peer", peer_}, {"status", why.status}, {"reason", why.reason}});
    reply_.keep_alive = false;
    co_return co_await answer(text_response(why.status, std::string(why.reason) + "\n"), {});
}

asio::awaitable<bool> Connection::answer(Response response, std::string_view pattern) {
    if (co_await cancelled() != cancellation_type::none) reply_.keep_alive = false;
    output_.clear();
    append_response(output_, response, reply_);
    const bool written = co_await flush();
    if (output_.capacity() > kKeptOutput) output_ = {};
    parts_.observer.request_finished(pattern, response.status, steady_clock::now() - started_);
    deadline_.in(parts_.limits.idle);
    co_return written && reply_.keep_alive;
}

/// False at the end of the stream, on an error and at the deadline.
asio::awaitable<bool> Connection::fill() {
    const auto space = input_.space();
    const auto [error, bytes] = co_await transport_.read_some(space.data, space.size);
    input_.commit(bytes);
    co_return !error && !deadline_.expired();
}

asio::awaitable<bool> Connection::flush() {
    deadline_.in(parts_.limits.write);
    const auto [error, bytes] = co_await transport_.write(output_);
    co_return !error && bytes == output_.size();
}

}  // namespace

asio::awaitable<void> serve_connection(asio::ip::tcp::socket socket, TlsContext tls, std::string peer,
                                       ServerParts parts) {
    Connection connection(std::move(socket), std::move(tls), std::move(peer), parts);
    co_await connection.run();
}

}  // namespace tocsin::net
