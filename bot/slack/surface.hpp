// What the app is in Slack, as tables: the shortcuts that people see, the events that we are told of, the methods that we call and
// the scopes that follow from them. The manifest is made from it, `check-config --online` compares with it, the endpoint looks up its
// shortcuts in it. Constant data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::slack {

/// Callback ids of the shortcuts.
inline constexpr std::string_view kDeclareShortcut = "tocsin.declare";
inline constexpr std::string_view kNoteShortcut = "tocsin.note";
inline constexpr std::string_view kFollowupShortcut = "tocsin.followup";
inline constexpr std::string_view kDeclareFromShortcut = "tocsin.declare_from";

struct ShortcutSpec {
    std::string_view callback_id;
    std::string_view name;         ///< as people see it, at most 24 characters (Slack's manifest schema)
    std::string_view description;  ///< at most 150 characters
    bool on_message = false;       ///< in a message's menu; else global
};
std::span<const ShortcutSpec> shortcuts();
/// Null if it is none of ours.
const ShortcutSpec* find_shortcut(std::string_view callback_id);

/// An event of the Events API that we subscribe to (docs: reference/events).
struct EventNeed {
    std::string_view type;   ///< as in the manifest: `message.channels`
    std::string_view scope;  ///< empty if Slack asks for none
    std::string_view why;
};
std::span<const EventNeed> event_needs();

/// A Web API method that we call with the bot's token (docs: reference/methods). Which scope it needs depends on the kind of conversation.
struct MethodNeed {
    std::string_view method;
    std::string_view scope;          ///< empty if it needs none
    std::string_view private_scope;  ///< besides, where it acts on private channels
    std::string_view direct_scope;   ///< besides, where it acts on direct messages
};
std::span<const MethodNeed> method_needs();

struct ScopeNeed {
    std::string_view scope;
    std::string_view why;  ///< a few words for whoever approves the app
};
/// Every bot scope that the app asks for: those of the methods and events above, and `commands`. In the order of the alphabet.
std::span<const ScopeNeed> scope_needs();
std::vector<std::string> scope_names();
/// Those of `scope_names` that are not among `granted`.
std::vector<ScopeNeed> missing_scopes(const std::vector<std::string>& granted);

}  // namespace tocsin::slack
