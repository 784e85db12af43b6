// Bad, missing, stale or repeated signatures: the same 401 whatever the reason, and nothing is stored.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

using tocsin::net::Request;

/// The same request without the header, or with another value for it.
Request with_header(const Request& request, const std::string& name, const std::vector<std::string>& values) {
    Request out = request;
    out.headers = {};
    for (const auto& header : request.headers.all())
        if (header.name != name) out.headers.add(header.name, header.value);
    for (const auto& value : values) out.headers.add(name, value);
    return out;
}

}  // namespace

TEST_CASE("every bad Slack signature gets the same bytes and has no effect") {
    Story story;
    const auto good = story.slack().slash_command(kBob, kGeneral, "declare sev1 Forged");
    const std::string signature(good.headers.get("X-Slack-Signature"));
    Request tampered = good;
    tampered.body += "&x=1";
    std::vector<Request> bad{tampered, with_header(good, "X-Slack-Signature", {}), with_header(good, "X-Slack-Signature", {"v0=00"}),
                             with_header(good, "X-Slack-Signature", {signature, signature}), with_header(good, "X-Slack-Request-Timestamp", {}),
                             with_header(good, "X-Slack-Request-Timestamp", {"1794000601"})};
    std::string first;
    for (const auto& request : bad) {
        const auto answer = story.deliver(request);
        CHECK(answer.status == 401);
        if (first.empty()) first = answer.body;
        CHECK(answer.body == first);
    }
    story.advance(seconds{301});
    CHECK(story.deliver(good).status == 401);
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
}

TEST_CASE("a PagerDuty webhook with a wrong signature opens nothing, one among several right ones is enough") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    const auto request = story.pagerduty().take_deliveries().front();
    const std::string signature(request.headers.get("X-PagerDuty-Signature"));
    CHECK(story.deliver(with_header(request, "X-PagerDuty-Signature", {"v1=" + std::string(64, '0')})).status == 401);
    CHECK(story.deliver(with_header(request, "X-PagerDuty-Signature", {})).status == 401);
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
    CHECK(story.deliver(with_header(request, "X-PagerDuty-Signature", {"v1=" + std::string(64, '0') + "," + signature})).status / 100 == 2);
    story.settle();
    CHECK(story.incident(1).pagerduty.size() == 1);
}
