// Markdown as cmark-gfm reads it, with GitHub's tables, strike-through and autolinks switched on, so that what a test
// asserts is what a reader would see.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::postmortem::tests {

struct MarkdownTable {
    std::vector<std::vector<std::string>> rows;  ///< the header first; a cell as its plain text
};
struct MarkdownLink {
    std::string url, text;
};
struct MarkdownTree {
    std::vector<MarkdownTable> tables;
    std::vector<MarkdownLink> links;
    std::vector<std::string> html;      ///< raw HTML, blocks and inline
    std::vector<std::string> headings;  ///< as `## text`
    std::size_t images = 0, code_blocks = 0, quotes = 0, ordered_lists = 0, rules = 0, struck = 0, emphasised = 0;
    std::string html_page;              ///< rendered with raw HTML let through

    /// The table whose header begins with `first`; throws if there is none.
    const MarkdownTable& table(std::string_view first) const;
};

MarkdownTree parse_markdown(std::string_view markdown);

}  // namespace tocsin::postmortem::tests
