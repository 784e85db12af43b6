// What the tests of the layers above the store share: a real store in a folder that goes away, a clock moved by hand and
// an I/O thread that runs when told to, all in the test's own thread. Made by a test case; coroutines that still wait when
// it ends are destroyed with its clock.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>

#include "bot/base/log.hpp"
#include "bot/base/scheduler.hpp"
#include "bot/ops/metrics.hpp"
#include "bot/store/unit_of_work.hpp"
#include "handlers/settings.hpp"
#include "tests/unit/store/support.hpp"

namespace tocsin::testing {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using store::testing::kAlice;
using store::testing::kStart;

/// What one coroutine came to, some time.
template <class T>
struct Promised {
    std::optional<T> value;
};

class ShellBench {
public:
    explicit ShellBench(std::size_t queue_limit = 8192) : queue_limit_(queue_limit) {
        log::set_level(log::Level::error);
        settings.team = TeamId("T1");
        settings.announce_channel = ChannelId("C0ANNOUNCE");
        settings.updates_channel = ChannelId("C0UPDATES");
        open();
    }

    void open() {
        store::Options options;
        options.path = path();
        options.clock = &clock;
        options.random = &random_;
        options.post = [this](std::function<void()> work) { boost::asio::post(io, std::move(work)); };
        options.on_outbox = [this] { if (on_outbox) on_outbox(); };
        options.on_timer = [this] { if (on_timer) on_timer(); };
        options.own_thread = false;
        options.queue_limit = queue_limit_;
        auto opened = store::open_sqlite(options);
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        store = std::move(*opened);
    }
    std::string path() const { return folder_ / "tocsin.db"; }

    /// Everything that can happen without time passing.
    void pump() {
        for (bool busy = true; busy;) {
            io.restart();
            busy = io.poll() > 0;
            while (clock.step_until(clock.now())) busy = true;
        }
    }
    /// One thing of the I/O thread's queue.
    void step() {
        io.restart();
        io.poll_one();
    }
    void advance(Duration span) {
        const Time until = clock.now() + span;
        for (pump(); clock.now() < until; pump()) clock.step_until(until);
    }

    /// Starts a coroutine; what it throws fails the test.
    template <class T>
    std::shared_ptr<Promised<T>> start(boost::asio::awaitable<T> work) {
        auto promised = std::make_shared<Promised<T>>();
        boost::asio::co_spawn(io, std::move(work), [promised](const std::exception_ptr& error, T value) {
            if (error) std::rethrow_exception(error);
            promised->value = std::move(value);
        });
        return promised;
    }
    /// Runs a coroutine that needs at most `limit` to end.
    template <class T>
    T await(boost::asio::awaitable<T> work, Duration limit = Duration::zero()) {
        const auto promised = start(std::move(work));
        pump();
        if (!promised->value) advance(limit);
        REQUIRE(promised->value);
        return std::move(*promised->value);
    }

    /// A transaction that must succeed.
    Reply change(std::function<Reply(store::UnitOfWork&)> handle) {
        std::optional<Result<store::Committed>> outcome;
        store::Job job;
        job.now = clock.now();
        job.handle = std::move(handle);
        store->submit(std::move(job), [&](Result<store::Committed> result) { outcome = std::move(result); });
        for (int i = 0; i < 1000 && !outcome; ++i) step();
        REQUIRE(outcome);
        INFO((*outcome ? std::string() : outcome->error().message));
        REQUIRE(outcome->has_value());
        return (*outcome)->reply;
    }
    void in_job(const std::function<void(store::UnitOfWork&)>& work) {
        change([&](store::UnitOfWork& unit) { return work(unit), Reply{}; });
    }
    void look(std::function<void(const store::Snapshot&)> work) {
        bool done = false;
        store->read(std::move(work), [&](const Result<void>& result) {
            CHECK(result);
            done = true;
        });
        for (int i = 0; i < 1000 && !done; ++i) step();
        REQUIRE(done);
    }
    IncidentNumber declare(const std::string& title = "Checkout is failing") {
        return change([title](store::UnitOfWork& work) {
                   event::Declared declared;
                   declared.title = title;
                   declared.severity = Severity::sev2;
                   return say("declared", work.declare(declared, kAlice));
               }).incident;
    }
    /// An incident with a channel: `C1` for the first.
    IncidentNumber declare_with_channel() {
        const auto number = declare();
        in_job([&](store::UnitOfWork& work) {
            work.record(number, event::ChannelCreated{ChannelId("C" + std::to_string(number.value)), "inc-" + std::to_string(number.value)}, kAlice);
        });
        return number;
    }
    std::optional<OutboxRow> row(OutboxId id) {
        std::optional<OutboxRow> out;
        look([&](const store::Snapshot& view) { out = view.tables().outbox.find(id); });
        return out;
    }
    store::OutboxHealth outbox() {
        store::OutboxHealth out;
        look([&](const store::Snapshot& view) { out = view.tables().outbox.health(); });
        return out;
    }
    std::vector<Event> events(IncidentNumber number) {
        std::vector<Event> out;
        look([&](const store::Snapshot& view) { out = view.tables().timeline.events(number); });
        return out;
    }

    boost::asio::io_context io{1};
    ManualScheduler clock{kStart};
    ops::Metrics metrics;
    handlers::Settings settings;
    std::function<void()> on_outbox, on_timer;

private:
    store::testing::TemporaryFolder folder_;
    SystemRandom random_;
    std::size_t queue_limit_;

public:
    std::unique_ptr<store::Store> store;
};

}  // namespace tocsin::testing
