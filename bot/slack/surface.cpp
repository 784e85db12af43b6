#include "bot/slack/surface.hpp"

#include <algorithm>
#include <array>

namespace tocsin::slack {
namespace {

constexpr auto kShortcuts = std::to_array<ShortcutSpec>({
    {kDeclareShortcut, "Declare an incident", "Opens the form: what is wrong, how bad it is, which service", false},
    {kNoteShortcut, "Add to timeline", "Puts this message on the incident's timeline, with its time and author", true},
    {kFollowupShortcut, "Make a follow-up", "Makes something of this message that is to be done after the incident", true},
    {kDeclareFromShortcut, "Declare from message", "Declares an incident with this message as its first evidence", true},
});

// clang-format off: one row a line
constexpr auto kEvents = std::to_array<EventNeed>({
    {"app_mention", "app_mentions:read", "`@tocsin note …`, which works in threads too"},
    {"message.channels", "channels:history", "edited and deleted messages that stand on a timeline"},
    {"message.groups", "groups:history", "the same in private incidents"},
    {"message.im", "im:history", "what people write to the bot itself"},
    {"reaction_added", "reactions:read", "a reaction puts a message on the timeline"},
    {"reaction_removed", "reactions:read", "taking it away withdraws the entry"},
    {"pin_added", "pins:read", "a pin puts a message on the timeline"},
    {"pin_removed", "pins:read", "taking it away withdraws the entry"},
    {"member_joined_channel", "channels:read", "whoever joins an incident is welcomed with what is needed"},
    {"member_left_channel", "channels:read", "whoever leaves the channel of a private incident sees it no more"},
    {"app_home_opened", "", "the Home tab is shown"},
    {"channel_archive", "channels:read", "an incident's channel was archived by hand"},
    {"channel_unarchive", "channels:read", "and is back"},
    {"channel_rename", "channels:read", "names are shown as they are now"},
    {"channel_deleted", "channels:read", "an incident's channel is gone"},
    {"group_archive", "groups:read", "the same in private incidents"},
    {"group_unarchive", "groups:read", "the same in private incidents"},
    {"group_rename", "groups:read", "the same in private incidents"},
    {"group_deleted", "groups:read", "the same in private incidents"},
    {"app_uninstalled", "", "an alarm: Slack no longer talks to us"},
    {"tokens_revoked", "", "an alarm: the bot's token is no longer good"},
    {"user_change", "users:read", "names, zones and guests are kept up to date"},
    {"subteam_updated", "usergroups:read", "names of user groups, and whether they are still there"},
    {"subteam_members_changed", "usergroups:read", "who may do what, where a user group says so"},
});

constexpr auto kMethods = std::to_array<MethodNeed>({
    {"auth.test", "", "", ""},
    {"chat.getPermalink", "", "", ""},
    {"chat.postEphemeral", "chat:write", "", ""},
    {"chat.postMessage", "chat:write", "", ""},
    {"chat.update", "chat:write", "", ""},
    {"conversations.archive", "channels:manage", "groups:write", ""},
    {"conversations.create", "channels:manage", "groups:write", ""},
    {"conversations.history", "channels:history", "groups:history", "im:history"},
    {"conversations.info", "channels:read", "groups:read", ""},
    {"conversations.invite", "channels:manage", "groups:write", ""},
    {"conversations.join", "channels:join", "", ""},
    {"conversations.members", "channels:read", "groups:read", ""},
    {"conversations.list", "channels:read", "groups:read", ""},
    {"conversations.open", "im:write", "", ""},
    {"conversations.replies", "channels:history", "groups:history", "im:history"},
    {"conversations.setPurpose", "channels:manage", "groups:write", ""},
    {"conversations.setTopic", "channels:manage", "groups:write", ""},
    {"conversations.unarchive", "channels:manage", "groups:write", ""},
    {"files.completeUploadExternal", "files:write", "", ""},
    {"files.getUploadURLExternal", "files:write", "", ""},
    {"pins.add", "pins:write", "", ""},
    {"reactions.add", "reactions:write", "", ""},
    {"reactions.remove", "reactions:write", "", ""},
    {"usergroups.list", "usergroups:read", "", ""},
    {"usergroups.users.list", "usergroups:read", "", ""},
    {"usergroups.users.update", "usergroups:write", "", ""},
    {"users.info", "users:read", "", ""},
    {"users.lookupByEmail", "users:read.email", "", ""},
    {"views.open", "", "", ""},
    {"views.publish", "", "", ""},
});
// clang-format on

constexpr auto kScopes = std::to_array<ScopeNeed>({
    {"app_mentions:read", "`@tocsin note …` in channels and threads"},
    {"channels:history", "messages that are put on the timeline; after a lost answer: was it posted?"},
    {"channels:join", "back into an incident's channel that somebody opened again"},
    {"channels:manage", "the incident's channel: create, topic, invite, archive"},
    {"channels:read", "who joins an incident's channel, renames and archivings; is the bot in the channel?"},
    {"chat:write", "card, lines, announcement, updates"},
    {"commands", "the slash command and the shortcuts"},
    {"files:write", "the post-mortem draft as a file"},
    {"groups:history", "the same as channels:history in private incidents"},
    {"groups:read", "the same as channels:read in private incidents"},
    {"groups:write", "the private incident's channel: create, topic, invite, archive"},
    {"im:history", "what people write to the bot; after a lost answer: was it posted?"},
    {"im:write", "pages, reminders and late errors to one person"},
    {"pins:read", "a pinned message goes on the timeline"},
    {"pins:write", "pins the card"},
    {"reactions:read", "a reaction puts a message on the timeline"},
    {"reactions:write", "the check mark on a message that is on record"},
    {"usergroups:read", "permissions by user group"},
    {"usergroups:write", "the group that follows the shift"},
    {"users:read", "names, time zones, who is a guest"},
    {"users:read.email", "who this person is in PagerDuty"},
});

}  // namespace

std::span<const ShortcutSpec> shortcuts() { return kShortcuts; }
std::span<const EventNeed> event_needs() { return kEvents; }
std::span<const MethodNeed> method_needs() { return kMethods; }
std::span<const ScopeNeed> scope_needs() { return kScopes; }

const ShortcutSpec* find_shortcut(std::string_view callback_id) {
    const auto found = std::ranges::find(kShortcuts, callback_id, &ShortcutSpec::callback_id);
    return found == kShortcuts.end() ? nullptr : &*found;
}

std::vector<std::string> scope_names() {
    std::vector<std::string> out;
    out.reserve(kScopes.size());
    for (const ScopeNeed& need : kScopes) out.emplace_back(need.scope);
    return out;
}

std::vector<ScopeNeed> missing_scopes(const std::vector<std::string>& granted) {
    std::vector<ScopeNeed> out;
    for (const ScopeNeed& need : kScopes)
        if (std::ranges::find(granted, need.scope) == granted.end()) out.push_back(need);
    return out;
}

}  // namespace tocsin::slack
