// SQLite's own disk but for two things. What a commit writes to the log goes out as one write, at its fsync: SQLite itself
// makes two small writes of every page, which at a hundred pages a commit take as long as the fsync. And the log can be
// made longer ahead of the commits: an fsync that must also record a file's new length takes half as long again.
// Registered once a process and never taken back; used by connections that write, each on its own thread.
//
// It is sound because SQLite shows a commit to other connections only after its fsync (`synchronous = FULL`), what is not
// synced may be lost anyway, and the zeros behind the newest frame have no valid checksum, where reading a log ends
// (fileformat2.html, section 4.3).
#pragma once

#include <cstdint>

struct sqlite3_file;

namespace tocsin::store {

/// The name for sqlite3_open_v2.
const char* gathering_disk();

/// Makes the open log of a connection longer, by zeros and synced, when the newest commit ends near its end; never beyond
/// `limit` bytes. Returns SQLite's code; a disk without room for it is none of its failures. Other files are left alone.
int lengthen_log(sqlite3_file* file, std::int64_t limit);

}  // namespace tocsin::store
