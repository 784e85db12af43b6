// What Slack's requests are answered, input by input (design §4), and what is kept of each.
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

struct SlackBench : EdgeBench {
    explicit SlackBench(std::vector<std::string> secrets = {kSecret}) : endpoint(parts(), std::move(secrets), "", nullptr) { endpoint.add_routes(router); }

    net::Request signed_at(Time at, const std::string& secret = kSecret) {
        auto out = request("POST", "/slack/events", "command=%2Fincident&text=declare+sev1+Forged&team_id=T1&channel_id=C1&user_id=U1&trigger_id=1");
        const auto timestamp = std::to_string(unix_seconds(at));
        out.headers = {{"Content-Type", kForm}, {"X-Slack-Request-Timestamp", timestamp}, {"X-Slack-Signature", slack::sign(secret, timestamp, out.body)}};
        return out;
    }

    edge::SlackEndpoint endpoint;
};

}  // namespace

TEST_CASE("Slack: whatever is wrong with the signature, the answer is the same bytes and nothing reaches the store") {
    SlackBench s;
    const Time now = s.bench.clock.now();
    std::vector<net::Request> bad{s.signed_at(now, "another"), s.signed_at(now - seconds{301}), s.signed_at(now + seconds{301})};
    const auto with = [&](const std::string& name, const std::string& value, bool in_place) {
        net::Request out = s.signed_at(now);
        net::Headers headers;
        for (const auto& header : out.headers.all())
            if (!in_place || header.name != name) headers.add(header.name, header.value);
        if (!in_place || !value.empty()) headers.add(name, value);
        out.headers = headers;
        bad.push_back(std::move(out));
    };
    for (const char* value : {"", "v0=", "v1=00", "nonsense"}) with("X-Slack-Signature", value, true);
    for (const char* value : {"", "now", "-1", "99999999999999999999", "1767323045.0"}) with("X-Slack-Request-Timestamp", value, true);
    with("X-Slack-Signature", "v0=00", false);
    with("X-Slack-Request-Timestamp", std::to_string(unix_seconds(now)), false);
    for (const auto& request : bad) CHECK(bytes_of(s.deliver(request)) == bytes_of(edge::unauthenticated()));
    CHECK(edge::unauthenticated().status == 401);
    CHECK(s.store.submitted == 0);
    CHECK_THAT(s.bench.metrics.render(), Contains("tocsin_unauthenticated_total{source=\"slack\"} " + std::to_string(bad.size()) + "\n"));
}

TEST_CASE("an empty secret in the configuration opens no door") {
    SlackBench s({""});
    CHECK(s.deliver(s.signed_at(s.bench.clock.now(), "")).status == 401);
    CHECK(s.store.submitted == 0);
}

TEST_CASE("five minutes either side still count, and each of several secrets") {
    SlackBench s({"newest", kSecret});
    const Time now = s.bench.clock.now();
    CHECK(s.deliver(s.signed_at(now - seconds{300})).status == 200);
    CHECK(s.deliver(s.signed_at(now + seconds{300}, "newest")).status == 200);
    CHECK(s.incidents() == 1);
}

TEST_CASE("authentic but malformed is 200 and kept whole; where it cannot be kept, 503 and never a refusal") {
    SlackBench s;
    const std::vector<net::Request> malformed{s.slack_request(kJson, "{\"type\":"), s.slack_request(kJson, R"({"type":"event_callback","team_id":7})"),
                                              s.slack_request("text/plain", "hello"), s.slack_request(kForm, "payload=%7Bnope"),
                                              s.slack_request(kForm, "command=%2Fincident&text=ack"), s.slack_request(kForm, "a=b")};
    for (const auto& request : malformed) {
        CHECK(s.deliver(request).status == 200);
    }
    const auto kept = s.buried();
    REQUIRE(kept.size() == malformed.size());
    for (std::size_t i = 0; i < kept.size(); ++i) CHECK(kept[i] == malformed[i].body);
    CHECK_THAT(s.bench.metrics.render(), Contains("tocsin_dead_letters_total{source=\"slack\"} 6\n"));
    s.store.refuses_jobs = true;
    CHECK(bytes_of(s.deliver(malformed[0])) == bytes_of(edge::overloaded()));
}

TEST_CASE("authentic but of a kind that means nothing here is 200, counted by its type and stored nowhere") {
    SlackBench s;
    CHECK(s.deliver(s.slack_request(kJson, R"({"type":"event_callback","team_id":"T1","event_id":"E1","event":{"type":"emoji_changed"}})")).status == 200);
    CHECK(s.deliver(s.slack_request(kJson, R"({"type":"something_new"})")).status == 200);
    CHECK(s.deliver(s.slack_request(kForm, "payload=" + net::percent_encode(R"({"type":"dialog_submission"})"))).status == 200);
    CHECK(s.store.submitted == 0);
    const auto metrics = s.bench.metrics.render();
    for (const char* type : {"emoji_changed", "something_new", "dialog_submission"})
        CHECK_THAT(metrics, Contains("tocsin_ignored_total{source=\"slack\",type=\"" + std::string(type) + "\"} 1\n"));
}

TEST_CASE("talk is no business of the store, wherever it is said, and neither are marks in channels that are no incident's") {
    SlackBench s;
    REQUIRE(s.deliver(s.command("declare sev2 Checkout is failing")).status == 200);
    const int before = s.store.submitted;
    int event = 0;
    const auto hear = [&](const std::string& inner) {
        CHECK(s.deliver(s.slack_request(kJson, R"({"type":"event_callback","team_id":"T1","event_id":"Ev)" + std::to_string(++event) + R"(","event":)" + inner + "}")).status == 200);
    };
    for (const char* channel : {"C0BUSY1", "C0BUSY2", "C1"})
        for (const char* more : {"", R"(,"thread_ts":"1.000001")", R"(,"subtype":"file_share")", R"(,"subtype":"channel_join")", R"(,"bot_id":"B1")"})
            hear(R"({"type":"message","channel":")" + std::string(channel) + R"(","user":"U2","text":"hello <@U9>","ts":"1794000700.000200","event_ts":"1794000700.000200")" + more + "}");
    for (const char* reaction : {"thumbsup", "pushpin"})
        hear(R"({"type":"reaction_added","user":"U2","reaction":")" + std::string(reaction) + R"(","event_ts":"1.2","item":{"type":"message","channel":"C0BUSY1","ts":"1.1"}})");
    hear(R"({"type":"message","subtype":"message_deleted","channel":"C0BUSY1","deleted_ts":"1.1","event_ts":"1.3"})");
    hear(R"({"type":"message","subtype":"message_changed","channel":"C0BUSY1","event_ts":"1.4","message":{"user":"U2","text":"x","ts":"1.1","edited":{"user":"U2","ts":"1.4"}}})");
    for (const char* type : {"member_joined_channel", "member_left_channel", "channel_archive", "channel_unarchive"})
        hear(R"({"type":")" + std::string(type) + R"(","user":"U2","channel":"C0BUSY2","event_ts":"1.5"})");
    CHECK(s.store.submitted == before);
    CHECK_THAT(s.bench.metrics.render(), Contains("tocsin_ignored_total{source=\"slack\",type=\"message\"}"));
}

TEST_CASE("the challenge is given back to who can sign alone") {
    SlackBench s;
    auto request = s.slack_request(kJson, R"({"type":"url_verification","challenge":"3eZbrw"})");
    CHECK(s.deliver(request).body == "3eZbrw");
    request.headers = {{"Content-Type", kJson}};
    CHECK(s.deliver(request).status == 401);
}

TEST_CASE("every path takes everything, and only by POST") {
    SlackBench s;
    for (const char* path : {"/slack/events", "/slack/commands", "/slack/interactions", "/slack/options"}) {
        CHECK(s.deliver(s.slack_request(kForm, s.command("help").body, path)).status == 200);
        CHECK(s.router.find("GET", path).allow == "POST");
    }
}

TEST_CASE("overload and a full disk are 503 with Retry-After, and what is said again is heard") {
    SlackBench s;
    const auto request = s.command("declare sev2 Checkout is failing");
    s.store.refuses_jobs = true;
    const auto refused = s.deliver(request);
    CHECK(refused.status == 503);
    CHECK(refused.headers.get("Retry-After") == "2");
    CHECK(s.incidents() == 0);
    s.store.refuses_jobs = false;
    CHECK(s.deliver(request).status == 200);
    CHECK(s.incidents() == 1);
}

TEST_CASE("a command that had not begun 2.5 s after it came is withdrawn with 503 and has no effect") {
    SlackBench s;
    CHECK(bytes_of(s.deliver_too_late(s.command("declare sev2 Checkout is failing"))) == bytes_of(edge::overloaded()));
    CHECK(s.incidents() == 0);
    auto earlier = s.command("declare sev2 Checkout is failing");
    earlier.received_at -= seconds{1};
    s.deliver_too_late(earlier, milliseconds{1500});
    CHECK(s.incidents() == 0);
    CHECK(s.late_answers().empty());
}

TEST_CASE("a command that had begun is answered at once, and its result follows at the response_url") {
    SlackBench s;
    const auto answer = s.deliver_while_running(s.command("declare sev2 Checkout is failing"));
    s.bench.pump();
    REQUIRE(answer->value);
    CHECK(answer->value->status == 200);
    CHECK_THAT(answer->value->body, Contains("Still working"));
    CHECK(s.incidents() == 1);
    REQUIRE(s.late_answers().size() == 1);
    CHECK_THAT(s.late_answers()[0], Contains("INC-1"));
}

TEST_CASE("a late answer goes nowhere but to Slack") {
    SlackBench s;
    const std::string evil = "https://evil.example/commands";
    s.deliver_while_running(s.command("declare sev2 Checkout is failing", {{"response_url", evil}}));
    s.bench.pump();
    CHECK(s.incidents() == 1);
    CHECK(s.late_answers(evil).empty());
}

TEST_CASE("a command that had begun and then failed says so late") {
    SlackBench s;
    s.store.refuses_jobs = true;
    const auto answer = s.deliver_while_running(s.command("declare sev2 Checkout is failing"));
    s.store.refuses_jobs = false;
    s.bench.pump();
    CHECK_THAT(answer->value->body, Contains("Still working"));
    REQUIRE(s.late_answers().size() == 1);
    CHECK_THAT(s.late_answers()[0], Contains("did not work") && Contains("Say it again"));
}

TEST_CASE("a mistake is answered to the person alone: what was wrong and what they typed, and nothing is stored") {
    SlackBench s;
    const auto answer = s.deliver(s.command("declaer sev2 Checkout"));
    CHECK(answer.status == 200);
    const auto body = nlohmann::json::parse(answer.body);
    CHECK(body["response_type"] == "ephemeral");
    CHECK_THAT(answer.body, Contains("declare") && Contains("declaer sev2 Checkout"));
    CHECK(s.store.submitted == 0);
}

TEST_CASE("one trigger of two workspaces is two commands, and a read is read anew however often it is repeated") {
    SlackBench s;
    s.bench.settings.team = {};
    s.deliver(s.command("declare sev2 One", {{"trigger_id", "t"}}));
    s.deliver(s.command("declare sev2 Two", {{"trigger_id", "t"}, {"team_id", "T2"}}));
    CHECK(s.incidents() == 2);
    const auto list = s.command("list");
    CHECK_THAT(s.deliver(list).body, !Contains("Three"));
    s.deliver(s.command("declare sev2 Three"));
    CHECK_THAT(s.deliver(list).body, Contains("Three"));
}

TEST_CASE("somebody of another workspace is a guest, even with an admin's id") {
    SlackBench s;
    const auto answer = s.deliver(s.command("declare sev1 Mine now", {{"team_id", "T2"}}));
    CHECK(answer.status == 200);
    CHECK(s.incidents() == 0);
}

TEST_CASE("Slack being slow about a person leaves time enough for the answer") {
    SlackBench s;
    ops::Directory asking(s.store, &s.slack, s.bench.clock);
    edge::SlackEndpoint endpoint({s.store, s.bench.clock, asking, s.bench.metrics, s.bench.settings}, {kSecret}, "", nullptr);
    s.http.hang("users.info");
    const Time came = s.bench.clock.now();
    const auto answer = s.bench.start(endpoint.answer(s.command("declare sev2 Checkout is failing")));
    s.bench.advance(milliseconds{1500});
    REQUIRE(answer->value);
    CHECK(answer->value->status == 200);
    CHECK(s.bench.clock.now() - came == milliseconds{1500});
    CHECK(s.incidents() == 1);
}
