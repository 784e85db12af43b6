// Makes editions: of the on-call file on disk, and again of the bytes that the store kept for pages pinned to a version that this
// process has not read. Free functions; any thread.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "bot/oncall/book.hpp"
#include "bot/yaml/report.hpp"

namespace tocsin::oncall {

/// The file at `path`, or every line that is wrong with it.
std::expected<std::shared_ptr<const Edition>, std::vector<ConfigError>> read_edition(const std::string& path, const Environment& environment);

/// Null if the bytes are no file to page by.
/// What would be refused today is taken, and a variable of the environment that is gone counts as empty: a page runs on by what it began with.
std::shared_ptr<const Edition> recall(const std::string& body);

}  // namespace tocsin::oncall
