#include "tests/crash/torn_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

namespace tocsin::crash {
namespace {

/// What was in the file where something was written over it, and how long the file was.
struct Undo {
    sqlite3_int64 size = 0, at = 0;
    std::string bytes;
};

/// A method table of the real VFS and ours in its place.
struct Methods {
    const sqlite3_io_methods* real = nullptr;
    sqlite3_io_methods ours{};
};

// SQLite calls back through plain functions, so what they need is static.
TornDisk::AtSync on_sync;
bool is_quiet = false;
sqlite3_vfs* real = nullptr;
sqlite3_vfs shim;
std::array<Methods, 8> tables;
std::map<sqlite3_file*, std::string> names;
std::map<std::string, std::vector<Undo>> unconfirmed;

const sqlite3_io_methods& real_of(sqlite3_file* file) {
    return *std::ranges::find_if(tables, [&](const Methods& table) { return &table.ours == file->pMethods; })->real;
}

sqlite3_int64 size_of(sqlite3_file* file) {
    sqlite3_int64 size = 0;
    real_of(file).xFileSize(file, &size);
    return size;
}

void note(sqlite3_file* file, sqlite3_int64 at, sqlite3_int64 count) {
    const sqlite3_int64 size = size_of(file);
    Undo undo{size, at, std::string(static_cast<std::size_t>(std::clamp<sqlite3_int64>(size - at, 0, count)), '\0')};
    if (!undo.bytes.empty()) real_of(file).xRead(file, undo.bytes.data(), static_cast<int>(undo.bytes.size()), at);
    unconfirmed[names[file]].push_back(std::move(undo));
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    note(file, at, count);
    return real_of(file).xWrite(file, bytes, count, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    note(file, size, size_of(file) - size);
    return real_of(file).xTruncate(file, size);
}

/// The power of this machine stays on, so there is nothing to wait for: what counts is what would have been confirmed.
int sync(sqlite3_file* file, int) {
    if (!is_quiet) on_sync(Death::before);
    unconfirmed.erase(names[file]);
    if (!is_quiet) on_sync(Death::after);
    return SQLITE_OK;
}

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
    const int code = real->xOpen(real, name, file, flags, out_flags);
    if (code != SQLITE_OK || file->pMethods == nullptr || name == nullptr) return code;
    const auto table = std::ranges::find_if(tables, [&](const Methods& t) { return t.real == nullptr || t.real == file->pMethods; });
    if (table->real == nullptr) {
        table->ours = *file->pMethods;
        table->ours.xSync = &sync;
        table->ours.xWrite = &write;
        table->ours.xTruncate = &truncate;
        table->real = file->pMethods;
    }
    file->pMethods = &table->ours;
    names[file] = name;
    return code;
}

}  // namespace

TornDisk::TornDisk(AtSync at_sync) {
    on_sync = std::move(at_sync);
    is_quiet = false;
    unconfirmed.clear();
    real = sqlite3_vfs_find(nullptr);
    shim = *real;
    shim.zName = "torn";
    shim.xOpen = &open;
    sqlite3_vfs_register(&shim, 1);
}

TornDisk::~TornDisk() {
    be_quiet();
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(real, 1);
}

void TornDisk::be_quiet() { is_quiet = true; }

void TornDisk::cut_power(const std::string& original, const std::string& copy) {
    const auto found = unconfirmed.find(original);
    if (found == unconfirmed.end()) return;
    for (auto undo = found->second.rbegin(); undo != found->second.rend(); ++undo) {
        std::filesystem::resize_file(copy, static_cast<std::uintmax_t>(undo->size));
        std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(undo->at);
        file.write(undo->bytes.data(), static_cast<std::streamsize>(undo->bytes.size()));
    }
}

}  // namespace tocsin::crash
