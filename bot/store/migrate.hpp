// Brings a database file to the newest schema that this binary knows. Used once at each start and by `tocsin migrate`,
// on the caller's thread, before anything else has the file open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"

namespace tocsin::store {

class Database;

/// What SQLite's `application_id` holds in our files: `tocs` in ASCII.
inline constexpr int kApplicationId = 0x746F6373;

/// One step of the schema: `NNNN_name.sql`, whose first line is `-- compatible-with: N`, the oldest schema number whose
/// binaries can still work on the result.
struct Migration {
    int number = 0;
    std::string name;
    std::string_view sql;
    int compatible_with = 0;
    std::string sha256;  ///< hex, of the file
};

/// Throws std::logic_error if a name or its first line is malformed.
Migration parse_migration(std::string_view file_name, std::string_view sql);
/// Those inside the binary, in order.
std::vector<Migration> known_migrations();

/// Looks without changing anything. Errors: the file is no tocsin database. An absent or empty file is fine.
Result<void> check_is_ours(const std::string& path);

/// Applies what is missing, each step in a transaction of its own, after a backup to `PATH.backup-before-NNNN` where
/// there is something to lose. Returns what was done, a line each. Errors: checksum differs, newer than this binary.
Result<std::vector<std::string>> apply_migrations(Database& database, const std::string& path, Time now,
                                                  const std::vector<Migration>& known);

}  // namespace tocsin::store
