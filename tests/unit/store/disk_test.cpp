// A broken and a full disk: what is answered, what is kept, what recovers; and how the log is written.
#include <filesystem>

#include "tests/unit/store/failing_disk.hpp"
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

namespace {

std::function<Reply(UnitOfWork&)> note(IncidentNumber number, const std::string& text) {
    return [=](UnitOfWork& work) {
        work.record(number, event::NoteAdded{text}, kAlice);
        work.enqueue(number, delivery::PostUpdate{text, kAlice.actor});
        return say("noted", number);
    };
}

bool is_on_disk(Bench& bench, IncidentNumber number, const std::string& text) {
    for (const Event& event : bench.events(number))
        if (const auto* added = std::get_if<event::NoteAdded>(&event.body); added != nullptr && added->text == text) return true;
    return false;
}

}  // namespace

TEST_CASE("after a failed fsync nothing is acknowledged, and the process is asked to end once") {
    const bool own_thread = GENERATE(false, true);
    FailingDisk disk;
    Bench bench(own_thread);
    const auto number = bench.declare();
    disk.fail_sync_after(0);
    int successes = 0, failures = 0;
    for (int i = 0; i < 5; ++i)
        bench.store->submit({Priority::human, {}, kStart, note(number, "lost")}, [&](const Result<Committed>& result) {
            ++(result ? successes : failures);
            if (!result) CHECK(result.error().code == Errc::unavailable);
        });
    bench.loop.run_until([&] { return successes + failures == 5; });
    CHECK(successes == 0);
    disk.fail_sync_after(-1);
    CHECK(bench.run(note(number, "after")).error().code == Errc::unavailable);
    CHECK(bench.store->stats().failed);
    bench.loop.drain();
    CHECK(bench.failures.size() == 1);
    bench.reopen();
    CHECK_FALSE(is_on_disk(bench, number, "after"));
    CHECK(verify(bench.path())->problems.empty());
    CHECK(bench.run(note(number, "restarted")));
}

TEST_CASE("whichever fsync fails, what was acknowledged before is there") {
    for (int good = 0; good < 6; ++good) {
        FailingDisk disk;
        Bench bench;
        const auto number = bench.declare();
        disk.fail_sync_after(good);
        std::vector<std::string> acknowledged;
        for (int i = 0; i < 8; ++i)
            if (bench.run(note(number, std::to_string(i)))) acknowledged.push_back(std::to_string(i));
        CHECK(acknowledged.size() <= static_cast<std::size_t>(good));
        disk.fail_sync_after(-1);
        bench.reopen();
        for (const auto& text : acknowledged) CHECK(is_on_disk(bench, number, text));
        CHECK(verify(bench.path())->problems.empty());
    }
}

TEST_CASE("a full disk refuses for now, keeps nothing by halves, and works again when there is room") {
    const bool own_thread = GENERATE(false, true);
    FailingDisk disk;
    Bench bench(own_thread);
    const auto number = bench.declare();
    bench.loop.drain();
    bench.outbox_calls = 0;
    disk.set_full(true);
    const auto refused = bench.run(note(number, "no room"), {{"k", "1"}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::overloaded);
    CHECK(bench.store->stats().disk_full);
    CHECK_FALSE(bench.store->stats().failed);
    bench.loop.drain();
    CHECK(bench.outbox_calls == 0);
    // Reading still works, and does not count as a recovery.
    CHECK(bench.run([&](UnitOfWork& work) { return say(work.find(number)->title); }));
    CHECK(bench.store->stats().disk_full);
    disk.set_full(false);
    const auto again = bench.run(note(number, "no room"), {{"k", "1"}});
    REQUIRE(again);
    CHECK_FALSE(again->repeated);
    CHECK_FALSE(bench.store->stats().disk_full);
    CHECK(bench.events(number).size() == 2);
    bench.change([&](UnitOfWork& work) {
        CHECK(work.tables().outbox.health().waiting == 1);
        CHECK(work.find(number)->notes == 1);
        return Reply{};
    });
    CHECK(bench.failures.empty());
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("a disk with room again is noticed without a new job") {
    FailingDisk disk;
    Bench bench(true);
    const auto number = bench.declare();
    disk.set_full(true);
    CHECK_FALSE(bench.run(note(number, "no room")));
    CHECK(bench.store->stats().disk_full);
    disk.set_full(false);
    bench.loop.run_until([&] { return !bench.store->stats().disk_full; });
    CHECK(bench.run(note(number, "room")));
}

TEST_CASE("a commit larger than SQLite's disk takes at once is kept whole") {
    const auto size = GENERATE(100'000, 131'072, 200'000, 3'000'000);
    Bench bench;
    const auto number = bench.declare();
    const std::string text(static_cast<std::size_t>(size), 'x');
    REQUIRE(bench.run(note(number, text)));
    REQUIRE(bench.run(note(number, "small")));
    bench.reopen();
    CHECK(is_on_disk(bench, number, text));
    CHECK(is_on_disk(bench, number, "small"));
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("a commit goes to the log in few writes") {
    FailingDisk disk;
    Bench bench;
    const auto number = bench.declare();
    REQUIRE(bench.run(note(number, "warm")));
    disk.log_writes = 0;
    REQUIRE(bench.run(note(number, "one")));
    CHECK(disk.log_writes == 1);
}

TEST_CASE("the log is moved into the database beside the writer and begins anew, and nothing is lost") {
    const bool own_thread = GENERATE(false, true);
    Bench bench(own_thread);
    bench.log_pages = 100;
    bench.reopen();
    const auto number = bench.declare();
    constexpr int kNotes = 1000;
    for (int i = 0; i < kNotes; ++i) REQUIRE(bench.run(note(number, std::to_string(i) + std::string(2000, 'x'))));
    // Written were some seven pages a note, 28 MB: thirty times as many as the log may still hold. How far it gets until another thread is
    // given a core, nobody promises; a quarter of it all is too much.
    CHECK(std::filesystem::file_size(bench.path() + "-wal") < (own_thread ? 7'000'000U : 1'000'000U));
    CHECK(bench.events(number).size() == kNotes + 1);
    bench.reopen();
    CHECK(bench.events(number).size() == kNotes + 1);
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("the log is longer than what it holds before a commit comes, within its limit, and the rest reads as its end") {
    const bool own_thread = GENERATE(false, true);
    Bench bench(own_thread);
    const auto log_size = [&] { return std::filesystem::file_size(bench.path() + "-wal"); };
    const auto number = bench.declare();
    REQUIRE(bench.run(note(number, "first")));
    bench.loop.run_until([&] { return log_size() >= 1'000'000; });
    const auto size = log_size();
    for (int i = 0; i < 20; ++i) REQUIRE(bench.run(note(number, std::to_string(i))));
    CHECK(log_size() == size);

    // What a crash at this moment would leave behind.
    const std::string left = bench.folder / "left.db";
    std::filesystem::copy_file(bench.path(), left);
    std::filesystem::copy_file(bench.path() + "-wal", left + "-wal");
    const auto found = verify(left);
    REQUIRE(found);
    CHECK(found->problems.empty());
    CHECK(found->events == 22);

    bench.log_pages = 100;
    bench.reopen();
    REQUIRE(bench.run(note(number, "short log")));
    bench.loop.run_until([&] { return log_size() >= 100'000; });
    CHECK(log_size() <= 32 + 100 * 4120);
}
