#include <catch2/catch.hpp>

#include "bot/slack/rate_limit.hpp"

using namespace tocsin;
using namespace tocsin::slack;
using std::chrono::seconds;

namespace {

const Time kNow = time_from_unix_seconds(1'000'000);
const ChannelId kA("C1");
const ChannelId kB("C2");

}  // namespace

TEST_CASE("one message a second and channel") {
    RateLimiter limiter;
    CHECK(limiter.earliest("chat.postMessage", kA, kNow) == kNow);
    limiter.note_sent("chat.postMessage", kA, kNow);
    CHECK(limiter.earliest("chat.postMessage", kA, kNow) == kNow + seconds(1));
    CHECK(limiter.earliest("chat.postMessage", kB, kNow) == kNow);
    CHECK(limiter.earliest("chat.update", kA, kNow) == kNow);
    CHECK(limiter.earliest("chat.postMessage", kA, kNow + seconds(1)) == kNow + seconds(1));
}

TEST_CASE("the second counts from the answer, since Slack may have counted the message as late as that") {
    RateLimiter limiter;
    limiter.note_sent("chat.postMessage", kA, kNow);
    limiter.note_answered("chat.postMessage", kA, kNow + std::chrono::milliseconds(300));
    CHECK(limiter.earliest("chat.postMessage", kA, kNow + std::chrono::milliseconds(300)) == kNow + std::chrono::milliseconds(1300));
    limiter.note_answered("chat.update", kB, kNow);
    CHECK(limiter.earliest("chat.postMessage", kB, kNow) == kNow);
}

TEST_CASE("one edit a second and channel, whatever is posted there") {
    RateLimiter limiter;
    limiter.note_sent("chat.update", kA, kNow);
    CHECK(limiter.earliest("chat.update", kA, kNow) == kNow + seconds(1));
    CHECK(limiter.earliest("chat.update", kB, kNow) == kNow);
    CHECK(limiter.earliest("chat.postMessage", kA, kNow) == kNow);
    CHECK(limiter.earliest("chat.update", kA, kNow + seconds(2)) == kNow + seconds(2));
    CHECK(limiter.earliest("chat.update", ChannelId(), kNow) == kNow);
}

TEST_CASE("a tier is filled within a minute and frees up as calls grow old") {
    RateLimiter limiter;
    for (int i = 0; i < 20; ++i) {
        const Time at = kNow + seconds(i);
        CHECK(limiter.earliest("conversations.create", kA, at) == at);
        limiter.note_sent("conversations.create", kA, at);
    }
    CHECK(limiter.earliest("conversations.create", kB, kNow + seconds(20)) == kNow + seconds(60));
    CHECK(limiter.earliest("conversations.create", kB, kNow + seconds(61)) == kNow + seconds(61));
    limiter.note_sent("conversations.create", kB, kNow + seconds(60));
    CHECK(limiter.earliest("conversations.create", kB, kNow + seconds(60)) == kNow + seconds(61));
    CHECK(limiter.earliest("conversations.setTopic", kA, kNow + seconds(20)) == kNow + seconds(20));
}

TEST_CASE("a clock that is set back by an hour does not silence anybody for an hour") {
    RateLimiter limiter;
    for (int i = 0; i < 20; ++i) limiter.note_sent("conversations.create", kA, kNow + seconds(i));
    limiter.note_sent("chat.postMessage", kA, kNow + seconds(20));
    const Time back = kNow - seconds(3600);
    CHECK(limiter.earliest("chat.postMessage", kA, back) == back);
    CHECK(limiter.earliest("conversations.create", kA, back) == back);
    limiter.note_sent("chat.postMessage", kA, back);
    CHECK(limiter.earliest("chat.postMessage", kA, back) == back + seconds(1));
}

TEST_CASE("Retry-After holds for the method, in every channel, and the later one wins") {
    RateLimiter limiter;
    limiter.note_retry_after("chat.update", kNow + seconds(30));
    limiter.note_retry_after("chat.update", kNow + seconds(10));
    CHECK(limiter.earliest("chat.update", kA, kNow) == kNow + seconds(30));
    CHECK(limiter.earliest("chat.update", kB, kNow) == kNow + seconds(30));
    CHECK(limiter.earliest("chat.postMessage", kA, kNow) == kNow);
    limiter.note_sent("pins.add", kA, kNow + seconds(31));
    CHECK(limiter.earliest("chat.update", kA, kNow + seconds(31)) == kNow + seconds(31));
}

TEST_CASE("tiers are Slack's") {
    CHECK(calls_per_minute("conversations.create") == 20);
    CHECK(calls_per_minute("chat.update") == 50);
    CHECK(calls_per_minute("users.info") == 100);
    CHECK(calls_per_minute("auth.test") == 600);
    CHECK(calls_per_minute("unheard.of") == 50);
}
