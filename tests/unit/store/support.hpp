// What the tests of the store share: a folder that goes away, a store to submit to and wait for, short-hands for jobs.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <thread>

#include "bot/store/database.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"

namespace tocsin::store::testing {

inline const Time kStart = time_from_unix_seconds(1'767'323'045);
inline Time after(int seconds) { return kStart + std::chrono::seconds{seconds}; }
inline const Attribution kAlice{ActorId("slack:T1:U1"), Source("slack")};

class FixedClock final : public Clock {
public:
    Time now() const override { return kStart; }
};

class TemporaryFolder {
public:
    TemporaryFolder() {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::temp_directory_path() / ("tocsin-store-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// Stands for the I/O thread: runs what is posted, when told to or in a thread of its own.
class Loop {
public:
    void post(std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        work_.push_back(std::move(work));
        changed_.notify_all();
    }
    /// Runs what there is until nothing is left.
    void drain() {
        while (auto work = take(false)) work();
    }
    /// Runs until `done` holds; fails the test after 20 s.
    void run_until(const std::function<bool()>& done) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!done()) {
            if (auto work = take(true)) work();
            if (std::chrono::steady_clock::now() > give_up) FAIL("waited 20 s for the store");
        }
    }

private:
    std::function<void()> take(bool wait) {
        std::unique_lock lock(mutex_);
        if (wait) changed_.wait_for(lock, std::chrono::milliseconds{20}, [this] { return !work_.empty(); });
        if (work_.empty()) return nullptr;
        auto work = std::move(work_.front());
        work_.pop_front();
        return work;
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> work_;
};

/// A store in a folder of its own, opened again at will.
class Bench {
public:
    explicit Bench(bool own_thread = false) : own_thread_(own_thread) { open(); }

    void open() {
        auto opened = open_sqlite(options());
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        store = std::move(*opened);
    }
    void reopen() {
        store.reset();
        loop.drain();
        open();
    }
    Options options() {
        Options out;
        out.path = path();
        out.clock = &clock_;
        out.random = &random_;
        out.post = [this](std::function<void()> work) { loop.post(std::move(work)); };
        out.on_failure = [this](const std::string& reason) { failures.push_back(reason); };
        out.on_outbox = [this] { ++outbox_calls; };
        out.on_timer = [this] { ++timer_calls; };
        out.own_thread = own_thread_;
        out.queue_limit = queue_limit;
        out.log_pages = log_pages;
        return out;
    }
    std::string path() const { return folder / "tocsin.db"; }

    /// Submits and waits for the outcome.
    Result<Committed> run(std::function<Reply(UnitOfWork&)> handle, std::vector<DeliveryKey> keys = {}, Time now = kStart) {
        std::optional<Result<Committed>> outcome;
        const auto ticket = store->submit({Priority::human, std::move(keys), now, std::move(handle)},
                                          [&](Result<Committed> result) { outcome = std::move(result); });
        loop.run_until([&] { return outcome.has_value(); });
        return std::move(*outcome);
    }
    /// The same for changes that must succeed.
    Reply change(std::function<Reply(UnitOfWork&)> handle, std::vector<DeliveryKey> keys = {}, Time now = kStart) {
        auto outcome = run(std::move(handle), std::move(keys), now);
        INFO((outcome ? std::string() : outcome.error().message));
        REQUIRE(outcome);
        return outcome->reply;
    }
    void look(std::function<void(const Snapshot&)> work) {
        bool done = false;
        store->read(std::move(work), [&](const Result<void>& result) {
            CHECK(result);
            done = true;
        });
        loop.run_until([&] { return done; });
    }
    IncidentNumber declare(const std::string& title = "Checkout is failing") {
        return change([title](UnitOfWork& work) {
                   event::Declared declared;
                   declared.title = title;
                   declared.severity = Severity::sev2;
                   return say("declared", work.declare(declared, kAlice));
               }).incident;
    }
    void note(IncidentNumber number, const std::string& text) {
        change([=](UnitOfWork& work) {
            work.record(number, event::NoteAdded{text}, kAlice);
            return say("noted", number);
        });
    }
    std::vector<Event> events(IncidentNumber number) {
        std::vector<Event> out;
        look([&](const Snapshot& snapshot) { out = snapshot.tables().timeline.events(number); });
        return out;
    }

    TemporaryFolder folder;
    Loop loop;
    std::size_t queue_limit = 8192;
    std::vector<std::string> failures;
    int outbox_calls = 0, timer_calls = 0;
    int log_pages = 16384;
    std::unique_ptr<Store> store;

private:
    FixedClock clock_;
    SystemRandom random_;
    bool own_thread_;
};

}  // namespace tocsin::store::testing
