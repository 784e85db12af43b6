// The only writer of the database. Owned by the store. In its own thread, or, with `own_thread` off, in whatever thread
// `post` runs things. Takes the waiting jobs, runs each in a SAVEPOINT of one transaction, commits once and only then
// completes them (design §2, group commit). `close` ends it; a broken disk ends it for good.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

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
        bool woken = false;
    };

    void run_thread();
    void schedule_inline();
    void drain_inline();
    void drain_all();

    void run(std::vector<WaitingJob> jobs);
    void commit(Batch& batch);
    Result<Committed> run_job(const Job& job, Batch& batch);
    void write_snapshots(Batch& batch);
    void undo(Batch& batch, const Error& error);
    void complete(Batch batch);
    void look_after_wal(bool redacted);
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

    mutable std::mutex stats_mutex_;
    Stats stats_;

    std::shared_ptr<int> alive_ = std::make_shared<int>();  ///< lets posted work find out that the writer is gone
    bool drain_scheduled_ = false;
    std::thread thread_;
};

}  // namespace tocsin::store
