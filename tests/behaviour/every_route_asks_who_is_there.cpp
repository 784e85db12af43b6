// Whoever may come in by a route is asked for on every route: without a token or a signature each answers with the same refusal, keeps nothing, and
// tells no browser that another site may read the answer. A route that is added without that fails here by itself.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "bot/base/text.hpp"
#include "bot/config.hpp"
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;

namespace {

/// A method and the pattern of a path.
struct RouteInCode {
    std::string method, pattern;
    auto operator<=>(const RouteInCode&) const = default;
};

/// Every route in the code, told from the code: `{"GET"}, "/api/v1/runs/{run}"`.
std::set<RouteInCode> ways_in_code() {
    static const std::regex route("\"(GET|POST|PUT|PATCH|DELETE)\"\\}?,\\s*\"(/[^\"]*)\"");
    std::set<RouteInCode> out;
    for (const char* folder : {"bot/edge", "bot/ops"})
        for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(TOCSIN_SOURCE_DIR) / folder)) {
            std::ifstream in(file.path());
            const std::string code(std::istreambuf_iterator<char>(in), {});
            for (std::sregex_iterator i(code.begin(), code.end(), route), end; i != end; ++i) out.insert({i->str(1), i->str(2)});
        }
    return out;
}

/// What anybody may see: whether it lives, and what the API looks like.
const std::set<std::string> kForAll{"/livez", "/readyz", "/metrics", "/api/v1/openapi.yaml"};

/// A feed without its token is as if it did not exist.
int refusal(const std::string& pattern) { return pattern.starts_with("/oncall/") ? 404 : 401; }

std::string with_numbers(const std::string& pattern) { return std::regex_replace(std::regex_replace(pattern, std::regex("\\{file\\}"), "shop.ics"), std::regex("\\{[a-z]+\\}"), "1"); }

}  // namespace

TEST_CASE("every route asks who is there") {
    Story story([](tocsin::handlers::Settings& settings) { settings.heartbeats = {{"1", std::chrono::hours{1}, "policy:shop", tocsin::Severity::sev2}}; on_call_by(shop_policy_file())(settings); },
                [](tocsin::Config& config) { config.heartbeat_tokens = {{"1", "a-secret-of-its-own"}}; });
    int asked = 0;
    for (const RouteInCode& way : ways_in_code()) {
        INFO(way.method << " " << way.pattern);
        tocsin::net::Request request;
        request.method = way.method;
        request.target = with_numbers(way.pattern);
        request.headers.add("Origin", "null");
        request.body = "{}";
        const auto answer = story.deliver(request);
        for (const auto& header : answer.headers.all()) CHECK_FALSE(tocsin::text::lower(header.name).starts_with("access-control-"));
        const bool is_open = kForAll.contains(way.pattern);
        CHECK(answer.status == (is_open ? 200 : refusal(way.pattern)));
        asked += is_open ? 0 : 1;
    }
    CHECK(asked >= 17);
    story.read([](const tocsin::store::Snapshot& view) { CHECK(view.tables().incidents.last_number().none()); });
}
