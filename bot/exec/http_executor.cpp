#include "bot/exec/http_executor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/exec/address.hpp"
#include "bot/exec/clean.hpp"
#include "bot/exec/http_host.hpp"
#include "bot/net/url.hpp"

namespace tocsin::exec {

namespace asio = boost::asio;

namespace {

using std::chrono::steady_clock;

constexpr std::array<std::string_view, 7> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
/// They say where the message ends and who it is for, which is ours to say.
constexpr std::array<std::string_view, 10> kOurHeaders = {"host",    "content-length", "transfer-encoding", "connection", "keep-alive",
                                                          "upgrade", "te",             "trailer",           "expect",     "proxy-connection"};
constexpr std::string_view kIdempotencyKey = "Idempotency-Key";
constexpr std::size_t kShown = 80;

std::string shown(std::string_view text) { return text::truncate(text::one_line(text::sanitize(text)), kShown); }

bool is_header_name(std::string_view name) {
    const auto is_token = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("!#$%&'*+-.^_`|~").contains(c);
    };
    return !name.empty() && std::ranges::all_of(name, is_token);
}

std::string header_problem(const std::string& name, const std::string& value) {
    if (!is_header_name(name)) return fmt::format("`{}` is no name of a header", shown(name));
    if (std::ranges::find(kOurHeaders, std::string_view(text::lower(name))) != kOurHeaders.end())
        return fmt::format("the header {} may not be set by a step", name);
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos) return fmt::format("the header {} holds a line end or NUL", name);
    return "";
}

std::string request_problem(const HttpRequest& request, const Masker& masker) {
    if (std::ranges::find(kMethods, std::string_view(request.method)) == kMethods.end())
        return fmt::format("`{}` is none of {}", shown(request.method), fmt::join(kMethods, ", "));
    if (masker.finds_in(request.url)) return "the URL holds a secret; pass it in a header";
    for (const auto& [name, value] : request.headers)
        if (auto wrong = header_problem(name, value); !wrong.empty()) return wrong;
    return request.idempotency_key.empty() ? "" : header_problem(std::string(kIdempotencyKey), request.idempotency_key);
}

Output harmless(const std::string& body, const Masker& masker) {
    Capture all(body.size(), 0, margin_for(masker));
    all.append(body);
    return excerpt(all, masker);
}

HttpResult to_result(std::expected<net::Response, net::TransportError> answer, const Masker& masker) {
    HttpResult out;
    if (!answer) {
        out.end = answer.error().ambiguity == net::Ambiguity::not_sent ? HttpEnd::not_sent : HttpEnd::unclear;
        out.why = masker.masked(text::sanitize(answer.error().message));
        return out;
    }
    out.end = HttpEnd::answered;
    out.status = answer->status;
    for (const auto& field : answer->headers.all()) out.headers.add(field.name, masker.masked(clean(field.value).text));
    out.body = harmless(answer->body, masker);
    return out;
}

HttpResult refused(std::string why) {
    HttpResult out;
    out.why = std::move(why);
    return out;
}

}  // namespace

HttpExecutor::HttpExecutor(net::HttpClient& client, std::vector<HttpHost> hosts, std::shared_ptr<const Secrets> secrets)
    : client_(client), hosts_(std::move(hosts)), secrets_(std::move(secrets)) {}

std::expected<net::OutRequest, std::string> HttpExecutor::check(const HttpRequest& request) const {
    if (auto wrong = request_problem(request, secrets_->masker()); !wrong.empty()) return std::unexpected(std::move(wrong));
    const auto url = net::parse_url(request.url);
    if (!url) return std::unexpected(url.error().message);
    const HttpHost* host = find_host(hosts_, url->origin);
    if (host == nullptr) return std::unexpected(fmt::format("{}:{} is not in `runbooks.http_hosts`", shown(url->origin.host), url->origin.port));
    net::OutRequest out{request.method, request.url, {}, request.body, request.timeout};
    bool has_key = request.idempotency_key.empty();
    for (const auto& [name, value] : request.headers) {
        has_key = has_key || text::equals_ignoring_case(name, kIdempotencyKey);
        out.headers.add(name, value);
    }
    if (!has_key) out.headers.add(std::string(kIdempotencyKey), request.idempotency_key);
    out.body_limit = kLargestAnswer;
    return out;
}

asio::awaitable<HttpResult> HttpExecutor::run(HttpRequest request) {
    const auto began = steady_clock::now();
    auto out = check(request);
    if (!out) co_return refused(std::move(out.error()));
    int refused_addresses = 0, allowed_addresses = 0;
    const HttpHost host = *find_host(hosts_, net::parse_url(request.url)->origin);
    out->refuses = [&, host](const asio::ip::address& address) {
        auto why = address_problem(host, address);
        ++(why.empty() ? allowed_addresses : refused_addresses);
        return why;
    };
    auto answer = co_await client_.send(std::move(*out));
    HttpResult result = to_result(std::move(answer), secrets_->masker());
    if (result.end == HttpEnd::not_sent && refused_addresses > 0 && allowed_addresses == 0) result.end = HttpEnd::refused;
    result.took = std::chrono::duration_cast<Duration>(steady_clock::now() - began);
    co_return result;
}

}  // namespace tocsin::exec
