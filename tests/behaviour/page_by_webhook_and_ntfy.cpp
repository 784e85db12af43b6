// A person whose means are a webhook and a push message: what arrives, and what happens when the other side refuses it.
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/config.hpp"
#include "bot/sandbox/simulated_network.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;
namespace net = tocsin::net;

namespace {

constexpr const char* kPushFile = R"(
people:
  - id: bob
    name: Bob
    slack: U0BOB
    webhook: "https://hooks.example.com/page/bob"
    ntfy: "https://push.example.com/bob"
    phone: "+12025550102"
    notify: {high: [{after: 0m, by: webhook}, {after: 1m, by: ntfy}, {after: 2m, by: sms}], low: [{after: 0m, by: ntfy}]}
policies:
  - {id: payments, steps: [{notify: ["person:bob"], delay: 10m}], fallback: ["person:bob"]}
services:
  - {id: checkout, name: Checkout, policy: payments}
)";

void with_secret(tocsin::Config& config) { config.notify.webhook_secret = "hook-secret"; }

/// A host that keeps what it gets and gives one answer.
struct Host {
    int status = 200;
    std::vector<net::Request> got;
    tocsin::sandbox::Outcome take(const net::Request& request) {
        got.push_back(request);
        return net::text_response(status, "");
    }
};

struct PushStory {
    PushStory() : story(on_call_by(kPushFile), with_secret) {
        story.network().add_host("https://hooks.example.com", [this](const net::Request& request) { return hooks.take(request); });
        story.network().add_host("https://push.example.com", [this](const net::Request& request) { return push.take(request); });
        channel = story.declare(kAlice, "sev1 Checkout is failing");
        story.type(kAlice, channel, "page checkout database is full --yes");
    }
    Host hooks, push;
    Story story;
    std::string channel;
};

}  // namespace

TEST_CASE("a page by webhook is a signed document, and by ntfy an urgent message") {
    PushStory s;
    REQUIRE(s.hooks.got.size() == 1);
    const auto& hook = s.hooks.got.front();
    CHECK(hook.target == "/page/bob");
    CHECK(hook.headers.get("X-Tocsin-Signature") == "sha256=" + tocsin::crypto::to_hex(tocsin::crypto::hmac_sha256("hook-secret", hook.body)));
    CHECK(hook.headers.get("Idempotency-Key") == "INC-1/P1/1");
    const auto body = nlohmann::json::parse(hook.body);
    CHECK(body["title"] == "Checkout is failing");
    CHECK(body["reason"] == "database is full");
    CHECK(body["urgency"] == "high");
    CHECK(body["person"] == "Bob");
    CHECK(s.push.got.empty());
    s.story.advance(seconds{61});
    REQUIRE(s.push.got.size() == 1);
    CHECK(s.push.got.front().headers.get("Title") == "INC-1 SEV1: Checkout is failing");
    CHECK(s.push.got.front().headers.get("Priority") == "5");
    CHECK_THAT(s.push.got.front().body, Contains("database is full"));
    CHECK_THAT(s.story.card_text(1), Contains("Bob by webhook: sent — the webhook took it") && Contains("Bob by ntfy: sent — ntfy took it"));
    s.story.type(kBob, s.channel, "ack");
    s.story.advance(minutes{5});
    s.story.says(s.channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("a webhook that refuses is followed by ntfy at once; one that is down is tried again under the same key") {
    PushStory s;
    s.story.type(kBob, s.channel, "ack");
    s.hooks.status = 410;
    s.story.type(kAlice, s.channel, "page policy:payments --yes");
    CHECK(s.push.got.size() == 1);
    s.story.type(kBob, s.channel, "ack");
    s.hooks.status = 500;
    s.hooks.got.clear();
    s.story.type(kAlice, s.channel, "page person:bob --yes");
    s.story.advance(seconds{40});
    REQUIRE(s.hooks.got.size() == 3);
    for (const auto& attempt : s.hooks.got) CHECK(attempt.headers.get("Idempotency-Key") == "INC-1/P3/1");
    CHECK(s.push.got.size() == 2);
    s.story.type(kBob, s.channel, "ack");
    s.story.says(s.channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead", "page to *payments*", "paging Bob", "the webhook refused it with 410",
                             "acknowledged by", "page to *Bob*", "paging Bob", "the webhook answered 500, 3 times", "acknowledged by"});
}
