// Names outside of the running program: as the on-call file gives them, else Slack's.
#include <catch2/catch.hpp>

#include "handlers/report.hpp"

using namespace tocsin;

TEST_CASE("people of the on-call file have its names, also whom Slack was never asked for and who is not there") {
    oncall::Oncall file;
    oncall::Person bob, dora;
    bob.id = oncall::PersonId("bob");
    bob.name = "Bob Baker";
    bob.slack = UserId("U0BOB");
    dora.id = oncall::PersonId("dora");
    dora.name = "Dora";
    file.people = {bob, dora};
    Person carol;
    carol.id = ActorId("slack:T1:U0CAROL");
    carol.name = "carol";
    const handlers::StoredNames names({carol}, {}, &file);
    CHECK(names.person("slack:T1:U0BOB") == "Bob Baker");
    CHECK(names.person("person:dora") == "Dora");
    CHECK(names.person("slack:T1:U0CAROL") == "carol");
    CHECK(names.person("slack:T1:U0ZED") == "@U0ZED");
    CHECK(handlers::StoredNames({carol}).person("slack:T1:U0BOB") == "@U0BOB");
}
