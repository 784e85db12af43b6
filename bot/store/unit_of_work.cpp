#include "bot/store/unit_of_work.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "bot/core/chain.hpp"
#include "bot/store/incident_cache.hpp"
#include "bot/store/redaction.hpp"
#include "bot/store/signed_head.hpp"

namespace tocsin::store {
namespace {

constexpr std::size_t kSaltBytes = 16;

/// Events whose whole effect is cheap to fold again; a snapshot need not be written for them.
bool is_light(const EventBody& body) {
    return std::visit(
        Overload{
            [](const event::NoteAdded&) { return true; },
            [](const event::NoteWithdrawn&) { return true; },
            [](const event::MessageCaptured&) { return true; },
            [](const event::MessageDeleted&) { return true; },
            [](const event::Denied&) { return true; },
            [](const event::DeliveryFailed&) { return true; },
            [](const event::PagerDutyChanged&) { return true; },
            [](const event::UpdateReminded&) { return true; },
            [](const auto&) { return false; },
        },
        body);
}

}  // namespace

Repositories::Repositories(Database& database)
    : incidents(database), timeline(database), outbox(database), timers(database), people(database), references(database),
      pagerduty(database), letters(database), oncall(database), journal(database),
      watch(database), runs(database), messages(database), imports(database), user_groups(database), homes(database), forms(database),
      pauses(database), denials(database) {}

const Incident* UnitOfWork::find(IncidentNumber number) {
    if (number.none()) return nullptr;
    const auto* entry = cache_.find(number);
    return entry == nullptr ? nullptr : &entry->state;
}

Event UnitOfWork::next_event(const Incident& state, Draft draft, const Attribution& by) const {
    return {state.number, EventSeq(state.last_seq.value + 1), draft.occurred_at.value_or(now_), now_, by.actor, by.source,
            std::move(draft.link), draft.corrects, std::move(draft.body)};
}

void UnitOfWork::append(Incident& state, Event event) {
    const std::string prev_hash = state.last_seq.none() ? genesis_hash() : state.head_hash;
    std::string hash = repositories_.timeline.append(event, random_.bytes(kSaltBytes), prev_hash);
    fold(state, event);
    state.last_seq = event.seq;
    state.changed_at = event.recorded_at;
    state.head_hash = std::move(hash);
    recorded_.push_back(std::move(event));
}

IncidentNumber UnitOfWork::declare(const event::Declared& declared, const Attribution& by, std::optional<Time> occurred_at,
                                   const std::string& link) {
    Incident state;
    state.number = IncidentNumber(repositories_.incidents.last_number().value + 1);
    Draft draft(declared, occurred_at);
    draft.link = link;
    Event event = next_event(state, std::move(draft), by);
    touched_.push_back(state.number);
    // The row first, because its events refer to it; the look-up columns are those of the folded state.
    Incident preview = state;
    fold(preview, event);
    repositories_.incidents.insert(preview);
    append(state, std::move(event));
    cache_.insert(std::move(state), EventSeq{}).wants_snapshot = true;
    return touched_.back();
}

const Event& UnitOfWork::record(IncidentNumber number, Draft draft, const Attribution& by) {
    auto* entry = number.none() ? nullptr : cache_.find(number);
    if (entry == nullptr) throw std::logic_error(fmt::format("an event for incident {}, which does not exist", number.value));
    Incident& state = entry->state;
    Event event = next_event(state, std::move(draft), by);
    touched_.push_back(number);
    if (is_light(event.body)) {
        append(state, std::move(event));
        return recorded_.back();
    }
    entry->wants_snapshot = true;
    const Incident before = state;
    append(state, std::move(event));
    if (!IncidentRepository::same_lookup(before, state)) repositories_.incidents.update_lookup(state);
    if (before.channel.empty() && !state.channel.empty()) repositories_.outbox.channel_ready(number, now_);
    return recorded_.back();
}

void UnitOfWork::enqueue(IncidentNumber incident, Delivery delivery, std::optional<Time> not_before) {
    const Incident* state = find(incident);
    const bool channel_exists = state != nullptr && !state->channel.empty();
    repositories_.outbox.add(incident, delivery, now_, not_before.value_or(now_), channel_exists);
}

void UnitOfWork::set_timer(TimerKind kind, IncidentNumber incident, const std::string& key, Time due, const std::string& detail) {
    repositories_.timers.set({TimerId{}, kind, incident, key, due, detail});
}

void UnitOfWork::cancel_timer(TimerKind kind, IncidentNumber incident, const std::string& key) {
    repositories_.timers.cancel(kind, incident, key);
}

Result<void> UnitOfWork::redact(IncidentNumber number, EventSeq seq, const std::string& reason, const Attribution& by) {
    const auto event = repositories_.timeline.find(number, seq);
    if (!event) return fail(Errc::not_found, fmt::format("incident {} has no event {}", number.value, seq.value));
    if (std::holds_alternative<event::Redacted>(event->body))
        return fail(Errc::conflict, fmt::format("event {} is itself the record of a redaction and stays", seq.value));
    auto run = repositories_.runs.find(run_of(event->body));
    if (run && is_needed(*run, event->body))
        return fail(Errc::conflict, fmt::format("run {} is under way and needs what event {} holds", run->run.value, seq.value),
                    fmt::format("Redact it when the run is over; `runs {} abort` ends it.", run->run.value));
    if (!repositories_.timeline.erase_payload(number, seq))
        return fail(Errc::conflict, fmt::format("event {} of incident {} was redacted already", seq.value, number.value));
    record(number, event::Redacted{seq, reason}, by);
    auto& entry = *cache_.find(number);
    entry.state = without_erased_texts(entry.state, fold_all(number, repositories_.timeline.events(number)));
    repositories_.incidents.update_lookup(entry.state);
    repositories_.incidents.write_snapshot(entry.state);
    entry.snapshot_seq = entry.state.last_seq;
    if (run) erase_from_run(*run, *event);
    repositories_.letters.erase_replies(number);
    repositories_.outbox.redact_texts(number);
    redacted_ = true;
    return {};
}

void UnitOfWork::erase_from_run(RunState& run, const Event& event) {
    erase_texts(run, event);
    repositories_.runs.save(run);
    if (const StepKey step = printed_by(event.body); !step.empty()) repositories_.runs.erase_output(run.run, step);
    enqueue(event.incident, delivery::RefreshRun{run.run});
}

void UnitOfWork::sign_head(IncidentNumber number) {
    const Incident* state = find(number);
    if (state == nullptr) return;
    const auto newest = repositories_.journal.newest();
    SignedHead head;
    head.seq = newest ? newest->seq + 1 : 1;
    head.signed_at = now_;
    head.incident = number;
    head.head_seq = state->last_seq;
    head.head_hash = state->head_hash;
    head.prev_hash = newest ? newest->hash : genesis_hash();
    seal(head, key_);
    repositories_.journal.append(head);
}

std::optional<Incident> Snapshot::find(IncidentNumber number) const {
    auto loaded = repositories_.incidents.load(number);
    if (!loaded) return std::nullopt;
    return std::move(loaded->state);
}

}  // namespace tocsin::store
