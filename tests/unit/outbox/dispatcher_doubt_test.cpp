// Doubt: whenever nobody can know whether a row went out, its next attempt is told to look first (design G3).
#include "tests/unit/outbox/dispatcher_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Texts = std::vector<std::string>;

TEST_CASE("a row from before the start may have been sent; one made since then was not") {
    DispatcherBench d;
    d.end();
    d.post("CA", "old");
    d.bench.advance(seconds{1});
    d.begin();
    d.post("CB", "new");
    d.settle();
    REQUIRE(d.texts() == Texts{"old", "new"});
    CHECK(d.slack.sent[0].maybe_sent);
    CHECK_FALSE(d.slack.sent[1].maybe_sent);
}

TEST_CASE("the process dies while a row is under way: the next life is told to look") {
    DispatcherBench d;
    d.slack.holds = true;
    d.bench.advance(seconds{1});
    d.post("CA", "under way");
    d.settle();
    REQUIRE(d.slack.sent.size() == 1);
    CHECK_FALSE(d.slack.sent[0].maybe_sent);
    HeldSender next(d.bench.io);
    outbox::Dispatcher after({d.bench.io.get_executor(), d.store, d.bench.clock, d.bench.metrics, d.bench.settings, &next, nullptr});
    after.wake();
    d.settle();
    REQUIRE(next.sent.size() == 1);
    CHECK(next.sent[0].id == d.slack.sent[0].id);
    CHECK(next.sent[0].maybe_sent);
}
