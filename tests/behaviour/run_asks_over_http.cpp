// Steps over HTTP through the whole App: what is sent, which answers count, where a request may not go, and that a secret is seen by the
// host it is for and by nobody else.
#include "bot/config.hpp"
#include "bot/sandbox/simulated_network.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kHttpSecret = "s3cr3t-of-the-checkout-api";

void with_hosts(tocsin::Config& config) {
    config.runbooks.http_hosts = {{"checkout.internal", "443", true}, {"public.example.com", "443", false}};
    config.runbooks.secrets = {{"API", kHttpSecret}};
}

/// Answers every request in the same way and keeps what was asked.
struct Peer {
    std::vector<tocsin::net::Request> asked;
    tocsin::net::Response answer{200, {}, R"({"state":"ok","id":7})"};

    explicit Peer(Story& story, const std::string& host = "checkout.internal", const std::string& address = "10.0.0.5") {
        story.network().add_host("https://" + host, [this](const tocsin::net::Request& request) {
            asked.push_back(request);
            return answer;
        }, address);
    }
};

std::string call_step(const std::string& words) { return "  - {id: call, http: {" + words + "}}\n"; }

}  // namespace

TEST_CASE("a request goes out once, with its key, and its answer's values go on") {
    Story story({}, with_hosts);
    Peer peer(story);
    peer.answer.headers.add("Location", "/jobs/7");
    const auto channel = with_work(story, R"y(
  - id: call
    http:
      method: POST
      url: "https://checkout.internal/drain/{{what}}"
      headers: {Authorization: "Bearer {{secret.API}}", Content-Type: application/json}
      body: '{"why": "{{what}}"}'
      expect: {status: 202, json: /state, equals: ok}
    outputs: {id: {json: /id}, job: {header: location}}
  - {id: use, command: {argv: [kubectl, use, "{{steps.call.id}}", "{{steps.call.job}}", "{{steps.call.status}}"]}}
)y", "parameters:\n  what: {required: true}\n");
    peer.answer.status = 202;
    CHECK(story.api("POST", "/api/v1/runs", R"({"incident":1,"runbook":"work","parameters":{"what":"a/b?c \"d\""}})").status == 202);
    REQUIRE(peer.asked.size() == 1);
    CHECK(peer.asked[0].method == "POST");
    CHECK(peer.asked[0].target == "/drain/a%2Fb%3Fc%20%22d%22");
    CHECK(peer.asked[0].body == R"({"why": "a/b?c \"d\""})");
    CHECK(peer.asked[0].headers.get("Authorization") == "Bearer " + kHttpSecret);
    CHECK_THAT(std::string(peer.asked[0].headers.get("Idempotency-Key")), Catch::StartsWith("1-1") && Catch::EndsWith("/call"));
    CHECK(story.commands().lines() == Lines{"kubectl use 7 /jobs/7 202"});
    CHECK_THAT(story.run_text(1), Contains("Run 1 · succeeded"));
    story.says(channel, {"Run 1", "run 1 succeeded", "What `call` printed"});
}

TEST_CASE("an answer that is not the expected one fails the step, and says what came") {
    Story story({}, with_hosts);
    Peer peer(story);
    const auto channel = with_work(story, call_step("url: \"https://checkout.internal/x\", expect: {status: 200, json: /state, equals: ok}"));
    SECTION("another status") {
        peer.answer = {503, {}, "try later"};
        story.type(kCarol, channel, "run work");
        CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("call failed: answered with status 503"));
        CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("try later"));
        story.says(channel, {"Run 1", "run 1 failed", "What `call` printed"});
    }
    SECTION("another value") {
        peer.answer.body = R"({"state":"broken"})";
        story.type(kCarol, channel, "run work");
        CHECK_THAT(story.run_text(1), Contains("the answer has `broken` where `ok` is expected"));
        story.says(channel, {"Run 1", "run 1 failed", "What `call` printed"});
    }
    SECTION("a redirect, which is followed by nobody") {
        peer.answer = {302, {{"Location", "https://169.254.169.254/latest/meta-data/"}}, ""};
        story.type(kCarol, channel, "run work");
        CHECK_THAT(story.run_text(1), Contains("answered with status 302"));
        story.says(channel, {"Run 1", "run 1 failed"});
    }
    CHECK(peer.asked.size() == 1);
}

TEST_CASE("a request that is tried again has the key of the first") {
    Story story({}, with_hosts);
    Peer peer(story);
    peer.answer.status = 500;
    const auto channel = with_work(story, "  - {id: call, http: {url: \"https://checkout.internal/x\"}, idempotent: true, retry: {attempts: 2}}\n");
    story.type(kCarol, channel, "run work");
    story.advance(seconds{5});
    REQUIRE(peer.asked.size() == 2);
    CHECK_THAT(std::string(peer.asked[0].headers.get("Idempotency-Key")), Catch::StartsWith("1-1") && Catch::EndsWith("/call"));
    CHECK(peer.asked[1].headers.get("Idempotency-Key") == peer.asked[0].headers.get("Idempotency-Key"));
    story.says(channel, {"Run 1", "What `call` printed", "run 1 failed", "What `call`, attempt 2 printed"});
}

TEST_CASE("a request goes nowhere but to listed hosts at addresses that they may have") {
    Story story({}, with_hosts);
    Peer inside(story, "public.example.com", "10.0.0.5"), metadata(story, "checkout.internal", "169.254.169.254"), other(story, "other.example.com", "93.184.216.34");
    const auto [url, why] = GENERATE(table<std::string, std::string>({
        {"https://public.example.com/", "public.example.com:443 is refused: 10.0.0.5 is a private address"},
        {"https://checkout.internal/", "169.254.169.254 is link-local, reserved or a metadata service"},
        {"https://{{where}}/", "other.example.com:443 is not in `runbooks.http_hosts`"},
    }));
    const auto channel = with_work(story, call_step("url: \"" + url + "\""), "parameters:\n  where: {default: other.example.com}\n");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains(why));
    CHECK((inside.asked.empty() && metadata.asked.empty() && other.asked.empty()));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("a secret in a header reaches its host alone, also if the host says it back") {
    Story story({}, with_hosts);
    Peer peer(story);
    const std::string encoded = "czNjcjN0LW9mLXRoZS1jaGVja291dC1hcGk=";
    peer.answer = {403, {{"X-Seen", "Bearer " + kHttpSecret}}, R"({"you sent":"Bearer )" + kHttpSecret + R"(","basic":")" + encoded + R"(","also":"seen-in-clear"})"};
    const auto channel = with_work(story, "  - id: call\n    http: {url: \"https://checkout.internal/x\", headers: {Authorization: \"Bearer {{secret.API}}\"}, expect: {status: 403}}\n"
                                          "    outputs: {said: {header: x-seen}}\n  - {id: tell, chat: {text: \"It said {{steps.call.said}}\"}}\n");
    story.type(kCarol, channel, "run work");
    REQUIRE(peer.asked.size() == 1);
    CHECK(peer.asked[0].headers.get("Authorization") == "Bearer " + kHttpSecret);
    const auto kept = all_that_is_kept(story) + story.api("GET", "/api/v1/runs/1").body + story.type(kCarol, channel, "runs 1");
    CHECK(kept.contains("seen-in-clear"));
    CHECK_FALSE(kept.contains(kHttpSecret));
    CHECK_FALSE(kept.contains(encoded));
    story.says(channel, {"Run 1", "It said Bearer ***", "run 1 succeeded", "What `call` printed"});
}

TEST_CASE("a request whose answer got lost is not sent again unless the file says that it may be") {
    const bool idempotent = GENERATE(true, false);
    Story story({}, with_hosts);
    int asked = 0;
    story.network().add_host("https://checkout.internal", [&](const tocsin::net::Request&) -> tocsin::sandbox::Outcome {
        if (++asked == 1) return tocsin::sandbox::NoAnswer{true, false};
        return tocsin::net::Response{200, {}, "{}"};
    }, "10.0.0.5");
    const auto channel = with_work(story, std::string("  - {id: call, http: {method: POST, url: \"https://checkout.internal/x\"}, ") +
                                              (idempotent ? "idempotent: true, retry: {attempts: 2}}\n" : "retry: {attempts: 1}}\n"));
    story.type(kCarol, channel, "run work");
    story.advance(seconds{5});
    CHECK(asked == (idempotent ? 2 : 1));
    CHECK_THAT(story.run_text(1), Contains(idempotent ? "Run 1 · succeeded" : "no answer"));
    story.all_was_expected();
}
