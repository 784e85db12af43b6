// Which attempts count against the three of a page that must wake.
#include "bot/core/page_fold.hpp"
#include "handlers/delivery_result.hpp"
#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

/// A page whose one message waits in the outbox, and what becomes of its attempts.
class PageBench {
public:
    PageBench() : number_(bench_.declare_with_channel()) {
        bench_.in_job([&](store::UnitOfWork& work) {
            work.record(number_, event::PageRequested{"P1", "Bob", "tocsin", "", false, "person:bob", "v"}, kAlice);
            work.record(number_, event::NotificationRequested{"P1", 1, "person:bob", oncall::Means::sms}, kAlice);
            row_ = work.tables().outbox.add(number_, delivery::Notify{"P1", 1, "person:bob", oncall::Means::sms}, work.now(), work.now(), true);
        });
    }
    void attempt(bool uncounted) {
        auto row = bench_.row(row_);
        REQUIRE(row);
        ++row->attempts;
        bench_.change([&](store::UnitOfWork& work) {
            handlers::Context context(work, bench_.settings, {system_actor(), Source("outbox")});
            return handlers::delivery_result(context, *row, TryLater{"later", seconds{1}, false, uncounted});
        });
    }
    NotificationState state() {
        NotificationState out{};
        bench_.look([&](const store::Snapshot& view) { out = find_page(*view.find(number_), "P1")->notifications.front().state; });
        return out;
    }

private:
    ShellBench bench_;
    IncidentNumber number_;
    OutboxId row_;
};

}  // namespace

TEST_CASE("waiting for our own turn is no attempt") {
    PageBench page;
    for (int i = 0; i < 5; ++i) page.attempt(true);
    page.attempt(false);
    page.attempt(false);
    page.attempt(true);
    CHECK(page.state() == NotificationState::requested);
    page.attempt(false);
    CHECK(page.state() == NotificationState::failed);
}
