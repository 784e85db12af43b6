// What the command line does with a database file, also while a server uses it: read it, check the whole record (each
// hash chain, each signed head, each redaction, design G5), copy it, migrate it. Each runs on the caller's thread over a
// connection of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bot/base/error.hpp"

namespace tocsin::store {

class Snapshot;

struct VerifyReport {
    std::int64_t incidents = 0, events = 0, redactions = 0, signed_heads = 0;
    std::int64_t unsigned_events = 0;         ///< newer than their timeline's last signed head: nothing is claimed of them
    std::string public_key;                   ///< hex
    bool key_is_known = false;                ///< it is the key beside the database, so that nobody without that key made the signatures
    std::vector<std::string> problems;        ///< empty: the record is whole
};

/// One consistent view of the file, without changing it. Errors: it cannot be read or is no tocsin database.
Result<void> read_only(const std::string& path, const std::function<void(const Snapshot&)>& work);

/// The signatures are held against the key in PATH.key too, if it is there: whoever can write the database could sign all of it
/// anew with a key of their own. Errors: the file cannot be read or is no tocsin database.
Result<VerifyReport> verify(const std::string& path);

/// A consistent copy while the original is in use. Errors: the target exists or cannot be written.
Result<void> backup(const std::string& path, const std::string& target);

/// Brings the schema up to date; returns what was done, a line each. Errors as open_sqlite.
Result<std::vector<std::string>> migrate(const std::string& path);

}  // namespace tocsin::store
