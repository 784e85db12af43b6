#include "bot/cli_remote.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/cli_common.hpp"
#include "bot/config.hpp"
#include "bot/net/client.hpp"

namespace tocsin::cli {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<net::Response, net::TransportError>;

asio::awaitable<Answer> send(net::Client& client, net::OutRequest request) { co_return co_await client.send(std::move(request)); }

Answer exchange(net::ClientOptions options, net::OutRequest request) {
    asio::io_context io{1};
    net::Client client(io.get_executor(), std::move(options));
    Answer answer = std::unexpected(net::TransportError{net::Ambiguity::not_sent, "no answer"});
    asio::co_spawn(io, send(client, std::move(request)), [&](const std::exception_ptr& error, Answer got) {
        if (error) std::rethrow_exception(error);
        answer = std::move(got);
        client.close();
    });
    io.run();
    return answer;
}

Answer exchange(const Remote& remote, net::OutRequest request) {
    net::ClientOptions options;
    options.extra_ca_file = remote.ca_file;
    return exchange(std::move(options), std::move(request));
}

int not_reached(const net::TransportError& error) { return failed({Errc::unavailable, "The server was not reached: " + error.message + ".", {}}); }

/// What GET answers, as it is.
int print_page(const Remote& remote, const std::string& target) {
    net::OutRequest request;
    request.method = "GET";
    request.url = remote.url + target;
    request.headers.add("Authorization", "Bearer " + remote.token);
    const Answer answer = exchange(remote, std::move(request));
    if (!answer) return not_reached(answer.error());
    fmt::print(answer->status == 200 ? stdout : stderr, "{}\n", answer->body);
    return answer->status == 200 ? kOk : kFailed;
}

int check(const Remote& remote, const OncallOptions& options) {
    if (!options.file.empty()) return usage("`--oncall-file` asks a file and `--url` a server; keep one.");
    if (remote.token.empty()) return usage("`--token` (or TOCSIN_TOKEN) says who you are.");
    if (options.output != "json" && !options.output.empty()) return usage("With `--url` the answer is JSON; leave `-o` out.");
    return kOk;
}

bool wants_json(const std::string& output) { return output == "json" || (output.empty() && isatty(STDOUT_FILENO) == 0); }

}  // namespace

int incident(const Remote& remote, const IncidentCommand& command) {
    nlohmann::json body = {{"text", command.text}};
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
    if (json.value("error", nlohmann::json()) == "unfinished") fmt::print(stderr, "The key of this command: --idempotency-key {}\n", key);
    return ok ? kOk : kFailed;
}

int healthcheck(const std::string& config_path) {
    const auto config = load_config(config_path, process_environment);
    if (!config) return bad_config(config.error());
    const auto& at = config->server.admin_listen ? *config->server.admin_listen : config->server.listen;
    const bool any = at.host == "0.0.0.0" || at.host == "::";
    const std::string host = any ? "127.0.0.1" : at.host.contains(':') ? "[" + at.host + "]" : at.host;
    net::OutRequest request;
    request.method = "GET";
    request.url = fmt::format("{}://{}:{}/livez", config->server.tls ? "https" : "http", host, at.port);
    request.timeout = std::chrono::seconds{3};
    // The certificate names the public host and not this address, and whether this machine is itself is no question.
    net::ClientOptions options;
    options.verify = false;
    const Answer answer = exchange(std::move(options), std::move(request));
    if (!answer) return not_reached(answer.error());
    fmt::print("{} {}", answer->status, answer->body);
    return answer->status == 200 ? kOk : kFailed;
}

int report(const Remote& remote, const std::string& begin, const std::string& end, const std::string& by, const std::string& format) {
    return print_page(remote, fmt::format("/api/v1/report?from={}&to={}&by={}&format={}", net::percent_encode(begin), net::percent_encode(end),
                                          net::percent_encode(by), format));
}

int oncall_show(const Remote& remote, const OncallOptions& options) {
    if (const int code = check(remote, options); code != kOk) return code;
    std::string target = "/api/v1/oncall";
    if (!options.schedule.empty()) target += "/" + net::percent_encode(options.schedule);
    if (!options.at.empty() && options.at != "now") target += "?at=" + net::percent_encode(options.at);
    return print_page(remote, target);
}

int oncall_render(const Remote& remote, const OncallOptions& options) {
    if (const int code = check(remote, options); code != kOk) return code;
    if (options.schedule.empty()) return usage("`--schedule` says which schedule of the server; `oncall show` lists them.");
    if (!options.person.empty()) return usage("`--person` works with `--oncall-file` alone.");
    std::string target = "/api/v1/oncall/" + net::percent_encode(options.schedule) + "/render";
    char before = '?';
    for (const auto& [name, value] : {std::pair{"from", options.from}, std::pair{"to", options.to}}) {
        if (value.empty()) continue;
        target += fmt::format("{}{}={}", before, name, net::percent_encode(value));
        before = '&';
    }
    return print_page(remote, target);
}

int ask_sandbox(const Remote& remote, const std::string& method, const std::string& target, const std::string& body) {
    if (!std::filesystem::exists(remote.ca_file))
        return failed({Errc::unavailable, "No sandbox has kept its certificate in " + remote.ca_file + ".",
                       "Start one: tocsin sandbox. If it was started with --data or --port, say the same here."});
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
