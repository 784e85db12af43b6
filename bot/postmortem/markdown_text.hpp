// Untrusted text as Markdown that shows exactly that text and nothing else (design G9): no markup, no raw HTML, no link,
// no mention, no broken table. Pure; any thread.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "bot/base/markup.hpp"

namespace tocsin::postmortem {

/// Where the text will stand: what starts a block and what a line end means differ.
enum class Place {
    paragraph,  ///< line ends stay (as hard breaks), blank lines part paragraphs
    item,       ///< of a list, or a heading: one line
    cell,       ///< of a table: one line
};

void append_text(fmt::memory_buffer& out, std::string_view text, Place place);
void append_markup(fmt::memory_buffer& out, const Markup& markup, Place place, const Names& names);
/// A YAML double-quoted scalar.
void append_yaml(fmt::memory_buffer& out, std::string_view text);

inline void append_raw(fmt::memory_buffer& out, std::string_view text) { out.append(text.data(), text.data() + text.size()); }

}  // namespace tocsin::postmortem
