// After a lost answer Slack is looked at before anything is repeated: posts by the row in their metadata, digests by the
// rows that they held, channels by their name and maker (design G3).
#include "tests/unit/outbox/slack_sender_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;
using Methods = std::vector<std::string>;

namespace {

std::string entry(const std::string& ts, OutboxId row, OutboxId through = {}) {
    return R"({"ts":")" + ts + R"(","text":"t","metadata":{"event_type":"tocsin_delivery","event_payload":{"row":)" + std::to_string(row.value) +
           (through.none() ? "" : R"(,"through":)" + std::to_string(through.value)) + "}}}";
}

std::string history(const std::string& entries, const std::string& cursor = {}) {
    return R"({"ok":true,"messages":[)" + entries + R"(],"response_metadata":{"next_cursor":")" + cursor + R"("}})";
}

OutboxRow doubtful(OutboxRow row) {
    row.maybe_sent = true;
    row.attempts = 1;
    return row;
}

constexpr const char* kSelf = R"({"ok":true,"user_id":"U0BOT","team_id":"T1"})";

std::string listed(const std::string& name, const std::string& creator, const std::string& cursor = {}, bool archived = false) {
    return R"({"ok":true,"channels":[{"id":"C7","name":")" + name + R"(","creator":")" + creator + R"(","is_archived":)" +
           (archived ? "true" : "false") + R"(}],"response_metadata":{"next_cursor":")" + cursor + R"("}})";
}

constexpr const char* kTaken = R"({"ok":false,"error":"name_taken"})";
constexpr const char* kName = "inc-1-checkout-is-failing";

}  // namespace

TEST_CASE("a post that arrived although its answer was lost is found, on a later page too, and not repeated") {
    SlackSenderBench s;
    const auto row = doubtful(s.add(delivery::PostLine{"x"}));
    s.http.answer("conversations.history", 200, history(entry("20.1", OutboxId(99)), "more"));
    s.http.answer("conversations.history", 200, history(R"({"ts":"19.1","text":"a person"},)" + entry("18.1", row.id)));
    const auto done = expect<Delivered>(s.send(row));
    CHECK(done.ts == MessageTs("18.1"));
    CHECK(done.channel == ChannelId("C1"));
    CHECK(s.http.methods() == Methods{"conversations.history", "conversations.history"});
    CHECK_THAT(s.http.sent[0].body, Contains("include_all_metadata=true") && Contains("oldest=" + std::to_string(unix_seconds(row.created_at) - 5)));
    CHECK_THAT(s.http.sent[1].body, Contains("cursor=more"));
}

TEST_CASE("a post that did not arrive is posted after the look") {
    SlackSenderBench s;
    const auto row = doubtful(s.add(delivery::PostLine{"x"}));
    s.http.answer("conversations.history", 200, history(entry("20.1", OutboxId(99))));
    s.http.answer("chat.postMessage", 200, posted("C1", "21.1"));
    CHECK(expect<Delivered>(s.send(row)).ts == MessageTs("21.1"));
}

TEST_CASE("who has no doubt does not look") {
    SlackSenderBench s;
    expect<Delivered>(s.send(s.add(delivery::PostLine{"x"})));
    CHECK(s.http.to("history").empty());
}

TEST_CASE("when Slack does not show the channel nothing is posted, and the doubt stays") {
    SlackSenderBench s;
    const auto row = doubtful(s.add(delivery::PostLine{"x"}));
    s.http.answer("history", 503, "");
    CHECK(expect<TryLater>(s.send(row)).maybe_sent);
    s.http.fail("history", net::Ambiguity::not_sent);
    CHECK(expect<TryLater>(s.send(row)).maybe_sent);
    CHECK(s.http.to("chat.postMessage").empty());
}

TEST_CASE("a digest that was refused finishes no line") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PostLine{"one"});
    for (int i = 0; i < 20; ++i) s.add(delivery::PostLine{"more"});
    s.http.answer("chat.postMessage", 200, R"({"ok":false,"error":"is_archived"})");
    expect<Refused>(s.send(row));
}

TEST_CASE("a new channel is named after the incident; a name that another has gets a suffix") {
    SlackSenderBench s;
    s.record(event::ChannelArchived{ChannelId("C1")});
    s.http.answer("conversations.create", 200, R"({"ok":true,"channel":{"id":"C8","name":"inc-1-checkout-is-failing"}})");
    const auto made = expect<Delivered>(s.send(s.add(delivery::CreateChannel{})));
    CHECK(made.channel == ChannelId("C8"));
    CHECK(made.channel_name == kName);
    CHECK(s.body(0)["name"] == kName);
    s.http.answer("conversations.create", 200, kTaken);
    s.http.answer("auth.test", 200, kSelf);
    s.http.answer("conversations.list", 200, listed(kName, "U0SOMEBODY"));
    expect<NameTaken>(s.send(s.add(delivery::CreateChannel{})));
    expect<Delivered>(s.send(s.add(delivery::CreateChannel{{}, 2})));
    CHECK(s.body(s.http.sent.size() - 1)["name"] == std::string(kName) + "-2");
}

TEST_CASE("a taken name is success when the channel is our own, wherever in the list, unless it is archived") {
    SlackSenderBench s;
    s.record(event::ChannelArchived{ChannelId("C1")});
    s.http.answer("conversations.create", 200, kTaken);
    s.http.answer("auth.test", 200, kSelf);
    s.http.answer("conversations.list", 200, listed("general", "U0BOT", "more"));
    s.http.answer("conversations.list", 200, listed(kName, "U0BOT"));
    const auto ours = expect<Delivered>(s.send(s.add(delivery::CreateChannel{})));
    CHECK(ours.channel == ChannelId("C7"));
    CHECK(ours.channel_name == kName);
    s.http.answer("conversations.create", 200, kTaken);
    s.http.answer("conversations.list", 200, listed(kName, "U0BOT", "", true));
    expect<NameTaken>(s.send(s.add(delivery::CreateChannel{})));
    CHECK(s.http.to("auth.test").size() == 1);
}

TEST_CASE("an incident that has its channel needs none") {
    SlackSenderBench s;
    expect<Needless>(s.send(s.add(delivery::CreateChannel{})));
    CHECK(s.http.sent.empty());
}
