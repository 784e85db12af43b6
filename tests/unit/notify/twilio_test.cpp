// Twilio's requests, answers and signature.
#include "bot/notify/twilio.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::notify;
using Catch::Contains;

namespace {

TwilioOptions options() { return {"https://api.twilio.com", "AC1", "token", "+12025550100"}; }

Outcome answered(int status, std::string body) { return twilio::classify(net::json_response(status, std::move(body))); }

}  // namespace

TEST_CASE("the signature is the one of Twilio's documentation") {
    // docs: "Validating Signatures from Twilio", the example with its token 12345.
    const std::string url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const std::string form = "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212";
    CHECK(twilio::sign("12345", url, form) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    CHECK(twilio::verify_signature("12345", url, form, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
    CHECK_FALSE(twilio::verify_signature("12345", url, form + "&x=1", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
    CHECK_FALSE(twilio::verify_signature("12345", url + "&", form, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="));
    CHECK_FALSE(twilio::verify_signature("", url, form, twilio::sign("", url, form)));
    CHECK_FALSE(twilio::verify_signature("12345", url, form, ""));
}

TEST_CASE("a message is a form with basic authentication") {
    const auto request = twilio::send_message(options(), "+48123456789", "a & b", "https://t/s");
    CHECK(request.url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json");
    CHECK(request.headers.get("Authorization") == "Basic QUMxOnRva2Vu");
    CHECK(request.body == "To=%2B48123456789&From=%2B12025550100&Body=a%20%26%20b&StatusCallback=https%3A%2F%2Ft%2Fs");
    auto by_service = options();
    by_service.messaging_service = "MG1";
    CHECK_THAT(twilio::send_message(by_service, "+48123456789", "x", "https://t/s").body, Contains("MessagingServiceSid=MG1") && !Contains("From="));
    CHECK_THAT(twilio::start_call(by_service, "+48123456789", "<x/>", "https://t/s").body, Contains("From=%2B12025550100") && !Contains("MG1"));
}

TEST_CASE("what a call says is text, not markup") {
    const auto twiml = twilio::gather_twiml("<Hangup/> & \"more\". ", "https://t/v?a=1&b=2");
    CHECK_THAT(twiml, Contains("&lt;Hangup/&gt; &amp; &quot;more&quot;") && Contains(R"(action="https://t/v?a=1&amp;b=2")") && Contains("numDigits=\"1\""));
    CHECK(twilio::message_twiml("") == R"(<?xml version="1.0" encoding="UTF-8"?><Response></Response>)");
}

TEST_CASE("answers: taken, later, no") {
    CHECK(std::get<Taken>(answered(201, R"({"sid":"SM1"})")).id == "SM1");
    const auto no = std::get<No>(answered(400, R"({"code":21610,"message":"unsubscribed","status":400})"));
    CHECK(no.code == "21610");
    CHECK_THAT(no.sentence, Contains("replied STOP") && Contains("(21610)"));
    CHECK_THAT(std::get<No>(answered(400, R"({"code":29999,"message":"Something new"})")).sentence, Contains("Something new (29999)"));
    CHECK(std::get<Later>(answered(500, "")).maybe_sent);
    CHECK_FALSE(std::get<Later>(answered(429, R"({"code":20429})")).maybe_sent);
    CHECK(std::get<Later>(twilio::classify(std::unexpected(net::TransportError{net::Ambiguity::maybe_sent, "reset"}))).maybe_sent);
    CHECK_FALSE(std::get<Later>(twilio::classify(std::unexpected(net::TransportError{net::Ambiguity::not_sent, "refused"}))).maybe_sent);
}

TEST_CASE("what is at Twilio is asked for by number alone, and dated by when it was taken") {
    CHECK(twilio::list_calls(options(), "+48123456789").url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Calls.json?To=%2B48123456789&PageSize=100");
    CHECK(twilio::list_messages(options(), "+48123456789").url == "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?To=%2B48123456789&PageSize=100");
    const auto calls = twilio::decode_calls(R"({"calls":[{"sid":"CA1","date_created":"Fri, 06 Nov 2026 21:30:05 +0000","start_time":null}]})");
    REQUIRE(calls);
    REQUIRE(calls->size() == 1);
    CHECK(calls->front().sid == "CA1");
    CHECK(calls->front().created == time_from_unix_seconds(1'794'000'605));
    const auto messages = twilio::decode_messages(R"({"messages":[{"sid":"SM1","body":"hello","date_created":"Tue, 01 Dec 2026 00:00:00 +0000"}]})");
    REQUIRE(messages);
    CHECK(messages->front().body == "hello");
    for (const char* wrong : {"", "yesterday", "Fri, 06 Nov 2026 21:30:05 +0100", "Fri, 06 anF 2026 21:30:05 +0000", "Fri, 06 Nov 2026 21:30:05"})
        CHECK_FALSE(twilio::decode_calls(std::string(R"({"calls":[{"sid":"CA1","date_created":")") + wrong + "\"}]}"));
}

TEST_CASE("phone numbers are E.164") {
    CHECK(twilio::is_phone_number("+48123456789"));
    for (const char* wrong : {"", "48123456789", "+0123456789", "+48 123 456 789", "+481", "+1234567890123456"}) CHECK_FALSE(twilio::is_phone_number(wrong));
}
