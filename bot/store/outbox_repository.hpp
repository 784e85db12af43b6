// Table `outbox`: what waits to go out (design G3). A delivered row is deleted; one that can never go out stays as
// `failed` until it is pruned, for `health`. Part of Repositories.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bot/core/delivery.hpp"

namespace tocsin::store {

class Database;

struct FailedDelivery {
    OutboxId id;
    IncidentNumber incident;
    std::string kind, reason;
    Time failed_at;
    std::int64_t times = 1;  ///< so many of the incident, alike; `id` and `failed_at` are the newest one's
};

struct OutboxHealth {
    std::int64_t waiting = 0;
    std::int64_t failed = 0;
    std::int64_t retrying = 0;             ///< waiting rows with at least one failed attempt
    std::optional<Time> oldest;            ///< created_at of the oldest waiting row that could be sent
    std::vector<FailedDelivery> newest_failures;
    std::string last_error;                ///< of the newest retrying row
};

/// How one outside takes what is sent to it.
struct DestinationHealth {
    std::int64_t retrying = 0;
    std::optional<Time> since;             ///< created_at of the oldest row that is being retried
    std::string last_error;                ///< of the newest
};

class OutboxRepository {
public:
    explicit OutboxRepository(Database& database) : database_(database) {}

    /// The first row of each lane, if it is due; pages first, then by id. Rows of the lanes `passed_over` are not read.
    std::vector<OutboxRow> due_heads(Time now, int limit, const std::set<std::string>& passed_over = {}) const;
    /// When the next waiting lane head becomes due after that time; nothing if none does. What is due already waits for its lane, not for a time.
    std::optional<Time> next_due(Time after) const;
    /// All waiting rows of a lane, oldest first: to collapse them into a digest.
    std::vector<OutboxRow> waiting_in_lane(const std::string& lane, int limit) const;
    std::int64_t count_in_lane(const std::string& lane) const;
    /// What waits to go into the incident's channel, but for what opens and archives that.
    std::int64_t count_into_channel(IncidentNumber incident) const;
    std::optional<OutboxRow> find(OutboxId id) const;
    /// Whether one of the same incident and kind was given up for the same reason since then.
    bool failed_alike(IncidentNumber incident, std::string_view kind, const std::string& reason, Time since) const;
    /// The same of any kind.
    /// Whether anything of the incident was given up since then because the bot was not in the channel.
    bool was_shut_out_since(IncidentNumber incident, Time since) const;
    bool failed_because(IncidentNumber incident, const std::string& reason, Time since) const;
    OutboxHealth health() const;
    /// Of the lanes that begin with one of two words: `pagerduty:` and `page:`.
    DestinationHealth health_of(std::string_view lanes, std::string_view other_lanes) const;

    /// None if it coalesced with a row that already waits and has not been tried. If that row may be on its way at this
    /// moment, `finish` will put it back once, so that a change made after it was rendered is not lost.
    OutboxId add(IncidentNumber incident, const Delivery& delivery, Time now, Time due, bool channel_exists);
    /// Rows that waited for the incident's channel may go now.
    void channel_ready(IncidentNumber incident, Time now);
    /// Delivered: false if the row is gone already (a repeated result).
    bool finish(OutboxId id);
    /// Delivered as a digest: every waiting row of the lane up to and including `last`.
    void finish_lane_through(const std::string& lane, OutboxId last);
    /// Not yet: tried again at `due`. False if the row is gone.
    /// `counted` false: nothing was attempted, its turn had not come.
    bool retry(OutboxId id, Time due, bool maybe_sent, const std::string& error, bool counted = true);
    /// Never: kept as failed. False if the row is gone.
    bool give_up(OutboxId id, Time now, const std::string& error);
    /// Replaces what is to be sent (a channel name with the next suffix).
    void replace(OutboxId id, const Delivery& delivery, Time due);
    /// What waits for another attempt because the last one ended without an answer: it may be out.
    std::vector<OutboxRow> in_doubt(IncidentNumber incident, std::string_view kind) const;
    /// Drops what waits and need not go out any more (pages after an acknowledgement).
    int withdraw(IncidentNumber incident, std::string_view kind);
    /// The same of one page alone.
    void withdraw_notifications(IncidentNumber incident, std::string_view page);
    /// The same of one lane, whatever its rows are.
    void withdraw_lane(const std::string& lane);
    void prune_failed(Time before);
    /// Replaces what people wrote in the waiting rows of an incident by `[redacted]`; they still go out.
    void redact_texts(IncidentNumber incident);

    /// Whether some row may go now, or at another time, that could not before the last call. The writer asks once a transaction, at its end.
    bool take_woken();

private:
    void promote(const std::string& lane);
    bool coalesce(IncidentNumber incident, const std::string& lane, std::string_view kind, Time now, Time due);

    Database& database_;
    bool woken_ = false;
    OutboxId first_of_transaction_;  ///< rows from here on are not committed and cannot be on their way
};

}  // namespace tocsin::store
