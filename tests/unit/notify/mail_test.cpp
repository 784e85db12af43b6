// A page as an e-mail: RFC 5322, and nothing in it that a person could smuggle in.
#include "bot/notify/mail.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/notify/support.hpp"

using namespace tocsin;
using namespace tocsin::notify;
using Catch::Contains;

namespace {

Letter letter() {
    Letter out;
    out.from = "tocsin@example.com";
    out.to = "bob@example.com";
    out.to_name = "Bob Baker";
    out.subject = "INC-42 SEV1: Checkout is failing";
    out.text = "line one\nline two\n";
    out.message_id = message_id_of(test_facts(), out.from);
    out.date = time_from_unix_seconds(1'794'000'600);
    out.urgent = true;
    return out;
}

}  // namespace

TEST_CASE("a letter has its headers once, its date in UTC and its text in base64") {
    CHECK(mail_text(letter()) ==
          "Date: Fri, 06 Nov 2026 21:30:00 +0000\r\n"
          "From: tocsin <tocsin@example.com>\r\n"
          "To: Bob Baker <bob@example.com>\r\n"
          "Subject: INC-42 SEV1: Checkout is failing\r\n"
          "Message-ID: <inc-42.p1.3.1794000600000000@example.com>\r\n"
          "Auto-Submitted: auto-generated\r\n"
          "Importance: high\r\n"
          "X-Priority: 1\r\n"
          "MIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: base64\r\n"
          "\r\n"
          "bGluZSBvbmUNCmxpbmUgdHdvDQo=\r\n");
}

TEST_CASE("no text can begin a header of its own") {
    auto evil = letter();
    evil.subject = "x\r\nBcc: all@example.com\r\n\r\nbody";
    evil.to_name = "Bob\r\nBcc: all@example.com";
    const auto text = mail_text(evil);
    CHECK_FALSE(text.contains("\r\nBcc"));
    CHECK_THAT(text, Contains("Subject: x Bcc: all@example.com body\r\n"));
    evil.to_name = "\"evil@example.com\" <evil@example.com>,";
    CHECK_THAT(mail_text(evil), Contains("To: =?UTF-8?B?"));
}

TEST_CASE("what is not ASCII is an encoded word that cuts no code point") {
    auto polish = letter();
    polish.subject = "Zażółć gęślą jaźń, zażółć gęślą jaźń, zażółć gęślą jaźń";
    const auto text = mail_text(polish);
    CHECK_THAT(text, Contains("Subject: =?UTF-8?B?WmHFvMOzxYLEhyBnxJnFm2zEhSBqYcW6xYQsIHphxbzDs8WCxIcgZ8SZ?=\r\n =?UTF-8?B?"));
    for (std::size_t from = 0; from < text.size();) {
        const auto end = text.find("\r\n", from);
        CHECK(end - from <= 78);
        from = end + 2;
    }
}

TEST_CASE("an address is one address") {
    CHECK(is_mail_address("bob@example.com"));
    for (const char* wrong : {"", "bob", "@example.com", "bob@", "a@b@c", "bob @example.com", "bob@example.com\r\n", "<bob@example.com>", "a@b,c@d"})
        CHECK_FALSE(is_mail_address(wrong));
}
