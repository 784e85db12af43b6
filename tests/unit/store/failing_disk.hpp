// A disk that fails when told to: SQLite's own VFS with two of its calls in our hands. While one is alive, every
// database of the process is on it.
#pragma once

#include <atomic>

struct sqlite3_vfs;

namespace tocsin::store::testing {

class FailingDisk {
public:
    FailingDisk();
    ~FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

    /// The fsync after this many good ones fails, and all after it; -1: none.
    void fail_sync_after(int good) { good_syncs = good; }
    /// The process dies at that fsync, counted from 1: before it, or when it is done. -1: never.
    void die_at_sync(int number, bool before) {
        death = number;
        death_before = before;
    }
    /// No write finds room.
    void set_full(bool full) { is_full = full; }

    std::atomic<int> good_syncs = -1;
    std::atomic<int> syncs = 0, death = -1;
    std::atomic<bool> death_before = false;
    std::atomic<bool> is_full = false;
    std::atomic<int> log_writes = 0;   ///< writes to write-ahead logs so far
};

}  // namespace tocsin::store::testing
