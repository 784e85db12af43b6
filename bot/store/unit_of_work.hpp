// What a handler sees of the database: one transaction's view and changes. Made by the writer for one job, on its
// thread; everything it did is undone if the job throws. No SQL is visible from here on.
#pragma once

#include "bot/base/crypto.hpp"
#include "bot/base/random.hpp"
#include "bot/core/incident.hpp"
#include "bot/store/denial_repository.hpp"
#include "bot/store/import_repository.hpp"
#include "bot/store/home_repository.hpp"
#include "bot/store/form_repository.hpp"
#include "bot/store/incident_repository.hpp"
#include "bot/store/journal_repository.hpp"
#include "bot/store/letter_repository.hpp"
#include "bot/store/message_repository.hpp"
#include "bot/store/oncall_repository.hpp"
#include "bot/store/outbox_repository.hpp"
#include "bot/store/pagerduty_repository.hpp"
#include "bot/store/pause_repository.hpp"
#include "bot/store/people_repository.hpp"
#include "bot/store/reference_repository.hpp"
#include "bot/store/run_repository.hpp"
#include "bot/store/timeline_repository.hpp"
#include "bot/store/timer_repository.hpp"
#include "bot/store/user_group_repository.hpp"
#include "bot/store/watch_repository.hpp"

namespace tocsin::store {

class Database;
class IncidentCache;

/// Who is to be written beside the events of one job.
struct Attribution {
    ActorId actor;
    Source source;
};

/// The repositories over one connection; const means reading only.
struct Repositories {
    explicit Repositories(Database& database);
    IncidentRepository incidents;
    TimelineRepository timeline;
    OutboxRepository outbox;
    TimerRepository timers;
    PeopleRepository people;
    ReferenceRepository references;
    PagerDutyRepository pagerduty;
    LetterRepository letters;
    OncallRepository oncall;
    JournalRepository journal;
    WatchRepository watch;
    RunRepository runs;
    MessageRepository messages;
    ImportRepository imports;
    UserGroupRepository user_groups;
    HomeRepository homes;
    FormRepository forms;
    PauseRepository pauses;
    DenialRepository denials;
};

class UnitOfWork {
public:
    /// The job's instant, fixed at intake.
    Time now() const { return now_; }
    Repositories& tables() { return repositories_; }
    Random& random() { return random_; }

    /// The newest state, this job's own changes included; null if there is no such incident. The reference stays
    /// valid and up to date until the job ends.
    const Incident* find(IncidentNumber number);
    /// Takes the next number and writes the first event. Its state is then found by `find`.
    IncidentNumber declare(const event::Declared& declared, const Attribution& by, std::optional<Time> occurred_at = {},
                           const std::string& link = {});
    /// Appends to the timeline (seq, salt, hash), folds it in and keeps the look-up columns right. An incident that
    /// gets its channel wakes the rows that waited for it. The reference holds until the next event is recorded.
    /// Throws std::logic_error if there is no such incident.
    const Event& record(IncidentNumber number, Draft draft, const Attribution& by);
    /// The events this job has recorded so far, oldest first.
    const std::vector<Event>& recorded() const { return recorded_; }

    /// Writes an outbox row, to be sent after the commit; a coalescing kind that already waits is not doubled.
    void enqueue(IncidentNumber incident, Delivery delivery, std::optional<Time> not_before = {});
    /// Sets or moves the timer (kind, incident, key).
    void set_timer(TimerKind kind, IncidentNumber incident, const std::string& key, Time due, const std::string& detail = {});
    void cancel_timer(TimerKind kind, IncidentNumber incident, const std::string& key);

    /// Erases payload and salt of one event and every trace of it that we keep (snapshot, stored replies, waiting
    /// outbox rows), leaves the digest and records `redacted`. The bytes are gone from the files when the job is
    /// answered. Errors: not_found, conflict (already erased, itself the record of a redaction, or
    /// needed by a run that is under way).
    Result<void> redact(IncidentNumber number, EventSeq seq, const std::string& reason, const Attribution& by);
    /// Signs the newest head of this timeline into the system journal (design G5).
    void sign_head(IncidentNumber number);

private:
    friend class Writer;
    UnitOfWork(Repositories& repositories, IncidentCache& cache, Random& random, const crypto::SigningKey& key, Time now)
        : repositories_(repositories), cache_(cache), random_(random), key_(key), now_(now) {}
    Event next_event(const Incident& state, Draft draft, const Attribution& by) const;
    void append(Incident& state, Event event);
    void erase_from_run(RunState& run, const Event& event);

    Repositories& repositories_;
    IncidentCache& cache_;
    Random& random_;
    const crypto::SigningKey& key_;
    Time now_;
    std::vector<Event> recorded_;
    std::vector<IncidentNumber> touched_;  ///< whose cached state this job changed
    bool redacted_ = false;
};

/// A consistent view for reading, on a reader thread.
class Snapshot {
public:
    explicit Snapshot(Repositories& repositories) : repositories_(repositories) {}
    const Repositories& tables() const { return repositories_; }
    /// The state as of this view; nothing if there is no such incident.
    std::optional<Incident> find(IncidentNumber number) const;

private:
    Repositories& repositories_;
};

}  // namespace tocsin::store
