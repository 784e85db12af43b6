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

TEST_CASE("a sender that throws rests its own lane for thirty seconds, and the row is looked for before it is repeated") {
    DispatcherBench d;
    d.bench.advance(seconds{1});
    d.slack.throws = {"slack:channel:CA"};
    d.post("CA", "breaks");
    d.post("CB", "works");
    d.settle();
    CHECK(d.texts() == Texts{"breaks", "works"});
    CHECK_FALSE(d.slack.sent[0].maybe_sent);
    d.slack.throws.clear();
    d.slack.turns["slack:channel:CA"] = d.bench.clock.now() + seconds{40};
    d.bench.advance(seconds{39});
    CHECK(d.texts() == Texts{"breaks", "works"});
    d.bench.advance(seconds{1});
    REQUIRE(d.texts() == Texts{"breaks", "works", "breaks"});
    CHECK(d.slack.sent[2].maybe_sent);
    CHECK(d.bench.outbox().waiting == 0);
}

TEST_CASE("the thirty seconds are thirty seconds") {
    DispatcherBench d;
    d.slack.throws = {"slack:channel:CA"};
    d.post("CA", "breaks");
    d.settle();
    const Time broke = d.bench.clock.now();
    d.bench.advance(seconds{30} - kMoment);
    CHECK(d.slack.sent.size() == 1);
    d.bench.advance(broke + seconds{30} - d.bench.clock.now());
    CHECK(d.slack.sent.size() == 2);
}

TEST_CASE("an outcome that could not be recorded, as on a full disk: the row is looked for before it is repeated, each time") {
    DispatcherBench d;
    d.bench.advance(seconds{1});
    d.post("CA", "one");
    d.bench.pump();
    d.store.refuses_jobs = true;
    d.settle();
    d.bench.advance(seconds{30});
    REQUIRE(d.texts() == Texts{"one", "one"});
    CHECK_FALSE(d.slack.sent[0].maybe_sent);
    CHECK(d.slack.sent[1].maybe_sent);
    d.store.refuses_jobs = false;
    d.bench.advance(seconds{30});
    REQUIRE(d.texts() == Texts{"one", "one", "one"});
    CHECK(d.slack.sent[2].maybe_sent);
    CHECK(d.bench.outbox().waiting == 0);
}

TEST_CASE("a doubt stays until it is settled: a pause that was asked for in between does not end it") {
    DispatcherBench d;
    d.bench.advance(seconds{1});
    bool first = true;
    d.slack.says = [&](const OutboxRow& row) -> DeliveryOutcome {
        if (std::exchange(first, false)) return TryLater{"no answer", seconds{1}, true, false};
        if (row.attempts < 3) return TryLater{"slow down", seconds{1}, false, false};
        return Delivered{};
    };
    d.post("CA", "one");
    d.bench.advance(seconds{10});
    REQUIRE(d.slack.sent.size() == 4);
    for (std::size_t i = 1; i < 4; ++i) CHECK(d.slack.sent[i].maybe_sent);
}

TEST_CASE("an outbox that could not be read is read again without anybody asking") {
    DispatcherBench d;
    d.store.refuses_reads = true;
    d.post("CA", "one");
    d.settle();
    d.store.refuses_reads = false;
    CHECK(d.slack.sent.empty());
    d.bench.advance(seconds{5});
    CHECK(d.texts() == Texts{"one"});
}

TEST_CASE("a pause that could not be recorded is recorded with the next outcome, and the next life begins with it") {
    DispatcherBench d;
    d.slack.says = [&](const OutboxRow&) {
        d.slack.pauses().note("slack chat.postMessage", kStart + minutes{5});
        return DeliveryOutcome(Delivered{});
    };
    const auto kept = [&] {
        std::vector<store::Pause> out;
        d.bench.look([&](const store::Snapshot& view) { out = view.tables().pauses.after(kStart); });
        return out;
    };
    d.store.refuses_jobs = true;
    d.post("CA", "x");
    d.settle();
    CHECK(kept().empty());
    d.store.refuses_jobs = false;
    d.slack.says = nullptr;
    d.post("CB", "y");
    d.settle();
    CHECK(kept() == std::vector<store::Pause>{{"slack chat.postMessage", kStart + minutes{5}}});
    d.end();
    HeldSender next(d.bench.io);
    outbox::Dispatcher::Parts parts{d.bench.io.get_executor(), d.store, d.bench.clock, d.bench.metrics, d.bench.settings, &next};
    d.dispatcher.emplace(parts);
    d.dispatcher->wake();
    d.settle();
    CHECK(next.pauses().earliest("slack chat.postMessage", kStart) == kStart + minutes{5});
    d.end();
}
