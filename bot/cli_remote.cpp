#include "bot/cli_remote.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/cli_common.hpp"
#include "bot/net/client.hpp"

namespace tocsin::cli {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<net::Response, net::TransportError>;

asio::awaitable<Answer> send(net::Client& client, net::OutRequest request) { co_return co_await client.send(std::move(request)); }

Answer exchange(const Remote& remote, net::OutRequest request) {
    asio::io_context io{1};
    net::ClientOptions options;
    options.extra_ca_file = remote.ca_file;
    net::Client client(io.get_executor(), options);
    Answer answer = std::unexpected(net::TransportError{net::Ambiguity::not_sent, "no answer"});
    asio::co_spawn(io, send(client, std::move(request)), [&](const std::exception_ptr& error, Answer got) {
        if (error) std::rethrow_exception(error);
        answer = std::move(got);
        client.close();
    });
    io.run();
    return answer;
}

int not_reached(const net::TransportError& error) { return failed({Errc::unavailable, "The server was not reached: " + error.message + ".", {}}); }

bool wants_json(const std::string& output) { return output == "json" || (output.empty() && isatty(STDOUT_FILENO) == 0); }

}  // namespace

int incident(const Remote& remote, const IncidentCommand& command) {
    nlohmann::json body = {{"text", command.text}, {"confirm", command.yes}};
    if (!command.incident.empty()) body["incident"] = command.incident;
    net::OutRequest request;
    request.url = remote.url + "/api/v1/commands";
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + remote.token}};
    // A key of our own makes it safe to say the same again after a broken connection.
    const std::string key = command.idempotency_key.empty() ? crypto::to_hex(crypto::sha256(crypto::random_bytes(32))) : command.idempotency_key;
    request.headers.add("Idempotency-Key", key);
    request.body = body.dump();
    const Answer answer = exchange(remote, std::move(request));
    if (!answer) return not_reached(answer.error());
    const auto json = nlohmann::json::parse(answer->body, nullptr, false);
    if (!json.is_object()) return failed({Errc::unavailable, fmt::format("The server answered HTTP {} with something that is no JSON.", answer->status), {}});
    const bool ok = json.value("ok", false);
    if (wants_json(command.output)) {
        fmt::print("{}\n", json.dump(2));
    } else {
        const std::string reply = json.value("reply", std::string("HTTP ") + std::to_string(answer->status));
        fmt::print(ok ? stdout : stderr, "{}\n", reply);
    }
    return ok ? kOk : kFailed;
}

int healthcheck(const Remote& remote) {
    net::OutRequest request;
    request.method = "GET";
    request.url = remote.url;
    request.timeout = std::chrono::seconds{3};
    const Answer answer = exchange(remote, std::move(request));
    if (!answer) return not_reached(answer.error());
    fmt::print("{} {}", answer->status, answer->body);
    return answer->status == 200 ? kOk : kFailed;
}

int ask_sandbox(const Remote& remote, const std::string& method, const std::string& target, const std::string& body) {
    net::OutRequest request;
    request.method = method;
    request.url = remote.url + target;
    request.body = body;
    request.timeout = std::chrono::seconds{10};
    const Answer answer = exchange(remote, std::move(request));
    if (!answer) return failed({Errc::unavailable, "No sandbox is running there (" + answer.error().message + ").", "Start one: tocsin sandbox"});
    fmt::print(answer->status == 200 ? stdout : stderr, "{}", answer->body);
    return answer->status == 200 ? kOk : kFailed;
}

}  // namespace tocsin::cli
