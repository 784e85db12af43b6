// The draft as CommonMark with GFM tables, as GitHub shows it, with YAML front matter. Everything generated stands
// between `<!-- tocsin:begin NAME HASH -->` and `<!-- tocsin:end NAME -->`, so that merge can tell it from what people
// wrote. Pure; any thread.
#pragma once

#include <string>

#include "bot/postmortem/draft.hpp"

namespace tocsin::postmortem {

/// The same draft gives the same bytes.
std::string render_markdown(const Draft& draft, const Names& names);

/// `build` and `render_markdown` in one.
std::string markdown(const DraftInput& input);

}  // namespace tocsin::postmortem
