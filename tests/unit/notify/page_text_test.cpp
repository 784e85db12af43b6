// What a page says by each means that carries words.
#include "bot/notify/page_text.hpp"

#include <catch2/catch.hpp>

#include "bot/notify/ntfy.hpp"
#include "bot/notify/webhook.hpp"
#include "bot/base/crypto.hpp"
#include "tests/unit/notify/support.hpp"

using namespace tocsin;
using namespace tocsin::notify;
using Catch::Contains;

TEST_CASE("a short message stays within 320 septets and ends with how to answer") {
    auto facts = test_facts();
    CHECK(sms_of(facts) == "INC-42 SEV1: Checkout is failing [checkout]. database is full, paged by Ann (P1-3) Reply ACK 42");
    facts.title = std::string(400, '{');
    facts.reason = "zażółć gęślą jaźń — 火事";
    const auto text = sms_of(facts);
    CHECK(gsm_length(text) <= 320);
    CHECK(gsm_length(text) >= 318);
    CHECK_THAT(text, Catch::EndsWith("... (P1-3) Reply ACK 42"));
    facts.title = "short";
    CHECK_THAT(sms_of(facts), Contains("zazolc gesla jazn - ??, paged by Ann"));
}

TEST_CASE("the GSM alphabet has no other letters, and some take two places") {
    CHECK(gsm_text("a\tb\n“c”…", 100) == "a b\n\"c\"...");
    CHECK(gsm_text("\xff\x01", 100) == "??");
    CHECK(gsm_length("[a]") == 5);
    CHECK(gsm_text("abcdefgh", 6) == "abc...");
}

TEST_CASE("a voice reads the number, the severity and what is wrong") {
    CHECK(speech_of(test_facts()) == "Incident 42. Severity 1. Checkout is failing. database is full. ");
}

TEST_CASE("what people ended with a full stop is ended once") {
    auto facts = test_facts();
    facts.title = "Checkout is failing.";
    facts.reason = "The database is full.";
    CHECK(sms_of(facts) == "INC-42 SEV1: Checkout is failing [checkout]. The database is full, paged by Ann (P1-3) Reply ACK 42");
    CHECK(speech_of(facts) == "Incident 42. Severity 1. Checkout is failing. The database is full. ");
    facts.service.clear();
    facts.reason = "Is it full?";
    CHECK(sms_of(facts) == "INC-42 SEV1: Checkout is failing. Is it full? Paged by Ann (P1-3) Reply ACK 42");
}

TEST_CASE("a test says that it is one, and asks for nothing") {
    auto facts = test_facts();
    facts.test = true;
    CHECK(sms_of(facts) == "TEST INC-42: this is how a page reaches you. Nothing is wrong, and nothing is to be done. (P1-3)");
    CHECK(speech_of(facts) == "This is a test. Nothing is wrong, and nothing is to be done. ");
    CHECK(letter_of(facts) == "This is a test of how a page reaches you, asked for by Ann (INC-42). Nothing is wrong, and nothing is to be done.\n");
    CHECK_THAT(webhook_request("https://x", facts, "").body, Contains(R"("test":true)"));
}

TEST_CASE("a drill says so by every means") {
    auto facts = test_facts();
    facts.drill = true;
    CHECK_THAT(sms_of(facts), Catch::StartsWith("DRILL INC-42"));
    CHECK_THAT(speech_of(facts), Contains("This is a drill."));
    CHECK_THAT(letter_of(facts), Contains("This is a drill."));
    CHECK_THAT(webhook_request("https://x", facts, "").body, Contains(R"("drill":true)"));
}

TEST_CASE("a webhook is signed over its exact bytes and names the notification") {
    const auto request = webhook_request("https://hooks.example.com/x", test_facts(), "secret");
    CHECK(request.headers.get(kWebhookSignature) == "sha256=" + crypto::to_hex(crypto::hmac_sha256("secret", request.body)));
    CHECK(request.headers.get("Idempotency-Key") == "INC-42/P1/3");
    CHECK_THAT(request.body, Catch::StartsWith(R"({"type":"page","id":"INC-42/P1/3","incident":42,)") && Contains(R"("requested_at":"2026-11-06T21:30:00Z")"));
    CHECK(webhook_request("https://hooks.example.com/x", test_facts(), "").headers.count(kWebhookSignature) == 0);
}

TEST_CASE("an ntfy message has its title in one header, whatever people typed") {
    auto facts = test_facts();
    facts.title = "Zażółć\r\nX-Evil: 1";
    const auto request = ntfy_request("https://ntfy.example.com/t", facts);
    CHECK_THAT(std::string(request.headers.get("Title")), Catch::StartsWith("=?UTF-8?B?"));
    for (const auto& header : request.headers.all()) CHECK(header.value.find_first_of("\r\n") == std::string::npos);
    CHECK(request.headers.get("Priority") == "5");
    facts.urgency = oncall::Urgency::low;
    CHECK(ntfy_request("https://ntfy.example.com/t", facts).headers.get("Priority") == "3");
}
