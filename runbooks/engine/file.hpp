// Reads a runbook's file: YAML text to values, every mistake at once with its line and column. Free functions over one text; any thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bot/yaml/report.hpp"
#include "runbooks/engine/check.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

inline constexpr std::size_t kLargestFile = 256 * 1024;
inline constexpr std::size_t kDeepestFile = 32;
inline constexpr std::size_t kMostSteps = 500;

/// Line and column, from 1.
struct Place {
    int line = 0, column = 0;
};

/// What a file came to.
struct FileReading {
    std::string name;
    std::optional<Runbook> file;        ///< absent if there are mistakes
    std::vector<ConfigError> mistakes;  ///< by line
    std::vector<ConfigError> warnings;  ///< it can be run, but might do what nobody meant
    /// Every key that is known, by the path of its mapping, such as `steps.retry.`; of mappings that the file has.
    std::map<std::string, std::set<std::string>> known_keys;
    std::map<std::string, Place> places;  ///< by Finding::where

    /// `FILE:LINE:COLUMN: message`
    ConfigError at_its_place(const Finding& finding) const;
};

/// Also checks it (check.hpp). Refuses aliases, anchors, tags, control characters, several documents, and what is beyond the limits above.
FileReading read_text(const std::string& yaml, const std::string& file_name, const CheckAgainst& against = {});

}  // namespace tocsin::runbooks
