// What Slack's answers become, what is sent for each kind of delivery, and that machine text never wakes anybody.
#include "tests/unit/outbox/slack_sender_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;
using Methods = std::vector<std::string>;

TEST_CASE("a line is one post into the incident's channel that carries its row") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PostLine{"the cache is cold"});
    s.http.answer("chat.postMessage", 200, posted("C1", "17.1"));
    const auto done = expect<Delivered>(s.send(row));
    CHECK(done.ts == MessageTs("17.1"));
    CHECK(done.through.none());
    CHECK(s.http.methods() == Methods{"chat.postMessage"});
    CHECK(s.body(0)["channel"] == "C1");
    CHECK(s.body(0)["metadata"]["event_payload"]["row"] == row.id.value);
    CHECK_THAT(s.http.sent[0].body, Contains("the cache is cold"));
}

TEST_CASE("a refusal for good is refused with a sentence, a passing trouble is tried later, a lost answer leaves a doubt") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PostLine{"x"});
    s.http.answer("chat.post", 200, R"({"ok":false,"error":"channel_not_found"})");
    const auto refused = expect<Refused>(s.send_in_turn(row));
    CHECK(refused.code == "channel_not_found");
    CHECK_THAT(refused.why, Contains("Invite the bot"));
    s.http.answer("chat.post", 503, "");
    CHECK(expect<TryLater>(s.send_in_turn(row)).maybe_sent);
    s.http.answer("chat.post", 200, R"({"ok":false,"error":"service_unavailable"})");
    CHECK_FALSE(expect<TryLater>(s.send_in_turn(row)).maybe_sent);
    s.http.fail("chat.post", net::Ambiguity::not_sent, "connection refused");
    const auto later = expect<TryLater>(s.send_in_turn(row));
    CHECK_FALSE(later.maybe_sent);
    CHECK_FALSE(later.after);
    CHECK_THAT(later.why, Contains("connection refused"));
    s.http.fail("chat.post", net::Ambiguity::maybe_sent);
    CHECK(expect<TryLater>(s.send_in_turn(row)).maybe_sent);
    s.http.hang("chat.post");
    CHECK(expect<TryLater>(s.send_in_turn(row)).maybe_sent);
}

TEST_CASE("Retry-After is kept: for the row, and for every row that would call the same method") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PostLine{"x"}), elsewhere = s.add(delivery::PostTo{ChannelId("C9"), "y"}, false);
    const auto topic = s.add(delivery::SetTopic{});
    s.http.answer("chat.post", 429, "", {{"Retry-After", "45"}});
    const auto later = expect<TryLater>(s.send(row));
    CHECK(later.after == seconds{45});
    CHECK_FALSE(later.maybe_sent);
    CHECK_FALSE(later.uncounted);
    const Time until = s.bench.clock.now() + seconds{45};
    CHECK(s.turn(elsewhere) == until);
    CHECK(s.sender.earliest_unprepared(elsewhere, s.bench.clock.now()) == until);
    CHECK(s.turn(topic) == s.bench.clock.now());
    s.bench.advance(seconds{45});
    CHECK(s.turn(elsewhere) == s.bench.clock.now());
}

TEST_CASE("one post a second and channel; an edit of the card does not count as one") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PostLine{"x"}), elsewhere = s.add(delivery::PostTo{ChannelId("C9"), "y"}, false);
    const auto card = s.add(delivery::RefreshCard{});
    s.refer("card", "C1", "16.1");
    expect<Delivered>(s.send(row));
    CHECK(s.turn(row) == s.bench.clock.now() + seconds{1});
    CHECK(s.turn(elsewhere) == s.bench.clock.now());
    CHECK(s.turn(card) == s.bench.clock.now());
    CHECK(s.sender.earliest_unprepared(card, s.bench.clock.now()) == s.bench.clock.now());
}

TEST_CASE("a card is posted once and then edited in its newest state; deleted by somebody, it is posted anew") {
    SlackSenderBench s;
    const auto card = s.add(delivery::RefreshCard{});
    s.http.answer("chat.postMessage", 200, posted("C1", "17.1"));
    CHECK(expect<Delivered>(s.send(card)).ts == MessageTs("17.1"));
    s.refer("card", "C1", "17.1");
    s.record(event::SeverityChanged{Severity::sev2, Severity::sev1, ""});
    const auto edited = expect<Delivered>(s.send(card));
    CHECK(edited.ts == MessageTs("17.1"));
    CHECK(edited.channel == ChannelId("C1"));
    CHECK(s.body(1)["ts"] == "17.1");
    CHECK_THAT(s.http.sent[1].body, Contains("SEV1"));
    s.http.answer("chat.update", 200, R"({"ok":false,"error":"message_not_found"})");
    s.http.answer("chat.postMessage", 200, posted("C1", "18.1"));
    s.bench.advance(seconds{1});
    CHECK(expect<Delivered>(s.send(card)).ts == MessageTs("18.1"));
    CHECK(s.http.methods() == Methods{"chat.postMessage", "chat.update", "chat.update", "chat.postMessage"});
}

TEST_CASE("a pin needs a card, and one that was pinned before counts as done") {
    SlackSenderBench s;
    const auto pin = s.add(delivery::PinCard{});
    expect<Needless>(s.send(pin));
    CHECK(s.http.sent.empty());
    s.refer("card", "C1", "17.1");
    s.http.answer("pins.add", 200, R"({"ok":false,"error":"already_pinned"})");
    expect<Delivered>(s.send(pin));
    CHECK(s.body(0)["timestamp"] == "17.1");
}

TEST_CASE("the announcement and an update go to their own channels") {
    SlackSenderBench s;
    expect<Delivered>(s.send(s.add(delivery::RefreshAnnouncement{})));
    expect<Delivered>(s.send(s.add(delivery::PostUpdate{"we are on it", kAlice.actor})));
    CHECK(s.body(0)["channel"] == "C0ANNOUNCE");
    CHECK(s.body(1)["channel"] == "C0UPDATES");
    CHECK_THAT(s.http.sent[1].body, Contains("we are on it"));
}

TEST_CASE("no text of a machine becomes a mention, in no kind of message") {
    SlackSenderBench s;
    const std::string evil = "<!channel> <!here> <@U0BOSS> <!subteam^S1> @channel";
    s.record(event::TitleChanged{"Checkout is failing", evil});
    const std::vector<Delivery> kinds{delivery::PostLine{evil}, delivery::PostNamed{"update_reminder", evil}, delivery::RefreshCard{},
                                      delivery::RefreshAnnouncement{}, delivery::PostUpdate{evil, kAlice.actor},
                                      delivery::PostTo{ChannelId("C9"), evil}, delivery::SetTopic{}, delivery::SetPurpose{}};
    for (const auto& what : kinds) {
        INFO(traits_of(what).kind);
        expect<Delivered>(s.send_in_turn(s.add(what)));
        const auto& body = s.http.sent.back().body;
        for (const char* live : {"<!channel", "<!here", "<@U0BOSS", "<!subteam"}) CHECK_THAT(body, !Contains(live));
        if (s.http.sent.back().url.contains("chat.")) CHECK(nlohmann::json::parse(body)["link_names"] == false);
    }
}

TEST_CASE("a direct message opens the conversation first") {
    SlackSenderBench s;
    const auto row = s.add(delivery::DirectMessage{UserId("U1"), "hello"});
    s.http.answer("conversations.open", 200, R"({"ok":true,"channel":{"id":"D1"}})");
    s.http.answer("chat.postMessage", 200, posted("D1", "17.1"));
    CHECK(expect<Delivered>(s.send(row)).channel == ChannelId("D1"));
    CHECK(s.body(0)["users"] == "U1");
    CHECK(s.body(1)["channel"] == "D1");
    s.http.answer("conversations.open", 200, R"({"ok":false,"error":"user_disabled"})");
    CHECK(expect<Refused>(s.send(s.add(delivery::DirectMessage{UserId("U2"), "hello"}))).code == "user_disabled");
    CHECK(s.http.to("chat.postMessage").size() == 1);
}

TEST_CASE("one direct message a second and person: also for the row whose turn was asked for before the conversation was known") {
    SlackSenderBench s;
    const auto one = s.add(delivery::DirectMessage{UserId("U1"), "one"}, false), two = s.add(delivery::DirectMessage{UserId("U1"), "two"}, false);
    const auto other = s.add(delivery::DirectMessage{UserId("U2"), "one"}, false);
    s.http.answer("conversations.open", 200, R"({"ok":true,"channel":{"id":"D1"}})");
    s.http.answer("chat.postMessage", 200, posted("D1", "17.1"));
    const Time now = s.bench.clock.now();
    CHECK(s.turn(two) == now);
    expect<Delivered>(s.send(one));
    const auto later = expect<TryLater>(s.send(two));
    CHECK(later.after == seconds{1});
    CHECK(later.uncounted);
    CHECK(s.turn(two) == now + seconds{1});
    s.http.answer("conversations.open", 200, R"({"ok":true,"channel":{"id":"D2"}})");
    CHECK(s.turn(other) == now);
    expect<Delivered>(s.send(other));
    s.bench.advance(seconds{1});
    expect<Delivered>(s.send(two));
    CHECK(s.http.to("chat.postMessage").size() == 3);
    CHECK(s.http.to("conversations.open").size() == 2);
}

TEST_CASE("one message a second and channel: also for the row whose turn was asked for before another one wrote there") {
    SlackSenderBench s;
    const auto one = s.add(delivery::PostLine{"one"}), two = s.add(delivery::PostNamed{"reminder", "two"});
    CHECK(s.turn(two) == s.bench.clock.now());
    expect<Delivered>(s.send(one));
    const auto later = expect<TryLater>(s.send(two));
    CHECK(later.after == seconds{1});
    CHECK(later.uncounted);
    CHECK(s.http.to("chat.postMessage").size() == 1);
    expect<Delivered>(s.send_in_turn(two));
}

TEST_CASE("a late answer goes to Slack's own address and to no other") {
    SlackSenderBench s;
    s.http.answer("hooks.slack.com", 200, "ok");
    expect<Delivered>(s.send(s.add(delivery::Respond{"https://hooks.slack.com/commands/1", "done"}, false)));
    CHECK(s.body(0)["response_type"] == "ephemeral");
    CHECK(s.http.sent[0].headers.get("Authorization").empty());
    CHECK(expect<Refused>(s.send(s.add(delivery::Respond{"https://evil.example/hooks.slack.com/", "done"}, false))).code == "bad_response_url");
    CHECK(s.http.sent.size() == 1);
    s.http.answer("hooks.slack.com", 404, "expired_url");
    CHECK(expect<Refused>(s.send(s.add(delivery::Respond{"https://hooks.slack.com/commands/2", "done"}, false))).code == "expired_url");
}

TEST_CASE("the draft is uploaded in three steps, and a step that fails ends it") {
    SlackSenderBench s;
    const auto row = s.add(delivery::UploadPostmortem{kAlice.actor});
    const auto grant = [&] { s.http.answer("getUploadURL", 200, R"({"ok":true,"upload_url":"https://files.slack.com/u/1","file_id":"F1"})"); };
    grant();
    s.http.answer("files.slack.com", 200, "OK");
    const auto done = expect<Delivered>(s.send(row));
    CHECK_THAT(done.detail, Catch::Matches("INC-1-postmortem-[0-9]+\\.md"));
    REQUIRE(s.http.sent.size() == 3);
    CHECK_THAT(s.http.sent[0].body, Contains("filename=INC-1-postmortem-") && Contains("length=" + std::to_string(s.http.sent[1].body.size())));
    CHECK_THAT(s.http.sent[1].body, Contains("Checkout is failing"));
    CHECK(s.body(2)["channel_id"] == "C1");
    CHECK(s.body(2)["files"][0]["id"] == "F1");
    grant();
    s.http.answer("files.slack.com", 500, "");
    expect<TryLater>(s.send(row));
    CHECK(s.http.to("completeUpload").size() == 1);
}

TEST_CASE("nothing goes into an archived channel: needless once it is over, later while it is opened again") {
    SlackSenderBench s;
    const auto line = s.add(delivery::PostLine{"x"});
    s.record(event::ChannelArchived{ChannelId("C1")});
    const auto waits = expect<TryLater>(s.send(line));
    CHECK(waits.uncounted);
    s.record(event::StatusChanged{Status::investigating, Status::resolved, ""});
    s.record(event::StatusChanged{Status::resolved, Status::closed, ""});
    expect<Needless>(s.send(line));
    CHECK(s.http.sent.empty());
}

TEST_CASE("a channel is archived when it is over and nothing else wants into it") {
    SlackSenderBench s;
    const auto archive = s.add(delivery::ArchiveChannel{});
    expect<Needless>(s.send(archive));
    s.record(event::StatusChanged{Status::investigating, Status::closed, ""});
    const auto line = s.add(delivery::PostLine{"the last word"});
    const auto waits = expect<TryLater>(s.send(archive));
    CHECK(waits.uncounted);
    CHECK(s.http.sent.empty());
    s.bench.in_job([&](store::UnitOfWork& work) { work.tables().outbox.finish(line.id); });
    expect<Delivered>(s.send(archive));
    CHECK(s.http.methods() == Methods{"conversations.archive"});
}

TEST_CASE("a row for PagerDuty that comes here is a bug and says so") {
    SlackSenderBench s;
    const auto row = s.add(delivery::PageService{"P1", "default", "k", "s", ""});
    CHECK_THROWS_AS(s.bench.await(s.sender.send(row, s.prepare(row))), std::logic_error);
}
