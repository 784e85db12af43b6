#include "bot/yaml/cause.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bot/base/text.hpp"

namespace tocsin {
namespace {

/// What counts of one line: without its comment, and what stands between double quotes left out.
struct Bare {
    std::string text;
    bool open_quote = false;
    int braces = 0, brackets = 0;  ///< opened and not closed
};

Bare bare(std::string_view line) {
    Bare out;
    char before = ' ';
    for (const char c : line) {
        if (!out.open_quote && c == '#' && before == ' ') break;
        if (c == '"' && before != '\\') out.open_quote = !out.open_quote;
        else if (!out.open_quote) out.text += c;
        before = c;
    }
    for (const char c : out.text) {
        out.braces += c == '{' ? 1 : c == '}' ? -1 : 0;
        out.brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
    }
    return out;
}

std::string_view indentation(std::string_view line) { return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size())); }

/// The key of `name:Ann`, which YAML takes for one word; empty if the line has none.
std::string_view glued_key(std::string_view line) {
    std::string_view rest = text::trim(line);
    if (rest.starts_with("- ")) rest = text::trim(rest.substr(2));
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 >= rest.size()) return {};
    const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    const char next = rest[colon + 1];
    return std::ranges::all_of(rest.substr(0, colon), is_word) && next != ' ' && next != '/' ? rest.substr(0, colon) : std::string_view();
}

}  // namespace

std::string likely_cause(std::string_view yaml, int line) {
    const auto lines = text::split(yaml, '\n');
    if (line < 0 || lines.empty()) return {};
    const std::size_t last = std::min(static_cast<std::size_t>(line), lines.size() - 1);
    for (std::size_t i = 0; i <= last; ++i) {
        if (indentation(lines[i]).contains('\t')) return fmt::format("there is a tab before the text of line {}: indent with spaces alone", i + 1);
        if (bare(lines[i]).open_quote) return fmt::format("line {} has a quotation mark without its partner", i + 1);
    }
    // An opening bracket may be closed further down; only one just above the place is likely to be meant.
    for (std::size_t i = last + 1; i-- > (last > 1 ? last - 1 : 0);) {
        const Bare here = bare(lines[i]);
        if (here.braces > 0) return fmt::format("line {} opens a `{{` and does not close it", i + 1);
        if (here.brackets > 0) return fmt::format("line {} opens a `[` and does not close it", i + 1);
        if (const auto key = glued_key(here.text); !key.empty()) return fmt::format("line {} lacks a space after the colon: `{}: …`", i + 1, key);
    }
    return {};
}

}  // namespace tocsin
