#include "bot/store/letter_repository.hpp"

#include "bot/base/text.hpp"
#include "bot/store/database.hpp"
#include "bot/store/reply_codec.hpp"

namespace tocsin::store {

constexpr std::size_t kBodyKept = 64 * 1024;
constexpr int kForgottenAtOnce = 1000;

void LetterRepository::bury(const DeadLetter& letter) {
    database_.run("INSERT INTO dead_letter (source, reason, body, received_at) VALUES (?, ?, ?, ?)", letter.source, letter.reason,
                  text::truncate(letter.body, kBodyKept), letter.received_at);
}

std::int64_t LetterRepository::dead() const { return database_.value<std::int64_t>("SELECT count(*) FROM dead_letter"); }

std::optional<Reply> LetterRepository::answered(const DeliveryKey& key) const {
    Rows rows = database_.query("SELECT reply FROM delivery_key WHERE scope = ? AND id = ?", key.scope, key.id);
    if (!rows.next()) return std::nullopt;
    return decode_reply(rows.get<std::string>(0));
}

void LetterRepository::remember(const DeliveryKey& key, const Reply& reply, Time now) {
    // Of two different deliveries in one job that share a key, the first answer stays.
    database_.run("INSERT INTO delivery_key (scope, id, incident_number, created_at, reply) VALUES (?, ?, ?, ?, ?) "
                  "ON CONFLICT (scope, id) DO NOTHING",
                  key.scope, key.id, reply.incident, now, encode_reply(reply));
}

void LetterRepository::forget_keys(Time before) {
    // They lie in the order in which they came, which spares every key an index by its age.
    while (database_.run("DELETE FROM delivery_key WHERE created_at < ? "
                         "AND rowid IN (SELECT rowid FROM delivery_key ORDER BY rowid LIMIT ?)", before, kForgottenAtOnce) == kForgottenAtOnce) {
    }
}

void LetterRepository::erase_replies(IncidentNumber incident) {
    std::vector<DeliveryKey> keys;
    {
        Rows rows = database_.query("SELECT scope, id FROM delivery_key WHERE incident_number = ?", incident);
        while (rows.next()) keys.push_back({rows.get<std::string>(0), rows.get<std::string>(1)});
    }
    for (const DeliveryKey& key : keys) {
        Reply reply = answered(key).value_or(Reply{});
        reply.text = Markup("This answer was redacted.");
        reply.data.clear();
        reply.offers.clear();
        database_.run("UPDATE delivery_key SET reply = ? WHERE scope = ? AND id = ?", encode_reply(reply), key.scope, key.id);
    }
}

}  // namespace tocsin::store
