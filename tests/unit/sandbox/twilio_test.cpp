// The simulated Twilio account: what it takes, what it objects to, what it lists and how it signs.
#include "bot/sandbox/twilio_account.hpp"

#include <catch2/catch.hpp>

#include "bot/base/crypto.hpp"
#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {
namespace {

using nlohmann::json;

constexpr const char* kTwiml = R"(<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://t/v?a=1&amp;b=2"><Say>hello</Say></Gather></Response>)";

struct TwilioFixture {
    ManualClock clock;
    TwilioAccount twilio{clock};
    std::map<std::string, std::string> message{{"To", "+48123456789"}, {"From", "+12025550100"}, {"Body", "INC-1"}, {"StatusCallback", "https://t/s"}};
    std::map<std::string, std::string> call{{"To", "+48123456789"}, {"From", "+12025550100"}, {"Twiml", kTwiml}, {"StatusCallback", "https://t/s"}};

    net::Request request(const std::string& method, const std::string& resource, const std::string& body = {}) const {
        const auto& options = twilio.options();
        net::Request out;
        out.method = method;
        out.target = "/2010-04-01/Accounts/" + options.account_sid + "/" + resource;
        out.headers.add("Authorization", "Basic " + crypto::to_base64(options.account_sid + ":" + options.auth_token));
        if (method == "POST") out.headers.add("Content-Type", "application/x-www-form-urlencoded");
        out.body = body;
        return out;
    }
    net::Response post(const std::string& resource, const std::map<std::string, std::string>& form) {
        std::string body;
        for (const auto& [name, value] : form) body += (body.empty() ? "" : "&") + net::percent_encode(name) + "=" + net::percent_encode(value);
        return answered(twilio.handle(request("POST", resource, body)));
    }
    json list(const std::string& resource) { return json::parse(answered(twilio.handle(request("GET", resource))).body); }
    /// The code of the refusal of a form with one field changed, and that it was objected to.
    int refused(const std::string& resource, const std::string& field, const std::string& value) {
        const auto before = twilio.violations().size();
        auto form = resource == "Messages.json" ? message : call;
        form[field] = value;
        const auto answer = post(resource, form);
        CHECK(answer.status / 100 == 4);
        CHECK(twilio.violations().size() == before + 1);
        return json::parse(answer.body)["code"];
    }
};

}  // namespace

TEST_CASE("Twilio takes a message and a call, and keeps them") {
    TwilioFixture f;
    CHECK(f.post("Messages.json", f.message).status == 201);
    CHECK(f.post("Calls.json", f.call).status == 201);
    REQUIRE(f.twilio.messages_to("+48123456789").size() == 1);
    CHECK(f.twilio.messages().front().body == "INC-1");
    CHECK(f.twilio.messages().front().sid.starts_with("SM"));
    REQUIRE(f.twilio.calls_to("+48123456789").size() == 1);
    CHECK(f.twilio.calls().front().speech == "hello ");
    CHECK(f.twilio.calls().front().action_url == "https://t/v?a=1&b=2");
    CHECK(f.twilio.violations().empty());
}

TEST_CASE("Twilio refuses strangers, other addresses and other bodies") {
    TwilioFixture f;
    auto stranger = f.request("POST", "Messages.json");
    stranger.headers = {{"Authorization", "Basic eA=="}};
    CHECK(answered(f.twilio.handle(stranger)).status == 401);
    CHECK(answered(f.twilio.handle(f.request("DELETE", "Messages.json"))).status == 404);
    CHECK(answered(f.twilio.handle(f.request("POST", "Faxes.json"))).status == 404);
    auto no_form = f.request("POST", "Messages.json", "{}");
    no_form.headers = {{"Authorization", std::string(no_form.headers.get("Authorization"))}, {"Content-Type", "application/json"}};
    CHECK(answered(f.twilio.handle(no_form)).status == 400);
    CHECK(f.twilio.violations().size() == 4);
}

TEST_CASE("Twilio refuses what the real one refuses") {
    TwilioFixture f;
    CHECK(f.refused("Messages.json", "To", "48123456789") == 21211);
    CHECK(f.refused("Messages.json", "From", "+12025550199") == 21606);
    CHECK(f.refused("Messages.json", "Body", "") == 21602);
    CHECK(f.refused("Messages.json", "Body", std::string(1601, 'x')) == 21617);
    CHECK(f.refused("Messages.json", "MessagingServiceSid", f.twilio.options().messaging_service) == 21609);
    f.message.erase("From");
    CHECK(f.refused("Messages.json", "MessagingServiceSid", "MGother") == 20404);
    CHECK(f.refused("Calls.json", "To", "bob") == 21211);
    CHECK(f.refused("Calls.json", "From", f.twilio.options().messaging_service) == 21210);
    CHECK(f.refused("Calls.json", "Twiml", std::string(4001, 'x')) == 21205);
    CHECK(f.twilio.messages().empty());
    CHECK(f.twilio.calls().empty());
    f.message["MessagingServiceSid"] = f.twilio.options().messaging_service;
    CHECK(f.post("Messages.json", f.message).status == 201);
}

TEST_CASE("Twilio takes and frowns on what costs more or asks for nothing") {
    TwilioFixture f;
    const auto frowned = [&](const std::string& resource, const std::string& field, const std::string& value) {
        auto form = resource == "Messages.json" ? f.message : f.call;
        form[field] = value;
        const auto before = f.twilio.violations().size();
        CHECK(f.post(resource, form).status == 201);
        return f.twilio.violations().size() - before;
    };
    CHECK(frowned("Messages.json", "Body", std::string(321, 'x')) == 1);
    CHECK(frowned("Messages.json", "Body", "zażółć") == 1);
    CHECK(frowned("Messages.json", "StatusCallback", "http://t/s") == 1);
    CHECK(frowned("Calls.json", "Twiml", "<?xml?><Response><Say>x</Say></Response>") == 1);
}

TEST_CASE("a number that is refused is no fault of the caller; a fault is acted out once") {
    TwilioFixture f;
    f.twilio.refuse_number("+48123456789", 21610);
    CHECK(json::parse(f.post("Messages.json", f.message).body)["code"] == 21610);
    CHECK(f.twilio.violations().empty());
    f.message["To"] = "+48123456780";
    f.twilio.fail_next("POST Messages.json", Fault::drop_after());
    const auto lost = f.twilio.handle(f.request("POST", "Messages.json", "To=%2B48123456780&From=%2B12025550100&Body=x&StatusCallback=https%3A%2F%2Ft"));
    CHECK(std::get<NoAnswer>(lost).applied);
    CHECK(f.twilio.messages().size() == 1);
    CHECK(f.post("Messages.json", f.message).status == 201);
}

TEST_CASE("the lists give what was made to a number, newest first, dated by when it was taken") {
    TwilioFixture f;
    f.post("Messages.json", f.message);
    f.post("Calls.json", f.call);
    f.clock.advance(std::chrono::seconds{61});
    f.post("Calls.json", f.call);
    f.call["To"] = "+48123456780";
    f.post("Calls.json", f.call);
    const auto calls = f.list("Calls.json?To=%2B48123456789&PageSize=100")["calls"];
    REQUIRE(calls.size() == 2);
    CHECK(calls[0]["date_created"] == "Fri, 15 Jan 2027 08:01:01 +0000");
    CHECK(calls[1]["date_created"] == "Fri, 15 Jan 2027 08:00:00 +0000");
    CHECK(calls[0]["start_time"].is_null());
    const auto messages = f.list("Messages.json?To=%2B48123456789")["messages"];
    REQUIRE(messages.size() == 1);
    CHECK(messages[0]["body"] == "INC-1");
    CHECK(f.twilio.violations().empty());
    for (const char* careless : {"Calls.json", "Calls.json?To=%2B48123456789&StartTime%3E=2027-01-15", "Messages.json?To=%2B48123456789&DateSent%3E=2027-01-15",
                                 "Messages.json?To=%2B48123456789&Boby=x"}) {
        const auto before = f.twilio.violations().size();
        f.list(careless);
        CHECK(f.twilio.violations().size() == before + 1);
    }
}

TEST_CASE("Twilio's posts are signed over the address and the sorted parameters") {
    TwilioFixture f;
    const auto request = f.twilio.signed_post("https://t.example.com/twilio/sms?x=1", {{"To", "+1"}, {"Body", "a & b"}});
    CHECK(request.target == "/twilio/sms?x=1");
    CHECK(request.body == "To=%2B1&Body=a%20%26%20b");
    const auto wanted = crypto::to_base64(crypto::as_bytes(crypto::hmac_sha1("sandbox-twilio-token", "https://t.example.com/twilio/sms?x=1Bodya & bTo+1")));
    CHECK(request.headers.get("X-Twilio-Signature") == wanted);
}

TEST_CASE("what is answered to a reply and to a key is kept beside it, and what is no answer is objected to") {
    TwilioFixture f;
    f.post("Calls.json", f.call);
    f.twilio.take_answer(f.twilio.reply("+48123456789", "ack", "https://t"), net::text_response(200, "<?xml version=\"1.0\"?><Response><Message>You have &lt;INC-1&gt;.</Message></Response>"));
    f.twilio.take_answer(f.twilio.press(f.twilio.calls().front(), "1"), net::text_response(200, "<?xml version=\"1.0\"?><Response><Say>Yours.</Say></Response>"));
    CHECK(f.twilio.violations().empty());
    REQUIRE(f.twilio.replies().size() == 2);
    CHECK(f.twilio.replies()[0].number == "+48123456789");
    CHECK(f.twilio.replies()[0].text == "ack");
    CHECK(f.twilio.replies()[0].answer == "You have <INC-1>.");
    CHECK(f.twilio.replies()[1].in_call);
    CHECK(f.twilio.replies()[1].text == "1");
    CHECK(f.twilio.replies()[1].answer == "Yours.");
    f.twilio.take_answer(f.twilio.reply("+48123456789", "ack", "https://t"), net::text_response(200, "thank you"));
    f.twilio.take_answer(f.twilio.reply("+48123456789", "ack", "https://t"), net::text_response(503, ""));
    CHECK(f.twilio.violations().size() == 2);
}

}  // namespace tocsin::sandbox
