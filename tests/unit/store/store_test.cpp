// Jobs: what is committed, what a repeat gets, what a failing job leaves behind.
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

TEST_CASE("a declared incident is found again after a restart") {
    const bool own_thread = GENERATE(false, true);
    Bench bench(own_thread);
    const auto number = bench.declare();
    bench.note(number, "looking");
    bench.reopen();
    bench.look([&](const Snapshot& snapshot) {
        const auto state = snapshot.find(number);
        REQUIRE(state);
        CHECK(state->title == "Checkout is failing");
        CHECK(state->severity == Severity::sev2);
        CHECK(state->notes == 1);
        CHECK(state->last_seq == EventSeq(2));
        CHECK(state->head_hash.size() == 32);
    });
    CHECK(bench.events(number).size() == 2);
}

TEST_CASE("a repeated key gets the first answer and has no second effect, also after a restart") {
    Bench bench(true);
    const auto number = bench.declare();
    int runs = 0;
    const auto job = [&](UnitOfWork& work) {
        ++runs;
        work.record(number, event::NoteAdded{"once"}, kAlice);
        return say("answer " + std::to_string(runs), number);
    };
    const DeliveryKey key{"slack:T1:trigger", "13.37"};
    CHECK_FALSE(bench.run(job, {key})->repeated);
    const auto repeat = bench.run(job, {{"slack:T1:event", "other"}, key});
    REQUIRE(repeat);
    CHECK(repeat->repeated);
    CHECK(repeat->reply.text == Markup("answer 1"));
    bench.reopen();
    CHECK(bench.run(job, {key})->reply.text == Markup("answer 1"));
    CHECK(runs == 1);
    CHECK(bench.events(number).size() == 2);
    CHECK_FALSE(bench.run(job, {{"slack:T2:trigger", "13.37"}})->repeated);
}

TEST_CASE("a delivery that comes four times at once from each of eight threads has one effect") {
    Bench bench(true);
    const auto number = bench.declare();
    std::atomic<int> runs = 0, answers = 0, same = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 4; ++i)
                bench.store->submit({Priority::human, {{"k", "same"}}, kStart,
                                     [&](UnitOfWork& work) {
                                         work.record(number, event::NoteAdded{"once"}, kAlice);
                                         return say("run " + std::to_string(++runs), number);
                                     }},
                                    [&](const Result<Committed>& result) {
                                        ++answers;
                                        same += result && result->reply.text == Markup("run 1");
                                    });
        });
    for (auto& thread : threads) thread.join();
    bench.loop.run_until([&] { return answers == 32; });
    CHECK(runs == 1);
    CHECK(same == 32);
    CHECK(bench.events(number).size() == 2);
}

TEST_CASE("a job that throws leaves tables, cached state, numbers and keys as they were") {
    Bench bench;
    const auto number = bench.declare();
    const auto failed = bench.run(
        [&](UnitOfWork& work) -> Reply {
            work.record(number, event::TitleChanged{"Checkout is failing", "wrong"}, kAlice);
            work.enqueue(number, delivery::PostUpdate{"wrong", kAlice.actor});
            work.set_timer(TimerKind::update_due, number, "promise", kStart);
            work.declare({}, kAlice);
            throw std::runtime_error("handler failed");
        },
        {{"k", "1"}});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Errc::unavailable);
    CHECK(failed.error().message == "internal error");
    bench.change([&](UnitOfWork& work) {
        CHECK(work.find(number)->title == "Checkout is failing");
        CHECK(work.find(number)->last_seq == EventSeq(1));
        CHECK(work.find(IncidentNumber(2)) == nullptr);
        CHECK(work.tables().outbox.health().waiting == 0);
        CHECK_FALSE(work.tables().timers.next_due(Time{}));
        CHECK_FALSE(work.tables().letters.answered({"k", "1"}));
        return Reply{};
    });
    CHECK(bench.declare("next") == IncidentNumber(2));
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("a refused job leaves no key where it asks for that, and what is sent again counts once") {
    Bench bench;
    const auto number = bench.declare();
    const auto send = [&](bool fits) {
        Job job;
        job.now = kStart;
        job.keys = {{"view", "V1"}};
        job.keys_only_if_ok = true;
        job.handle = [=](UnitOfWork& work) {
            if (!fits) return refuse({Errc::invalid_argument, "no", ""});
            work.record(number, event::NoteAdded{"yes"}, kAlice);
            return Reply{};
        };
        std::optional<Committed> out;
        const auto ticket = bench.store->submit(std::move(job), [&](Result<Committed> result) { out = *result; });
        bench.loop.run_until([&] { return out.has_value(); });
        return *out;
    };
    CHECK_FALSE(send(false).reply.ok);
    CHECK_FALSE(send(false).repeated);
    CHECK_FALSE(send(true).repeated);
    CHECK(send(true).repeated);
    CHECK(send(false).reply.ok);
    bench.look([&](const Snapshot& snapshot) { CHECK(snapshot.find(number)->notes == 1); });
}

TEST_CASE("a throwing job does not disturb the others of its commit") {
    Bench bench;
    const auto number = bench.declare();
    int done = 0;
    std::vector<bool> worked;
    const auto submit = [&](bool fails) {
        bench.store->submit({Priority::human, {}, kStart,
                             [&, fails](UnitOfWork& work) -> Reply {
                                 work.record(number, event::SummarySet{fails ? "lost" : "kept"}, kAlice);
                                 if (fails) throw std::runtime_error("no");
                                 return {};
                             }},
                            [&](const Result<Committed>& result) { worked.push_back(result.has_value()), ++done; });
    };
    submit(false), submit(true), submit(false);
    bench.loop.run_until([&] { return done == 3; });
    CHECK(worked == std::vector{true, false, true});
    CHECK(bench.store->stats().commits == 2);
    CHECK(bench.events(number).size() == 3);
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("people come before pages and pages before machines") {
    Bench bench;
    std::vector<std::string> order;
    int done = 0;
    for (const auto& [name, priority] : {std::pair{"machine", Priority::machine}, {"page", Priority::page}, {"human", Priority::human}})
        bench.store->submit({priority, {}, kStart, [&, name](UnitOfWork&) { return order.emplace_back(name), Reply{}; }},
                            [&](const auto&) { ++done; });
    bench.loop.run_until([&] { return done == 3; });
    CHECK(order == std::vector<std::string>{"human", "page", "machine"});
}

TEST_CASE("a full queue refuses, each priority for itself, and a withdrawn job makes room") {
    Bench bench;
    bench.queue_limit = 2;
    bench.reopen();
    std::vector<Errc> errors;
    int ran = 0;
    const auto submit = [&](Priority priority) {
        return bench.store->submit({priority, {}, kStart, [&](UnitOfWork&) { return ++ran, Reply{}; }},
                                   [&](const Result<Committed>& result) {
                                       if (!result) errors.push_back(result.error().code);
                                   });
    };
    const auto first = submit(Priority::machine), second = submit(Priority::machine), third = submit(Priority::machine);
    const auto human = submit(Priority::human);
    CHECK(bench.store->stats().waiting == std::array<std::size_t, 3>{1, 0, 2});
    CHECK(first->withdraw());
    CHECK_FALSE(first->withdraw());
    CHECK_FALSE(third->withdraw());
    const auto fourth = submit(Priority::machine);
    bench.loop.drain();
    CHECK(errors == std::vector{Errc::overloaded});
    CHECK(ran == 3);
    CHECK_FALSE(second->withdraw());
    CHECK(bench.store->stats().rejected == 1);
}

TEST_CASE("closing runs what waits and refuses what comes later") {
    const bool own_thread = GENERATE(false, true);
    Bench bench(own_thread);
    const auto number = bench.declare();
    int kept = 0, refused = 0;
    const auto submit = [&] {
        bench.store->submit({Priority::machine, {}, kStart,
                             [&](UnitOfWork& work) { return work.record(number, event::NoteAdded{"x"}, kAlice), Reply{}; }},
                            [&](const Result<Committed>& result) { ++(result ? kept : refused); });
    };
    for (int i = 0; i < 1000; ++i) submit();
    bench.store->close();
    submit();
    bench.loop.drain();
    CHECK(kept == 1000);
    CHECK(refused == 1);
    bench.reopen();
    CHECK(bench.events(number).size() == 1001);
}

TEST_CASE("a state evicted from memory or changed in many events is read back the same") {
    Bench bench;
    const auto number = bench.declare();
    for (int i = 0; i < 150; ++i) bench.note(number, "note " + std::to_string(i));
    bench.change([&](UnitOfWork& work) {
        for (int i = 0; i < 2100; ++i) work.declare({}, kAlice);
        return Reply{};
    });
    Incident cached;
    bench.change([&](UnitOfWork& work) { return cached = *work.find(number), Reply{}; });
    CHECK(cached.notes == 150);
    bench.look([&](const Snapshot& snapshot) {
        CHECK(snapshot.find(number)->head_hash == cached.head_hash);
        CHECK(snapshot.tables().timeline.count() == 2251);
    });
    bench.note(number, "one more");
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("the snapshot is written when more than counters changed, and after 64 events at the latest") {
    Bench bench;
    const auto number = bench.declare();
    Database database(bench.path(), Database::Access::read_only);
    const auto snapshot_seq = [&] { return database.value<int>("SELECT snapshot_seq FROM incident"); };
    CHECK(snapshot_seq() == 1);
    for (int i = 0; i < 63; ++i) bench.note(number, "x");
    CHECK(snapshot_seq() == 1);
    bench.note(number, "x");
    CHECK(snapshot_seq() == 65);
    bench.note(number, "x");
    CHECK(snapshot_seq() == 65);
    bench.change([&](UnitOfWork& work) { return work.record(number, event::SummarySet{"s"}, kAlice), Reply{}; });
    CHECK(snapshot_seq() == 67);
}

TEST_CASE("the outbox and timers wake their readers once a commit; notes and rows that cannot go yet do not") {
    Bench bench;
    const auto number = bench.declare();
    bench.note(number, "x");
    bench.loop.drain();
    CHECK(bench.outbox_calls == 0);
    // There is no channel yet to put the card into.
    bench.change([&](UnitOfWork& work) { return work.enqueue(number, delivery::RefreshCard{}), Reply{}; });
    bench.loop.drain();
    CHECK(bench.outbox_calls == 0);
    for (const auto* text : {"first of its lane", "behind it"})
        bench.change([&](UnitOfWork& work) { return work.enqueue(number, delivery::PostUpdate{text, kAlice.actor}), Reply{}; });
    bench.loop.drain();
    CHECK(bench.outbox_calls == 1);
    CHECK(bench.timer_calls == 0);
    bench.change([&](UnitOfWork& work) { return work.set_timer(TimerKind::pruning, {}, "all", kStart), Reply{}; });
    bench.loop.drain();
    CHECK(bench.outbox_calls == 1);
    CHECK(bench.timer_calls == 1);
}

TEST_CASE("what another process has written counts, though the state was in memory") {
    Bench bench;
    const auto number = bench.declare("before");
    bench.note(number, "ours");
    {
        auto options = bench.options();
        auto other = open_sqlite(std::move(options));
        REQUIRE(other);
        bool done = false;
        const auto ticket = (*other)->submit({Priority::human, {}, kStart, [&](UnitOfWork& work) {
            work.record(number, event::TitleChanged{"before", "theirs"}, kAlice);
            return Reply{};
        }}, [&](const Result<Committed>& result) { done = result.has_value(); });
        bench.loop.run_until([&] { return done; });
    }
    bench.change([&](UnitOfWork& work) {
        CHECK(work.find(number)->title == "theirs");
        work.record(number, event::NoteAdded{"ours again"}, kAlice);
        return Reply{};
    });
    CHECK(bench.events(number).size() == 4);
    CHECK(verify(bench.path())->problems.empty());
}
