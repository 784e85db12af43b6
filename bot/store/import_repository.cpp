#include "bot/store/import_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

void ImportRepository::add(const ImportCandidate& candidate) {
    database_.run("INSERT INTO import_candidate (incident_number, ts, number, channel, author, words) VALUES (?, ?, 0, ?, ?, ?) ON CONFLICT DO NOTHING",
                  candidate.incident, candidate.ts, candidate.channel, candidate.author, candidate.words.encoded());
}

void ImportRepository::number_all(IncidentNumber incident) {
    std::vector<MessageTs> unnumbered;
    Rows rows = database_.query("SELECT ts FROM import_candidate WHERE incident_number = ? AND number = 0 ORDER BY ts", incident);
    while (rows.next()) unnumbered.push_back(rows.get<MessageTs>(0));
    auto next = database_.value<std::int64_t>("SELECT coalesce(max(number), 0) FROM import_candidate WHERE incident_number = ?", incident);
    for (const auto& ts : unnumbered)
        database_.run("UPDATE import_candidate SET number = ? WHERE incident_number = ? AND ts = ?", ++next, incident, ts);
}

std::vector<ImportCandidate> ImportRepository::of(IncidentNumber incident) const {
    Rows rows = database_.query("SELECT incident_number, number, channel, ts, author, words FROM import_candidate "
                                "WHERE incident_number = ? AND number > 0 ORDER BY ts", incident);
    std::vector<ImportCandidate> out;
    while (rows.next())
        out.push_back({rows.get<IncidentNumber>(0), rows.get<ItemNumber>(1), rows.get<ChannelId>(2), rows.get<MessageTs>(3), rows.get<ActorId>(4),
                       Markup::from_encoded(rows.get<std::string>(5))});
    return out;
}

void ImportRepository::forget(IncidentNumber incident) { database_.run("DELETE FROM import_candidate WHERE incident_number = ?", incident); }

void ImportRepository::forget(const ChannelId& channel, const MessageTs& ts) { database_.run("DELETE FROM import_candidate WHERE channel = ? AND ts = ?", channel, ts); }

void ImportRepository::reword(const ChannelId& channel, const MessageTs& ts, const Markup& words) {
    database_.run("UPDATE import_candidate SET words = ? WHERE channel = ? AND ts = ?", words.encoded(), channel, ts);
}

}  // namespace tocsin::store
