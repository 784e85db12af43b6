// Secrets in output: every form in which they are printed, and every place at which output is cut.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "bot/base/crypto.hpp"
#include "bot/base/json_text.hpp"
#include "bot/exec/clean.hpp"
#include "bot/exec/secrets.hpp"
#include "bot/net/http.hpp"

namespace tocsin::exec {
namespace {

constexpr const char* kSecret = "hunter2/Zażółć\"+ &x";

Masker masker(const std::string& secret = kSecret) {
    Masker out;
    REQUIRE(out.add(secret));
    return out;
}

Output cut(const std::string& bytes, std::size_t head, std::size_t tail, const Masker& mask, std::size_t piece) {
    Capture kept(head, tail, margin_for(mask));
    for (std::size_t at = 0; at < bytes.size(); at += piece) kept.append(std::string_view(bytes).substr(at, piece));
    return excerpt(kept, mask);
}

}  // namespace

TEST_CASE("a secret is masked as it is, percent-encoded and in JSON") {
    const auto mask = masker();
    std::string json, ascii = "\"hunter2\\/Za\\u017c\\u00f3\\u0142\\u0107\\u0022+\\u0020&x\"";
    append_json_string(json, kSecret);
    CHECK(mask.masked(fmt::format("a {} b", kSecret)) == "a *** b");
    CHECK(mask.masked("q=" + net::percent_encode(kSecret) + "&r") == "q=***&r");
    CHECK(mask.masked("hunter2/Za%c5%bc%C3%B3%c5%82%c4%87%22%2b+%26x") == "***");  // a form
    CHECK(mask.masked("{\"a\":" + json + "}") == "{\"a\":\"***\"}");
    CHECK(mask.masked(ascii) == "\"***\"");
    CHECK(mask.masked("hunter2 alone is not it") == "hunter2 alone is not it");
}

TEST_CASE("a secret is masked in base64 wherever it begins, also over line ends") {
    const auto mask = masker();
    for (const std::string before : {"", "a", "ab", "abc", "user:"}) {
        for (const std::string after : {"", "x", "xy", "xyz"}) {
            const auto coded = crypto::to_base64(before + kSecret + after);
            const auto masked = mask.masked("<" + coded + ">");
            INFO(coded << " became " << masked);
            CHECK(masked.contains("***"));
            CHECK(masked.size() <= 5 + before.size() * 2 + after.size() * 2 + 4);
            std::string wrapped;
            for (char c : coded) (wrapped += c) += wrapped.size() % 9 == 8 ? "\n" : "";
            CHECK(mask.finds_in(wrapped));
            std::string url = coded;
            std::ranges::replace(url, '+', '-');
            std::ranges::replace(url, '/', '_');
            CHECK(mask.finds_in(url));
        }
    }
}

TEST_CASE("each line of a key is a secret, and short values are none") {
    const auto mask = masker("-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcwggSj\n-----END KEY-----");
    CHECK(mask.masked("  9w0BAQEFAASCBKcwggSj\n") == "  ***\n");
    Masker none;
    CHECK_FALSE(none.add("12345"));
    CHECK(none.masked("12345") == "12345");
    CHECK(secret_problem("12345").starts_with("must have at least 6 characters"));
    CHECK(secret_problem("123456").empty());
}

TEST_CASE("no cut and no split shows a part of a secret") {
    const std::string secret = "S3CR3T-0123456789";
    const auto mask = masker(secret);
    const std::string coded = crypto::to_base64("u:" + secret);
    for (const std::string& form : {secret, coded}) {
        const std::string unit = "...." + form + "....";
        std::string bytes;
        while (bytes.size() < 2000) bytes += unit;
        for (std::size_t keep = 0; keep <= 2 * unit.size(); ++keep) {
            const auto out = cut(bytes, keep, keep + 1, mask, 1 + keep % 7);
            REQUIRE(out.dropped > 0);
            for (const auto* part : {&out.head, &out.tail})
                for (std::size_t at = 0; at + 6 <= form.size(); ++at) {
                    // What is left of base64 before the secret, `dTpT`, is the user's name.
                    if (form == coded && at < 3) continue;
                    INFO(keep << ": " << *part);
                    REQUIRE_FALSE(part->contains(form.substr(at, 6)));
                }
        }
    }
}

TEST_CASE("head, tail and what was dropped add up") {
    Masker none;
    for (std::size_t size : {0U, 9U, 10U, 137U, 138U, 139U, 1000U, 5000U}) {
        std::string bytes;
        while (bytes.size() < size) bytes += static_cast<char>('a' + bytes.size() % 26);
        for (std::size_t piece : {1U, 7U, 64U, 10'000U}) {
            const auto out = cut(bytes, 6, 4, none, piece);
            CHECK(out.head.size() + out.tail.size() + out.dropped == size);
            CHECK(bytes.starts_with(out.head));
            CHECK(bytes.ends_with(out.tail));
        }
    }
}

TEST_CASE("cuts do not fall inside a character") {
    Masker none;
    std::string bytes;
    while (bytes.size() < 3000) bytes += "ż€😀";
    for (std::size_t keep = 1; keep < 20; ++keep) {
        const auto out = cut(bytes, keep, keep, none, 13);
        CHECK_FALSE(out.head.contains("\xEF\xBF\xBD"));
        CHECK_FALSE(out.tail.contains("\xEF\xBF\xBD"));
        CHECK(out.head.size() + out.tail.size() + out.dropped == bytes.size());
    }
}

TEST_CASE("control sequences go as a whole, what is around them stays") {
    const auto text = [](std::string_view bytes) { return clean(bytes).text; };
    CHECK(text("\x1b[1;31mbold\x1b[m") == "bold");
    CHECK(text("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\") == "link");
    CHECK(text("\x1bP1$r\x1b\\\x1b(B\x1b=x") == "x");
    CHECK(text("\xc2\x9b" "31mc1\xc2\x85") == "c1");
    CHECK(text("\x1b]0;no end\nnext") == "0;no end\nnext");
    CHECK(text("cut \x1b[3") == "cut ");
    CHECK(text("cut \x1b") == "cut ");
    CHECK(text("\x1b[\x80z") == "\xEF\xBF\xBDz");
    CHECK(text(std::string_view("a\0b", 3)) == "a\xEF\xBF\xBD" "b");
    CHECK(text("10%\r20%\r\r\n\ttab\x7f\x07") == "10%\n20%\n\ttab");
    CHECK(text("a\xe2\x81\xa6" "b") == "a\xEF\xBF\xBD" "b");
}

TEST_CASE("a secret has a name, or the names are told") {
    const Secrets secrets({{"GRAFANA_TOKEN", "0123456789"}, {"OTHER", "abcdefghi"}});
    CHECK(secrets.resolve("OTHER") == "abcdefghi");
    const auto missing = secrets.resolve("NONE");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().message == "there is no secret `NONE` in `runbooks.secrets`");
    CHECK(missing.error().hint == "there are: GRAFANA_TOKEN, OTHER");
}

}  // namespace tocsin::exec
