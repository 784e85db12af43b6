// Reads the on-call file: YAML text to values, every mistake at once with its line and column. Free functions over one text; any
// thread.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bot/core/oncall_model.hpp"
#include "bot/oncall/ways.hpp"
#include "bot/yaml/report.hpp"

namespace tocsin::oncall {

/// What a file came to.
struct FileReading {
    std::string name;
    std::optional<Oncall> file;         ///< absent if there are mistakes
    std::vector<ConfigError> mistakes;  ///< it does not say what it must
    std::vector<ConfigError> unfit;     ///< it can be read, but a page by it might wake nobody
    std::vector<ConfigError> ended;     ///< a policy reaches nobody any more, which it did once
    std::vector<ConfigError> warnings;  ///< what the configuration cannot send, though somebody is woken all the same
    /// Every key that is known, by the path of its mapping, such as `schedules.layers.`; of mappings that the file has.
    std::map<std::string, std::set<std::string>> known_keys;

    /// Where each thing stands, from 1, by kind and id: `schedule shop`, `layer of shop week`.
    std::map<std::string, int> lines{};

    /// Mistakes, what makes it unfit and what has ended, in the order of the file.
    std::vector<ConfigError> all() const;
};

FileReading read_text(const std::string& yaml, const std::string& file_name, const Environment& environment, const Against& against = {});

/// A file to page by: it has neither mistakes nor is it unfit.
std::expected<Oncall, std::vector<ConfigError>> parse_file(const std::string& yaml, const std::string& file_name, const Environment& environment);
/// The bytes of a file; the mistake says why it cannot be read.
std::expected<std::string, ConfigError> read_bytes(const std::string& path);
std::expected<Oncall, std::vector<ConfigError>> load_file(const std::string& path, const Environment& environment);

}  // namespace tocsin::oncall
