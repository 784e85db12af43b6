// The record is right (design G5): the chain, the signed heads, redaction, and that any change is found.
#include <rapidcheck.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/unit/store/support.hpp"

using namespace tocsin;
using namespace tocsin::store;
using namespace tocsin::store::testing;

namespace {

const std::string kSecret = "hunter2-is-the-password";

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every byte of the database and of what SQLite keeps beside it.
bool on_disk(const Bench& bench, const std::string& word) {
    return (read_file(bench.path()) + read_file(bench.path() + "-wal")).find(word) != std::string::npos;
}

/// What somebody with the file and a shell can do.
void tamper(const Bench& bench, const std::string& sql) {
    Database database(bench.path(), Database::Access::read_write);
    database.execute_script("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; DROP TRIGGER IF EXISTS timeline_event_is_never_deleted;"
                            "DROP TRIGGER IF EXISTS timeline_event_is_only_ever_erased;"
                            "DROP TRIGGER IF EXISTS system_journal_is_never_deleted;"
                            "DROP TRIGGER IF EXISTS system_journal_is_never_updated;");
    database.execute_script(sql);
}

std::string problems(const Bench& bench) {
    const auto report = verify(bench.path());
    REQUIRE(report);
    std::string out;
    for (const auto& problem : report->problems) out += problem + "\n";
    return out;
}

void sign(Bench& bench, IncidentNumber number) {
    bench.change([&](UnitOfWork& work) { return work.sign_head(number), Reply{}; });
}

Result<void> redact(Bench& bench, IncidentNumber number, int seq) {
    Result<void> result;
    bench.change([&](UnitOfWork& work) { return result = work.redact(number, EventSeq(seq), "password", kAlice), Reply{}; });
    return result;
}

/// Two incidents of four events each, the first signed to its end, the second to its third event.
void fill(Bench& bench) {
    for (int incident = 1; incident <= 2; ++incident) {
        const auto number = bench.declare("incident " + std::to_string(incident));
        for (int i = 2; i <= 3; ++i) bench.note(number, "note " + std::to_string(i));
        if (incident == 2) sign(bench, number);
        bench.note(number, "note 4");
        if (incident == 1) sign(bench, number);
    }
}

}  // namespace

TEST_CASE("a whole record verifies and says how far it is signed") {
    Bench bench;
    fill(bench);
    const auto report = verify(bench.path());
    REQUIRE(report);
    CHECK(report->problems.empty());
    CHECK(report->incidents == 2);
    CHECK(report->events == 8);
    CHECK(report->signed_heads == 2);
    CHECK(report->unsigned_events == 1);
    CHECK(report->public_key.size() == 64);
    bench.look([](const Snapshot& snapshot) {
        CHECK(snapshot.tables().journal.unsigned_heads() == std::vector{IncidentNumber(2)});
        CHECK(snapshot.tables().journal.newest_of(IncidentNumber(1))->head_seq == EventSeq(4));
        CHECK(snapshot.tables().journal.newest()->incident == IncidentNumber(1 + 1));
    });
}

TEST_CASE("each way to tamper with the record is found, with its place") {
    struct Case {
        const char *name, *sql, *finding;
    };
    const auto [name, sql, finding] = GENERATE(values<Case>({
        {"an edited payload", "UPDATE timeline_event SET payload = '{\"v\":1}' WHERE incident_number = 1 AND seq = 2", "incident 1, event 2: the payload was changed"},
        {"an edited time", "UPDATE timeline_event SET occurred_at = 1 WHERE incident_number = 1 AND seq = 2", "incident 1, event 2: was changed"},
        {"another actor", "UPDATE timeline_event SET actor = 'slack:T1:U2' WHERE incident_number = 2 AND seq = 1", "incident 2, event 1: was changed"},
        {"a new digest", "UPDATE timeline_event SET payload_digest = zeroblob(32) WHERE incident_number = 1 AND seq = 4", "incident 1, event 4: was changed"},
        {"a short digest", "UPDATE timeline_event SET payload_digest = x'00' WHERE incident_number = 1 AND seq = 4", "incident 1, event 4: was changed"},
        {"a deleted event", "DELETE FROM timeline_event WHERE incident_number = 1 AND seq = 2", "incident 1, event 3: event 2 before it is missing"},
        {"a cut tail", "DELETE FROM timeline_event WHERE incident_number = 1 AND seq > 2", "incident 1: events 3 to 4 are missing"},
        {"a lost timeline", "DELETE FROM timeline_event WHERE incident_number = 1", "incident 1: events 1 to 4 are missing"},
        {"swapped events", "UPDATE timeline_event SET seq = -seq WHERE incident_number = 1 AND seq IN (2, 3);"
                           "UPDATE timeline_event SET seq = 5 + seq WHERE seq < 0", "incident 1, event 2: does not follow"},
        {"swapped incidents", "UPDATE timeline_event SET incident_number = 3 - incident_number + 10;"
                              "UPDATE timeline_event SET incident_number = incident_number - 10", "incident 1, event 1: was changed"},
        {"an erased payload nobody answers for", "UPDATE timeline_event SET payload = NULL, salt = NULL WHERE incident_number = 1 AND seq = 2", "incident 1, event 2: was erased, and no event says"},
        {"half an erasure", "UPDATE timeline_event SET salt = NULL WHERE incident_number = 1 AND seq = 2", "payload and salt were not erased together"},
        {"an inserted event", "INSERT INTO timeline_event SELECT incident_number, 5, kind, occurred_at, recorded_at, actor, source, payload, salt, prev_hash, hash, payload_digest "
                              "FROM timeline_event WHERE incident_number = 1 AND seq = 4", "incident 1, event 5: does not follow"},
        {"a changed signed head", "UPDATE system_journal SET head_seq = 3 WHERE seq = 1", "signed head 1 (incident 1, event 3) was changed"},
        {"a forged signature", "UPDATE system_journal SET signature = zeroblob(64) WHERE seq = 1", "has a wrong signature"},
        {"a lost signed head", "DELETE FROM system_journal WHERE seq = 1", "the system journal lacks signed head 1"},
        {"a lost incident", "DELETE FROM incident WHERE number = 1", "events of incidents that do not exist"},
    }));
    INFO(name);
    Bench bench;
    fill(bench);
    bench.store.reset();
    tamper(bench, sql);
    CHECK_THAT(problems(bench), Catch::Contains(finding));
}

TEST_CASE("a timeline written anew from some event on contradicts the signed head") {
    Bench bench;
    fill(bench);
    bench.store.reset();
    // Somebody who knows the format drops the last event and writes another with a right hash.
    tamper(bench, "DELETE FROM timeline_event WHERE incident_number = 1 AND seq = 4");
    {
        Database database(bench.path(), Database::Access::read_write);
        TimelineRepository timeline(database);
        const std::string prev = timeline.raw(IncidentNumber(1)).back().hash;
        Event forged{IncidentNumber(1), EventSeq(4), kStart, kStart, kAlice.actor, kAlice.source, {}, {}, event::NoteAdded{"forged"}};
        timeline.append(forged, "salt", prev);
    }
    CHECK_THAT(problems(bench), Catch::Contains("incident 1, event 4: is not what signed head 1 saw"));
}

TEST_CASE("any single changed column of any event is found") {
    Bench bench;
    fill(bench);
    bench.store.reset();
    CHECK(rc::check("one change", [&] {
        const std::vector<std::string> columns{"kind", "occurred_at", "recorded_at", "actor", "source", "payload", "salt",
                                               "prev_hash", "hash", "payload_digest"};
        const auto column = *rc::gen::elementOf(columns);
        const auto where = " WHERE incident_number = " + std::to_string(*rc::gen::inRange(1, 3)) +
                           " AND seq = " + std::to_string(*rc::gen::inRange(1, 5));
        const bool number = column.ends_with("_at");
        const std::string byte = std::to_string(*rc::gen::inRange(1, 5));
        tamper(bench, "CREATE TABLE saved AS SELECT * FROM timeline_event");
        // Numbers move by one; in texts and blobs one byte is replaced by one that is not there.
        tamper(bench, "UPDATE timeline_event SET " + column + " = " +
                          (number ? column + " + 1"
                                  : "CAST(substr(CAST(" + column + " AS BLOB), 1, " + byte + ") || x'0101' || substr(CAST(" + column +
                                        " AS BLOB), " + byte + " + 2) AS " +
                                        (column.ends_with("hash") || column.ends_with("digest") || column == "salt" ? "BLOB)" : "TEXT)")) +
                          where);
        const bool found = !verify(bench.path())->problems.empty();
        tamper(bench, "DELETE FROM timeline_event; INSERT INTO timeline_event SELECT * FROM saved; DROP TABLE saved");
        RC_ASSERT(found);
        RC_ASSERT(verify(bench.path())->problems.empty());
    }));
}

TEST_CASE("the tables themselves refuse to be changed") {
    Bench bench;
    fill(bench);
    Database database(bench.path(), Database::Access::read_write);
    for (const auto* sql : {"DELETE FROM timeline_event WHERE seq = 4", "UPDATE timeline_event SET payload = '{}' WHERE seq = 1",
                            "UPDATE timeline_event SET payload = NULL WHERE seq = 1",
                            "UPDATE timeline_event SET payload = NULL, salt = NULL, actor = 'system' WHERE seq = 1",
                            "DELETE FROM system_journal", "UPDATE system_journal SET head_seq = 1"})
        CHECK_THROWS_AS(database.execute_script(sql), DatabaseError);
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("a redacted secret is nowhere in the files, and the record still verifies") {
    const bool own_thread = GENERATE(false, true);
    Bench bench(own_thread);
    const auto number = bench.declare();
    bench.change(
        [&](UnitOfWork& work) {
            work.record(number, event::NoteAdded{"the password is " + kSecret}, kAlice);
            work.record(number, event::TaskAdded{ItemNumber(1), "change it", kAlice.actor, {}, false}, kAlice);
            work.enqueue(number, delivery::PostLine{"Alice: the password is " + kSecret});
            work.enqueue(number, delivery::AddPagerDutyNote{PagerDutyIncidentId("Q1"), kSecret, kAlice.actor});
            work.tables().pagerduty.expect_own(PagerDutyIncidentId("Q1"), "annotated", kSecret, kStart);
            return say("Noted: " + kSecret, number);
        },
        {{"slack:T1:trigger", "1"}});
    sign(bench, number);
    REQUIRE(on_disk(bench, kSecret));
    REQUIRE(redact(bench, number, 2));
    CHECK_FALSE(on_disk(bench, kSecret));
    const auto report = verify(bench.path());
    CHECK(report->problems.empty());
    CHECK(report->redactions == 1);
    const auto events = bench.events(number);
    REQUIRE(events.size() == 4);
    CHECK(kind_of(events[1].body) == "note_added");
    CHECK(std::holds_alternative<event::Erased>(events[1].body));
    CHECK(std::get<event::Redacted>(events[3].body).reason == "password");
    const auto repeat = bench.run([](UnitOfWork&) { return Reply{}; }, {{"slack:T1:trigger", "1"}});
    CHECK(repeat->repeated);
    CHECK(repeat->reply.text == Markup("This answer was redacted."));
    bench.look([&](const Snapshot& snapshot) {
        const auto lines = snapshot.tables().outbox.waiting_in_lane("slack:1:lines", 10);
        REQUIRE(lines.size() == 1);
        CHECK(std::get<delivery::PostLine>(lines[0].what).text == Markup("[redacted]"));
        CHECK(snapshot.find(number)->tasks.at(0).text == "change it");
    });
    bench.note(number, "after");
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("redacting a title or a task erases it from the state and keeps the facts") {
    Bench bench;
    const auto number = bench.declare(kSecret);
    bench.change([&](UnitOfWork& work) {
        work.record(number, event::TaskAdded{ItemNumber(1), kSecret, kAlice.actor, {}, false}, kAlice);
        work.record(number, event::TaskDone{ItemNumber(1)}, kAlice);
        return Reply{};
    });
    REQUIRE(redact(bench, number, 1));
    REQUIRE(redact(bench, number, 2));
    CHECK_FALSE(on_disk(bench, kSecret));
    bench.reopen();
    bench.look([&](const Snapshot& snapshot) {
        const auto state = snapshot.find(number);
        CHECK(state->title == "[redacted]");
        CHECK(state->severity == Severity::sev2);
        CHECK(state->status == Status::investigating);
        CHECK(state->tasks.at(0).text == "[redacted]");
        CHECK(state->tasks.at(0).done);
    });
    CHECK(verify(bench.path())->redactions == 2);
    CHECK(verify(bench.path())->problems.empty());
}

TEST_CASE("what cannot be redacted says why") {
    Bench bench;
    const auto number = bench.declare();
    bench.note(number, "x");
    CHECK(redact(bench, number, 9).error().code == Errc::not_found);
    REQUIRE(redact(bench, number, 2));
    CHECK(redact(bench, number, 2).error().code == Errc::conflict);
    CHECK(redact(bench, number, 3).error().code == Errc::conflict);
}

TEST_CASE("redaction waits for a reader that still sees the old bytes, and is finished when it goes") {
    Bench bench(true);
    const auto number = bench.declare();
    bench.note(number, kSecret);
    {
        Database reader(bench.path(), Database::Access::read_only);
        Transaction view(reader, Transaction::Kind::read);
        CHECK(reader.value<int>("SELECT count(*) FROM timeline_event") == 2);
        REQUIRE(redact(bench, number, 2));
        CHECK(on_disk(bench, kSecret));
    }
    bench.loop.run_until([&] { return !on_disk(bench, kSecret); });
}

TEST_CASE("signatures by another key than the one beside the database are found; without that key they are not vouched for") {
    Bench bench;
    fill(bench);
    CHECK(verify(bench.path())->key_is_known);
    const std::string key = bench.path() + ".key", kept = read_file(key);
    std::ofstream(key) << std::string(63, '0') << "1\n";
    CHECK_THAT(problems(bench), Catch::Contains("signed with another key than the one beside the database"));
    std::filesystem::remove(key);
    CHECK(problems(bench).empty());
    CHECK_FALSE(verify(bench.path())->key_is_known);
    std::ofstream(key) << kept;
}

TEST_CASE("the signing key is private, survives a restart, and a broken one is refused") {
    Bench bench;
    const auto number = bench.declare();
    sign(bench, number);
    struct stat status {};
    REQUIRE(::stat((bench.path() + ".key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    const auto key = verify(bench.path())->public_key;
    ::chmod((bench.path() + ".key").c_str(), 0644);
    bench.reopen();
    REQUIRE(::stat((bench.path() + ".key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    bench.note(number, "x");
    sign(bench, number);
    CHECK(verify(bench.path())->problems.empty());
    CHECK(verify(bench.path())->public_key == key);
    bench.store.reset();
    std::ofstream(bench.path() + ".key") << "not a key";
    const auto refused = open_sqlite(bench.options());
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Catch::Contains("is no signing key"));
}
