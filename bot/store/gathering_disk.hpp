// SQLite's own disk but for one thing: what a commit writes to the log goes out as one write, at its fsync. SQLite itself
// makes two small writes of every page, which at a hundred pages a commit take as long as the fsync. Registered once a
// process and never taken back; used by connections that write, each on its own thread.
//
// It is sound because SQLite shows a commit to other connections only after its fsync (`synchronous = FULL`), and what is
// not synced may be lost anyway.
#pragma once

namespace tocsin::store {

/// The name for sqlite3_open_v2.
const char* gathering_disk();

}  // namespace tocsin::store
