// Lists as text: the value of a list parameter, and what a foreach repeats over. Free functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::runbooks {

/// The most items that a list may have.
inline constexpr std::size_t kMostItems = 1'000;

/// A JSON array of texts, numbers and booleans; else words between commas and white space. Nothing if it is an array of anything else,
/// or has more than kMostItems.
std::optional<std::vector<std::string>> items_of(std::string_view text);
/// As a JSON array of texts: the one form in which a list is kept.
std::string list_text(const std::vector<std::string>& items);

}  // namespace tocsin::runbooks
