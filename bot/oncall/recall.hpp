// Makes an edition of a file's bytes again, for pages that are pinned to a version this process has not read. Any thread.
#pragma once

#include <memory>
#include <string>

#include "bot/oncall/book.hpp"

namespace tocsin::oncall {

/// Null if the bytes are no file to page by.
std::shared_ptr<const Edition> recall(const std::string& body);

}  // namespace tocsin::oncall
