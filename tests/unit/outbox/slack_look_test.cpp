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

TEST_CASE("a look keeps Retry-After too: for its own row and for others that must look") {
    SlackSenderBench s;
    const auto row = doubtful(s.add(delivery::PostLine{"x"})), other = doubtful(s.add(delivery::PostTo{ChannelId("C9"), "y"}, false));
    s.http.answer("history", 429, "", {{"Retry-After", "40"}});
    const auto later = expect<TryLater>(s.send(row));
    CHECK(later.after == seconds{40});
    CHECK(later.maybe_sent);
    CHECK(s.turn(other) == s.bench.clock.now() + seconds{40});
    CHECK(s.sender.earliest_unprepared(other, s.bench.clock.now()) == s.bench.clock.now() + seconds{40});
}

TEST_CASE("a look that Slack refuses for good is told to a person instead of going on for ever") {
    SlackSenderBench s;
    s.http.answer("history", 200, R"({"ok":false,"error":"missing_scope","needed":"channels:history"})");
    const auto refused = expect<Refused>(s.send(doubtful(s.add(delivery::PostLine{"x"}))));
    CHECK(refused.code == "missing_scope");
    CHECK_THAT(refused.why, Contains("channels:history"));
}

TEST_CASE("an opened conversation keeps Retry-After for every direct message") {
    SlackSenderBench s;
    const auto one = s.add(delivery::DirectMessage{UserId("U1"), "hello"}, false), other = s.add(delivery::DirectMessage{UserId("U2"), "hello"}, false);
    s.http.answer("conversations.open", 429, "", {{"Retry-After", "33"}});
    CHECK(expect<TryLater>(s.send(one)).after == seconds{33});
    CHECK(s.turn(other) == s.bench.clock.now() + seconds{33});
}

TEST_CASE("more than twenty lines are one message that says up to which row it goes") {
    SlackSenderBench s;
    std::vector<OutboxRow> rows;
    for (int i = 1; i <= 21; ++i) rows.push_back(s.add(delivery::PostLine{"step " + std::to_string(i) + "."}));
    s.http.answer("chat.postMessage", 200, posted("C1", "17.1"));
    const auto done = expect<Delivered>(s.send(rows.front()));
    CHECK(done.through == rows.back().id);
    REQUIRE(s.http.sent.size() == 1);
    for (int i : {1, 2, 20, 21}) CHECK_THAT(s.http.sent[0].body, Contains("step " + std::to_string(i) + "."));
    CHECK(s.body(0)["metadata"]["event_payload"]["row"] == rows.front().id.value);
    CHECK(s.body(0)["metadata"]["event_payload"]["through"] == rows.back().id.value);
}

TEST_CASE("a digest that was refused finishes no line") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PostLine{"one"});
    for (int i = 0; i < 20; ++i) s.add(delivery::PostLine{"more"});
    s.http.answer("chat.postMessage", 200, R"({"ok":false,"error":"is_archived"})");
    expect<Refused>(s.send(row));
}

TEST_CASE("a single line found after a lost answer finishes itself alone: what came meanwhile is still to be said") {
    SlackSenderBench s;
    const auto first = doubtful(s.add(delivery::PostLine{"one"}));
    s.add(delivery::PostLine{"two"});
    s.add(delivery::PostLine{"three"});
    s.http.answer("history", 200, history(entry("17.1", first.id)));
    const auto done = expect<Delivered>(s.send(first));
    CHECK(done.ts == MessageTs("17.1"));
    CHECK(done.through.none());
    CHECK(s.http.to("chat.postMessage").empty());
}

TEST_CASE("a digest found after a lost answer finishes the lines that it held and no later one") {
    SlackSenderBench s;
    const auto first = doubtful(s.add(delivery::PostLine{"one"}));
    const auto last_in_it = s.add(delivery::PostLine{"two"});
    s.add(delivery::PostLine{"came later"});
    s.http.answer("history", 200, history(entry("17.1", first.id, last_in_it.id)));
    CHECK(expect<Delivered>(s.send(first)).through == last_in_it.id);
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

TEST_CASE("a taken name while Slack does not show whose it is: asked again, no second channel is made") {
    SlackSenderBench s;
    s.record(event::ChannelArchived{ChannelId("C1")});
    const auto row = s.add(delivery::CreateChannel{});
    s.http.answer("conversations.create", 200, kTaken);
    s.http.answer("auth.test", 503, "");
    expect<TryLater>(s.send(row));
    s.http.answer("conversations.create", 200, kTaken);
    s.http.answer("auth.test", 200, kSelf);
    s.http.answer("conversations.list", 429, "", {{"Retry-After", "20"}});
    CHECK(expect<TryLater>(s.send(row)).after == seconds{20});
    // Slack that will never show it is another matter: then the incident gets its channel under another name.
    s.http.answer("conversations.create", 200, kTaken);
    s.http.answer("conversations.list", 200, R"({"ok":false,"error":"missing_scope"})");
    expect<NameTaken>(s.send(row));
}

TEST_CASE("an incident that has its channel needs none") {
    SlackSenderBench s;
    expect<Needless>(s.send(s.add(delivery::CreateChannel{})));
    CHECK(s.http.sent.empty());
}
