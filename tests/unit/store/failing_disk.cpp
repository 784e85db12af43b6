#include "tests/unit/store/failing_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <mutex>

namespace tocsin::store::testing {
namespace {

// SQLite calls back through plain functions, so what they need is static.
FailingDisk* current = nullptr;
sqlite3_vfs* real = nullptr;
sqlite3_vfs shim;

/// A method table of the real VFS (databases and journals have different ones) and ours in its place.
struct Methods {
    const sqlite3_io_methods* real = nullptr;
    sqlite3_io_methods ours{};
};
std::array<Methods, 8> methods_of_files;
std::mutex tables_mutex;

const sqlite3_io_methods& real_of(sqlite3_file* file) {
    const auto found = std::ranges::find_if(methods_of_files, [&](const Methods& table) { return &table.ours == file->pMethods; });
    return *found->real;
}

int sync(sqlite3_file* file, int flags) {
    const int left = current->good_syncs;
    if (left == 0) return SQLITE_IOERR_FSYNC;
    if (left > 0) current->good_syncs = left - 1;
    const bool dies = ++current->syncs == current->death;
    if (dies && current->death_before) std::raise(SIGKILL);
    const int code = real_of(file).xSync(file, flags);
    if (dies) std::raise(SIGKILL);
    return code;
}

bool is_log(sqlite3_file* file) {
    sqlite3_int64 size = 0;
    char head[4] = {};
    const auto& methods = real_of(file);
    const bool readable = methods.xFileSize(file, &size) == SQLITE_OK && size >= 4 && methods.xRead(file, head, 4, 0) == SQLITE_OK;
    // The first bytes of every write-ahead log: 0x377F0682 or 0x377F0683 (fileformat2.html, section 4.1).
    return readable && head[0] == 0x37 && head[1] == 0x7F && head[2] == 0x06;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    current->log_writes += is_log(file);
    return current->is_full ? SQLITE_FULL : real_of(file).xWrite(file, bytes, count, offset);
}

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
    const int code = real->xOpen(real, name, file, flags, out_flags);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    const std::lock_guard lock(tables_mutex);
    const auto table = std::ranges::find_if(methods_of_files, [&](const Methods& t) { return t.real == nullptr || t.real == file->pMethods; });
    if (table->real == nullptr) {
        table->ours = *file->pMethods;
        table->ours.xSync = &sync;
        table->ours.xWrite = &write;
        table->real = file->pMethods;
    }
    file->pMethods = &table->ours;
    return code;
}

}  // namespace

FailingDisk::FailingDisk() {
    current = this;
    real = sqlite3_vfs_find(nullptr);
    shim = *real;
    shim.zName = "failing";
    shim.xOpen = &open;
    sqlite3_vfs_register(&shim, 1);
}

FailingDisk::~FailingDisk() {
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(real, 1);
}

}  // namespace tocsin::store::testing
