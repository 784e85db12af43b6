#include "bot/store/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>

#include "bot/base/log.hpp"
#include "bot/store/gathering_disk.hpp"

namespace tocsin::store {
namespace {

constexpr int kWaitForLock = 5000;  // milliseconds, for another process such as `tocsin migrate`
constexpr int kWaitForReaders = 100;

/// A failed fsync stays a failure even when the disk is full: the pages may count as clean and be gone.
bool is_disk_full(int extended, int system_error) {
    if ((extended & 0xFF) == SQLITE_FULL) return true;
    const bool no_room = system_error == ENOSPC || system_error == EDQUOT;
    const bool sync = extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC;
    return (extended & 0xFF) == SQLITE_IOERR && no_room && !sync;
}

bool is_broken(int extended) {
    switch (extended & 0xFF) {
        case SQLITE_IOERR: case SQLITE_CORRUPT: case SQLITE_NOTADB: case SQLITE_CANTOPEN: case SQLITE_READONLY:
        case SQLITE_NOMEM: case SQLITE_PERM: case SQLITE_AUTH: case SQLITE_PROTOCOL: return true;
        default: return false;
    }
}

[[noreturn]] void raise(sqlite3* handle, const std::string& doing) {
    const int code = sqlite3_extended_errcode(handle);
    const std::string what = doing + ": " + sqlite3_errmsg(handle) + " (SQLite " + std::to_string(code) + ")";
    if (is_disk_full(code, sqlite3_system_errno(handle))) throw DiskFull(what);
    if (is_broken(code)) throw StoreFailure(what);
    throw DatabaseError(what);
}

int flags_for(Database::Access access) {
    switch (access) {
        case Database::Access::read_only: return SQLITE_OPEN_READONLY;
        case Database::Access::read_write: return SQLITE_OPEN_READWRITE;
        case Database::Access::read_write_create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    return 0;
}

/// Without its memory statistics SQLite takes no lock at each allocation: a tenth of the time of recording a note.
void configure_library() {
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
}

}  // namespace

Rows::~Rows() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_->handle);
    sqlite3_clear_bindings(statement_->handle);
    statement_->busy = false;
    if (own_) sqlite3_finalize(own_->handle);
}

bool Rows::next() {
    const int code = sqlite3_step(statement_->handle);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) raise(sqlite3_db_handle(statement_->handle), sqlite3_sql(statement_->handle));
    return false;
}

bool Rows::is_null(int index) const { return sqlite3_column_type(statement_->handle, index) == SQLITE_NULL; }
std::int64_t Rows::integer(int index) const { return sqlite3_column_int64(statement_->handle, index); }
std::string Rows::text(int index) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_->handle, index));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_->handle, index))};
}

Database::Database(const std::string& path, Access access) {
    configure_library();
    const char* disk = access == Access::read_only ? nullptr : gathering_disk();
    const int code = sqlite3_open_v2(path.c_str(), &handle_, flags_for(access) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, disk);
    try {
        if (code != SQLITE_OK) raise(handle_, "cannot open " + path);
        configure(access);
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

void Database::configure(Access access) {
    sqlite3_busy_timeout(handle_, kWaitForLock);
    execute_script("PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;");
    if (access == Access::read_only) return execute_script("PRAGMA cache_size = -2000;");
    // Checkpoints are made by the writer between commits, so that their errors are seen and no answer waits for them.
    execute_script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                   "PRAGMA cache_size = -12000; PRAGMA cache_spill = OFF;");
    sqlite3_wal_hook(handle_, &Database::on_wal_commit, this);
}

Database::~Database() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement.handle);
    sqlite3_close_v2(handle_);
}

int Database::on_wal_commit(void* self, sqlite3*, const char*, int pages) {
    static_cast<Database*>(self)->wal_pages_ = pages;
    return SQLITE_OK;
}

void Database::execute_script(std::string_view sql) {
    if (sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        raise(handle_, std::string(sql.substr(0, 60)));
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
        raise(handle_, std::string(sql));
    return made;
}

Rows Database::start(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) found = statements_.emplace(std::string(sql), PreparedStatement{prepare(sql), false}).first;
    PreparedStatement& cached = found->second;
    if (!std::exchange(cached.busy, true)) return {cached, nullptr};
    auto own = std::make_unique<PreparedStatement>(prepare(sql), true);
    PreparedStatement& second = *own;
    return {second, std::move(own)};
}

void Database::bind(Rows& rows, int position, const Value& value, bool copy) {
    sqlite3_stmt* statement = rows.statement_->handle;
    const auto life = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&value)) code = sqlite3_bind_int64(statement, position, *number);
    else if (const auto* text = std::get_if<std::string_view>(&value))
        // A null pointer would bind NULL; an empty text is not that.
        code = sqlite3_bind_text64(statement, position, text->data() == nullptr ? "" : text->data(), text->size(), life, SQLITE_UTF8);
    else if (const auto* blob = std::get_if<Blob>(&value))
        code = sqlite3_bind_blob64(statement, position, blob->bytes.data() == nullptr ? "" : blob->bytes.data(), blob->bytes.size(), life);
    else code = sqlite3_bind_null(statement, position);
    if (code != SQLITE_OK) raise(sqlite3_db_handle(statement), sqlite3_sql(statement));
}

int Database::changes() const { return sqlite3_changes(handle_); }
std::int64_t Database::last_inserted() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::total_changes() const { return sqlite3_total_changes64(handle_); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

int Database::checkpoint(Checkpoint kind) {
    const int mode = kind == Checkpoint::truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int pages = 0, moved = 0;
    sqlite3_busy_timeout(handle_, kWaitForReaders);
    const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, &pages, &moved);
    sqlite3_busy_timeout(handle_, kWaitForLock);
    if (code == SQLITE_BUSY) return std::max(1, pages - moved);
    if (code != SQLITE_OK) raise(handle_, "checkpoint");
    if (moved == pages) wal_pages_ = 0;
    return pages - moved;
}

void Database::lengthen_wal(int pages) {
    // fileformat2.html, section 4.1: a header of 32 bytes, and one of 24 before each page.
    constexpr std::int64_t kHeader = 32, kFrame = 24 + 4096;
    sqlite3_file* log = nullptr;
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
    if (const int code = lengthen_log(log, kHeader + pages * kFrame); code != SQLITE_OK)
        throw StoreFailure("the log could not be made longer (SQLite " + std::to_string(code) + ")");
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
    database_.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    // SQLite may have rolled back by itself after an I/O error.
    if (!open_ || !database_.in_transaction()) return;
    try {
        database_.run("ROLLBACK");
    } catch (const std::exception& failure) {
        log::error("rollback_failed", {{"reason", failure.what()}});
    }
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

Savepoint::Savepoint(Database& database) : database_(database) { database_.run("SAVEPOINT job"); }

Savepoint::~Savepoint() {
    if (!open_ || !database_.in_transaction()) return;
    try {
        database_.run("ROLLBACK TO job");
        database_.run("RELEASE job");
    } catch (const std::exception& failure) {
        log::error("rollback_failed", {{"reason", failure.what()}});
    }
}

void Savepoint::release() {
    database_.run("RELEASE job");
    open_ = false;
}

}  // namespace tocsin::store
