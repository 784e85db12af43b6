// A file that was in use once is read again for the pages that began by it, whatever has been learnt to refuse since.
#include "bot/oncall/recall.hpp"

#include <catch2/catch.hpp>

using namespace tocsin::oncall;

namespace {

/// Refused today: two people with one address, an empty list of rules, a fallback that is a channel; and a variable that nobody has set.
constexpr const char* kOld = R"(people:
  - {id: ann, email: a@x.org, phone: "${TOCSIN_TEST_NO_SUCH_PHONE}", notify: {low: []}}
  - {id: bob, email: a@x.org, phone: "+12025550102"}
notify_defaults: {high: [{after: 0m, by: sms}]}
schedules: [{id: one, time_zone: UTC, layers: [{id: l, rotation: weekly, start: "2020-01-06T09:00", until: "2021-01-01T00:00", users: [ann]}]}]
policies: [{id: p, steps: [{notify: ["schedule:one"]}, {notify: ["person:bob"]}], fallback: ["channel:C0PAY"]}]
services: []
)";

}  // namespace

TEST_CASE("what lint refuses today, and a variable that is gone, do not take a stored file away") {
    const auto edition = recall(kOld);
    REQUIRE(edition);
    CHECK(edition->body == kOld);
    CHECK(edition->file.people.size() == 2);
    CHECK(edition->file.people[0].phone.empty());
    CHECK(edition->file.people[1].phone == "+12025550102");
    CHECK(edition->file.policies.at(0).steps.size() == 2);
}

TEST_CASE("bytes that are no on-call file are no edition") {
    CHECK(recall("people: [") == nullptr);
    CHECK(recall("people: [{id: ann}]\nschedules: 7\n") == nullptr);
}
