// The tables of what reports and of what is looked after.
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

TEST_CASE("a heartbeat is kept whole, replaced by name, and forgotten") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& watch = work.tables().watch;
        CHECK_FALSE(watch.heartbeat("backups"));
        watch.put({"prometheus", after(5), std::nullopt, {}});
        watch.put({"backups", after(1), std::nullopt, {}});
        watch.put({"backups", after(2), after(3), IncidentNumber(7)});
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        const auto& watch = view.tables().watch;
        const auto backups = watch.heartbeat("backups");
        REQUIRE(backups);
        CHECK(backups->seen_at == after(2));
        CHECK(backups->missing_since == after(3));
        CHECK(backups->incident == IncidentNumber(7));
        const auto all = watch.heartbeats();
        REQUIRE(all.size() == 2);
        CHECK(all[0].name == "backups");
        CHECK(all[1].name == "prometheus");
        CHECK_FALSE(all[1].missing_since);
        CHECK(all[1].incident.none());
    });
    bench.change([](UnitOfWork& work) { return work.tables().watch.forget_heartbeat("backups"), Reply{}; });
    bench.look([](const Snapshot& view) {
        CHECK_FALSE(view.tables().watch.heartbeat("backups"));
        CHECK(view.tables().watch.heartbeats().size() == 1);
    });
}

TEST_CASE("a state is news when it changes, and since when it holds is kept") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& watch = work.tables().watch;
        CHECK_FALSE(watch.set("webhooks", "ok", "", after(0)));
        CHECK(watch.set("webhooks", "disabled", "since Monday", after(10)));
        CHECK_FALSE(watch.set("webhooks", "disabled", "since Tuesday", after(20)));
        CHECK(watch.set("other", "gone", "", after(20)));
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        const auto found = view.tables().watch.find("webhooks");
        REQUIRE(found);
        CHECK(found->state == "disabled");
        CHECK(found->detail == "since Tuesday");
        CHECK(found->since == after(10));
        CHECK(found->seen_at == after(20));
        CHECK(view.tables().watch.all().size() == 2);
    });
    bench.change([](UnitOfWork& work) {
        auto& watch = work.tables().watch;
        CHECK(watch.set("webhooks", "ok", "", after(30)));
        watch.forget("other");
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        CHECK(view.tables().watch.find("webhooks")->since == after(30));
        CHECK_FALSE(view.tables().watch.find("other"));
    });
}
