// User groups, Home tabs, and the look-up columns of incidents that came with them.
#include "bot/store/migrate.hpp"
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

TEST_CASE("a user group is what it was when it was last read") {
    Bench bench;
    const UserGroupId sre("S0SRE"), other("S0OTHER");
    bench.change([&](UnitOfWork& work) {
        auto& groups = work.tables().user_groups;
        CHECK_FALSE(groups.read_at(sre));
        CHECK_FALSE(groups.has(sre, UserId("U1")));
        groups.put(sre, {UserId("U2"), UserId("U1"), UserId("U2")}, kStart);
        groups.put(other, {UserId("U3")}, kStart);
        groups.put(sre, {UserId("U2"), UserId("U4")}, kStart + std::chrono::seconds{9});
        return Reply{};
    });
    bench.look([&](const Snapshot& view) {
        const auto& groups = view.tables().user_groups;
        CHECK(groups.read_at(sre) == kStart + std::chrono::seconds{9});
        CHECK(groups.members(sre) == std::vector{UserId("U2"), UserId("U4")});
        CHECK_FALSE(groups.has(sre, UserId("U1")));
        CHECK(groups.has(sre, UserId("U4")));
        CHECK_FALSE(groups.has(sre, UserId("U3")));
        CHECK(groups.has(other, UserId("U3")));
    });
}

TEST_CASE("a Home tab remembers what it shows, and only those who looked lately are found") {
    Bench bench;
    bench.change([](UnitOfWork& work) {
        auto& homes = work.tables().homes;
        homes.published(UserId("U1"), {"digest", "hash"});
        CHECK_FALSE(homes.find(UserId("U1")));
        homes.opened(UserId("U1"), kStart);
        homes.published(UserId("U1"), {"digest", "hash"});
        homes.opened(UserId("U1"), kStart + std::chrono::seconds{5});
        homes.opened(UserId("U2"), kStart);
        return Reply{};
    });
    bench.look([](const Snapshot& view) {
        const auto& homes = view.tables().homes;
        REQUIRE(homes.find(UserId("U1")));
        CHECK(homes.find(UserId("U1"))->digest == "digest");
        CHECK(homes.find(UserId("U1"))->hash == "hash");
        CHECK(homes.opened_since(kStart) == std::vector{UserId("U1"), UserId("U2")});
        CHECK(homes.opened_since(kStart + std::chrono::seconds{1}) == std::vector{UserId("U1")});
    });
}

TEST_CASE("incidents with something left to do are found, and a migrated database finds them too") {
    Bench bench;
    const auto with_items = [](const Repositories& tables) {
        IncidentFilter filter;
        filter.scope = IncidentFilter::Scope::with_items;
        return tables.incidents.list(filter);
    };
    bench.change([&](UnitOfWork& work) {
        event::Declared declared;
        declared.title = "a";
        const auto first = work.declare(declared, kAlice);
        const auto second = work.declare(declared, kAlice);
        work.record(first, event::TaskAdded{ItemNumber(1), "x", {}, {}, false}, kAlice);
        work.record(second, event::TaskAdded{ItemNumber(1), "x", {}, {}, true}, kAlice);
        CHECK(with_items(work.tables()).size() == 2);
        work.record(first, event::TaskDone{ItemNumber(1), false}, kAlice);
        CHECK(with_items(work.tables()) == std::vector{second});
        return Reply{};
    });

    TemporaryFolder folder;
    const auto path = folder / "old.db";
    auto known = known_migrations();
    std::erase_if(known, [](const Migration& step) { return step.number >= 10; });
    {
        Database database(path, Database::Access::read_write_create);
        REQUIRE(apply_migrations(database, path, kStart, known));
        database.execute_script(R"(INSERT INTO incident VALUES (1, 'a', 'closed', 2, '', '', 0, 0, 5, '{"tasks":[{"number":1,"done":true},{"number":2,"done":false}]}', 0),)"
                                R"((2, 'b', 'triage', 2, '', '', 0, 0, 5, '{"tasks":[]}', 0), (3, 'c', 'triage', 2, '', '', 0, 0, 5, '', 0);)");
        REQUIRE(apply_migrations(database, path, kStart, known_migrations()));
        CHECK(database.value<std::string>("SELECT group_concat(number || ':' || open_items || ':' || private) FROM incident") == "1:1:0,2:0:0,3:0:0");
    }
}

TEST_CASE("that an incident is private outlives its snapshot and the entry that said so") {
    Bench bench;
    IncidentNumber number;
    bench.change([&](UnitOfWork& work) {
        event::Declared declared;
        declared.title = "secret";
        declared.private_ = true;
        number = work.declare(declared, kAlice);
        return Reply{};
    });
    bench.change([&](UnitOfWork& work) {
        CHECK(work.redact(number, EventSeq(1), "why", kAlice));
        CHECK(work.find(number)->private_);
        return Reply{};
    });
    bench.store->close();
    {
        Database database(bench.path(), Database::Access::read_write);
        database.run("UPDATE incident SET snapshot = ''");
    }
    CHECK(read_only(bench.path(), [&](const Snapshot& view) { CHECK(view.find(number)->private_); }));
}
