// Small text helpers that every layer needs. Free functions over UTF-8; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::text {

/// U+FFFD, what takes the place of bytes that are no text.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
/// Length of the well-formed code point at the start of `s` (Unicode 15, table 3-7), 0 if there is none.
std::size_t well_formed_length(std::string_view s);

/// Makes untrusted bytes into text: invalid UTF-8 and NUL become U+FFFD, other control characters but \n and \t vanish,
/// CR LF becomes \n. Applied once, at the edge (design G9).
std::string sanitize(std::string_view bytes);
/// The same; without a copy where nothing has to change.
std::string sanitized(std::string bytes);

std::string_view trim(std::string_view s);
/// ASCII only: verbs, keys and flags are ASCII.
std::string lower(std::string_view s);
bool equals_ignoring_case(std::string_view a, std::string_view b);
/// The parts between `separator`; an empty text has no parts, and empty parts are kept.
std::vector<std::string_view> split(std::string_view s, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string s, std::string_view from, std::string_view to);

/// At most `limit` bytes, never cut inside a code point, with `…` (3 bytes, counted) in place of what was cut.
std::string truncate(std::string_view s, std::size_t limit);
/// One line: every run of white space becomes one space.
std::string one_line(std::string_view s);
std::size_t code_points(std::string_view s);
/// A name without the marks that nobody sees and that turn around or hide what stands beside it: directions (U+202E …), zero widths
/// (U+200B …), byte order marks. Joiners within a word stay: some scripts need them.
std::string visible_name(std::string_view name);

/// A whole decimal number and nothing else; nothing if out of range.
std::optional<std::int64_t> parse_int(std::string_view s);

/// The candidate with the smallest edit distance to `word`, if it is near enough to be a typo (≤ 1 + length/4).
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// `; did you mean `bob`?`, to be appended to the sentence that refuses `word`; empty if no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// Lower-case letters, digits and single dashes: what a channel name may hold. At most `limit` bytes.
std::string slug(std::string_view s, std::size_t limit);

}  // namespace tocsin::text
