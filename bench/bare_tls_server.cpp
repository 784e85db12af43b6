// The limit: a bare Beast server with tocsin's TLS settings that checks one HMAC and answers. No routes, no parsing of
// the command, no storage. Prints its port; ends by a signal.
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdio>

#include "bench/names.hpp"
#include "bot/net/tls.hpp"
#include "bot/slack/signature.hpp"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

http::response<http::string_body> answer(const http::request<http::string_body>& request) {
    static const std::string secrets[] = {tocsin::bench::kSecret};
    const auto text = [&](const char* name) {
        const auto value = request[name];
        return std::string_view(value.data(), value.size());
    };
    const auto now = std::chrono::floor<tocsin::Duration>(std::chrono::system_clock::now());
    const bool authentic = tocsin::slack::verify_signature(secrets, text("X-Slack-Request-Timestamp"), text("X-Slack-Signature"),
                                                           request.body(), now).has_value();
    http::response<http::string_body> response{authentic ? http::status::ok : http::status::unauthorized, 11};
    response.set(http::field::content_type, "application/json; charset=utf-8");
    response.body() = R"({"response_type":"ephemeral","text":"noted"})";
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    return response;
}

asio::awaitable<void> serve(tcp::socket socket, tocsin::net::TlsContext context) {
    socket.set_option(tcp::no_delay(true));
    asio::ssl::stream<tcp::socket> stream(std::move(socket), *context);
    const auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    if (refused) co_return;
    boost::beast::flat_buffer buffer;
    while (true) {
        http::request<http::string_body> request;
        const auto [ended, received] = co_await http::async_read(stream, buffer, request, kAwait);
        if (ended) co_return;
        auto response = answer(request);
        const auto [broken, sent] = co_await http::async_write(stream, response, kAwait);
        if (broken) co_return;
    }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, tocsin::net::TlsContext context) {
    while (true) {
        auto [error, socket] = co_await acceptor.async_accept(kAwait);
        if (!error) asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), context), asio::detached);
    }
}

}  // namespace

int main() {
    asio::io_context io{1};
    const std::string hosts[] = {"localhost", "127.0.0.1"};
    const auto context = tocsin::net::make_server_context(tocsin::net::self_signed_certificate(hosts));
    if (!context) return 1;
    tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
    fmt::print("port={}\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(io, accept(acceptor, *context), asio::detached);
    io.run();
}
