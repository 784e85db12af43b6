// A dispatcher over a bench, with a held sender for each destination. Made by a test case; the test's own thread.
#pragma once

#include "bot/outbox/dispatcher.hpp"
#include "tests/support/refusing_store.hpp"
#include "tests/support/shell_bench.hpp"
#include "tests/unit/outbox/held_sender.hpp"

namespace tocsin::testing {

/// Long enough for the pause between what wakes the dispatcher and its look.
inline constexpr Duration kMoment = milliseconds{2};

class DispatcherBench {
public:
    DispatcherBench() { begin(); }

    void begin(bool with_slack = true, bool with_pagerduty = true) {
        dispatcher.emplace(outbox::Dispatcher::Parts{bench.io.get_executor(), store, bench.clock, bench.metrics, bench.settings,
                                                     with_slack ? &slack : nullptr, with_pagerduty ? &pagerduty : nullptr, nullptr, &steps});
        bench.on_outbox = [this] { dispatcher->wake(); };
        dispatcher->wake();
        settle();
    }
    /// As when the process dies: nobody waits for what is under way.
    void end() {
        bench.on_outbox = nullptr;
        dispatcher.reset();
    }
    void post(const std::string& channel, const std::string& text) {
        bench.in_job([&](store::UnitOfWork& work) { work.enqueue({}, delivery::PostTo{ChannelId(channel), text}); });
    }
    /// Somebody changes the outbox after it was looked at and before the row is read once more for its attempt.
    void between_look_and_attempt(std::function<void(store::UnitOfWork&)> change) {
        bench.pump();
        store.before_read = [this, change = std::move(change), attempt = store.reads + 2] {
            if (store.reads != attempt) return;
            store::Job job;
            job.now = bench.clock.now();
            job.handle = [change](store::UnitOfWork& work) { return change(work), Reply{}; };
            bench.store->submit(std::move(job), [](const Result<store::Committed>&) {});
        };
    }
    /// What is due has been begun.
    void settle() {
        bench.pump();
        bench.advance(kMoment);
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> out;
        for (const auto& row : slack.sent) out.push_back(plain_text(std::get<delivery::PostTo>(row.what).text));
        return out;
    }

    ShellBench bench;
    RefusingStore store{*bench.store, bench.io};
    HeldSender slack{bench.io}, pagerduty{bench.io}, steps{bench.io};
    std::optional<outbox::Dispatcher> dispatcher;
};

}  // namespace tocsin::testing
