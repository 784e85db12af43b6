// What the lint rules look at: files of the checkout as lines of text, and what they find in them. Values; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin::lint {

struct SourceFile {
    std::string path;  ///< relative to the checkout, with `/`
    std::vector<std::string> lines;

    bool ends_with(std::string_view suffix) const { return path.ends_with(suffix); }
    bool is_code() const { return ends_with(".cpp") || ends_with(".hpp"); }
    /// bot/ and handlers/: what is shipped.
    bool is_product() const { return path.starts_with("bot/") || path.starts_with("handlers/"); }
};

/// From text as it stands in a file; for the self-tests, and for `read_tree`.
SourceFile source_file(std::string path, const std::string& text);
/// Every text file of the folders that are ours, sorted by path. Throws if the checkout cannot be read.
std::vector<SourceFile> read_tree(const std::string& root);

struct Finding {
    std::string path;
    std::size_t line = 0;  ///< from 1
    std::string what;

    friend bool operator==(const Finding&, const Finding&) = default;
};
using Findings = std::vector<Finding>;

/// `path:line: what`, a line each.
std::string to_text(const Findings& findings);

}  // namespace tocsin::lint
