#include "bot/store/reference_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

std::optional<MessageReference> ReferenceRepository::find(IncidentNumber incident, std::string_view name) const {
    Rows rows = database_.query("SELECT channel, ts FROM slack_message WHERE incident_number = ? AND name = ?", incident, name);
    if (!rows.next()) return std::nullopt;
    return MessageReference{rows.get<ChannelId>(0), rows.get<MessageTs>(1)};
}

std::vector<std::string> ReferenceRepository::names(IncidentNumber incident, std::string_view prefix) const {
    // Between the two the index is read; a search by pattern would look at every message of the incident.
    std::string end(prefix);
    if (!end.empty()) ++end.back();
    Rows rows = database_.query("SELECT name FROM slack_message WHERE incident_number = ? AND name >= ? AND name < ? ORDER BY name", incident, prefix, end);
    std::vector<std::string> out;
    while (rows.next()) out.push_back(rows.get<std::string>(0));
    return out;
}

void ReferenceRepository::put(IncidentNumber incident, std::string_view name, const MessageReference& reference) {
    database_.run("INSERT INTO slack_message (incident_number, name, channel, ts) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (incident_number, name) DO UPDATE SET channel = excluded.channel, ts = excluded.ts",
                  incident, name, reference.channel, reference.ts);
}

void ReferenceRepository::erase(IncidentNumber incident, std::string_view name) {
    database_.run("DELETE FROM slack_message WHERE incident_number = ? AND name = ?", incident, name);
}

}  // namespace tocsin::store
