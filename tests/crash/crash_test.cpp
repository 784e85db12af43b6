// Kills a process that records notes, again and again, at a random moment, and looks at what is left: everything that
// was acknowledged is there, nothing is there twice after it was delivered again, the file is sound and the chain
// verifies (design G1, G2, G5).
//
//   crash_test [CYCLES]    exit code 0 if all of that holds
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "bot/base/log.hpp"
#include "bot/store/database.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"

namespace tocsin::store {
namespace {

constexpr int kIncidents = 5;
constexpr int kInFlight = 16;
/// How many of the newest acknowledged notes are delivered again after each restart.
constexpr std::int64_t kDeliveredAgain = 20;
const Attribution kBy{ActorId("slack:T1:U1"), Source("slack")};

[[noreturn]] void die(const std::string& why) {
    fmt::print(stderr, "crash_test: {}\n", why);
    std::exit(1);
}

/// Stands for the I/O thread of the writing process.
class Loop {
public:
    void post(std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        work_.push_back(std::move(work));
        changed_.notify_one();
    }
    void run_one() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !work_.empty(); });
        auto work = std::move(work_.front());
        work_.pop_front();
        lock.unlock();
        work();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> work_;
};

Reply take_note(UnitOfWork& work, std::int64_t id) {
    const IncidentNumber number(1 + id % kIncidents);
    if (work.find(number) == nullptr)
        for (int i = 0; i < kIncidents; ++i) work.declare({}, kBy);
    work.record(number, event::NoteAdded{std::to_string(id)}, kBy);
    work.enqueue(number, delivery::PostUpdate{std::to_string(id), kBy.actor});
    work.set_timer(TimerKind::page_watch, number, std::to_string(id), work.now());
    if (id % 100 == 0) work.sign_head(number);
    return say("noted", number);
}

/// The process that is killed: notes from `first` on, each acknowledged id as 8 bytes into `acknowledged`.
[[noreturn]] void write_for_ever(const std::string& path, std::int64_t first, int acknowledged) {
    SystemClock clock;
    SystemRandom random;
    Loop loop;
    Options options;
    options.path = path;
    options.clock = &clock;
    options.random = &random;
    options.post = [&](std::function<void()> work) { loop.post(std::move(work)); };
    auto store = open_sqlite(options);
    if (!store) die("cannot open after a crash: " + store.error().message);
    std::int64_t next = first;
    std::function<void()> submit = [&] {
        const std::int64_t id = next++;
        (*store)->submit({Priority::human, {{"note", std::to_string(id)}}, clock.now(), [id](UnitOfWork& work) { return take_note(work, id); }},
                         [&, id](const Result<Committed>& result) {
                             if (!result) die("a note was refused: " + result.error().message);
                             if (::write(acknowledged, &id, sizeof id) != sizeof id) _exit(1);
                             submit();
                         });
    };
    for (int i = 0; i < kInFlight; ++i) submit();
    while (true) loop.run_one();
}

/// Runs one writer until it is killed; returns the highest id it acknowledged, or `last` if it came to none.
std::int64_t run_and_kill(const std::string& path, std::int64_t last, std::mt19937_64& random) {
    int ends[2];
    if (::pipe(ends) != 0) die("pipe failed");
    const pid_t child = ::fork();
    if (child < 0) die("fork failed");
    if (child == 0) {
        ::close(ends[0]);
        write_for_ever(path, std::max<std::int64_t>(1, last - kDeliveredAgain), ends[1]);
    }
    ::close(ends[1]);
    // Half of them while the database is opened and recovered, half while notes come in.
    std::atomic<bool> writing = random() % 2 == 0;
    std::thread killer([&, delay = std::chrono::microseconds{random() % 120'000}] {
        writing.wait(false);
        std::this_thread::sleep_for(delay);
        ::kill(child, SIGKILL);
    });
    std::int64_t id = 0, highest = last;
    while (::read(ends[0], &id, sizeof id) == sizeof id) {
        highest = std::max(highest, id);
        if (!writing.exchange(true)) writing.notify_one();
    }
    if (!writing.exchange(true)) writing.notify_one();
    killer.join();
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    if (!WIFSIGNALED(status)) die("the writer ended by itself");
    return highest;
}

/// Notes are acknowledged in their order, so everything up to the highest acknowledged one must be there, once.
void check(const std::string& path, std::int64_t acknowledged) {
    Database database(path, Database::Access::read_write);
    if (const auto answer = database.value<std::string>("PRAGMA integrity_check"); answer != "ok") die("integrity_check: " + answer);
    const auto count = [&](const std::string& sql) { return database.value<std::int64_t>(sql); };
    const auto notes = count("SELECT count(*) FROM timeline_event WHERE kind = 'note_added'");
    for (const auto* one_each : {"SELECT count(*) FROM outbox", "SELECT count(*) FROM timer", "SELECT count(*) FROM delivery_key"})
        if (count(one_each) != notes) die(fmt::format("{} notes, but {} gives {}", notes, one_each, count(one_each)));
    std::set<std::string> texts;
    Repositories tables(database);
    for (int number = 1; number <= kIncidents; ++number)
        for (const Event& event : tables.timeline.events(IncidentNumber(number)))
            if (const auto* note = std::get_if<event::NoteAdded>(&event.body); note != nullptr && !texts.insert(note->text).second)
                die("note " + note->text + " was recorded twice");
    for (std::int64_t id = 1; id <= acknowledged; ++id)
        if (!texts.contains(std::to_string(id))) die(fmt::format("note {} was acknowledged and is lost", id));
    const auto report = verify(path);
    if (!report) die(report.error().message);
    if (!report->problems.empty()) die("verify: " + report->problems.front());
}

int run(int cycles) {
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("tocsin-crash-{}", ::getpid());
    std::filesystem::create_directories(folder);
    const std::string path = folder / "tocsin.db";
    // A new random seed each time, printed so that a failure can be looked into.
    const auto seed = std::random_device{}();
    std::mt19937_64 random(seed);
    std::int64_t acknowledged = 0;
    for (int cycle = 1; cycle <= cycles; ++cycle) {
        acknowledged = run_and_kill(path, acknowledged, random);
        // Looking through everything takes longer with every cycle; each of the first ones, then now and then.
        if (acknowledged > 0 && (cycle <= 20 || cycle % 20 == 0 || cycle == cycles)) check(path, acknowledged);
    }
    fmt::print("{} kills, {} acknowledged notes, none lost, none doubled (seed {})\n", cycles, acknowledged, seed);
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace
}  // namespace tocsin::store

int main(int argc, char** argv) {
    tocsin::log::set_level(tocsin::log::Level::warning);
    return tocsin::store::run(argc > 1 ? std::atoi(argv[1]) : 200);
}
