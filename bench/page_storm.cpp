// Ten thousand pages whose next notification is due in the same second: how long until all of it waits in the outbox, and
// how late the last one is if the program is stopped in the middle and started again. Usage: bench_page_storm FOLDER [PAGES]
// Prints:  pages=N all_ms=N late_ms=N
#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bot/net/asio_scheduler.hpp"
#include "bot/oncall/recall.hpp"
#include "bot/ops/timers.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"
#include "handlers/escalate.hpp"

namespace {

using namespace tocsin;
namespace asio = boost::asio;

constexpr const char* kOncall = R"(
people:
  - {id: ann, name: Ann, slack: U0000ANN, phone: "+48123456789", time_zone: UTC}
notify_defaults: {high: [{after: 0m, by: slack}, {after: 1m, by: sms}, {after: 3m, by: call}]}
schedules:
  - {id: shop, time_zone: UTC, layers: [{id: all, rotation: weekly, start: "2020-01-06T00:00", users: [ann]}]}
policies:
  - {id: shop, fallback: ["person:ann"], steps: [{notify: ["schedule:shop"], delay: 5m}]}
services: [{id: shop, name: Shop, policy: shop}]
)";
/// Between asking and the second notification: its rule says one minute.
constexpr Duration kRule = std::chrono::minutes{1};
/// Time to ask for all the pages before the first tick is due.
constexpr Duration kPreparation = std::chrono::seconds{8};
constexpr std::ptrdiff_t kWaiting = 512;

/// Store and timers as the App has them, without the senders.
class Program {
public:
    explicit Program(const std::string& path) : scheduler_(io_.get_executor()) {
        settings_.oncall->set_current(oncall::recall(kOncall));
        store::Options options;
        options.path = path;
        options.clock = &scheduler_;
        options.random = &random_;
        options.post = [this](std::function<void()> work) { asio::post(io_, std::move(work)); };
        options.on_timer = [this] {
            if (timers_) timers_->wake();
        };
        auto opened = store::open_sqlite(std::move(options));
        if (!opened) throw std::runtime_error(opened.error().message);
        store_ = std::move(*opened);
    }

    void ask_for(int pages, Time at) {
        int done = 0;
        for (int i = 0; i < pages; ++i) {
            while (i - done > kWaiting) io_.run_one();
            store::Job job;
            job.now = at;
            job.handle = [this](store::UnitOfWork& work) { return ask(work); };
            store_->submit(std::move(job), [&](const Result<store::Committed>& result) {
                if (!result) throw std::runtime_error(result.error().message);
                ++done;
            });
        }
        while (done < pages) io_.run_one();
    }

    void start() {
        timers_ = std::make_unique<ops::Timers>(*store_, scheduler_, metrics_, settings_);
        timers_->start();
    }

    /// Runs until so many notifications wait, or until `end`; how many there are.
    std::int64_t run(std::int64_t wanted, Time end) {
        std::int64_t waiting = 0;
        while (waiting < wanted && scheduler_.now() < end) {
            io_.run_for(std::chrono::milliseconds{20});
            bool read = false;
            store_->read([&](const store::Snapshot& view) { waiting = view.tables().outbox.health().waiting; }, [&](const Result<void>&) { read = true; });
            while (!read) io_.run_one();
        }
        return waiting;
    }
    void stop() {
        store_->close();
        timers_.reset();
    }
    Time now() const { return scheduler_.now(); }

private:
    Reply ask(store::UnitOfWork& work) const {
        handlers::Context context(work, settings_, {system_actor(), Source("bench")});
        event::Declared declared;
        declared.title = "Shop is down";
        declared.severity = Severity::sev1;
        declared.wants_channel = false;
        const auto number = work.declare(declared, context.attribution());
        handlers::begin_page(context, number, {"policy:shop", "Shop"}, "");
        return {};
    }

    asio::io_context io_{1};
    /// Between two answers of the store nothing is under way here.
    asio::executor_work_guard<asio::io_context::executor_type> busy_{io_.get_executor()};
    net::AsioScheduler scheduler_;
    SystemRandom random_;
    ops::Metrics metrics_;
    handlers::Settings settings_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<ops::Timers> timers_;
};

/// One storm; `stopped_after`: the program is stopped that long after the pages are due, and started again. Milliseconds from
/// when they were due until the last notification waits.
double storm(const std::string& path, int pages, std::optional<Duration> stopped_after) {
    auto program = std::make_unique<Program>(path);
    const Time due = program->now() + kPreparation;
    program->ask_for(pages, due - kRule);
    if (program->now() >= due) throw std::runtime_error("asking for the pages took longer than the time for it");
    program->start();
    const std::int64_t wanted = 2 * pages;
    std::int64_t waiting = program->run(wanted, due + stopped_after.value_or(std::chrono::minutes{1}));
    if (stopped_after) {
        // A storm that was over, or had not begun, says nothing about a stop in its middle.
        if (waiting == pages || waiting == wanted) throw std::runtime_error(fmt::format("stopped with {} of {} notifications, not in the middle", waiting, wanted));
        fmt::print(stderr, "stopped with {} of {} notifications\n", waiting, wanted);
        program->stop();
        program = std::make_unique<Program>(path);
        program->start();
        waiting = program->run(wanted, due + std::chrono::minutes{1});
    }
    const auto took = std::chrono::duration<double, std::milli>(program->now() - due).count();
    if (waiting != wanted) throw std::runtime_error(fmt::format("{} of {} notifications wait", waiting, wanted));
    program->stop();
    return took;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        fmt::print(stderr, "usage: bench_page_storm FOLDER [PAGES]\n");
        return 2;
    }
    try {
        const std::filesystem::path folder = words[1];
        const int pages = count > 2 ? std::atoi(words[2]) : 10'000;
        const double all = storm(folder / "storm.db", pages, std::nullopt);
        const double late = storm(folder / "stopped.db", pages, std::chrono::milliseconds{200});
        fmt::print("pages={} all_ms={:.0f} late_ms={:.0f}\n", pages, all, late);
        return 0;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_page_storm: {}\n", failure.what());
        return 1;
    }
}
