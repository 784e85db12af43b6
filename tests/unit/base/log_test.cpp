#include "bot/base/log.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tocsin;

namespace {

std::string line(log::Fields fields) { return log::render(log::Level::info, "2026-01-01T00:00:00Z", "something_happened", fields); }

}  // namespace

TEST_CASE("a log line is one JSON object on one line") {
    const std::string text = line({{"quote", "a\"b\\c"}, {"control", "\x1b[31mred\n\x01"}, {"separator", "a\xE2\x80\xA8" "b"}, {"number", 42}});
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xE2\x80\xA8") == std::string::npos);
    const auto json = nlohmann::json::parse(text);
    CHECK(json["event"] == "something_happened");
    CHECK(json["quote"] == "a\"b\\c");
    CHECK(json["number"] == 42);
    CHECK(json["control"] == "\x1b[31mred\n\x01");
}

TEST_CASE("registered secrets are masked, short ones are not registered") {
    log::mask("hunter2-is-secret");
    log::mask("abc");
    const auto json = nlohmann::json::parse(line({{"url", "https://x/?k=hunter2-is-secret&y"}, {"plain", "abc"}}));
    CHECK(json["url"] == "https://x/?k=***&y");
    CHECK(json["plain"] == "abc");
}

TEST_CASE("a very long value is cut") { CHECK(line({{"value", std::string(100'000, 'x')}}).size() < 3000); }
