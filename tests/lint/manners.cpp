#include "tests/lint/manners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace tocsin::lint {
namespace {

Findings lines_that_match(const SourceFile& file, const std::regex& pattern, const std::string& what) {
    Findings out;
    std::smatch found;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
        if (std::regex_search(file.lines[i], found, pattern)) out.push_back({file.path, i + 1, fmt::format("`{}`: {}", found.str(), what)});
    return out;
}

}  // namespace

Findings check_length(const SourceFile& file) {
    if (!file.is_code() || file.lines.size() <= kLongestFile) return {};
    const auto says_why = [](const std::string& line) { return line.starts_with("// Over 400 lines because "); };
    if (std::ranges::any_of(file.lines, says_why)) return {};
    return {{file.path, kLongestFile + 1,
             fmt::format("{} lines; split it, or say `// Over 400 lines because …`", file.lines.size())}};
}

Findings check_header(const SourceFile& file) {
    if (!file.ends_with(".hpp")) return {};
    Findings out;
    if (file.lines.empty() || !file.lines.front().starts_with("// ") || file.lines.front().size() < 20)
        out.push_back({file.path, 1, "a header begins with a comment: what it is, who owns it, its thread, how it ends"});
    if (std::ranges::find(file.lines, "#pragma once") == file.lines.end()) out.push_back({file.path, 1, "`#pragma once` is missing"});
    return out;
}

Findings check_words(const SourceFile& file) {
    // The words are put together here, or this file would be the first to be found.
    static const std::regex words("\\b(TO" "DO|FIX" "ME|XX" "X|HA" "CK)\\b");
    return lines_that_match(file, words, "finish it, or write an issue");
}

/// tests/crash picks the moment of a kill by the clock: that wait is the test, it waits for nothing.
Findings check_sleep(const SourceFile& file) {
    if (file.path.starts_with("tests/crash/")) return {};
    if (!file.path.starts_with("tests/") || !file.is_code() || file.path.starts_with("tests/lint/")) return {};
    static const std::regex sleeps(R"(\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\()");
    return lines_that_match(file, sleeps, "await the condition, or move the manual clock");
}

Findings check_clock(const SourceFile& file) {
    if (!file.is_code() || (!file.path.starts_with("bot/core/") && !file.path.starts_with("handlers/"))) return {};
    static const std::regex clocks(R"(\b(\w+_clock::now|time\s*\(\s*(nullptr|NULL|0)\s*\)|gettimeofday))");
    return lines_that_match(file, clocks, "take `now` as an argument");
}

}  // namespace tocsin::lint
