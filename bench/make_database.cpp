// Makes a database to measure on, through the store as the handlers use it, in group commits.
// Usage: bench_database FILE INCIDENTS EVENTS [LONG]: EVENTS are spread over the incidents evenly; if LONG is given, one
// more incident gets that many.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <semaphore>

#include "bench/names.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"

namespace {

using namespace tocsin;

/// Jobs waiting at once: enough for whole groups.
constexpr std::ptrdiff_t kWaiting = 512;

class Maker {
public:
    explicit Maker(const std::string& path) {
        store::Options options;
        options.path = path;
        options.clock = &clock_;
        options.random = &random_;
        options.post = [](const std::function<void()>& work) { work(); };
        auto opened = store::open_sqlite(std::move(options));
        if (!opened) throw std::runtime_error(opened.error().message);
        store_ = std::move(*opened);
    }

    void incident(long long events) {
        store::Job job;
        job.now = clock_.now();
        job.handle = [number = ++incidents_, events](store::UnitOfWork& work) { return fill(work, number, events); };
        room_.acquire();
        store_->submit(std::move(job), [this](const Result<store::Committed>& done) {
            if (!done) failed_ = true;
            room_.release();
        });
    }

    bool finish() {
        for (std::ptrdiff_t i = 0; i < kWaiting; ++i) room_.acquire();
        store_->close();
        return !failed_;
    }

private:
    static Reply fill(store::UnitOfWork& work, long long number, long long events) {
        const store::Attribution by{slack_actor(TeamId(bench::kTeam), UserId(bench::kUser)), Source("slack")};
        event::Declared declared;
        declared.title = fmt::format("Checkout is failing for the {}. time", number);
        declared.severity = Severity::sev2;
        const auto made = work.declare(declared, by);
        work.record(made, event::ChannelCreated{ChannelId(bench::channel_of(number)), fmt::format("inc-{}-checkout-is-failing", number)}, by);
        for (long long i = 2; i < events; ++i)
            work.record(made, event::NoteAdded{fmt::format("error rate of checkout is down to {} per minute, watching", i)}, by);
        return {};
    }

    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<store::Store> store_;
    std::counting_semaphore<kWaiting> room_{kWaiting};
    std::atomic<bool> failed_ = false;
    long long incidents_ = 0;
};

}  // namespace

int main(int count, char** words) {
    if (count < 4) {
        fmt::print(stderr, "usage: bench_database FILE INCIDENTS EVENTS [LONG]\n");
        return 2;
    }
    try {
        const long long incidents = std::atoll(words[2]), events = std::atoll(words[3]);
        Maker maker(words[1]);
        for (long long i = 0; i < incidents; ++i) maker.incident(events / incidents);
        if (count > 4) maker.incident(std::atoll(words[4]));
        return maker.finish() ? 0 : 1;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_database: {}\n", failure.what());
        return 1;
    }
}
