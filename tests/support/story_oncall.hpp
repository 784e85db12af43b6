// The on-call file of the stories about paging: who is on call, by which means they are told, and their phone numbers. Values;
// one thread.
#pragma once

#include <string>

#include "tests/support/story.hpp"

namespace tocsin::story {

inline constexpr const char* kAlicePhone = "+12025550101";
inline constexpr const char* kBobPhone = "+12025550102";
inline constexpr const char* kDoraPhone = "+12025550104";  ///< Dora is not in Slack

/// `checkout` pages Bob by Slack, after a minute by SMS, after three by a call; after ten minutes Dora by SMS, then by e-mail,
/// then by a call; and at last Alice.
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
services:
  - {id: checkout, name: Checkout, policy: payments}
)";

/// For the constructor of a Story: it pages by this file.
Story::Change on_call_by(const std::string& yaml);

}  // namespace tocsin::story
