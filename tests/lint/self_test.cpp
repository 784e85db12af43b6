// Each rule against a snippet that breaks it, and against the nearest one that does not: a rule that finds nothing in
// the tree proves nothing unless it can find something.
#include <catch2/catch.hpp>

#include "tests/lint/documents.hpp"
#include "tests/lint/layers.hpp"
#include "tests/lint/manners.hpp"

using namespace tocsin::lint;

namespace {

bool refuses(Findings (*rule)(const SourceFile&), const std::string& path, const std::string& text) {
    return !rule(source_file(path, text)).empty();
}

}  // namespace

TEST_CASE("an include against the arrows is found") {
    CHECK(refuses(check_layers, "bot/base/text.cpp", "#include \"bot/core/event.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/core/fold.cpp", "#include \"bot/store/store.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/store/writer.cpp", "#include \"handlers/context.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/edge/api_endpoint.cpp", "#include \"bot/app.hpp\"\n"));
    CHECK(refuses(check_layers, "handlers/declare.cpp", "#include \"bot/net/http.hpp\"\n"));
    CHECK_FALSE(refuses(check_layers, "handlers/declare.cpp", "#include \"bot/store/unit_of_work.hpp\"\n"));
    CHECK_FALSE(refuses(check_layers, "bot/app.cpp", "#include \"bot/edge/api_endpoint.hpp\"\n"));
}

TEST_CASE("an include sideways is found") {
    CHECK(refuses(check_layers, "bot/net/server.cpp", "#include \"bot/store/store.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/slack/api.cpp", "#include \"bot/pagerduty/client.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/postmortem/draft.cpp", "#include \"bot/net/url.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/edge/parts.cpp", "  #  include \"x\"\n#include \"bot/outbox/sender.hpp\"\n"));
    CHECK_FALSE(refuses(check_layers, "bot/slack/client.cpp", "#include \"bot/net/http.hpp\"\n"));
}

TEST_CASE("an include that is not rooted at the checkout is found") {
    CHECK(refuses(check_layers, "bot/core/fold.cpp", "#include \"fold.hpp\"\n"));
    CHECK(refuses(check_layers, "bot/core/fold.cpp", "#include \"tests/support/builder.hpp\"\n"));
}

TEST_CASE("a library outside its folder is found") {
    CHECK(refuses(check_libraries, "bot/store/timer_repository.cpp", "#include <sqlite3.h>\n"));
    CHECK_FALSE(refuses(check_libraries, "bot/store/database.cpp", "#include <sqlite3.h>\n"));
    CHECK(refuses(check_libraries, "bot/store/database.hpp", "#include <sqlite3.h>\n"));
    CHECK(refuses(check_libraries, "bot/app.cpp", "#include <yaml-cpp/yaml.h>\n"));
    CHECK_FALSE(refuses(check_libraries, "bot/yaml/section.hpp", "#include <yaml-cpp/yaml.h>\n"));
    CHECK(refuses(check_libraries, "bot/edge/parts.cpp", "#include <boost/beast/http/message.hpp>\n"));
    CHECK(refuses(check_libraries, "bot/app.cpp", "#include <boost/asio/ssl/context.hpp>\n"));
    CHECK_FALSE(refuses(check_libraries, "bot/net/server.cpp", "#include <boost/asio/ssl/context.hpp>\n"));
    CHECK(refuses(check_libraries, "handlers/declare.cpp", "#include <boost/asio/awaitable.hpp>\n"));
    CHECK(refuses(check_libraries, "bot/core/fold.cpp", "#include <boost/asio/post.hpp>\n"));
    CHECK_FALSE(refuses(check_libraries, "bot/ops/timers.cpp", "#include <boost/asio/post.hpp>\n"));
    CHECK(refuses(check_libraries, "bot/slack/signature.cpp", "#include <openssl/hmac.h>\n"));
}

TEST_CASE("JSON in a header is found") {
    CHECK(refuses(check_libraries, "bot/edge/api_json.hpp", "#include <nlohmann/json.hpp>\n"));
    CHECK_FALSE(refuses(check_libraries, "bot/edge/api_json.hpp", "#include <nlohmann/json_fwd.hpp>\n"));
    CHECK_FALSE(refuses(check_libraries, "bot/edge/api_json.cpp", "#include <nlohmann/json.hpp>\n"));
}

TEST_CASE("a long file without a reason is found") {
    std::string text;
    for (std::size_t i = 0; i < kLongestFile; ++i) text += "int x;\n";
    CHECK_FALSE(refuses(check_length, "bot/core/fold.cpp", text));
    CHECK(refuses(check_length, "bot/core/fold.cpp", text + "int y;\n"));
    CHECK_FALSE(refuses(check_length, "bot/core/fold.cpp", text + "// Over 400 lines because it is one table.\n"));
}

TEST_CASE("a header without a comment or a guard is found") {
    CHECK(refuses(check_header, "bot/core/x.hpp", "#pragma once\n"));
    CHECK(refuses(check_header, "bot/core/x.hpp", "// What an x is, and who owns it.\n"));
    CHECK_FALSE(refuses(check_header, "bot/core/x.hpp", "// What an x is, and who owns it.\n#pragma once\n"));
}

TEST_CASE("unfinished work is found") {
    CHECK(refuses(check_words, "bot/core/fold.cpp", std::string("// TO") + "DO: later\n"));
    CHECK(refuses(check_words, "docs/operations.md", std::string("FIX") + "ME\n"));
    CHECK_FALSE(refuses(check_words, "bot/core/fold.cpp", "// mktemp /tmp/XXXXXX\n"));
}

TEST_CASE("a sleeping test is found") {
    CHECK(refuses(check_sleep, "tests/unit/net/x_test.cpp", "std::this_thread::sleep_for(1s);\n"));
    CHECK(refuses(check_sleep, "tests/behaviour/x.cpp", "usleep (100);\n"));
    CHECK_FALSE(refuses(check_sleep, "tests/behaviour/x.cpp", "clock.advance(1s);\n"));
    CHECK_FALSE(refuses(check_sleep, "bot/net/x.cpp", "sleep_for(1s);\n"));
}

TEST_CASE("a clock in the pure layers is found") {
    CHECK(refuses(check_clock, "bot/core/decide.cpp", "const auto now = std::chrono::system_clock::now();\n"));
    CHECK(refuses(check_clock, "handlers/notes.cpp", "auto t = time(nullptr);\n"));
    CHECK_FALSE(refuses(check_clock, "bot/ops/timers.cpp", "std::chrono::system_clock::now()\n"));
}

TEST_CASE("routes are read from code and from the document") {
    const auto code = source_file("bot/edge/x.cpp", "add(router, \"GET\", \"/api/v1/a\", &X::a);\nrouter.add({{\"POST\"}, \"/api/v1/b\", 1});\n");
    CHECK(routes_in(code) == std::set<std::string>{"GET /api/v1/a", "POST /api/v1/b"});
    const std::string document = "paths:\n  /api/v1/a:\n    summary: x\n    get: {}\n";
    CHECK(routes_in_document(document) == std::set<std::string>{"GET /api/v1/a"});
    CHECK(lacking(routes_in(code), routes_in_document(document)) == "POST /api/v1/b");
}

TEST_CASE("a reference that leads nowhere is found") {
    CHECK(dangling_references("a: {b: 1}\nc: {$ref: '#/a/b'}\n").empty());
    CHECK(dangling_references("a: {b: 1}\nc: [{$ref: '#/a/x'}]\n") == std::vector<std::string>{"#/a/x"});
}

TEST_CASE("configuration keys and metrics are read from code") {
    const auto config = source_file("bot/config.cpp", "s.text(\"team\"); read_url(s, \"api_url\", x); read_named(s, \"admins\");\n");
    CHECK(config_keys_in(config) == std::set<std::string>{"team", "api_url", "admins"});
    const auto document = source_file("docs/configuration.md", "## api\n| `api.tokens[]` | `slack.team` | team\n");
    CHECK((documents_key(document, "api") && documents_key(document, "tokens") && documents_key(document, "team")));
    CHECK_FALSE((documents_key(document, "slack") || documents_key(document, "eam")));
    const auto rules = source_file("deploy/x.yaml", "rate(tocsin_ack_seconds_bucket[5m]) > tocsin_store_queue\n");
    CHECK(metrics_in(rules) == std::set<std::string>{"tocsin_ack_seconds", "tocsin_store_queue"});
}
