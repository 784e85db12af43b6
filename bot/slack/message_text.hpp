// The text of a message in Slack as text of our own: mentions become people, groups and channels, which are shown by the names that they
// have when somebody reads it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::slack {

/// What the record keeps of one message; Slack takes 40,000 characters, and the entry links to all of it.
inline constexpr std::size_t kLongestEntry = 8000;

/// `escaped`: as Slack escapes it. Cut at `limit` bytes, and then it says so.
Markup message_text(std::string_view escaped, const TeamId& team, std::size_t limit = kLongestEntry);

/// Whom and what a text names: `slack:T1:U1`, `group:S1`, and channels as `C1`. Each once.
struct NamedThings {
    std::vector<ActorId> people;
    std::vector<std::string> groups, channels;
};
NamedThings named_in(const Markup& text);

}  // namespace tocsin::slack
