// A rendered draft taken apart: front matter, generated blocks, and what people wrote between them. Only merge uses it.
// Views point into the text that was parsed. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin::postmortem {

/// One key of the front matter with all lines up to the next key: comments, list items, continuations.
struct FrontEntry {
    std::string_view key;    ///< empty for lines before the first key, and for the note of hashes
    std::string_view value;  ///< on the key's own line, trimmed
    std::string_view line;   ///< the key's own line with its line end; the note's line
    std::string_view rest;   ///< lines below it
    bool is_note = false;
};

struct GeneratedBlock {
    std::string_view name, hash;  ///< hash: empty if the marker has none
    std::string_view body;        ///< between the marker lines
    std::string_view whole;       ///< marker lines included
};

struct Document {
    bool has_front = false;
    std::vector<FrontEntry> front;
    std::vector<std::string_view> gaps;  ///< gaps[i] stands before blocks[i]; one more than blocks
    std::vector<GeneratedBlock> blocks;

    std::optional<std::size_t> find(std::string_view name) const;
};

/// Errors: invalid_argument with the line number if a marker or the front matter is damaged.
Result<Document> parse_document(std::string_view text);

/// The first line, with its line end, taken off `text`.
std::string_view take_line(std::string_view& text);
/// Without its line end.
std::string_view chomp(std::string_view line);

}  // namespace tocsin::postmortem
