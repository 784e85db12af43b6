// Checks the whole record of a database file: each hash chain, each signed head, each redaction (design G5). Runs on
// the caller's thread over a read-only connection of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin::store {

struct VerifyReport {
    std::int64_t incidents = 0, events = 0, redactions = 0, signed_heads = 0;
    std::int64_t unsigned_events = 0;         ///< newer than their timeline's last signed head: nothing is claimed of them
    std::string public_key;                   ///< hex
    std::vector<std::string> problems;        ///< empty: the record is whole
};

/// Errors: the file cannot be read or is no tocsin database.
Result<VerifyReport> verify(const std::string& path);

/// A consistent copy while the original is in use. Errors: the target exists or cannot be written.
Result<void> backup(const std::string& path, const std::string& target);

/// Brings the schema up to date; returns what was done, a line each. Errors as open_sqlite.
Result<std::vector<std::string>> migrate(const std::string& path);

}  // namespace tocsin::store
