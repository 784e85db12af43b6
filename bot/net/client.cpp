#include "bot/net/client.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>

#include "bot/net/connect.hpp"
#include "bot/net/deadline.hpp"
#include "bot/net/tls.hpp"
#include "bot/net/transport.hpp"
#include "bot/net/url.hpp"

namespace tocsin::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Point = Deadline::Point;
using std::chrono::steady_clock;

namespace {

constexpr std::uint32_t kHeadLimit = 64 * 1024;

using Failure = std::unexpected<TransportError>;
using Answered = std::expected<Response, TransportError>;

Failure not_sent(std::string message) { return Failure({Ambiguity::not_sent, std::move(message)}); }
Failure maybe_sent(std::string message) { return Failure({Ambiguity::maybe_sent, std::move(message)}); }

bool is_field_value(std::string_view value) { return value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos; }

/// The request as bytes; nothing if a header would end its line.
std::optional<std::string> to_text(const OutRequest& request, const Url& url) {
    std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, url.target, url.authority);
    for (const Header& field : request.headers.all()) {
        if (!is_field_value(field.name) || !is_field_value(field.value)) return std::nullopt;
        fmt::format_to(std::back_inserter(out), "{}: {}\r\n", field.name, field.value);
    }
    const bool has_body = !request.body.empty() || (request.method != "GET" && request.method != "HEAD");
    if (has_body) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", request.body.size());
    return out.append("\r\n").append(request.body);
}

Response to_response(http::response<http::string_body> message) {
    Response response{static_cast<int>(message.result_int()), {}, std::move(message.body())};
    for (const auto& field : message) {
        const auto name = field.name_string(), value = field.value();
        response.headers.add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    return response;
}

/// One exchange over one connection, with the one time-out that covers it from the look-up to the last byte.
class Exchange {
public:
    Exchange(Transport transport, const asio::any_io_executor& executor, Point due)
        : transport_(std::move(transport)), deadline_(executor, [this] { transport_.cancel(); }) {
        deadline_.set(due);
    }

    asio::awaitable<Answered> ask(std::string text, bool is_head, std::size_t body_limit);
    /// Whether the connection can take another request, and then the connection.
    bool is_reusable() const { return reusable_; }
    Transport take() { return std::move(transport_); }

private:
    using Parser = http::response_parser<http::string_body>;
    asio::awaitable<std::string> read(Parser& parser);
    std::string explain(std::string_view step, const Transport::ErrorCode& error) const {
        return fmt::format("{}: {}", step, deadline_.expired() ? "timed out" : error.message());
    }

    Transport transport_;
    Deadline deadline_;
    std::string unread_;
    bool reusable_ = false;
};

asio::awaitable<Answered> Exchange::ask(std::string text, bool is_head, std::size_t body_limit) {
    const auto sent = co_await transport_.write(text);
    // A request of which not even the first record went out whole cannot have been acted upon.
    if (sent.error && sent.bytes == 0) co_return not_sent(explain("send", sent.error));
    if (sent.error) co_return maybe_sent(explain("send", sent.error));
    std::optional<Parser> parser;
    do {
        parser.emplace();
        parser->eager(true);
        parser->header_limit(kHeadLimit);
        parser->body_limit(body_limit);
        parser->skip(is_head);
        if (auto wrong = co_await read(*parser); !wrong.empty()) co_return maybe_sent(std::move(wrong));
    } while (parser->get().result_int() / 100 == 1);  // 100 Continue and 103 Early Hints come before the answer
    reusable_ = parser->keep_alive() && unread_.empty();
    co_return to_response(parser->release());
}

/// Empty when the message is whole, else what went wrong.
asio::awaitable<std::string> Exchange::read(Parser& parser) {
    std::array<char, 16 * 1024> piece;
    while (true) {
        Transport::ErrorCode error;
        while (!parser.is_done() && !unread_.empty() && !error)
            unread_.erase(0, parser.put(asio::buffer(unread_), error));
        if (parser.is_done()) co_return "";
        if (error && error != http::error::need_more) co_return explain("read the answer", error);
        const auto got = co_await transport_.read_some(piece.data(), piece.size());
        unread_.append(piece.data(), got.bytes);
        if (!got.error) continue;
        if (got.error == asio::error::eof && parser.got_some()) parser.put_eof(error = {});
        else error = got.error;
        co_return parser.is_done() ? "" : explain("read the answer", error);
    }
}

}  // namespace

/// Shared with the exchanges under way, so that they may outlive the Client that started them.
class Client::Impl : public std::enable_shared_from_this<Client::Impl> {
public:
    Impl(asio::any_io_executor executor, ClientOptions options)
        : executor_(std::move(executor)), options_(std::move(options)) {
        auto context = make_client_context(options_.extra_ca_file, options_.verify);
        if (!context) throw std::runtime_error(context.error().message);
        tls_ = std::move(*context);
    }

    asio::awaitable<Answered> send(OutRequest request);
    void close() {
        closed_ = true;
        kept_.clear();
    }

private:
    struct Kept {
        Transport transport;
        Point until;
    };
    std::optional<Transport> reuse(const Origin& origin);
    void keep(const Origin& origin, Transport transport);
    void drop_old();

    asio::any_io_executor executor_;
    ClientOptions options_;
    TlsContext tls_;
    std::map<Origin, std::deque<Kept>> kept_;  ///< the one used last is taken first
    bool closed_ = false;
};

asio::awaitable<Answered> Client::Impl::send(OutRequest request) {
    const auto self = shared_from_this();
    const Point due = steady_clock::now() + request.timeout;
    const auto url = parse_url(request.url);
    if (!url) co_return not_sent(url.error().message);
    auto text = to_text(request, *url);
    if (!text) co_return not_sent("a header holds a line end");
    if (closed_) co_return not_sent("the client is closed");
    // A kept connection was not checked, and one that was checked by these rules may be against another's.
    const bool is_checked = static_cast<bool>(request.refuses);
    std::optional<Transport> transport = is_checked ? std::nullopt : reuse(url->origin);
    if (!transport) {
        auto connected = co_await connect_transport(url->origin, tls_, due, request.refuses, options_.names);
        if (!connected) co_return not_sent(std::move(connected.error()));
        transport = std::move(*connected);
    }
    Exchange exchange(std::move(*transport), executor_, due);
    auto answer = co_await exchange.ask(std::move(*text), request.method == "HEAD", request.body_limit ? request.body_limit : options_.body_limit);
    if (exchange.is_reusable() && !closed_ && !is_checked) keep(url->origin, exchange.take());
    if (!answer) answer.error().message = fmt::format("{}: {}", url->authority, answer.error().message);
    co_return answer;
}

std::optional<Transport> Client::Impl::reuse(const Origin& origin) {
    drop_old();
    const auto found = kept_.find(origin);
    while (found != kept_.end() && !found->second.empty()) {
        Transport transport = std::move(found->second.back().transport);
        found->second.pop_back();
        if (transport.is_quiet()) return transport;
    }
    return std::nullopt;
}

void Client::Impl::keep(const Origin& origin, Transport transport) {
    drop_old();
    auto& kept = kept_[origin];
    kept.push_back({std::move(transport), steady_clock::now() + options_.kept_for});
    if (kept.size() > options_.kept_per_origin) kept.pop_front();
}

void Client::Impl::drop_old() {
    const auto now = steady_clock::now();
    for (auto& [origin, kept] : kept_) {
        while (!kept.empty() && kept.front().until <= now) kept.pop_front();
    }
    std::erase_if(kept_, [](const auto& entry) { return entry.second.empty(); });
}

Client::Client(asio::any_io_executor executor, ClientOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options))) {}
Client::~Client() { close(); }
asio::awaitable<Answered> Client::send(OutRequest request) { return impl_->send(std::move(request)); }
void Client::close() { impl_->close(); }

}  // namespace tocsin::net
