// Authentic but malformed: 2xx, kept for a person to look at, and shown in health.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

tocsin::net::Request from_pagerduty(const std::string& body) {
    tocsin::net::Request request;
    request.method = "POST";
    request.target = "/pagerduty/webhook";
    request.headers.add("Content-Type", "application/json");
    request.headers.add("X-PagerDuty-Signature", tocsin::sandbox::pagerduty_signature("sandbox-webhook-secret", body));
    request.body = body;
    return request;
}

}  // namespace

TEST_CASE("what PagerDuty signed but we cannot read is answered 2xx and kept") {
    Story story;
    CHECK(story.deliver(from_pagerduty("{\"event\":")).status / 100 == 2);
    CHECK(story.deliver(from_pagerduty(R"({"event":{"id":7}})")).status / 100 == 2);
    CHECK(story.dead_letters() == 2);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("2 unreadable deliveries"));
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
}

TEST_CASE("what Slack signed but we cannot read is answered 200 and kept, also over a restart") {
    Story story;
    CHECK(story.deliver(story.slack().signed_request("/slack/interactions", "application/x-www-form-urlencoded", "payload=%7Bnope")).status == 200);
    story.crash();
    CHECK(story.dead_letters() == 1);
}
