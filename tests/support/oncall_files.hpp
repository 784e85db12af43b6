// The on-call files of the tests: one about paging, with the means by which people are told, and one about schedules, in which two
// people take weeks in turn. Values; one thread.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bot/oncall/recall.hpp"
#include "handlers/settings.hpp"

namespace tocsin::story {

inline constexpr const char* kAlicePhone = "+12025550101";
inline constexpr const char* kBobPhone = "+12025550102";
inline constexpr const char* kDoraPhone = "+12025550104";  ///< Dora is not in Slack

/// `checkout` pages Bob by Slack, after a minute by SMS, after three by a call; after ten minutes Dora by SMS, then by e-mail,
/// then by a call; and at last Alice. Policy `shop` pages Bob, after five minutes Alice.
inline constexpr const char* kTeamFile = R"(
people:
  - {id: alice, name: Alice, slack: U0ALICE, email: alice@example.com, phone: "+12025550101", pagerduty: PUALICE}
  - {id: bob, name: Bob, slack: U0BOB, email: bob@example.com, phone: "+12025550102", pagerduty: PUBOB}
  - id: dora
    name: Dora
    email: dora@example.com
    phone: "+12025550104"
    pagerduty: PUDORA
    notify: {high: [{after: 0m, by: sms}, {after: 1m, by: email}, {after: 2m, by: call}], low: [{after: 0m, by: email}]}
  - {id: carol, name: Carol, slack: U0CAROL, phone: "+12025550103"}
notify_defaults: {high: [{after: 0m, by: slack}, {after: 1m, by: sms}, {after: 3m, by: call}], low: [{after: 0m, by: slack}]}
schedules:
  - id: primary
    time_zone: UTC
    layers:
      - {id: week, rotation: weekly, start: "2026-01-05T09:00", users: [bob]}
policies:
  - id: payments
    steps:
      - {notify: ["schedule:primary"], delay: 10m}
      - {notify: ["person:dora"], delay: 10m}
    fallback: ["person:alice"]
  - id: shop
    steps:
      - {notify: ["schedule:primary"], delay: 5m}
      - {notify: ["person:alice"], delay: 10m}
    fallback: ["person:alice"]
services:
  - {id: checkout, name: Checkout, policy: payments}
)";

/// The story begins on Friday 6 November 2026, 21:30 UTC. Bob has the week until Monday 9 November 09:00 UTC, then Alice.
inline const char* const kShopFile = R"(
people:
  - {id: ann, name: alice, slack: U0ALICE, phone: "+48123456789", time_zone: UTC}
  - {id: bob, name: bob, slack: U0BOB, phone: "+12025550143", time_zone: America/New_York}
  - {id: cid, name: carol, slack: U0CAROL, phone: "+48123456780", time_zone: Europe/Warsaw}
notify_defaults:
  high: [{after: 0m, by: slack}, {after: 1m, by: sms}]
schedules:
  - id: shop
    time_zone: UTC
    slack_group: S0SHOP
    layers: [{id: week, rotation: weekly, start: "2026-11-02T09:00", users: [bob, ann]}]
policies:
  - id: shop-policy
    steps: [{notify: ["schedule:shop"], delay: 5m}]
    fallback: ["person:cid"]
services:
  - {id: checkout, name: checkout, policy: shop-policy}
)";

/// A file with one text in place of another, which must be there.
inline std::string with(std::string_view file, std::string_view old_text, std::string_view new_text) {
    std::string out(file);
    const auto at = out.find(old_text);
    if (at == std::string::npos) throw std::logic_error("the on-call file does not hold " + std::string(old_text));
    out.replace(at, old_text.size(), new_text);
    return out;
}

/// `kTeamFile` in which policy `shop` pages for Checkout, by Slack and SMS alone, and PagerDuty has a service for it. `paged_by`:
/// tocsin or pagerduty.
inline std::string shop_policy_file(const std::string& paged_by = "tocsin") {
    const auto quiet = with(kTeamFile, ", {after: 3m, by: call}]", "]");
    return with(quiet, "name: Checkout, policy: payments", "name: Checkout, policy: shop, pagerduty: PSCHECKOUT, paged_by: " + paged_by);
}

/// For the constructor of a Story: it pages by this file.
inline std::function<void(handlers::Settings&)> on_call_by(const std::string& yaml) {
    return [yaml](handlers::Settings& settings) {
        const auto edition = oncall::recall(yaml);
        if (edition == nullptr) throw std::logic_error("the on-call file of the test cannot be read");
        settings.oncall->set_current(edition);
    };
}

}  // namespace tocsin::story
