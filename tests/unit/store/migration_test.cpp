// Migrations: checksums, the backup before them, newer and older binaries; and the online backup.
#include <fstream>

#include "bot/store/migrate.hpp"
#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

namespace {

const std::string kOne = "-- compatible-with: 1\nCREATE TABLE one (a INTEGER);";
const std::string kTwo = "-- compatible-with: 1\nCREATE TABLE two (a INTEGER);";
const std::string kThree = "-- compatible-with: 3\nDROP TABLE one;";

std::vector<Migration> steps(int count) {
    std::vector<Migration> out{parse_migration("0001_one.sql", kOne), parse_migration("0002_two.sql", kTwo),
                               parse_migration("0003_three.sql", kThree)};
    out.resize(static_cast<std::size_t>(count));
    return out;
}

Result<std::vector<std::string>> bring_up(const std::string& path, const std::vector<Migration>& known) {
    Database database(path, Database::Access::read_write_create);
    return apply_migrations(database, path, kStart, known);
}

}  // namespace

TEST_CASE("what is missing is applied once, after a backup where there is something to lose") {
    TemporaryFolder folder;
    const auto path = folder / "a.db";
    CHECK(*bring_up(path, steps(1)) == std::vector<std::string>{"applied 0001_one"});
    CHECK(bring_up(path, steps(1))->empty());
    {
        Database database(path, Database::Access::read_write);
        CHECK(database.value<int>("PRAGMA application_id") == kApplicationId);
        database.run("INSERT INTO one VALUES (7)");
    }
    CHECK(bring_up(path, steps(3))->size() == 3);
    Database saved(path + ".backup-before-0002", Database::Access::read_only);
    CHECK(saved.value<int>("SELECT a FROM one") == 7);
    CHECK(saved.value<int>("SELECT count(*) FROM schema_migration") == 1);
    CHECK(saved.value<int>("PRAGMA application_id") == kApplicationId);
}

TEST_CASE("an older binary runs on a newer schema only if that says so") {
    TemporaryFolder folder;
    const auto path = folder / "a.db";
    REQUIRE(bring_up(path, steps(2)));
    CHECK(bring_up(path, steps(1))->empty());
    REQUIRE(bring_up(path, steps(3)));
    const auto refused = bring_up(path, steps(2));
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Catch::Contains("has schema 3, and this tocsin knows up to 2"));
    CHECK_THAT(refused.error().hint, Catch::Contains("newer tocsin"));
}

TEST_CASE("a migration that was changed after it was applied is refused") {
    TemporaryFolder folder;
    const auto path = folder / "a.db";
    REQUIRE(bring_up(path, steps(1)));
    const auto refused = bring_up(path, {parse_migration("0001_one.sql", kTwo)});
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Catch::Contains("migration 0001 (0001_one) was applied with another content"));
}

TEST_CASE("a migration that fails leaves the schema as it was") {
    TemporaryFolder folder;
    const auto path = folder / "a.db";
    REQUIRE(bring_up(path, steps(1)));
    auto known = steps(1);
    const std::string bad = "-- compatible-with: 1\nCREATE TABLE half (a INTEGER); CREATE TABLE one (a INTEGER);";
    known.push_back(parse_migration("0002_bad.sql", bad));
    CHECK_THROWS_AS(bring_up(path, known), DatabaseError);
    Database database(path, Database::Access::read_only);
    CHECK(database.value<int>("SELECT count(*) FROM schema_migration") == 1);
    CHECK(database.value<int>("SELECT count(*) FROM sqlite_master WHERE name = 'half'") == 0);
}

TEST_CASE("a malformed migration file is a bug that shows at once") {
    CHECK_THROWS_AS(parse_migration("first.sql", kOne), std::logic_error);
    CHECK_THROWS_AS(parse_migration("0001_a.sql", "CREATE TABLE a (b)"), std::logic_error);
    CHECK_THROWS_AS(parse_migration("0001_a.sql", "-- compatible-with: x\n"), std::logic_error);
    const auto known = known_migrations();
    REQUIRE_FALSE(known.empty());
    for (std::size_t i = 0; i < known.size(); ++i) CHECK(known[i].number == static_cast<int>(i) + 1);
}

TEST_CASE("another program's file is left alone") {
    TemporaryFolder folder;
    const auto path = folder / "other.db";
    SECTION("a text") {
        std::ofstream(path) << "this is no database, but long enough to be taken for the header of one, if nobody looked at it ...";
    }
    SECTION("somebody else's database") {
        Database other(path, Database::Access::read_write_create);
        other.execute_script("CREATE TABLE theirs (a INTEGER)");
    }
    CHECK_FALSE(migrate(path));
    CHECK_FALSE(verify(path));
}

TEST_CASE("an absent folder is explained") {
    Bench bench;
    auto options = bench.options();
    options.path = bench.folder / "absent/tocsin.db";
    const auto refused = open_sqlite(options);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Catch::Contains("absent/tocsin.db"));
    CHECK_THAT(refused.error().hint, Catch::Contains("folder"));
}

TEST_CASE("a backup is made while the store is in use and overwrites nothing") {
    Bench bench;
    const auto number = bench.declare();
    bench.note(number, "before");
    const auto target = bench.folder / "copy.db";
    REQUIRE(backup(bench.path(), target));
    bench.note(number, "after");
    CHECK(verify(target)->events == 2);
    CHECK(verify(target)->problems.empty());
    CHECK((std::filesystem::status(target).permissions() & std::filesystem::perms::others_all) == std::filesystem::perms::none);
    CHECK(backup(bench.path(), target).error().code == Errc::conflict);
    CHECK(backup(bench.folder / "none.db", bench.folder / "copy2.db").error().code == Errc::not_found);
    CHECK_FALSE(backup(bench.path(), bench.folder / "absent/copy.db"));
    CHECK(migrate(target)->empty());
}

TEST_CASE("the events and keys of schema 2 are those of schema 3, still append-only, and found by the handlers") {
    TemporaryFolder folder;
    const auto path = folder / "a.db";
    auto old = known_migrations();
    old.resize(2);
    REQUIRE(bring_up(path, old));
    {
        Database database(path, Database::Access::read_write);
        database.execute_script("INSERT INTO incident VALUES (1, 'old', 'triage', 2, '', '', 0, 0, 5, '', 0), (2, 'old', 'triage', 2, '', '', 0, 0, 5, '', 0);"
                                "INSERT INTO timeline_event VALUES (2, 1, 'note_added', 5, 6, 'system', 'cli', '{}', x'01', x'02', x'03', x'04'),"
                                "(1, 2, 'note_added', 7, 8, 'system', 'cli', NULL, NULL, x'05', x'06', x'07'),"
                                "(1, 1, 'note_added', 1, 2, 'system', 'cli', '{\"a\":1}', x'08', x'09', x'0A', x'0B');"
                                "INSERT INTO delivery_key VALUES ('slack', 'k2', 1, 9, 'second'), ('slack', 'k1', 2, 3, 'first')");
    }
    constexpr std::string_view kEvents = "SELECT group_concat(incident_number || '.' || seq || ' ' || kind || occurred_at || recorded_at || actor || source || "
                                         "coalesce(payload, '-') || coalesce(hex(salt), '-') || hex(prev_hash) || hex(hash) || hex(payload_digest), ' | ') "
                                         "FROM (SELECT * FROM timeline_event ORDER BY incident_number, seq)";
    constexpr std::string_view kKeys = "SELECT group_concat(scope || id || incident_number || created_at || reply) FROM (SELECT * FROM delivery_key ORDER BY id)";
    const auto read = [&](std::string_view sql) { return Database(path, Database::Access::read_only).value<std::string>(sql); };
    const std::string events = read(kEvents), keys = read(kKeys);
    auto now = known_migrations();
    now.resize(3);
    REQUIRE(bring_up(path, now));
    CHECK(read(kEvents) == events);
    CHECK(read(kKeys) == keys);
    Database database(path, Database::Access::read_write);
    CHECK_THROWS_AS(database.run("DELETE FROM timeline_event WHERE seq = 1"), DatabaseError);
    CHECK_THROWS_AS(database.run("UPDATE timeline_event SET kind = 'x'"), DatabaseError);
    CHECK(database.run("UPDATE timeline_event SET payload = NULL, salt = NULL WHERE incident_number = 2") == 1);
    CHECK_THROWS_AS(database.run("INSERT INTO timeline_event SELECT * FROM timeline_event WHERE seq = 2"), DatabaseError);
    CHECK_THROWS_AS(database.run("INSERT INTO delivery_key SELECT * FROM delivery_key"), DatabaseError);
    CHECK_THROWS_AS(database.run("INSERT INTO timeline_event SELECT 3, seq, kind, 1, 1, '', '', '', x'', x'', x'', x'' FROM timeline_event WHERE seq = 2"), DatabaseError);
}

TEST_CASE("the outbox of schema 12 goes on under schema 13, where nobody has asked for a pause yet") {
    TemporaryFolder folder;
    const auto path = folder / "a.db";
    auto old = known_migrations();
    old.resize(12);
    REQUIRE(bring_up(path, old));
    {
        Database database(path, Database::Access::read_write);
        Repositories tables(database);
        tables.outbox.add({}, delivery::PostTo{ChannelId("C1"), "waits"}, kStart, kStart, true);
    }
    REQUIRE(migrate(path));
    Database database(path, Database::Access::read_write);
    Repositories tables(database);
    CHECK(tables.outbox.due_heads(kStart, 10).size() == 1);
    CHECK(tables.pauses.after(Time{}).empty());
    tables.pauses.put({"slack chat.postMessage", kStart + std::chrono::minutes{1}}, kStart);
    CHECK(tables.pauses.after(kStart).size() == 1);
}
