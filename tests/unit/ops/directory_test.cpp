// Who is who: from memory, or from Slack within 1.5 s, or stale; nobody is invented and Slack being down fails nothing.
#include "bot/ops/directory.hpp"

#include "tests/support/refusing_store.hpp"
#include "tests/support/scripted_http.hpp"
#include "tests/support/shell_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;

namespace {

const ActorId kUser{"slack:T1:U1"};

std::string users_info(const std::string& name, const std::string& more = {}) {
    return R"({"ok":true,"user":{"id":"U1","team_id":"T1","name":"al","tz":"Europe/Berlin")" + more + R"(,"profile":{"display_name":")" + name +
           R"(","email":"alice@example.com"}}})";
}

struct DirectoryBench {
    ShellBench bench;
    RefusingStore store{*bench.store, bench.io};
    ScriptedHttp http{bench.clock};
    slack::Client slack{http, bench.clock, "https://slack.com/api/", "xoxb-1"};
    ops::Directory directory{store, &slack, bench.clock};

    std::optional<Person> get(const ActorId& id = kUser) { return bench.await(directory.get(id), seconds{10}); }
    std::optional<Person> stored(const ActorId& id = kUser) {
        std::optional<Person> out;
        bench.look([&](const store::Snapshot& view) { out = view.tables().people.find(id); });
        return out;
    }
    void know(const std::string& name) {
        Person person;
        person.id = kUser;
        person.name = name;
        person.email = "alice@example.com";
        person.fetched_at = bench.clock.now();
        directory.remember(person);
        bench.pump();
    }
};

}  // namespace

TEST_CASE("somebody new is asked for once, then known by memory and by the table") {
    DirectoryBench d;
    CHECK(d.directory.find(kUser) == nullptr);
    CHECK(d.directory.person(kUser.value) == "@U1");
    d.http.answer("users.info", 200, users_info("Alice"));
    const auto person = d.get();
    REQUIRE(person);
    CHECK(person->name == "Alice");
    CHECK(person->zone == "Europe/Berlin");
    CHECK_FALSE(person->guest);
    CHECK(d.directory.person(kUser.value) == "Alice");
    REQUIRE(d.http.sent.size() == 1);
    CHECK(d.http.sent[0].body == "user=U1");
    CHECK(d.http.sent[0].headers.get("Authorization") == "Bearer xoxb-1");
    CHECK(d.get()->name == "Alice");
    CHECK(d.http.sent.size() == 1);
    REQUIRE(d.stored());
    CHECK(d.stored()->email == "alice@example.com");
}

TEST_CASE("a restricted account is a guest") {
    DirectoryBench d;
    d.http.answer("users.info", 200, users_info("Alice", R"(,"is_restricted":true)"));
    REQUIRE(d.get());
    CHECK(d.directory.find(kUser)->guest);
    CHECK(d.stored()->guest);
}

TEST_CASE("after a day Slack is asked again, and its news replace what was known") {
    DirectoryBench d;
    d.know("Alice");
    d.bench.advance(hours{24} - seconds{1});
    CHECK(d.get()->name == "Alice");
    CHECK(d.http.sent.empty());
    d.bench.advance(seconds{1});
    d.http.answer("users.info", 200, users_info("Alice Married"));
    CHECK(d.get()->name == "Alice Married");
    CHECK(d.directory.person(kUser.value) == "Alice Married");
    CHECK(d.stored()->name == "Alice Married");
}

TEST_CASE("Slack being slow costs 1.5 s at most, then what was known yesterday is the answer") {
    DirectoryBench d;
    d.know("Alice");
    d.bench.advance(hours{30});
    d.http.hang("users.info");
    const Time asked = d.bench.clock.now();
    const auto answer = d.bench.start(d.directory.get(kUser));
    d.bench.advance(milliseconds{1499});
    CHECK_FALSE(answer->value);
    d.bench.advance(milliseconds{1});
    REQUIRE(answer->value);
    CHECK(d.bench.clock.now() == asked + milliseconds{1500});
    REQUIRE(*answer->value);
    CHECK((*answer->value)->name == "Alice");
}

TEST_CASE("Slack being down or confused leaves what was known, and invents nobody") {
    DirectoryBench d;
    const bool known = GENERATE(true, false);
    if (known) d.know("Alice");
    d.bench.advance(hours{30});
    d.http.fail("users.info", net::Ambiguity::not_sent);
    d.http.answer("users.info", 503, "<html>");
    d.http.answer("users.info", 429, "", {{"Retry-After", "30"}});
    d.http.answer("users.info", 200, R"({"ok":false,"error":"user_not_found"})");
    d.http.answer("users.info", 200, R"({"ok":true})");
    for (int i = 0; i < 5; ++i) {
        INFO(i);
        const auto person = d.get();
        CHECK(person.has_value() == known);
        if (person) CHECK(person->name == "Alice");
        // What Slack asked for after a 429 is waited out.
        d.bench.advance(std::chrono::seconds{31});
    }
    CHECK(d.http.all_said());
    CHECK(d.stored().has_value() == known);
    CHECK((d.directory.find(kUser) != nullptr) == known);
}

TEST_CASE("only people of Slack are asked for there, and without Slack nobody is") {
    DirectoryBench d;
    for (const char* id : {"pagerduty:PU1", "api:laptop", "system"}) CHECK_FALSE(d.get(ActorId(id)));
    CHECK(d.http.sent.empty());
    ops::Directory alone(*d.bench.store, nullptr, d.bench.clock);
    CHECK_FALSE(d.bench.await(alone.get(kUser)));
    CHECK_FALSE(d.bench.await(alone.get_by_email(TeamId("T1"), "alice@example.com")));
    CHECK(alone.person(kUser.value) == "@U1");
}

TEST_CASE("a person is found by address whatever its case; a stranger is asked for and kept as one of our workspace") {
    DirectoryBench d;
    const auto by_email = [&](const std::string& email) { return d.bench.await(d.directory.get_by_email(TeamId("T1"), email), seconds{10}); };
    CHECK_FALSE(by_email(""));
    CHECK(d.http.sent.empty());
    d.http.answer("users.lookupByEmail", 200, R"({"ok":false,"error":"users_not_found"})");
    CHECK_FALSE(by_email("alice@example.com"));
    // In a grid Slack may name another workspace of the same organisation.
    d.http.answer("users.lookupByEmail", 200, R"({"ok":true,"user":{"id":"U1","team_id":"T2","profile":{"display_name":"Alice","email":"alice@example.com"}}})");
    REQUIRE(by_email("alice@example.com"));
    CHECK(d.http.to("users.lookupByEmail").back().body == "email=alice%40example.com");
    CHECK(d.stored()->name == "Alice");
    CHECK(by_email("ALICE@Example.com")->id == kUser);
    CHECK(d.http.sent.size() == 2);
}

TEST_CASE("an address that PagerDuty gave to one of its own people is no Slack person") {
    DirectoryBench d;
    Person dora;
    dora.id = ActorId("pagerduty:PUDORA");
    dora.email = "dora@example.com";
    d.directory.remember(dora);
    CHECK(d.directory.find_by_email("dora@example.com") == nullptr);
    CHECK(d.directory.find_by_email("") == nullptr);
}

TEST_CASE("what is no news is not written again until half a day has passed") {
    DirectoryBench d;
    d.know("Alice");
    const int written = d.store.submitted;
    d.bench.advance(hours{11});
    d.know("Alice");
    CHECK(d.store.submitted == written);
    d.know("Alice B");
    CHECK(d.store.submitted == written + 1);
    d.bench.advance(hours{24});
    d.know("Alice B");
    CHECK(d.store.submitted == written + 2);
    CHECK(d.stored()->fetched_at == d.bench.clock.now());
}

TEST_CASE("a full disk keeps nobody from being known in memory") {
    DirectoryBench d;
    d.store.refuses_jobs = true;
    d.http.answer("users.info", 200, users_info("Alice"));
    REQUIRE(d.get());
    CHECK(d.directory.person(kUser.value) == "Alice");
}

TEST_CASE("after a restart people are loaded from the table") {
    DirectoryBench d;
    d.know("Alice");
    ops::Directory next(*d.bench.store, &d.slack, d.bench.clock);
    d.bench.look([&](const store::Snapshot& view) { next.load(view.tables().people.all()); });
    CHECK(next.person(kUser.value) == "Alice");
    CHECK(d.bench.await(next.get(kUser))->name == "Alice");
    CHECK(next.all().size() == 1);
    CHECK(d.http.sent.empty());
}
