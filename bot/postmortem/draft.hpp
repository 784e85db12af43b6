// The post-mortem draft as a document: what the timeline can tell, in sections, and prompts where only people can tell.
// Knows no Markdown, HTML or JSON. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/incident.hpp"
#include "bot/core/timings.hpp"

namespace tocsin::postmortem {

/// The referenced values must outlive the call.
struct DraftInput {
    const Incident& incident;
    std::span<const Event> events;  ///< the whole timeline, in order of seq
    const Names& names;
    std::string key = "INC";        ///< prefix of an incident's name
    std::string public_url;         ///< of this tocsin, without a slash at the end; empty: no links back
};

/// Up to where an open incident is counted: the newest recorded_at, so that the same events always give the same draft.
Time as_of(std::span<const Event> events);

struct Paragraph {
    Markup text;
};
struct Bullets {
    std::vector<Markup> items;
};
struct Table {
    std::vector<std::string_view> header;
    std::vector<Markup> cells;  ///< row after row, each as long as the header
};
/// Lines set in a fixed-width face, exactly as they are: each ends with a line feed and begins with a digit.
struct Log {
    std::string lines;
};
using Block = std::variant<Paragraph, Bullets, Table, Log>;

/// `blocks` are generated and are replaced with each rendering; `prompt` is a question that people answer below them.
struct Section {
    std::string_view id;     ///< names the generated block, [a-z-]+; none is made if there are no blocks
    std::string_view title;
    std::vector<Block> blocks;
    std::string_view prompt;
};

using FrontValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

struct Draft {
    std::vector<std::pair<std::string_view, FrontValue>> front;  ///< in order
    std::string title;                                           ///< `INC-42: Checkout is failing`
    std::vector<Block> opening;                                  ///< below the title
    std::vector<Section> sections;
};

Draft build(const DraftInput& input);

}  // namespace tocsin::postmortem
