// Tables `dead_letter` (authentic but malformed deliveries, kept for a person to look at) and `delivery_key` (design G2).
// Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/reply.hpp"
#include "bot/store/store.hpp"

namespace tocsin::store {

class Database;

struct DeadLetter {
    Source source;
    std::string reason;
    std::string body;  ///< at most 64 KiB are kept
    Time received_at;
};

class LetterRepository {
public:
    explicit LetterRepository(Database& database) : database_(database) {}

    void bury(const DeadLetter& letter);
    std::int64_t dead() const;

    std::optional<Reply> answered(const DeliveryKey& key) const;
    void remember(const DeliveryKey& key, const Reply& reply, Time now);
    void forget_keys(Time before);
    void erase_replies(IncidentNumber incident);

private:
    Database& database_;
};

}  // namespace tocsin::store
