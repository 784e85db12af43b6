// One connection to a SQLite file: statements that are prepared once, typed values in and out, errors by what they
// mean. Owned by the writer, a reader or a command of the CLI; used by one thread at a time; closed by its destructor.
// This pair and the disk's (gathering_disk) are the only ones that know sqlite3.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

#include "bot/base/strong.hpp"
#include "bot/base/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tocsin::store {

/// The database said no to this statement: a bug of ours or a broken rule. The job fails, the store goes on.
class DatabaseError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The file or the disk below it is broken (fsync failed, malformed, unreadable): nothing can be promised any more.
class StoreFailure : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// No room. What was begun is undone; it works again when there is room.
class DiskFull : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Bytes for a BLOB column; a plain string goes to a TEXT column.
struct Blob {
    std::string_view bytes;
};

/// What a parameter can hold.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

template <class T>
    requires std::integral<T>
Value to_value(T number) { return static_cast<std::int64_t>(number); }
inline Value to_value(std::string_view text) { return text; }
inline Value to_value(Blob blob) { return blob; }
inline Value to_value(Time at) { return std::int64_t{unix_micros(at)}; }
template <class Tag>
Value to_value(const StrongString<Tag>& text) { return std::string_view(text.value); }
template <class Tag>
Value to_value(const StrongInt<Tag>& number) { return number.value; }
template <class T>
Value to_value(const std::optional<T>& value) { return value ? to_value(*value) : Value(nullptr); }

struct PreparedStatement {
    sqlite3_stmt* handle = nullptr;
    bool busy = false;
};

/// The rows of a running query. Ends the query when it goes.
class Rows {
public:
    Rows(PreparedStatement& statement, std::unique_ptr<PreparedStatement> own)
        : statement_(&statement), own_(std::move(own)) {}
    Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)), own_(std::move(other.own_)) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();

    /// Column `index` from 0, as an integer, bool, string, Time, strong type or an optional of those.
    template <class T>
    T get(int index) const {
        return read(index, static_cast<T*>(nullptr));
    }

private:
    friend class Database;
    bool is_null(int index) const;
    std::int64_t integer(int index) const;
    std::string text(int index) const;

    template <class T>
        requires std::integral<T>
    T read(int index, T*) const { return static_cast<T>(integer(index)); }
    std::string read(int index, std::string*) const { return text(index); }
    Time read(int index, Time*) const { return time_from_unix_micros(integer(index)); }
    template <class Tag>
    StrongString<Tag> read(int index, StrongString<Tag>*) const { return StrongString<Tag>(text(index)); }
    template <class Tag>
    StrongInt<Tag> read(int index, StrongInt<Tag>*) const { return StrongInt<Tag>(integer(index)); }
    template <class T>
    std::optional<T> read(int index, std::optional<T>*) const {
        if (is_null(index)) return std::nullopt;
        return get<T>(index);
    }

    PreparedStatement* statement_;
    std::unique_ptr<PreparedStatement> own_;  ///< set if the cached statement was running already
};

class Database {
public:
    enum class Access { read_write_create, read_write, read_only };

    /// Throws StoreFailure if the file cannot be opened or is no database, naming the file.
    Database(const std::string& path, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// One or several statements without parameters, not kept prepared.
    void execute_script(std::string_view sql);

    /// Runs a statement that gives no rows; returns how many rows it changed. `sql` is kept prepared.
    template <class... Args>
    int run(std::string_view sql, const Args&... args) {
        Rows rows = start(sql);
        int position = 0;
        (bind(rows, ++position, to_value(args), false), ...);
        while (rows.next()) {
        }
        return changes();
    }
    /// Inserts one row and returns its new number. SQLite's own RETURNING costs twice the insert.
    template <class... Args>
    std::int64_t insert(std::string_view sql, const Args&... args) {
        run(sql, args...);
        return last_inserted();
    }
    /// Starts a statement that gives rows. `sql` is kept prepared.
    template <class... Args>
    Rows query(std::string_view sql, const Args&... args) {
        Rows rows = start(sql);
        int position = 0;
        (bind(rows, ++position, to_value(args), true), ...);
        return rows;
    }
    /// The first column of the only row.
    template <class T, class... Args>
    T value(std::string_view sql, const Args&... args) {
        Rows rows = query(sql, args...);
        if (!rows.next()) throw DatabaseError("no row: " + std::string(sql));
        return rows.get<T>(0);
    }

    /// Rows changed since the connection was opened.
    std::int64_t total_changes() const;
    bool in_transaction() const;
    /// Another number than before if another connection has committed since; asked within a transaction.
    std::int64_t data_version() { return value<std::int64_t>("PRAGMA data_version"); }

    enum class Checkpoint { passive, truncate };
    /// Moves the WAL into the database file. Returns how many of its pages still stand in it alone, because somebody reads
    /// or another connection moves or writes: 0 if none.
    int checkpoint(Checkpoint kind);
    /// Makes room in the WAL's file for the commits to come, off their way; never beyond `pages` in all.
    void lengthen_wal(int pages);
    /// Pages in the WAL after the newest commit of this connection.
    int wal_pages() const { return wal_pages_; }

private:
    Rows start(std::string_view sql);
    sqlite3_stmt* prepare(std::string_view sql);
    static void bind(Rows& rows, int position, const Value& value, bool copy);
    int changes() const;
    std::int64_t last_inserted() const;
    void configure(Access access);
    static int on_wal_commit(void* self, sqlite3*, const char*, int pages);

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
    sqlite3* handle_ = nullptr;
    int wal_pages_ = 0;
    std::unordered_map<std::string, PreparedStatement, TextHash, std::equal_to<>> statements_;
};

/// Begun … commit(); rolled back if it goes without. `write` takes the write lock at once, `read` is one view.
class Transaction {
public:
    enum class Kind { write, read };
    explicit Transaction(Database& database, Kind kind = Kind::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool open_ = true;
};

/// A part of a transaction that can be undone alone; undone if it goes without release().
class Savepoint {
public:
    explicit Savepoint(Database& database);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    void release();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace tocsin::store
