// A disk that stops the world at each fsync and can say what a power cut would have left: SQLite's own VFS, with what was written
// since the last fsync noted down so that it can be undone in a copy. Beneath the store's own disk. One alive at a time, for databases of
// one thread; ends with its owner.
#pragma once

#include <functional>
#include <string>

namespace tocsin::crash {

/// `before`: the power goes and takes along what no fsync has confirmed. `after`: the program is killed as soon as the fsync is done.
enum class Death { before, after };

class TornDisk {
public:
    /// Called at each fsync, twice.
    using AtSync = std::function<void(Death)>;

    explicit TornDisk(AtSync at_sync);
    ~TornDisk();
    TornDisk(const TornDisk&) = delete;
    TornDisk& operator=(const TornDisk&) = delete;

    /// Undoes in `copy`, which is a copy of the file `original` made at this moment, all that was not confirmed.
    static void cut_power(const std::string& original, const std::string& copy);
    /// From now on nobody is called any more.
    static void be_quiet();
};

}  // namespace tocsin::crash
