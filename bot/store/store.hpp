// The port to the database: jobs that change it, reads that do not. Owned by App and destroyed after everything that
// uses it. `submit` and `read` may be called from any thread; completions come back through `Options::post`.
//
// One writer thread takes all waiting jobs (people first, then pages, then machines), runs each whole or not at all in one
// transaction, commits once with synchronous=FULL and only then completes them (design G1, group commit).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/random.hpp"
#include "bot/base/time.hpp"
#include "bot/core/reply.hpp"

namespace tocsin::store {

class UnitOfWork;
class Snapshot;

/// In which order waiting jobs are taken.
enum class Priority : std::uint8_t { human, page, machine };

/// The natural key of one delivery (design G2): e.g. {"slack:T1:trigger", "1337.42.abc"}. Kept ≥ 7 days.
struct DeliveryKey {
    std::string scope;
    std::string id;
};

/// One use case waiting for its transaction.
struct Job {
    Priority priority = Priority::machine;
    std::vector<DeliveryKey> keys;  ///< a repeat of any of them gets the first answer; empty: no key
    Time now;                       ///< fixed at intake
    /// Runs on the writer thread inside a transaction; may be run again. A thrown exception rolls this job back alone.
    std::function<Reply(UnitOfWork&)> handle;
    /// A refusal leaves no key, so that what is put right and sent again counts (forms, design G2).
    bool keys_only_if_ok = false;
};

struct Committed {
    Reply reply;
    bool repeated = false;  ///< the key was known: `reply` is the first answer, nothing was done
};

/// Called once, after the commit. Errors: overloaded (queue or disk full, withdrawn), unavailable (store is failing),
/// and an Error with code `unavailable` and message "internal error" where the handler threw.
using Done = std::function<void(Result<Committed>)>;

/// Takes a job back as long as it has not started.
class Ticket {
public:
    virtual ~Ticket() = default;
    /// True if the job was still waiting: it will not run and `Done` will not be called.
    virtual bool withdraw() = 0;
};

struct Stats {
    std::uint64_t jobs = 0;
    std::uint64_t commits = 0;
    std::uint64_t rejected = 0;                 ///< refused because a queue or the disk was full
    std::array<std::size_t, 3> waiting{};       ///< by Priority
    Duration last_commit{0};                    ///< time of the newest COMMIT (write + fsync)
    bool disk_full = false;
    bool failed = false;                        ///< an fsync or the file itself failed: the process must end
};

struct Options {
    std::string path;                                       ///< database file; its folder must exist
    std::string signing_key_path;                           ///< Ed25519 private key, made (0600) if absent; default: path + ".key"
    const Clock* clock = nullptr;
    Random* random = nullptr;
    std::function<void(std::function<void()>)> post;        ///< runs a completion on the I/O thread
    std::function<void(std::string reason)> on_failure;     ///< broken for good (failed fsync …); called once, through `post`
    std::function<void()> on_outbox;                        ///< after a commit some outbox row may go that could not; through `post`
    std::function<void()> on_timer;                         ///< a commit set timers; through `post`
    bool own_thread = true;                                 ///< false: jobs and reads run through `post`, all in one thread
    int readers = 2;
    std::size_t queue_limit = 8192;                         ///< per priority; beyond it `overloaded`
    /// Pages of 4 KiB in the write-ahead log before they are moved into the database file. A timeline's last page is
    /// written to the log with each of its events and to the file once a move: the rarer the better, up to what a start
    /// after a crash may have to read (128 MiB).
    int log_pages = 32768;
};

class Store {
public:
    virtual ~Store() = default;
    virtual std::unique_ptr<Ticket> submit(Job job, Done done) = 0;
    /// Runs `work` on a reader thread over a consistent view, then `done` through `post`. `error` is set if it threw.
    virtual void read(std::function<void(const Snapshot&)> work, std::function<void(Result<void>)> done) = 0;
    virtual Stats stats() const = 0;
    /// Runs what is waiting, commits, stops the threads. Later submits are refused.
    virtual void close() = 0;
};

/// Opens or makes the database and migrates it (after a backup beside it). Errors: newer than this binary, not a
/// tocsin database, a migration's checksum differs, cannot be opened.
Result<std::unique_ptr<Store>> open_sqlite(Options options);

}  // namespace tocsin::store
