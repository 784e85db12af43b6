// Beast's websocket over a Transport, so that TLS is not instantiated a second time.
#include "bot/net/websocket_client.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <stdexcept>

#include "bot/net/deadline.hpp"
#include "bot/net/transport.hpp"
#include "bot/net/url.hpp"

namespace tocsin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

using SharedTransport = std::shared_ptr<Transport>;

// The transport is kept by each operation, which may outlive the stream that began it.
asio::awaitable<Transport::Moved> read_from(SharedTransport transport, asio::mutable_buffer into) {
    co_return co_await transport->read_some(static_cast<char*>(into.data()), into.size());
}
asio::awaitable<Transport::Moved> write_to(SharedTransport transport, asio::const_buffer from) {
    co_return co_await transport->write({static_cast<const char*>(from.data()), from.size()});
}

/// The first buffer that is not empty: less than all may be moved at once.
template <class Buffer, class Buffers>
Buffer first_of(const Buffers& buffers) {
    for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at)
        if (Buffer buffer(*at); buffer.size() > 0) return buffer;
    return {};
}

/// A Transport as Beast wants to see a stream.
class TransportStream {
public:
    using executor_type = asio::any_io_executor;

    TransportStream(executor_type executor, SharedTransport transport) : executor_(std::move(executor)), transport_(std::move(transport)) {}

    executor_type get_executor() { return executor_; }
    Transport& transport() { return *transport_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return start(read_from(transport_, first_of<asio::mutable_buffer>(buffers)), std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return start(write_to(transport_, first_of<asio::const_buffer>(buffers)), std::forward<Token>(token));
    }

private:
    template <class Token>
    auto start(asio::awaitable<Transport::Moved> operation, Token&& token) {
        return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
            [executor = executor_](auto handler, asio::awaitable<Transport::Moved> work) {
                asio::co_spawn(executor, std::move(work), [held = std::move(handler)](const std::exception_ptr& failure, Transport::Moved moved) mutable {
                    if (failure) std::rethrow_exception(failure);
                    std::move(held)(moved.error, moved.bytes);
                });
            },
            token, std::move(operation));
    }

    executor_type executor_;
    SharedTransport transport_;
};

// What Beast asks of a stream that it does not know; found by argument-dependent look-up.
void beast_close_socket(TransportStream& stream) { stream.transport().close(); }
template <class Handler>
void async_teardown(beast::role_type, TransportStream& stream, Handler&& handler) {
    stream.transport().close();
    asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), ErrorCode{}));
}

class Connection final : public Websocket {
public:
    Connection(const asio::any_io_executor& executor, Transport transport) : stream_(executor, std::make_shared<Transport>(std::move(transport))) {}

    asio::awaitable<std::expected<void, std::string>> shake_hands(Url url, const WebsocketOptions& options, steady_clock::time_point due) {
        stream_.read_message_max(options.message_limit);
        stream_.set_option(websocket::stream_base::timeout{std::max<steady_clock::duration>(due - steady_clock::now(), std::chrono::milliseconds{1}),
                                                           options.silence, true});
        websocket::response_type answer;
        const auto [error] = co_await stream_.async_handshake(answer, url.authority, url.target, kAwait);
        if (!error) co_return std::expected<void, std::string>();
        const bool declined = error == websocket::error::upgrade_declined;
        co_return std::unexpected(fmt::format("{}: no websocket: {}", url.authority, declined ? fmt::format("HTTP {}", answer.result_int()) : error.message()));
    }

    asio::awaitable<std::expected<std::string, std::string>> read() override {
        std::string message;
        auto buffer = asio::dynamic_buffer(message);
        const auto [error, bytes] = co_await stream_.async_read(buffer, kAwait);
        if (!error && stream_.got_text()) co_return message;
        if (!error) close();
        if (error == websocket::error::closed) co_return std::unexpected("the other side closed" + reason());
        co_return std::unexpected(error ? error.message() : "a binary message, where only text is expected");
    }

    asio::awaitable<std::expected<void, std::string>> write(std::string message) override {
        stream_.text(true);
        const auto [error, bytes] = co_await stream_.async_write(asio::buffer(message), kAwait);
        if (error) co_return std::unexpected(error.message());
        co_return std::expected<void, std::string>();
    }

    void close() override { stream_.next_layer().transport().close(); }

private:
    std::string reason() const {
        const auto& why = stream_.reason();
        const std::string words(why.reason.data(), why.reason.size());
        return why.code == websocket::close_code::none ? std::string() : fmt::format(" ({}{}{})", static_cast<int>(why.code), words.empty() ? "" : ", ", words);
    }

    websocket::stream<TransportStream, false> stream_;
};

}  // namespace

WebsocketClient::WebsocketClient(asio::any_io_executor executor, WebsocketOptions options) : executor_(std::move(executor)), options_(std::move(options)) {
    auto context = make_client_context(options_.extra_ca_file);
    if (!context) throw std::runtime_error(context.error().message);
    tls_ = std::move(*context);
}

asio::awaitable<std::expected<std::unique_ptr<Websocket>, std::string>> WebsocketClient::open(std::string url, Duration timeout) {
    const auto due = steady_clock::now() + timeout;
    if (!url.starts_with("ws://") && !url.starts_with("wss://")) co_return std::unexpected("the address of a websocket must begin with wss://");
    const auto parts = parse_url("http" + url.substr(2));
    if (!parts) co_return std::unexpected(parts.error().message);
    auto transport = co_await connect_transport(parts->origin, tls_, due, {}, options_.names);
    if (!transport) co_return std::unexpected(std::move(transport.error()));
    auto connection = std::make_unique<Connection>(executor_, std::move(*transport));
    if (auto shaken = co_await connection->shake_hands(*parts, options_, due); !shaken) co_return std::unexpected(std::move(shaken.error()));
    co_return connection;
}

}  // namespace tocsin::net
