#include "bot/store/message_repository.hpp"

#include <array>

#include "bot/store/database.hpp"

namespace tocsin::store {
namespace {

constexpr words::Table<CaptureState, 4> kStates{{{CaptureState::asked, "asked"}, {CaptureState::present, "present"},
                                                 {CaptureState::withdrawn, "withdrawn"}, {CaptureState::lost, "lost"}}};

CapturedMessage captured_of(const Rows& rows) {
    CapturedMessage out;
    out.channel = rows.get<ChannelId>(0);
    out.ts = rows.get<MessageTs>(1);
    out.kind = words::find_in(words::kEntryKind, rows.get<std::string>(2)).value_or(out.kind);
    out.incident = rows.get<IncidentNumber>(3);
    out.state = words::find_in(kStates, rows.get<std::string>(4)).value_or(out.state);
    out.entry = rows.get<EventSeq>(5);
    out.text_in = rows.get<EventSeq>(6);
    out.item = rows.get<ItemNumber>(7);
    out.version = rows.get<MessageTs>(8);
    out.deleted = rows.get<bool>(9);
    return out;
}

}  // namespace

bool MessageRepository::put(const MessageMark& mark) {
    // Slack's times have the same number of digits until the year 2286, so their texts compare as they do.
    return database_.run("INSERT INTO message_mark (channel, ts, mark, person, kind, changed_ts, present) VALUES (?, ?, ?, ?, ?, ?, ?) "
                         "ON CONFLICT (channel, ts, mark, person) DO UPDATE SET kind = excluded.kind, changed_ts = excluded.changed_ts, "
                         "present = excluded.present WHERE excluded.changed_ts > changed_ts",
                         mark.channel, mark.ts, mark.mark, mark.person, name_of(mark.kind), mark.changed, mark.present) == 1;
}

bool MessageRepository::is_marked(const ChannelId& channel, const MessageTs& ts, EntryKind kind) const {
    return database_.value<bool>("SELECT EXISTS (SELECT 1 FROM message_mark WHERE channel = ? AND ts = ? AND kind = ? AND present = 1)",
                                 channel, ts, name_of(kind));
}

std::optional<CapturedMessage> MessageRepository::find(const ChannelId& channel, const MessageTs& ts, EntryKind kind) const {
    for (const auto& message : find(channel, ts))
        if (message.kind == kind) return message;
    return std::nullopt;
}

std::vector<CapturedMessage> MessageRepository::find(const ChannelId& channel, const MessageTs& ts) const {
    Rows rows = database_.query("SELECT channel, ts, kind, incident_number, state, entry, text_in, item, version, deleted "
                                "FROM captured_message WHERE channel = ? AND ts = ? ORDER BY kind", channel, ts);
    std::vector<CapturedMessage> out;
    while (rows.next()) out.push_back(captured_of(rows));
    return out;
}

void MessageRepository::put(const CapturedMessage& message) {
    database_.run("INSERT INTO captured_message (channel, ts, kind, incident_number, state, entry, text_in, item, version, deleted) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, ts, kind) DO UPDATE SET incident_number = excluded.incident_number, "
                  "state = excluded.state, entry = excluded.entry, text_in = excluded.text_in, item = excluded.item, version = excluded.version, "
                  "deleted = excluded.deleted",
                  message.channel, message.ts, name_of(message.kind), message.incident, words::name_in(kStates, message.state), message.entry,
                  message.text_in, message.item, message.version, message.deleted);
}

bool MessageRepository::welcome(IncidentNumber incident, const UserId& person) {
    return database_.run("INSERT INTO welcomed (incident_number, person) VALUES (?, ?) ON CONFLICT DO NOTHING", incident, person) == 1;
}

bool MessageRepository::is_news(const ChannelId& channel, const std::string& about, const MessageTs& changed, const std::string& says) {
    return database_.run("INSERT INTO channel_news (channel, about, changed_ts, says) VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (channel, about) DO UPDATE SET changed_ts = excluded.changed_ts, says = excluded.says "
                         "WHERE (excluded.changed_ts, excluded.says) > (changed_ts, says)",
                         channel, about, changed, says) == 1;
}

std::optional<MessageRepository::Said> MessageRepository::said_of(const ChannelId& channel, const std::string& about) const {
    Rows rows = database_.query("SELECT changed_ts, says FROM channel_news WHERE channel = ? AND about = ?", channel, about);
    return rows.next() ? std::optional(Said{rows.get<MessageTs>(0), rows.get<std::string>(1)}) : std::nullopt;
}

std::vector<SlackName> MessageRepository::names() const {
    Rows rows = database_.query("SELECT id, name, fetched_at FROM slack_name ORDER BY id");
    std::vector<SlackName> out;
    while (rows.next()) out.push_back({rows.get<std::string>(0), rows.get<std::string>(1), rows.get<Time>(2)});
    return out;
}

void MessageRepository::put(const SlackName& name) {
    database_.run("INSERT INTO slack_name (id, name, fetched_at) VALUES (?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET name = excluded.name, fetched_at = excluded.fetched_at", name.id, name.name, name.fetched_at);
}

}  // namespace tocsin::store
