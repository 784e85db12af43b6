// What the on-call stories share. The file: Alice and Bob take weeks in turn, Carol is the fallback. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/story.hpp"

namespace tocsin::story {

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

inline std::string shop_file_with(std::string_view old_text, std::string_view new_text) {
    std::string out = kShopFile;
    out.replace(out.find(old_text), old_text.size(), new_text);
    return out;
}

/// The channel of direct messages with the user; empty if none was ever sent.
inline std::string direct(Story& story, const std::string& user) {
    for (const auto& [id, channel] : story.slack().state().channels)
        if (channel.is_im && channel.has_member(user)) return id;
    return {};
}

}  // namespace tocsin::story
