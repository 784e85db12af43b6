#include "bot/store/gathering_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

namespace tocsin::store {
namespace {

constexpr const char* kName = "tocsin";
/// SQLite's own disk takes less than 128 KiB at once: os_unix.c cuts a write's length to 17 bits and calls what then goes
/// wrong a full disk.
constexpr std::size_t kMost = 96UZ << 10U;
/// The log is made this much longer, some dozens of commits, when less than kLittle of it is left.
constexpr sqlite3_int64 kAhead = 1 << 20, kLittle = kAhead / 4;

/// An open log. SQLite gives the memory: this, and behind it the file of the disk below.
struct Log {
    sqlite3_file base;
    std::string* gathered;   ///< not written yet
    sqlite3_int64 at;        ///< where in the file it begins
    sqlite3_int64 end;       ///< how far the log's own pages reach since it was begun anew

    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

Log& log_of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file); }

int flush(Log& log) {
    if (log.gathered->empty()) return SQLITE_OK;
    sqlite3_file* below = log.below();
    const int code = below->pMethods->xWrite(below, log.gathered->data(), static_cast<int>(log.gathered->size()), log.at);
    // After a failure too: SQLite undoes the transaction and writes the same places anew.
    log.gathered->clear();
    return code;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    Log& log = log_of(file);
    const bool follows = offset == log.at + static_cast<sqlite3_int64>(log.gathered->size());
    if (!follows || log.gathered->size() + static_cast<std::size_t>(count) > kMost)
        if (const int code = flush(log); code != SQLITE_OK) return code;
    if (log.gathered->empty()) log.at = offset;
    try {
        log.gathered->append(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
    } catch (const std::bad_alloc&) {
        return SQLITE_IOERR_NOMEM;
    }
    return SQLITE_OK;
}

/// A method of the disk below, after what is gathered has been written.
template <auto Method, class... Args>
int forward(sqlite3_file* file, Args... args) {
    Log& log = log_of(file);
    if (const int code = flush(log); code != SQLITE_OK) return code;
    return (log.below()->pMethods->*Method)(log.below(), args...);
}

int close(sqlite3_file* file) {
    Log& log = log_of(file);
    const int code = flush(log);
    delete std::exchange(log.gathered, nullptr);
    const int closed = log.below()->pMethods->xClose(log.below());
    return code != SQLITE_OK ? code : closed;
}

int sector_size(sqlite3_file* file) { return log_of(file).below()->pMethods->xSectorSize(log_of(file).below()); }
int characteristics(sqlite3_file* file) { return log_of(file).below()->pMethods->xDeviceCharacteristics(log_of(file).below()); }

/// Version 1: a log is neither mapped into memory nor shared.
const sqlite3_io_methods& log_methods() {
    using M = sqlite3_io_methods;
    static const M methods = [] {
        M m{};
        m.iVersion = 1;
        m.xClose = &close;
        m.xRead = &forward<&M::xRead, void*, int, sqlite3_int64>;
        m.xWrite = &write;
        m.xTruncate = &forward<&M::xTruncate, sqlite3_int64>;
        m.xSync = &forward<&M::xSync, int>;
        m.xFileSize = &forward<&M::xFileSize, sqlite3_int64*>;
        m.xLock = &forward<&M::xLock, int>;
        m.xUnlock = &forward<&M::xUnlock, int>;
        m.xCheckReservedLock = &forward<&M::xCheckReservedLock, int*>;
        m.xFileControl = &forward<&M::xFileControl, int, void*>;
        m.xSectorSize = &sector_size;
        m.xDeviceCharacteristics = &characteristics;
        return m;
    }();
    return methods;
}

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
    // The default of this moment: a test puts a disk that fails in its place.
    sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
    if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, out_flags);
    Log& log = log_of(file);
    log.base.pMethods = nullptr;
    log.at = 0;
    const int code = below->xOpen(below, name, log.below(), flags, out_flags);
    if (code != SQLITE_OK) return code;
    log.gathered = new (std::nothrow) std::string;
    if (log.gathered == nullptr) {
        log.below()->pMethods->xClose(log.below());
        return SQLITE_NOMEM;
    }
    log.base.pMethods = &log_methods();
    return SQLITE_OK;
}

int write_zeros(sqlite3_file* below, sqlite3_int64 from, sqlite3_int64 to) {
    static constexpr std::array<char, 16UZ << 10U> kZeros{};
    for (sqlite3_int64 at = from; at < to;) {
        const auto count = std::min(to - at, static_cast<sqlite3_int64>(kZeros.size()));
        if (const int code = below->pMethods->xWrite(below, kZeros.data(), static_cast<int>(count), at); code != SQLITE_OK) return code;
        at += count;
    }
    return SQLITE_OK;
}

}  // namespace

int lengthen_log(sqlite3_file* file, std::int64_t limit) {
    if (file == nullptr || file->pMethods != &log_methods()) return SQLITE_OK;
    Log& log = log_of(file);
    sqlite3_file* const below = log.below();
    sqlite3_int64 size = 0;
    if (const int code = below->pMethods->xFileSize(below, &size); code != SQLITE_OK) return code;
    const sqlite3_int64 wanted = std::min<sqlite3_int64>(limit, size + kAhead);
    if (size - log.at >= kLittle || wanted <= size) return SQLITE_OK;
    const int code = write_zeros(below, size, wanted);
    if (code == SQLITE_FULL) return SQLITE_OK;
    return code != SQLITE_OK ? code : below->pMethods->xSync(below, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

const char* gathering_disk() {
    static sqlite3_vfs disk = [] {
        sqlite3_vfs made = *sqlite3_vfs_find(nullptr);
        made.zName = kName;
        made.szOsFile += static_cast<int>(sizeof(Log));
        made.xOpen = &open;
        return made;
    }();
    static const int registered = sqlite3_vfs_register(&disk, 0);
    return registered == SQLITE_OK ? kName : nullptr;
}

}  // namespace tocsin::store
