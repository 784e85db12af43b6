// JSON strings: whatever the text, a parser reads it back.
#include "bot/base/json_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include "bot/base/text.hpp"

using namespace tocsin;

namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace

TEST_CASE("a JSON string escapes what RFC 8259 wants escaped and nothing else") {
    CHECK(as_json("") == "\"\"");
    CHECK(as_json("plain · ünïcode 🚨") == "\"plain · ünïcode 🚨\"");
    CHECK(as_json("a\"b\\c\n\t\r\b\f\x01\x1f\x7f") == "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f\x7f\"");
    CHECK(as_json(std::string_view("\0", 1)) == "\"\\u0000\"");
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD") {
    CHECK(as_json("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
    CHECK(as_json("\xC3") == "\"\xEF\xBF\xBD\"");
    CHECK(as_json("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("property: a parser reads every sanitized text back") {
    CHECK(rc::check([](const std::string& bytes) {
        const std::string text = text::sanitize(bytes);
        RC_ASSERT(nlohmann::json::parse(as_json(text)).get<std::string>() == text);
        RC_ASSERT(text::sanitized(bytes) == text);
    }));
}
