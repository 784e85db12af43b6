#include "bot/sandbox_outside.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;

constexpr const char* kMethod = "Sandbox-Method";
constexpr const char* kUrl = "Sandbox-Url";
constexpr const char* kFrom = "Sandbox-From";
constexpr const char* kTo = "Sandbox-To";

std::string header(const net::Request& request, const char* name) { return std::string(request.headers.get(name)); }

asio::awaitable<net::Response> pass_on(sandbox::World& world, net::Request request) {
    net::OutRequest out{header(request, kMethod), header(request, kUrl), request.headers, std::move(request.body)};
    const auto answer = co_await world.network.send(std::move(out));
    if (!answer) co_return net::text_response(502, answer.error().message);
    co_return *answer;
}

asio::awaitable<net::Response> take_mail(sandbox::World& world, net::Request request) {
    const auto taken = co_await world.mail.send({header(request, kFrom), header(request, kTo), std::move(request.body)});
    co_return taken ? net::text_response(200, "") : net::text_response(502, taken.error().message);
}

}  // namespace

asio::awaitable<std::expected<net::Response, net::TransportError>> RemoteOutside::send(net::OutRequest request) {
    request.headers.add(kMethod, std::exchange(request.method, "POST"));
    request.headers.add(kUrl, std::exchange(request.url, url_ + "/outside"));
    co_return co_await client_.send(std::move(request));
}

asio::awaitable<std::expected<void, net::MailError>> RemoteOutside::send(net::Mail mail) {
    net::OutRequest request;
    request.url = url_ + "/mail";
    request.headers = {{kFrom, mail.from}, {kTo, mail.to}};
    request.body = std::move(mail.message);
    const auto answer = co_await client_.send(std::move(request));
    if (!answer) co_return std::unexpected(net::MailError{false, answer.error().ambiguity == net::Ambiguity::maybe_sent, answer.error().message});
    if (answer->status != 200) co_return std::unexpected(net::MailError{true, false, answer->body});
    co_return std::expected<void, net::MailError>();
}

void add_outside_routes(net::Router& router, sandbox::World& world) {
    router.add({{"POST"}, "/outside", net::kLargeBody, [&world](net::Request request) { return pass_on(world, std::move(request)); }});
    router.add({{"POST"}, "/mail", net::kLargeBody, [&world](net::Request request) { return take_mail(world, std::move(request)); }});
}

}  // namespace tocsin
