// The bricks of Block Kit, each cut to Slack's limit for it (docs: reference/block-kit). For the builders in this folder
// alone. Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/button.hpp"
#include "bot/slack/blocks.hpp"

namespace tocsin::slack::parts {

inline constexpr std::size_t kMaxBlocks = 50;
inline constexpr std::size_t kMaxSection = 3000;
inline constexpr std::size_t kMaxField = 2000;
inline constexpr std::size_t kMaxHeader = 150;
inline constexpr std::size_t kMaxFallback = 3000;  ///< chat.update refuses over 4000

/// {"type":"mrkdwn","verbatim":true}: bare names and URLs in it are not made live.
nlohmann::json mrkdwn_text(std::string rendered);
nlohmann::json plain_text_object(std::string_view text, std::size_t limit);
nlohmann::json header(std::string_view text);
nlohmann::json section(std::string rendered);
/// Label over value; at most 10 go into one section.
nlohmann::json field(std::string_view label, const Markup& value, const Names& names);
nlohmann::json context_line(std::string rendered);

/// The markup line by line in as few sections as hold it, at most 12,000 bytes in all; then `… and 7 more lines`.
std::vector<nlohmann::json> sections(const Markup& text, const Names& names);
std::vector<Markup> lines_of(const Markup& text);

struct ButtonLook {
    std::string label;
    std::string style;                   ///< primary, danger or empty
    std::optional<std::string> confirm;  ///< asks once with this text
    int ordinal = 0;                     ///< > 0: tells buttons of one kind apart
};
/// Nothing if the button cannot be encoded.
std::optional<nlohmann::json> button(const Button& value, const ButtonLook& look);

/// “Done” beside a task or follow-up; once an item in one message or view.
std::optional<nlohmann::json> item_button(IncidentNumber incident, Status seen, ItemNumber item);

/// A message of `sections` alone, without building a tree first: every line and nearly every answer is one.
Message text_message(const Markup& text, const Names& names);
/// A message from its blocks; those over 50 are left out before the last `kept`, which hold the buttons.
Message message(std::string fallback, std::vector<nlohmann::json> blocks, std::size_t kept = 1);
/// The rows of buttons of a card (card_buttons.cpp); none on an incident that was merged into another.
std::vector<nlohmann::json> card_buttons(const Incident& incident, const std::string& incident_key);
/// Plain, escaped and cut: what a notification shows.
std::string fallback_text(const Markup& text, const Names& names);

}  // namespace tocsin::slack::parts
