// Socket Mode, connection by connection: when it acknowledges, when it does not, and how it comes back.
#include "tests/unit/edge/socket_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;
using Ids = std::vector<std::string>;

TEST_CASE("Socket Mode: a command is acknowledged with its answer, after its commit") {
    SocketBench s;
    s.start();
    CHECK(s.is_open());
    CHECK(s.http.to("apps.connections.open").front().headers.get("Authorization") == "Bearer xapp-1");
    s.store.never_ends = true;
    s.wire(0).say(s.command("e1", "declare sev2 Checkout"));
    s.bench.pump();
    CHECK(s.store.submitted == 1);
    CHECK(s.acknowledged(0).empty());
    s.store.never_ends = false;
    s.wire(0).say(s.command("e2", "declare sev2 Login"));
    s.bench.pump();
    CHECK(s.acknowledged(0) == Ids{"e2"});
    CHECK_THAT(s.wire(0).outgoing.front(), Contains("\"payload\"") && Contains("INC-1"));
    CHECK(s.incidents() == 1);
}

TEST_CASE("Socket Mode: what could not be kept is not acknowledged, and counts when it comes again") {
    SocketBench s;
    s.start();
    s.store.refuses_jobs = true;
    s.wire(0).say(s.command("e1", "declare sev2 Checkout", 7));
    s.wire(0).say(R"({"type":"events_api","envelope_id":"e2","payload":{"type":"event_callback"}})");
    s.wire(0).say("{");
    s.bench.pump();
    CHECK(s.wire(0).outgoing.empty());
    s.store.refuses_jobs = false;
    s.wire(0).say(s.command("e3", "declare sev2 Checkout", 7));
    s.wire(0).say(s.command("e4", "declare sev2 Checkout", 7));
    s.wire(0).say(R"({"type":"events_api","envelope_id":"e5","payload":{"type":"event_callback"}})");
    s.bench.pump();
    CHECK(s.acknowledged(0) == Ids{"e3", "e4", "e5"});
    CHECK(s.incidents() == 1);
    CHECK(s.dead_letters() == 1);
}

TEST_CASE("Socket Mode: an event's acknowledgement carries no answer, and kinds without a meaning are acknowledged") {
    SocketBench s;
    s.start();
    s.wire(0).say(R"({"type":"events_api","envelope_id":"e1","accepts_response_payload":false,"payload":{"type":"url_verification","challenge":"c"}})");
    s.wire(0).say(R"({"type":"of_tomorrow","envelope_id":"e2","accepts_response_payload":true,"payload":{}})");
    s.wire(0).say(R"({"type":"news"})");
    s.bench.pump();
    CHECK(s.wire(0).outgoing == Ids{R"({"envelope_id":"e1"})", R"({"envelope_id":"e2"})"});
    CHECK_THAT(s.bench.metrics.render(), Contains("type=\"of_tomorrow\"") && Contains("type=\"news\"") && Contains("tocsin_slack_connections 1"));
}

TEST_CASE("Socket Mode: the successor is there before the old connection has gone, and each acknowledges its own") {
    SocketBench s;
    s.start();
    s.bench.advance(minutes{5});
    s.wire(0).say(s.goodbye("warning"));
    s.bench.pump();
    REQUIRE(s.sockets.wires.size() == 2);
    s.wire(0).say(s.command("e1", "list"));
    s.wire(1).say(s.command("e2", "list"));
    s.bench.pump();
    CHECK(s.acknowledged(0) == Ids{"e1"});
    CHECK(s.acknowledged(1) == Ids{"e2"});
    s.bench.advance(minutes{1});
    CHECK(s.wire(0).closed);
    CHECK_FALSE(s.wire(1).closed);
    CHECK(s.is_open());
    CHECK(s.sockets.wires.size() == 2);
}

TEST_CASE("Socket Mode: a cut connection is replaced at once; one that keeps breaking less and less often") {
    SocketBench s;
    s.start();
    s.bench.advance(minutes{5});
    s.wire(0).cut();
    s.bench.pump();
    CHECK(s.sockets.wires.size() == 2);
    CHECK(s.is_open());
    s.sockets.refuses = true;
    s.wire(1).cut();
    s.bench.advance(minutes{10});
    CHECK_FALSE(s.is_open());
    CHECK_THAT(s.trouble(), Contains("Connection refused"));
    const auto tried = s.sockets.urls.size() - 2;
    CHECK(tried > 10);
    CHECK(tried <= 31);  // never more than Slack's three a minute
    s.sockets.refuses = false;
    s.bench.advance(minutes{2});
    CHECK(s.is_open());
}

TEST_CASE("Socket Mode: however often Slack asks for a new connection, no more are opened than Slack allows") {
    SocketBench s;
    s.start();
    for (int i = 0; i < 50; ++i) {
        s.sockets.wires.back()->say(s.goodbye("refresh_requested"));
        s.bench.advance(seconds{1});
    }
    CHECK(s.sockets.wires.size() == 3);
    s.bench.advance(seconds{20});
    CHECK(s.sockets.wires.size() > 3);
    CHECK(s.is_open());
}

TEST_CASE("Socket Mode: a token that is refused, a pause that Slack asks for, and silence are told and tried again") {
    SocketBench s;
    s.http.answer("apps.connections.open", 200, R"({"ok":false,"error":"invalid_auth"})");
    s.http.answer("apps.connections.open", 429, "", {{"Retry-After", "40"}});
    s.http.fail("apps.connections.open", net::Ambiguity::not_sent, "connect to slack.com:443: timed out");
    s.sockets.greets = false;
    s.start();
    CHECK_THAT(s.trouble(), Contains("invalid_auth") && Contains("slack.app_token"));
    s.bench.advance(seconds{2});
    CHECK_THAT(s.trouble(), Contains("asks for a pause"));
    s.bench.advance(seconds{37});
    CHECK(s.http.to("apps.connections.open").size() == 2);
    s.bench.advance(minutes{3});
    REQUIRE_FALSE(s.sockets.wires.empty());
    CHECK_FALSE(s.is_open());
    CHECK(s.wire(0).closed);
    CHECK_THAT(s.trouble(), Contains("did not greet"));
    s.sockets.greets = true;
    s.bench.advance(minutes{2});
    CHECK(s.is_open());
}

TEST_CASE("Socket Mode: where a person must act it waits a minute and says what to do") {
    for (const auto& [reason, advice] : {std::pair{"link_disabled", "switch it on"}, {"too_many_websockets", "end another program"}}) {
        SocketBench s;
        s.start();
        s.bench.advance(minutes{5});
        s.wire(0).say(s.goodbye(reason));
        s.wire(0).say(s.command("e1", "list"));
        s.bench.pump();
        CHECK(s.acknowledged(0) == Ids{"e1"});
        s.wire(0).cut();
        s.bench.advance(seconds{59});
        CHECK(s.sockets.wires.size() == 1);
        CHECK_THAT(s.trouble(), Contains(advice));
        s.bench.advance(minutes{2});
        CHECK(s.is_open());
    }
}

TEST_CASE("Socket Mode: what is under way is acknowledged before the end, what comes then is left to Slack") {
    SocketBench s;
    s.start();
    s.wire(0).say(s.command("e1", "declare sev2 Checkout"));
    while (s.mode.idle()) s.bench.step();
    bool stopped = false;
    boost::asio::co_spawn(s.bench.io, s.mode.stop(), [&](const std::exception_ptr& error) {
        REQUIRE_FALSE(error);
        stopped = true;
    });
    s.wire(0).say(s.command("e2", "declare sev2 Login"));
    s.bench.pump();
    CHECK(stopped);
    CHECK(s.mode.idle());
    CHECK(s.acknowledged(0) == Ids{"e1"});
    CHECK(s.wire(0).closed);
    CHECK(s.incidents() == 1);
    s.bench.advance(minutes{5});
    CHECK(s.sockets.wires.size() == 1);
}

TEST_CASE("Socket Mode: a flood is read as fast as it can be kept, and no faster") {
    SocketBench s;
    s.start();
    s.store.never_ends = true;
    for (int i = 0; i < 1000; ++i) s.wire(0).say(s.command("e" + std::to_string(i), "note x"));
    s.bench.pump();
    CHECK(s.store.submitted == 256);
    CHECK(s.wire(0).incoming.size() == 1000 - 256);
}
