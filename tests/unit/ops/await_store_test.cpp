// Awaiting the store: in time, taken back at the limit when it never began, and told late when it had begun (design §2).
#include "bot/ops/await_store.hpp"

#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

store::Job note_job(ShellBench& bench, std::string source, std::vector<store::DeliveryKey> keys = {}) {
    store::Job job;
    job.now = bench.clock.now();
    job.keys = std::move(keys);
    job.handle = [source = std::move(source), now = bench.clock.now()](store::UnitOfWork& work) {
        work.tables().letters.bury({Source(source), "a trace", "", now});
        return say("kept by " + source);
    };
    return job;
}

std::int64_t traces(ShellBench& bench) {
    std::int64_t out = 0;
    bench.look([&](const store::Snapshot& view) { out = view.tables().letters.dead(); });
    return out;
}

/// What the store says late, and how often.
struct Late {
    std::vector<Result<store::Committed>> said;
    store::Done done() {
        return [this](Result<store::Committed> result) { said.push_back(std::move(result)); };
    }
};

}  // namespace

TEST_CASE("submit ends after the commit with the job's reply") {
    ShellBench bench;
    const auto done = bench.await(ops::submit(*bench.store, note_job(bench, "one")));
    REQUIRE(done);
    CHECK(done->reply.text == Markup("kept by one"));
    CHECK(traces(bench) == 1);
}

TEST_CASE("a job that throws ends as an error, and so does a read") {
    ShellBench bench;
    store::Job job;
    job.handle = [](store::UnitOfWork&) -> Reply { throw std::runtime_error("a bug"); };
    const auto done = bench.await(ops::submit(*bench.store, std::move(job)));
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Errc::unavailable);
    const auto read = bench.await(ops::read(*bench.store, [](const store::Snapshot&) { throw std::runtime_error("a bug"); }));
    CHECK_FALSE(read);
}

TEST_CASE("a read sees what was committed before it") {
    ShellBench bench;
    bench.await(ops::submit(*bench.store, note_job(bench, "one")));
    std::int64_t seen = 0;
    CHECK(bench.await(ops::read(*bench.store, [&](const store::Snapshot& view) { seen = view.tables().letters.dead(); })));
    CHECK(seen == 1);
}

TEST_CASE("an answer in time stops the clock: nothing is said late") {
    ShellBench bench;
    Late late;
    const auto outcome = bench.await(ops::submit_within(*bench.store, bench.clock, note_job(bench, "one"), seconds{2}, late.done()));
    REQUIRE(std::holds_alternative<ops::InTime>(outcome));
    CHECK(std::get<ops::InTime>(outcome).result->reply.text == Markup("kept by one"));
    bench.advance(seconds{5});
    CHECK(late.said.empty());
    CHECK(traces(bench) == 1);
}

TEST_CASE("a job that had not begun at the limit is taken back and never runs") {
    ShellBench bench;
    Late late;
    const auto outcome = bench.start(ops::submit_within(*bench.store, bench.clock, note_job(bench, "one", {{"test", "key"}}), seconds{2}, late.done()));
    bench.step();  // it is submitted; the writer has not had its turn
    CHECK(bench.clock.step_until(bench.clock.now() + seconds{2}));
    bench.pump();
    REQUIRE(outcome->value);
    CHECK(std::holds_alternative<ops::Withdrawn>(*outcome->value));
    bench.advance(minutes{1});
    CHECK(late.said.empty());
    CHECK(traces(bench) == 0);

    // Its key was not used up: who says it again is heard.
    const auto again = bench.await(ops::submit_within(*bench.store, bench.clock, note_job(bench, "two", {{"test", "key"}}), seconds{2}, {}));
    REQUIRE(std::holds_alternative<ops::InTime>(again));
    CHECK_FALSE(std::get<ops::InTime>(again).result->repeated);
}

TEST_CASE("a job that had begun at the limit is told late, once, with its result") {
    ShellBench bench;
    Late late;
    const auto outcome = bench.start(ops::submit_within(*bench.store, bench.clock, note_job(bench, "one"), seconds{2}, late.done()));
    bench.step();  // submitted
    bench.step();  // the writer runs it; that it ended is still on its way
    CHECK(bench.clock.step_until(bench.clock.now() + seconds{2}));
    CHECK(late.said.empty());
    bench.pump();
    REQUIRE(outcome->value);
    CHECK(std::holds_alternative<ops::StillRunning>(*outcome->value));
    REQUIRE(late.said.size() == 1);
    REQUIRE(late.said[0]);
    CHECK(late.said[0]->reply.text == Markup("kept by one"));
    bench.advance(minutes{1});
    CHECK(late.said.size() == 1);
    CHECK(traces(bench) == 1);
}

TEST_CASE("nobody who wants to hear of it late: it is done all the same") {
    ShellBench bench;
    const auto outcome = bench.start(ops::submit_within(*bench.store, bench.clock, note_job(bench, "one"), seconds{2}, {}));
    bench.step();
    bench.step();
    bench.clock.step_until(bench.clock.now() + seconds{2});
    bench.pump();
    REQUIRE(outcome->value);
    CHECK(std::holds_alternative<ops::StillRunning>(*outcome->value));
    CHECK(traces(bench) == 1);
}

TEST_CASE("a full queue is an answer in time, not a wait for the limit") {
    ShellBench bench(1);
    const auto first = bench.start(ops::submit_within(*bench.store, bench.clock, note_job(bench, "one"), seconds{2}, {}));
    const auto second = bench.start(ops::submit_within(*bench.store, bench.clock, note_job(bench, "two"), seconds{2}, {}));
    const Time began = bench.clock.now();
    bench.pump();
    CHECK(bench.clock.now() == began);
    REQUIRE(second->value);
    REQUIRE(std::holds_alternative<ops::InTime>(*second->value));
    const auto& result = std::get<ops::InTime>(*second->value).result;
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::overloaded);
    CHECK(std::get<ops::InTime>(first->value.value()).result);
    CHECK(traces(bench) == 1);
}
