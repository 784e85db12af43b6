// What people do with messages and channels in the simulated workspace. Each tells the app what Slack would tell it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

json item_of(const SlackMessage& message) {
    return {{"type", "message"}, {"channel", message.channel}, {"ts", message.ts}};
}

json reaction_event(const char* type, const SlackMessage& message, const std::string& user, const std::string& name) {
    return {{"type", type}, {"user", user}, {"reaction", name}, {"item_user", message.user}, {"item", item_of(message)}};
}

json pin_event(const SlackState& state, const char* type, const SlackMessage& message, const std::string& user) {
    return {{"type", type},
            {"user", user},
            {"channel_id", message.channel},
            {"item", {{"type", "message"}, {"channel", message.channel}, {"created_by", user}, {"message", message_json(state, message, false)}}},
            {"item_user", message.user}};
}

constexpr const char* kTombstone = "tombstone";

/// What Slack shows in place of a deleted message that has answers below it (seen with its own clients; no page describes it).
void leave_tombstone(SlackMessage& message) {
    message.subtype = kTombstone;
    message.user = "USLACKBOT";
    message.text = "This message was deleted.";
    message.bot_id.clear();
    message.blocks.clear();
    message.files.clear();
    message.reactions.clear();
}

}  // namespace

std::string SlackWorkspace::say(const std::string& user, const std::string& channel, const std::string& text) {
    return reply(user, channel, {}, text);
}

std::string SlackWorkspace::reply(const std::string& user, const std::string& channel, const std::string& thread_ts, const std::string& text,
                                  const std::vector<std::string>& files) {
    SlackChannel* in = state_.channel(channel);
    if (!in || in->archived) return {};
    SlackMessage& message = append_message(state_, *in, clock_.now(), {text, {}, {}, false}, user, {});
    message.thread_ts = thread_ts;
    for (const std::string& name : files) {
        SlackFile file;
        file.id = state_.next_id("F");
        file.name = file.title = name;
        file.channel = channel;
        file.uploaded = file.completed = true;
        state_.files[file.id] = file;
        message.files.push_back(file.id);
    }
    queue_message_event(state_, clock_.now(), *in, message);
    return message.ts;
}

bool SlackWorkspace::edit(const std::string& user, const std::string& channel, const std::string& ts, const std::string& text) {
    SlackMessage* message = state_.message(channel, ts);
    if (!message || message->user != user) return false;
    const json before = message_json(state_, *message, false);
    edit_message(*message, clock_.now(), text, message->blocks);
    const std::string event_ts = state_.next_ts(clock_.now());
    message->edited_ts = event_ts;
    const json after = message_json(state_, *message, false);
    queue_event(state_, clock_.now(),
                {{"type", "message"}, {"subtype", "message_changed"}, {"hidden", true}, {"channel", channel}, {"ts", event_ts},
                 {"event_ts", event_ts}, {"message", after}, {"previous_message", before}},
                state_.channel(channel));
    return true;
}

std::string SlackWorkspace::say_as_app(const std::string& name, const std::string& channel, const std::string& text) {
    SlackChannel* in = state_.channel(channel);
    if (!in || in->archived) return {};
    SlackMessage& message = append_message(state_, *in, clock_.now(), {text, {}, {}, false}, "U0" + name, "B0" + name);
    message.bot_name = name;
    queue_message_event(state_, clock_.now(), *in, message);
    return message.ts;
}

bool SlackWorkspace::edit_as_app(const std::string& channel, const std::string& ts, const std::string& text) {
    SlackMessage* message = state_.message(channel, ts);
    if (!message || message->bot_name.empty()) return false;
    const json before = message_json(state_, *message, false);
    message->text = text;
    const std::string event_ts = state_.next_ts(clock_.now());
    queue_event(state_, clock_.now(),
                {{"type", "message"}, {"subtype", "message_changed"}, {"hidden", true}, {"channel", channel}, {"ts", event_ts},
                 {"event_ts", event_ts}, {"message", message_json(state_, *message, false)}, {"previous_message", before}},
                state_.channel(channel));
    return true;
}

bool SlackWorkspace::erase(const std::string& channel, const std::string& ts) {
    SlackMessage* message = state_.message(channel, ts);
    if (!message || message->subtype == kTombstone) return false;
    std::erase(state_.channel(channel)->pinned, ts);
    const std::string event_ts = state_.next_ts(clock_.now());
    const bool has_answers = std::ranges::any_of(state_.channel(channel)->messages, [&](const SlackMessage& m) { return !m.deleted && m.thread_ts == ts && m.ts != ts; });
    if (has_answers) {
        const json before = message_json(state_, *message, false);
        leave_tombstone(*message);
        queue_event(state_, clock_.now(),
                    {{"type", "message"}, {"subtype", "message_changed"}, {"hidden", true}, {"channel", channel}, {"ts", event_ts},
                     {"event_ts", event_ts}, {"message", message_json(state_, *message, false)}, {"previous_message", before}},
                    state_.channel(channel));
        return true;
    }
    message->deleted = true;
    queue_event(state_, clock_.now(),
                {{"type", "message"}, {"subtype", "message_deleted"}, {"hidden", true}, {"channel", channel}, {"ts", event_ts},
                 {"event_ts", event_ts}, {"deleted_ts", ts}, {"previous_message", message_json(state_, *message, false)}},
                state_.channel(channel));
    return true;
}

bool SlackWorkspace::react(const std::string& user, const std::string& channel, const std::string& ts, const std::string& name) {
    SlackMessage* message = state_.message(channel, ts);
    if (!message) return false;
    auto found = std::ranges::find(message->reactions, name, &SlackReaction::name);
    if (found == message->reactions.end()) found = message->reactions.insert(message->reactions.end(), {name, {}});
    if (contains(found->users, user)) return false;
    found->users.push_back(user);
    queue_event(state_, clock_.now(), reaction_event("reaction_added", *message, user, name), state_.channel(channel));
    return true;
}

bool SlackWorkspace::unreact(const std::string& user, const std::string& channel, const std::string& ts, const std::string& name) {
    SlackMessage* message = state_.message(channel, ts);
    const auto found = message ? std::ranges::find(message->reactions, name, &SlackReaction::name) : std::vector<SlackReaction>::iterator();
    if (!message || found == message->reactions.end() || std::erase(found->users, user) == 0) return false;
    if (found->users.empty()) message->reactions.erase(found);
    queue_event(state_, clock_.now(), reaction_event("reaction_removed", *message, user, name), state_.channel(channel));
    return true;
}

bool SlackWorkspace::pin(const std::string& user, const std::string& channel, const std::string& ts) {
    const SlackMessage* message = state_.message(channel, ts);
    if (!message || contains(state_.channel(channel)->pinned, ts)) return false;
    state_.channel(channel)->pinned.push_back(ts);
    queue_event(state_, clock_.now(), pin_event(state_, "pin_added", *message, user), state_.channel(channel));
    return true;
}

bool SlackWorkspace::unpin(const std::string& user, const std::string& channel, const std::string& ts) {
    const SlackMessage* message = state_.message(channel, ts);
    if (!message || std::erase(state_.channel(channel)->pinned, ts) == 0) return false;
    queue_event(state_, clock_.now(), pin_event(state_, "pin_removed", *message, user), state_.channel(channel));
    return true;
}

void SlackWorkspace::join_channel(const std::string& user, const std::string& channel) {
    SlackChannel* found = state_.channel(channel);
    if (!found || found->has_member(user)) return;
    found->members.push_back(user);
    queue_event(state_, clock_.now(),
                {{"type", "member_joined_channel"}, {"user", user}, {"channel", channel}, {"channel_type", found->is_private ? "G" : "C"},
                 {"team", state_.options.team_id}},
                found);
}

void SlackWorkspace::leave_channel(const std::string& user, const std::string& channel) {
    SlackChannel* found = state_.channel(channel);
    if (!found || std::erase(found->members, user) == 0) return;
    queue_event(state_, clock_.now(),
                {{"type", "member_left_channel"}, {"user", user}, {"channel", channel}, {"channel_type", found->is_private ? "G" : "C"},
                 {"team", state_.options.team_id}},
                found);
}

void SlackWorkspace::archive_as_user(const std::string& channel, const std::string& user) {
    SlackChannel* found = state_.channel(channel);
    if (!found) return;
    queue_event(state_, clock_.now(), {{"type", found->is_private ? "group_archive" : "channel_archive"}, {"channel", channel}, {"user", user.empty() ? found->creator : user}},
                found->is_private ? found : nullptr);
    found->archived = true;
    remove_bot(channel);
}

void SlackWorkspace::unarchive_as_user(const std::string& user, const std::string& channel) {
    SlackChannel* found = state_.channel(channel);
    if (!found) return;
    found->archived = false;
    if (!found->has_member(user)) found->members.push_back(user);
    queue_event(state_, clock_.now(), {{"type", found->is_private ? "group_unarchive" : "channel_unarchive"}, {"channel", channel}, {"user", user}},
                found->is_private ? found : nullptr);
}

void SlackWorkspace::rename_as_user(const std::string& channel, const std::string& name) {
    SlackChannel* found = state_.channel(channel);
    if (!found) return;
    found->name = name;
    queue_event(state_, clock_.now(),
                {{"type", found->is_private ? "group_rename" : "channel_rename"},
                 {"channel", {{"id", channel}, {"name", name}, {"created", unix_seconds(found->created)}}}},
                found->is_private ? found : nullptr);
}

void SlackWorkspace::remove_bot(const std::string& channel) {
    if (SlackChannel* found = state_.channel(channel)) std::erase(found->members, state_.options.bot_user);
}

void SlackWorkspace::open_home(const std::string& user) {
    json event{{"type", "app_home_opened"}, {"user", user}, {"channel", "D0HOME"}, {"tab", "home"}};
    // Once there is one, Slack says which view the person has before them (docs: events/app_home_opened).
    if (const SlackView* shown = home(user)) event["view"] = {{"id", shown->id}, {"type", "home"}, {"hash", shown->hash}};
    queue_event(state_, clock_.now(), std::move(event));
}

void SlackWorkspace::uninstall() {
    queue_event(state_, clock_.now(), {{"type", "tokens_revoked"}, {"tokens", {{"oauth", json::array()}, {"bot", json::array({state_.options.bot_user})}}}});
    queue_event(state_, clock_.now(), {{"type", "app_uninstalled"}});
}

void SlackWorkspace::delete_channel(const std::string& user, const std::string& channel) {
    SlackChannel* found = state_.channel(channel);
    if (!found) return;
    queue_event(state_, clock_.now(), {{"type", found->is_private ? "group_deleted" : "channel_deleted"}, {"channel", channel}, {"user", user}},
                found->is_private ? found : nullptr);
    state_.channels.erase(channel);
}

void SlackWorkspace::rename_group(const std::string& group, const std::string& handle) {
    const auto found = state_.user_groups.find(group);
    if (found == state_.user_groups.end()) return;
    found->second.handle = handle;
    queue_event(state_, clock_.now(), {{"type", "subteam_updated"}, {"subteam", {{"id", group}, {"handle", handle}, {"name", handle}}}});
}

void SlackWorkspace::rename_user(const std::string& user, const std::string& name) {
    SlackUser* found = state_.user(user);
    if (!found) return;
    found->name = name;
    queue_event(state_, clock_.now(), {{"type", "user_change"}, {"user", user_json(state_, user)}});
}

void SlackWorkspace::set_group_members(const std::string& group, std::vector<std::string> members) {
    const auto found = state_.user_groups.find(group);
    if (found == state_.user_groups.end()) return;
    found->second.members = std::move(members);
    queue_event(state_, clock_.now(), {{"type", "subteam_members_changed"}, {"subteam_id", group}, {"team_id", state_.options.team_id}});
}

}  // namespace tocsin::sandbox
