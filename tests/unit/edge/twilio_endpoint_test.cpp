// What Twilio posts: the signature over address and sorted parameters, repeats, reports of what is not known, and what is signed and
// yet no report.
#include "bot/edge/twilio_endpoint.hpp"

#include "bot/notify/twilio.hpp"
#include "handlers/escalate.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

constexpr const char* kToken = "twilio-token";
const std::string kReport = "MessageSid=SM1&MessageStatus=delivered&To=%2B12025550102";

struct TwilioBench : EdgeBench {
    TwilioBench() : endpoint(parts(), {"https://api.twilio.com", "AC1", kToken, "+12025550100", {}}) {
        bench.settings.public_url = "https://tocsin.example.com";
        story::on_call_by(story::shop_policy_file())(bench.settings);
        endpoint.add_routes(router);
        bench.declare();
        bench.in_job([&](store::UnitOfWork& work) {
            handlers::Context context(work, bench.settings, {kAlice.actor, kAlice.source});
            handlers::begin_page(context, IncidentNumber(1), {"person:bob", "Bob"}, "");
        });
    }
    /// Signed over what is posted, or over something else.
    net::Request post(const std::string& path, const std::string& form, const std::string& token = kToken, const std::string& signed_form = {}) {
        auto out = request("POST", path, form);
        out.headers.add("Content-Type", kForm);
        out.headers.add("X-Twilio-Signature", notify::twilio::sign(token, bench.settings.public_url + path, signed_form.empty() ? form : signed_form));
        return out;
    }
    NotificationState state() {
        NotificationState out{};
        bench.look([&](const store::Snapshot& view) { out = view.find(IncidentNumber(1))->pages.front().notifications.front().state; });
        return out;
    }

    edge::TwilioEndpoint endpoint;
};

}  // namespace

TEST_CASE("a report is taken if it is signed over its address and its parameters, in whatever order they are posted") {
    TwilioBench t;
    const std::string elsewhere_in_order = "To=%2B12025550102&MessageStatus=delivered&MessageSid=SM1";
    CHECK(t.deliver(t.post("/twilio/status/1/P1/1", kReport, kToken, elsewhere_in_order)).status == 204);
    CHECK(t.state() == NotificationState::delivered);
}

TEST_CASE("without the right signature every address gives the same bytes, and nothing is stored") {
    TwilioBench t;
    const int before = t.store.submitted;
    for (const char* path : {"/twilio/status/1/P1/1", "/twilio/sms", "/twilio/voice/1/P1/1", "/twilio/status/x/y/z"}) {
        INFO(path);
        auto missing = t.post(path, kReport);
        missing.headers = {{"Content-Type", kForm}};
        auto twice = t.post(path, kReport);
        twice.headers.add("X-Twilio-Signature", std::string(twice.headers.get("X-Twilio-Signature")));
        auto elsewhere = t.post("/twilio/sms?x=1", kReport);
        elsewhere.target = path;
        for (const auto& bad : {missing, twice, elsewhere, t.post(path, kReport, "wrong"), t.post(path, kReport, kToken, kReport + "&x=1")})
            CHECK(bytes_of(t.deliver(bad)) == bytes_of(edge::unauthenticated()));
    }
    CHECK(t.store.submitted == before);
    CHECK(t.state() == NotificationState::requested);
    CHECK_THAT(t.bench.metrics.render(), Contains("tocsin_unauthenticated_total{source=\"twilio\"} 20\n"));
}

TEST_CASE("a repeat has no second effect, and a reply is answered as it was the first time") {
    TwilioBench t;
    const auto report = t.post("/twilio/status/1/P1/1", kReport);
    for (int i = 0; i < 3; ++i) CHECK(t.deliver(report).status == 204);
    CHECK(t.count(1, "notification_changed") == 1);
    const auto reply = t.post("/twilio/sms", "MessageSid=SM2&From=%2B12025550102&Body=ack");
    const auto first = t.deliver(reply);
    CHECK_THAT(first.body, Contains("<Message>You have INC-1."));
    CHECK(bytes_of(t.deliver(reply)) == bytes_of(first));
    CHECK(t.count(1, "acknowledged") == 1);
}

TEST_CASE("a report about what is not known is taken, changes nothing and buries nothing") {
    TwilioBench t;
    const auto events = t.bench.events(IncidentNumber(1)).size();
    for (const char* path : {"/twilio/status/99/P1/1", "/twilio/status/1/P9/1", "/twilio/status/1/P1/9"}) {
        INFO(path);
        CHECK(t.deliver(t.post(path, kReport)).status == 204);
    }
    CHECK(t.deliver(t.post("/twilio/status/1/P1/1", "MessageSid=SM9&MessageStatus=teleported")).status == 204);
    CHECK(t.bench.events(IncidentNumber(1)).size() == events);
    CHECK(t.dead_letters() == 0);
}

TEST_CASE("signed and malformed is kept for a person to look at, and answered so that Twilio does not repeat it") {
    TwilioBench t;
    const std::vector<std::pair<std::string, std::string>> malformed{
        {"/twilio/status/1/P1/1", "Hello=x"}, {"/twilio/status/1/P1/1", "MessageSid=SM1"}, {"/twilio/status/0/P1/1", kReport},
        {"/twilio/status/1/P1/x", kReport},   {"/twilio/sms", "Body=ack"},                 {"/twilio/voice/1/P1/1", "CallSid=CA1"}, {"/twilio/sms", "%00=%zz"}};
    for (const auto& [path, form] : malformed) {
        INFO(path << " " << form);
        const auto answer = t.deliver(t.post(path, form));
        CHECK(answer.status == 200);
        CHECK_THAT(answer.body, Catch::EndsWith("<Response></Response>"));
    }
    CHECK(t.dead_letters() == static_cast<std::int64_t>(malformed.size()));
    CHECK(t.state() == NotificationState::requested);
}

TEST_CASE("a stranger's text message is answered with silence; a full disk asks Twilio to come again") {
    TwilioBench t;
    const auto stranger = t.deliver(t.post("/twilio/sms", "MessageSid=SM3&From=%2B4915112345678&Body=ack"));
    CHECK(stranger.status == 200);
    CHECK_THAT(stranger.body, Catch::EndsWith("<Response></Response>"));
    t.store.refuses_jobs = true;
    CHECK(bytes_of(t.deliver(t.post("/twilio/status/1/P1/1", kReport))) == bytes_of(edge::overloaded()));
    CHECK(bytes_of(t.deliver(t.post("/twilio/sms", "MessageSid=SM4&From=%2B12025550102&Body=ack"))) == bytes_of(edge::overloaded()));
    CHECK(bytes_of(t.deliver(t.post("/twilio/sms", "Body=ack"))) == bytes_of(edge::overloaded()));
    t.store.refuses_jobs = false;
    CHECK(t.deliver(t.post("/twilio/status/1/P1/1", kReport)).status == 204);
    CHECK(t.state() == NotificationState::delivered);
}
