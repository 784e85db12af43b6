// A small on-call file for stories: Bob is on call for checkout and payments, Alice after him. Values; one thread.
#pragma once

#include <memory>
#include <string>

#include "bot/oncall/book.hpp"
#include "bot/oncall/recall.hpp"
#include "handlers/settings.hpp"

namespace tocsin::story {

/// Their phones in this file.
inline constexpr const char* kBobsPhone = "+48123456780";
inline constexpr const char* kAlicesPhone = "+48123456789";

inline constexpr const char* kOncallFile = R"(
people:
  - {id: ann, name: Alice, slack: U0ALICE, phone: "+48123456789", pagerduty: PUALICE}
  - {id: bob, name: Bob, slack: U0BOB, phone: "+48123456780", pagerduty: PUBOB}
  - {id: cara, name: Carol, slack: U0CAROL, phone: "+48123456781"}
notify_defaults:
  high: [{after: 0m, by: slack}, {after: 1m, by: sms}]
schedules:
  - id: primary
    time_zone: UTC
    layers:
      - {id: week, rotation: weekly, start: "2026-01-05T09:00", users: [bob]}
policies:
  - id: shop
    steps:
      - {notify: ["schedule:primary"], delay: 5m}
      - {notify: ["person:ann"], delay: 10m}
    fallback: ["person:ann"]
services:
  - {id: checkout, name: Checkout, policy: shop, pagerduty: PSCHECKOUT, paged_by: PAGED_BY}
  - {id: shipping, name: Shipping, policy: shop}
)";

/// `paged_by`: who pages the service Checkout.
inline void use_oncall_file(handlers::Settings& settings, const std::string& paged_by = "tocsin") {
    std::string body = kOncallFile;
    body.replace(body.find("PAGED_BY"), 8, paged_by);
    const auto edition = oncall::recall(body);
    if (edition == nullptr) throw std::logic_error("the on-call file of the stories cannot be read");
    settings.oncall->set_current(edition);
}

}  // namespace tocsin::story
