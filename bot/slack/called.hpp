// What people, groups and channels are called, put in place of their ids. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "bot/slack/mentions.hpp"

namespace tocsin::slack {

/// What an id is called, with its mark: `U012ABC` → `@alice`, `C012` → `#general`.
using Called = std::map<std::string, std::string>;

/// Whether it names a person, a group or a channel by an id.
bool has_id(const Token& token);

/// `ask @U012ABC in <#C012>` → `ask @alice in #general`; what nobody knows stays as it is.
std::string with_names(std::string_view text, const Called& called);

}  // namespace tocsin::slack
