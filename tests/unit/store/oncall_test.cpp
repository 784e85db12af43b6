// What the running program adds to the on-call file: editions, overrides, swaps, recorded shifts, turns and what pages cost people.
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

namespace {

Time after_minutes(int minutes) { return kStart + std::chrono::minutes{minutes}; }
const oncall::ScheduleId kPrimary("primary"), kSecondary("secondary");
const oncall::PersonId kAnn("ann"), kBob("bob");

oncall::Override made(const oncall::ScheduleId& schedule, int from, int until) {
    oncall::Override out;
    out.schedule = schedule;
    out.kind = oncall::OverrideKind::replace;
    out.from = after_minutes(from);
    out.until = after_minutes(until);
    out.person = kAnn;
    out.replaces = kBob;
    out.layer = oncall::LayerId("week");
    out.by = kAlice.actor;
    return out;
}

}  // namespace

TEST_CASE("an edition is kept under its version, and saving it again makes it the newest") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        CHECK_FALSE(oncall.newest_file());
        oncall.save_file("v1", "one", after_minutes(0));
        oncall.save_file("v2", "two", after_minutes(1));
        CHECK(oncall.newest_file() == "two");
        oncall.save_file("v1", "ignored", after_minutes(2));
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        const auto& oncall = view.tables().oncall;
        CHECK(oncall.newest_file() == "one");
        CHECK(oncall.file("v2") == "two");
        CHECK_FALSE(oncall.file("v3"));
    });
}

TEST_CASE("an override is kept whole, touches [from, until), and what was taken back holds no more") {
    Bench bench;
    oncall::OverrideId first, second;
    bench.change([&](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        first = oncall.add_override(made(kPrimary, 10, 20), kStart);
        second = oncall.add_override(made(kSecondary, 15, 30), kStart);
        return Reply{};
    });
    bench.look([&](const Snapshot& view) {
        const auto& oncall = view.tables().oncall;
        const auto found = oncall.find_override(first);
        REQUIRE(found);
        auto wanted = made(kPrimary, 10, 20);
        wanted.id = first;
        CHECK((*found == wanted));
        CHECK(oncall.overrides(kPrimary, after_minutes(19), after_minutes(20)).size() == 1);
        CHECK(oncall.overrides(kPrimary, after_minutes(20), after_minutes(25)).empty());
        CHECK(oncall.overrides(kPrimary, after_minutes(5), after_minutes(10)).empty());
        CHECK(oncall.overrides({}, after_minutes(0), after_minutes(60)).size() == 2);
    });
    bench.change([&](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        CHECK(oncall.remove_override(first, after_minutes(1)));
        CHECK_FALSE(oncall.remove_override(first, after_minutes(2)));
        CHECK_FALSE(oncall.remove_override(oncall::OverrideId(99), after_minutes(2)));
        CHECK_FALSE(oncall.find_override(first));
        CHECK(oncall.overrides({}, after_minutes(0), after_minutes(60)).size() == 1);
        return Reply{};
    });
}

TEST_CASE("a swap is answered once") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        const auto id = oncall.add_swap({0, kPrimary, after_minutes(1), after_minutes(2), kAnn, kBob, "ignored"}, kStart);
        const auto offered = oncall.swap(id);
        REQUIRE(offered);
        CHECK(offered->state == "offered");
        CHECK(offered->offered_by == kAnn);
        CHECK(offered->offered_to == kBob);
        CHECK(offered->from == after_minutes(1));
        CHECK(offered->until == after_minutes(2));
        CHECK_FALSE(offered->offered);
        CHECK_FALSE(offered->wanted);
        CHECK(oncall.answer_swap(id, "accepted"));
        CHECK_FALSE(oncall.answer_swap(id, "declined"));
        CHECK(oncall.swap(id)->state == "accepted");
        CHECK_FALSE(oncall.swap(id + 1));
        return Reply{};
    });
}

TEST_CASE("a swap keeps the shifts that it is about") {
    Bench bench;
    const SwappedShift mine{oncall::LayerId("week"), after_minutes(1), after_minutes(10)}, theirs{oncall::LayerId(), after_minutes(10), after_minutes(20)};
    bench.change([&](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        const auto kept = oncall.swap(oncall.add_swap({0, kPrimary, after_minutes(1), after_minutes(20), kAnn, kBob, "ignored", mine, theirs}, kStart));
        REQUIRE(kept);
        CHECK(kept->offered == mine);
        CHECK(kept->wanted == theirs);
        return Reply{};
    });
}

TEST_CASE("the people of an override are called by other ids, and it stays the same one") {
    Bench bench;
    bench.change([&](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        const auto id = oncall.add_override(made(kPrimary, 10, 20), kStart);
        oncall.rename_override(id, oncall::PersonId("anna"), oncall::PersonId("robert"));
        auto wanted = made(kPrimary, 10, 20);
        wanted.id = id;
        wanted.person = oncall::PersonId("anna");
        wanted.replaces = oncall::PersonId("robert");
        CHECK((oncall.find_override(id) == wanted));
        return Reply{};
    });
}

TEST_CASE("a shift that is recorded is never written anew") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        CHECK_FALSE(oncall.written_until(kPrimary));
        const oncall::LayerId week("week");
        oncall.write_shifts(kPrimary, {{kAnn, week, {}, 0, after_minutes(0), after_minutes(10)}}, after_minutes(10), "v1");
        oncall.write_shifts(kPrimary, {{kAnn, week, {}, 0, after_minutes(0), after_minutes(99)}, {kBob, week, {}, 0, after_minutes(10), after_minutes(20)}}, after_minutes(20), "v2");
        oncall.write_shifts(kSecondary, {}, after_minutes(5), "v2");
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        const auto& oncall = view.tables().oncall;
        CHECK(oncall.written_until(kPrimary) == after_minutes(20));
        CHECK(oncall.written_schedules() == std::vector{kPrimary, kSecondary});
        const auto all = oncall.shifts(kPrimary, after_minutes(0), after_minutes(60));
        REQUIRE(all.size() == 2);
        CHECK(all[0].person == kAnn);
        CHECK(all[0].until == after_minutes(10));
        CHECK(oncall.shifts(kPrimary, after_minutes(10), after_minutes(11)).size() == 1);
        CHECK(oncall.shifts(kPrimary, after_minutes(20), after_minutes(21)).empty());
        CHECK(oncall.shifts(kSecondary, after_minutes(0), after_minutes(60)).empty());
    });
}

TEST_CASE("turns are counted by policy and step") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        const oncall::PolicyId payments("payments"), ledger("ledger");
        CHECK(oncall.times_fired(payments, 0) == 0);
        oncall.count_fired(payments, 0);
        oncall.count_fired(payments, 0);
        oncall.count_fired(payments, 1);
        CHECK(oncall.times_fired(payments, 0) == 2);
        CHECK(oncall.times_fired(payments, 1) == 1);
        CHECK(oncall.times_fired(ledger, 0) == 0);
        return Reply{};
    });
}

TEST_CASE("what a page cost: reached once a time, passed by until somebody has it, and by whom it was taken") {
    Bench bench;
    const auto number = bench.declare();
    bench.change([&](UnitOfWork& work) {
        auto& oncall = work.tables().oncall;
        const PageFact ann{number, "P1", kAnn, kPrimary, after_minutes(0), {}, {}, false};
        oncall.page_reached(ann);
        oncall.page_reached(ann);
        oncall.page_passed(number, "P1");
        oncall.page_reached({number, "P1", kBob, {}, after_minutes(5), {}, {}, false});
        oncall.page_acknowledged(number, kBob, after_minutes(6));
        oncall.page_passed(number, "P1");
        oncall.page_reached({number, "P1", kAnn, kPrimary, after_minutes(40), {}, {}, false});
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        const auto facts = view.tables().oncall.page_facts(after_minutes(0), after_minutes(40));
        REQUIRE(facts.size() == 2);
        CHECK(facts[0].person == kAnn);
        CHECK(facts[0].schedule == kPrimary);
        CHECK(facts[0].passed);
        CHECK(facts[0].acknowledged_by == kBob);
        CHECK(facts[1].person == kBob);
        CHECK_FALSE(facts[1].passed);
        CHECK(facts[1].acknowledged_at == after_minutes(6));
        CHECK(view.tables().oncall.page_facts(after_minutes(40), after_minutes(41)).size() == 1);
        CHECK_FALSE(view.tables().oncall.page_facts(after_minutes(40), after_minutes(41)).front().acknowledged_at);
    });
}
