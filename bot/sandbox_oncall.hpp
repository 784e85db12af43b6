// The on-call file of `tocsin sandbox`, written into its folder as oncall.yaml: the people of the simulated workspace, with waits of seconds so
// that an escalation can be watched. A value; any thread.
#pragma once

namespace tocsin {

inline constexpr const char* kSandboxOncall = R"(# On call in the sandbox. Edit it, and `kill -HUP` the sandbox: it is read again.
# The waits are seconds, so that you can watch; in earnest they are minutes.
people:
  - {id: alice, name: Alice, slack: U0ALICE, email: alice@example.com, phone: "+12025550101"}
  - {id: bob, name: Bob, slack: U0BOB, email: bob@example.com, phone: "+12025550102"}
  - {id: carol, name: Carol, slack: U0CAROL, email: carol@example.com, phone: "+12025550103"}

notify_defaults:
  high: [{after: 0s, by: slack}, {after: 2s, by: sms}, {after: 4s, by: call}]
  low: [{after: 0s, by: slack}]

schedules:
  - id: ledger-primary
    time_zone: Europe/Warsaw
    layers: [{id: week, rotation: weekly, start: "2026-01-05T09:00", users: [carol]}]
  - id: ledger-secondary
    time_zone: Europe/Warsaw
    layers: [{id: week, rotation: weekly, start: "2026-01-05T09:00", users: [alice, bob]}]

policies:
  - id: ledger
    repeat: 2
    steps:
      - {notify: ["schedule:ledger-primary"], delay: 6s}
      - {notify: ["schedule:ledger-secondary"], delay: 60s}
    fallback: ["person:bob"]

services:
  - {id: ledger, name: Ledger, policy: ledger}
)";
inline constexpr const char* kCarolsPhone = "+12025550103";

}  // namespace tocsin
