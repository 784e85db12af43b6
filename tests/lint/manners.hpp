// What every file keeps to: its length, its header comment, no unfinished work, no sleeping tests, a pure core.
// Pure; any thread.
#pragma once

#include "tests/lint/source_file.hpp"

namespace tocsin::lint {

inline constexpr std::size_t kLongestFile = 400;

/// Code of more than kLongestFile lines without a line that says why.
Findings check_length(const SourceFile& file);
/// A header begins with a comment that says what it is, and is guarded.
Findings check_header(const SourceFile& file);
/// Words that stand for work not done.
Findings check_words(const SourceFile& file);
/// A test that sleeps is slow, and red on a slow day.
Findings check_sleep(const SourceFile& file);
/// The pure layers get the time as an argument.
Findings check_clock(const SourceFile& file);

}  // namespace tocsin::lint
