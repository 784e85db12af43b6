#include <catch2/catch.hpp>

#include "bot/base/text.hpp"
#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

TEST_CASE("signatures match the vendors' published vectors") {
    CHECK(slack_signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", fixture("slack1.body")) ==
          "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
    const std::string secret = "HvPtlQNKMPpHSSqJpCdndXfo7HnGXa1pnH6w5axpxLFn9aRBNBGh4e8/HlonK5mz";
    CHECK(pagerduty_signature(secret, fixture("pd_triggered.body")) ==
          "v1=3e3032b45bbe1801c13f182b0e0a7f4f3f530225cef07e3e90cbc57874d01c49");
    CHECK(pagerduty_signature(secret, fixture("pd_acknowledged.body")) ==
          "v1=91f533c0411d09f3e68622e2b57fdb561e7113ce7635318a2bbf5cde45d3d876");
}

TEST_CASE("a slash command is signed over its exact bytes at the clock's time") {
    SlackFixture f;
    const net::Request request = f.slack.slash_command("U1", "C1", "note a & b");
    CHECK(request.headers.get("X-Slack-Request-Timestamp") == "1800000000");
    CHECK(request.headers.get("X-Slack-Signature") ==
          slack_signature("sandbox-signing-secret", "1800000000", request.body));
    CHECK(request.headers.get("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(text::replace_all(request.body, "note%20a%20%26%20b", "").size() < request.body.size());
    CHECK(request.received_at == f.clock.now());
}

}  // namespace tocsin::sandbox
