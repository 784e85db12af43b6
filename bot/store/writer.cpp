#include "bot/store/writer.hpp"

#include <pthread.h>

#include <algorithm>

#include "bot/base/log.hpp"

namespace tocsin::store {
namespace {

/// Long enough to share one fsync among many, short enough that a person does not wait behind a flood of machines: beside a thousand runs a
/// command's p99 was 36 ms with 256 and is 15 ms with 64, at the same rate of steps.
constexpr std::size_t kJobsPerCommit = 64;
constexpr std::int64_t kEventsPerSnapshot = 64;
constexpr std::chrono::milliseconds kProbeInterval{200};

Error internal_error() { return {Errc::unavailable, "internal error", ""}; }
Error disk_full_error() { return {Errc::overloaded, "the disk of the database is full", "Nothing was recorded. Try again later."}; }
Error broken_error() { return {Errc::unavailable, "the database failed", "Nothing was acknowledged. tocsin restarts."}; }
Error closed_error() { return {Errc::unavailable, "tocsin is stopping", "Try again in a moment."}; }
Error queue_full_error() { return {Errc::overloaded, "too much is waiting to be recorded", "Try again in a moment."}; }

class QueueTicket final : public Ticket {
public:
    QueueTicket(std::shared_ptr<JobQueue> queue, JobQueue::PlaceHolder place) : queue_(std::move(queue)), place_(std::move(place)) {}
    bool withdraw() override { return place_ != nullptr && queue_->withdraw(place_); }

private:
    std::shared_ptr<JobQueue> queue_;
    JobQueue::PlaceHolder place_;  ///< null: refused, never waited
};

}  // namespace

Writer::Writer(const Options& options, std::unique_ptr<Database> database, crypto::SigningKey key)
    : options_(options), key_(std::move(key)), database_(std::move(database)), tables_(*database_), cache_(tables_),
      queue_(std::make_shared<JobQueue>(options.queue_limit)), checkpoint_at_(options.log_pages) {
    if (!options_.own_thread) return;
    checkpointer_.emplace(options_.path);
    thread_ = std::thread([this] { run_thread(); });
}

Writer::~Writer() { close(); }

std::unique_ptr<Ticket> Writer::submit(Job job, Done done) {
    WaitingJob waiting{std::move(job), std::move(done)};
    auto place = queue_->push(waiting);
    if (place) {
        if (!options_.own_thread) schedule_inline();
        return std::make_unique<QueueTicket>(queue_, std::move(*place));
    }
    const bool full = place.error() == JobQueue::Refusal::full;
    {
        const std::lock_guard lock(stats_mutex_);
        stats_.rejected += full;
    }
    const Error error = full ? queue_full_error() : failed() ? broken_error() : closed_error();
    options_.post([done = std::move(waiting.done), error] { done(std::unexpected(error)); });
    return std::make_unique<QueueTicket>(queue_, nullptr);
}

Stats Writer::stats() const {
    const std::lock_guard lock(stats_mutex_);
    Stats out = stats_;
    out.waiting = queue_->sizes();
    return out;
}

void Writer::close() {
    queue_->close();
    if (thread_.joinable()) thread_.join();
    else if (!options_.own_thread) drain_all();
}

void Writer::run_thread() {
    pthread_setname_np(pthread_self(), "store");
    while (true) {
        const bool has_chores = stats().disk_full || truncate_pending_;
        auto jobs = queue_->take(kJobsPerCommit, has_chores ? std::optional(kProbeInterval) : std::nullopt);
        if (!jobs.empty()) run(std::move(jobs));
        else if (queue_->closed()) return;
        else if (stats().disk_full) probe_disk();
        else look_after_wal(false);
    }
}

void Writer::schedule_inline() {
    if (std::exchange(drain_scheduled_, true)) return;
    options_.post([this, alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) drain_inline();
    });
}

void Writer::drain_inline() {
    drain_scheduled_ = false;
    auto jobs = queue_->take_waiting(kJobsPerCommit);
    if (jobs.empty()) return;
    run(std::move(jobs));
    schedule_inline();
}

void Writer::drain_all() {
    for (auto jobs = queue_->take_waiting(kJobsPerCommit); !jobs.empty(); jobs = queue_->take_waiting(kJobsPerCommit))
        run(std::move(jobs));
}

void Writer::run(std::vector<WaitingJob> jobs) {
    Batch batch;
    batch.jobs = std::move(jobs);
    try {
        if (failed()) undo(batch, broken_error());
        else commit(batch);
        if (batch.redacted) look_after_wal(true);
    } catch (const DiskFull& full) {
        undo(batch, disk_full_error());
        if (!stats().disk_full) log::error("disk_full", {{"reason", full.what()}});
        set_disk_full(true);
    } catch (const StoreFailure& failure) {
        undo(batch, broken_error());
        break_down(failure.what());
    } catch (const std::exception& failure) {
        log::error("commit_failed", {{"reason", failure.what()}});
        undo(batch, internal_error());
    }
    // Under load the log grows by itself, and every moment counts.
    const bool quiet = batch.jobs.size() == 1 && queue_->empty();
    complete(std::move(batch));
    if (failed()) return;
    look_after_wal(false);
    if (quiet) lengthen_log();
}

void Writer::commit(Batch& batch) {
    const auto changes_before = database_->total_changes();
    std::optional<Transaction> transaction(std::in_place, *database_);
    cache_.begin(database_->data_version());
    if (!run_together(batch)) {
        transaction.reset();
        forget_progress(batch);
        transaction.emplace(*database_);
        cache_.begin(database_->data_version());
        run_apart(batch);
    }
    write_snapshots(batch);
    const auto start = std::chrono::steady_clock::now();
    transaction->commit();
    const auto took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - start);
    const bool wrote = database_->total_changes() != changes_before;
    batch.outbox_woken = tables_.outbox.take_woken();
    batch.timers_woken = tables_.timers.take_woken();
    cache_.trim();
    const std::lock_guard lock(stats_mutex_);
    stats_.jobs += batch.jobs.size();
    stats_.commits += 1;
    stats_.last_commit = took;
    if (wrote) stats_.disk_full = false;
}

bool Writer::run_together(Batch& batch) {
    try {
        for (const WaitingJob& waiting : batch.jobs) {
            UnitOfWork work(tables_, cache_, *options_.random, key_, waiting.job.now);
            batch.outcomes.push_back(run_job(waiting.job, work, batch));
        }
        return true;
    } catch (const DiskFull&) {
        throw;
    } catch (const StoreFailure&) {
        throw;
    } catch (const std::exception&) {
        return false;
    }
}

void Writer::run_apart(Batch& batch) {
    for (const WaitingJob& waiting : batch.jobs) {
        UnitOfWork work(tables_, cache_, *options_.random, key_, waiting.job.now);
        try {
            Savepoint savepoint(*database_);
            batch.outcomes.push_back(run_job(waiting.job, work, batch));
            savepoint.release();
        } catch (const DiskFull&) {
            throw;
        } catch (const StoreFailure&) {
            throw;
        } catch (const std::exception& failure) {
            log::error("job_failed", {{"reason", failure.what()}});
            cache_.forget(work.touched_);
            batch.outcomes.push_back(std::unexpected(internal_error()));
        }
    }
}

Committed Writer::run_job(const Job& job, UnitOfWork& work, Batch& batch) {
    for (const DeliveryKey& key : job.keys)
        if (auto reply = tables_.letters.answered(key)) return {std::move(*reply), true};
    Reply reply = job.handle(work);
    if (reply.ok || !job.keys_only_if_ok)
        for (const DeliveryKey& key : job.keys) tables_.letters.remember(key, reply, job.now);
    batch.touched.insert(batch.touched.end(), work.touched_.begin(), work.touched_.end());
    batch.redacted |= work.redacted_;
    return {std::move(reply), false};
}

void Writer::forget_progress(Batch& batch) {
    cache_.clear();
    tables_.outbox.take_woken();
    tables_.timers.take_woken();
    batch.outcomes.clear();
    batch.touched.clear();
    batch.outbox_woken = batch.timers_woken = batch.redacted = false;
}

void Writer::write_snapshots(Batch& batch) {
    std::ranges::sort(batch.touched);
    const auto repeated = std::ranges::unique(batch.touched);
    batch.touched.erase(repeated.begin(), repeated.end());
    for (const IncidentNumber number : batch.touched) {
        auto* entry = cache_.find(number);
        if (entry == nullptr) continue;
        const bool old = entry->state.last_seq.value - entry->snapshot_seq.value >= kEventsPerSnapshot;
        if (!entry->wants_snapshot && !old) continue;
        tables_.incidents.write_snapshot(entry->state);
        entry->snapshot_seq = entry->state.last_seq;
        entry->wants_snapshot = false;
    }
}

void Writer::undo(Batch& batch, const Error& error) {
    forget_progress(batch);
    batch.outcomes.assign(batch.jobs.size(), std::unexpected(error));
    if (error.code != Errc::overloaded) return;
    const std::lock_guard lock(stats_mutex_);
    stats_.rejected += batch.jobs.size();
}

void Writer::complete(Batch batch) {
    const bool outbox = batch.outbox_woken && options_.on_outbox != nullptr;
    const bool timers = batch.timers_woken && options_.on_timer != nullptr;
    options_.post([batch = std::make_shared<Batch>(std::move(batch))] {
        for (std::size_t i = 0; i < batch->jobs.size(); ++i) batch->jobs[i].done(std::move(batch->outcomes[i]));
    });
    if (outbox) options_.post(options_.on_outbox);
    if (timers) options_.post(options_.on_timer);
}

void Writer::look_after_wal(bool redacted) {
    truncate_pending_ |= redacted;
    try {
        if (truncate_pending_) truncate_pending_ = database_->checkpoint(Database::Checkpoint::truncate) > 0;
        const bool most_is_moved = checkpointer_ && checkpointer_->take_done();
        if (!most_is_moved && database_->wal_pages() < checkpoint_at_) return;
        if (checkpointer_ && !most_is_moved) return checkpointer_->begin();
        const int left = database_->checkpoint(Database::Checkpoint::passive);
        // Somebody reading stood in the way: not again for every commit that follows.
        checkpoint_at_ = left == 0 ? options_.log_pages : database_->wal_pages() + options_.log_pages;
    } catch (const DiskFull&) {
        set_disk_full(true);
    } catch (const StoreFailure& failure) {
        break_down(failure.what());
    } catch (const DatabaseError& error) {
        log::warning("checkpoint_failed", {{"reason", error.what()}});
    }
}

void Writer::lengthen_log() {
    if (stats().disk_full) return;
    try {
        database_->lengthen_wal(options_.log_pages);
    } catch (const StoreFailure& failure) {
        break_down(failure.what());
    }
}

void Writer::probe_disk() {
    static const std::string kPadding(4096, '.');
    try {
        Transaction transaction(*database_);
        database_->run("INSERT INTO disk_probe (id, padding) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET padding = excluded.padding",
                       kPadding);
        transaction.commit();
        set_disk_full(false);
        log::info("disk_has_room_again");
    } catch (const DiskFull&) {
        return;
    } catch (const StoreFailure& failure) {
        break_down(failure.what());
    } catch (const DatabaseError& error) {
        log::warning("disk_probe_failed", {{"reason", error.what()}});
    }
}

void Writer::set_disk_full(bool full) {
    const std::lock_guard lock(stats_mutex_);
    stats_.disk_full = full;
}

bool Writer::failed() const {
    const std::lock_guard lock(stats_mutex_);
    return stats_.failed;
}

void Writer::break_down(const std::string& reason) {
    {
        const std::lock_guard lock(stats_mutex_);
        if (std::exchange(stats_.failed, true)) return;
    }
    log::error("store_failed", {{"reason", reason}});
    queue_->close();
    if (options_.on_failure) options_.post([on_failure = options_.on_failure, reason] { on_failure(reason); });
}

}  // namespace tocsin::store
