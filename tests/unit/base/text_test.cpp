#include "bot/base/text.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace tocsin;

TEST_CASE("sanitize makes any bytes into text") {
    using text::sanitize;
    CHECK(sanitize("plain") == "plain");
    CHECK(sanitize("a\r\nb\tc") == "a\nb\tc");
    CHECK(sanitize(std::string_view("a\0b", 3)) == "a\xEF\xBF\xBD" "b");
    CHECK(sanitize("\x02\x1f\x03\x7f") == "");
    CHECK(sanitize("caf\xC3\xA9") == "caf\xC3\xA9");
    CHECK(sanitize("\xC3(") == "\xEF\xBF\xBD(");
    CHECK(sanitize("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");           // overlong
    CHECK(sanitize("\xED\xA0\x80").find('\xED') == std::string::npos);  // surrogate
    CHECK(sanitize("\xF4\x90\x80\x80").find('\xF4') == std::string::npos);
    REQUIRE(rc::check("sanitize is idempotent", [](const std::string& any) { RC_ASSERT(sanitize(sanitize(any)) == sanitize(any)); }));
}

TEST_CASE("truncate never cuts inside a code point") {
    CHECK(text::truncate("short", 10) == "short");
    CHECK(text::truncate("abcdefghij", 6) == "abc…");
    CHECK(text::truncate("äöüäöü", 8) == "äö…");
    CHECK(text::truncate("abc", 2).empty());
    REQUIRE(rc::check("within the limit and valid", [](const std::string& any) {
        const auto limit = *rc::gen::inRange<std::size_t>(0, 40);
        const std::string clean = text::sanitize(any);
        const std::string cut = text::truncate(clean, limit);
        RC_ASSERT(cut.size() <= std::max(limit, std::size_t{0}));
        RC_ASSERT(text::sanitize(cut) == cut);
    }));
}

TEST_CASE("split keeps empty parts") {
    CHECK(text::split("", ',').empty());
    CHECK(text::split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(text::split("a,", ',') == std::vector<std::string_view>{"a", ""});
}

TEST_CASE("parse_int takes whole numbers only") {
    CHECK(text::parse_int("42") == 42);
    CHECK(text::parse_int("-7") == -7);
    for (const char* bad : {"", "4x", " 4", "+4", "9223372036854775808", "0x1"}) CHECK_FALSE(text::parse_int(bad));
}

TEST_CASE("nearest finds a typo and nothing far away") {
    constexpr std::string_view verbs[] = {"resolve", "reopen", "status"};
    CHECK(text::nearest("reslove", verbs) == "resolve");
    CHECK(text::nearest("STATSU", verbs) == "status");
    CHECK_FALSE(text::nearest("banana", verbs));
}

TEST_CASE("slug holds what a channel name may hold") {
    CHECK(text::slug("[eu-west-1] Checkout is DOWN!!", 40) == "eu-west-1-checkout-is-down");
    CHECK(text::slug("ÄÖ 東京", 40).empty());
    CHECK(text::slug("a very long title", 7) == "a-very");
}

TEST_CASE("a name has no marks that nobody sees") {
    CHECK(text::visible_name("\u202Enimda\u202C") == "nimda");
    CHECK(text::visible_name("al\u200Bice\uFEFF") == "alice");
    CHECK(text::visible_name("\u200B\u200D \u2066").empty());
    CHECK(text::visible_name("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645") == "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645");  // the joiner belongs to the word
}
