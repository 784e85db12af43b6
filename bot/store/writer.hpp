// The only writer of the database. Owned by the store. In its own thread, or, with `own_thread` off, in whatever thread
// `post` runs things. Takes the waiting jobs, runs them in one transaction, commits once and only then completes them
// (design §2, group commit). `close` ends it; a broken disk ends it for good.
//
// A job that throws, which is a bug of ours, must leave no trace and not disturb the others. A savepoint around each job
// gives that, but for it SQLite copies every page once more, a twentieth of the time of recording a note: so jobs run
// without, and only when one throws all of them run anew, each in a savepoint.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "bot/store/checkpointer.hpp"
#include "bot/store/database.hpp"
#include "bot/store/incident_cache.hpp"
#include "bot/store/job_queue.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::store {

class Writer {
public:
    Writer(const Options& options, std::unique_ptr<Database> database, crypto::SigningKey key);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    std::unique_ptr<Ticket> submit(Job job, Done done);
    Stats stats() const;
    void close();

private:
    struct Batch {
        std::vector<WaitingJob> jobs;
        std::vector<Result<Committed>> outcomes;
        std::vector<IncidentNumber> touched;
        bool redacted = false;
        bool outbox_woken = false;
        bool timers_woken = false;
    };

    void run_thread();
    void schedule_inline();
    void drain_inline();
    void drain_all();

    void run(std::vector<WaitingJob> jobs);
    void commit(Batch& batch);
    /// False if a job threw: what the others did is of no use either and must be rolled back.
    bool run_together(Batch& batch);
    /// Each in a savepoint, so that one that throws leaves the others alone.
    void run_apart(Batch& batch);
    Committed run_job(const Job& job, UnitOfWork& work, Batch& batch);
    void forget_progress(Batch& batch);
    void write_snapshots(Batch& batch);
    void undo(Batch& batch, const Error& error);
    void complete(Batch batch);
    void look_after_wal(bool redacted);
    void lengthen_log();
    void probe_disk();
    void set_disk_full(bool full);
    void break_down(const std::string& reason);
    bool failed() const;

    const Options options_;
    const crypto::SigningKey key_;
    std::unique_ptr<Database> database_;
    Repositories tables_;
    IncidentCache cache_;
    std::shared_ptr<JobQueue> queue_;
    int checkpoint_at_;              ///< WAL pages
    bool truncate_pending_ = false;  ///< redacted bytes may still be in the WAL
    std::optional<Checkpointer> checkpointer_;  ///< none without a thread of our own

    mutable std::mutex stats_mutex_;
    Stats stats_;

    std::shared_ptr<int> alive_ = std::make_shared<int>();  ///< lets posted work find out that the writer is gone
    bool drain_scheduled_ = false;
    std::thread thread_;
};

}  // namespace tocsin::store
