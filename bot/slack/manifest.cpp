#include "bot/slack/manifest.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/base/text.hpp"
#include "bot/slack/surface.hpp"

namespace tocsin::slack {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxHint = 1000;

std::string request_url(const ManifestOptions& options) {
    std::string base = options.public_url;
    while (base.ends_with('/')) base.pop_back();
    return base + "/slack/events";
}

Json slash_command(const ManifestOptions& options) {
    Json command{{"command", options.command}};
    if (!options.socket_mode) command["url"] = request_url(options);
    command["description"] = "Declare and run an incident";
    command["usage_hint"] = text::truncate(options.usage_hint, kMaxHint);
    // People and channels arrive as ids, so that a name can neither be mistaken nor made up.
    command["should_escape"] = true;
    return command;
}

Json features(const ManifestOptions& options) {
    Json listed = Json::array();
    for (const ShortcutSpec& shortcut : shortcuts())
        listed.push_back({{"name", shortcut.name},
                          {"type", shortcut.on_message ? "message" : "global"},
                          {"callback_id", shortcut.callback_id},
                          {"description", shortcut.description}});
    Json out;
    out["app_home"] = {{"home_tab_enabled", true}, {"messages_tab_enabled", true}, {"messages_tab_read_only_enabled", false}};
    out["bot_user"] = {{"display_name", "tocsin"}, {"always_online", true}};
    out["shortcuts"] = std::move(listed);
    out["slash_commands"] = Json::array({slash_command(options)});
    return out;
}

Json settings(const ManifestOptions& options) {
    Json events = Json::array();
    for (const EventNeed& event : event_needs()) events.push_back(event.type);
    Json subscriptions, interactivity{{"is_enabled", true}};
    if (!options.socket_mode) {
        subscriptions["request_url"] = request_url(options);
        interactivity["request_url"] = request_url(options);
        interactivity["message_menu_options_url"] = request_url(options);
    }
    subscriptions["bot_events"] = std::move(events);
    return {{"event_subscriptions", std::move(subscriptions)},
            {"interactivity", std::move(interactivity)},
            {"org_deploy_enabled", false},
            {"socket_mode_enabled", options.socket_mode},
            {"token_rotation_enabled", false}};
}

Json manifest(const ManifestOptions& options) {
    Json out;
    out["_metadata"] = {{"major_version", 2}};
    out["display_information"] = {{"name", "tocsin"},
                                  {"description", "Declare and run incidents; keeps the timeline and drafts the post-mortem."},
                                  {"background_color", "#7a1f1f"}};
    out["features"] = features(options);
    out["oauth_config"]["scopes"]["bot"] = scope_names();
    out["settings"] = settings(options);
    return out;
}

/// As YAML without quotes, where nobody could read it as anything but this text; else as JSON, which YAML takes too.
std::string scalar(const Json& value) {
    if (!value.is_string()) return value.dump();
    const auto& text = value.get_ref<const std::string&>();
    const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("_.:/-").contains(c);
    });
    return plain ? text : value.dump();
}

std::string comment_of(const Json& value) {
    const auto needs = scope_needs();
    const auto found = value.is_string() ? std::ranges::find(needs, value.get_ref<const std::string&>(), &ScopeNeed::scope) : needs.end();
    return found == needs.end() ? std::string() : "  # " + std::string(found->why);
}

/// `indent` stands before each line but the first, whose beginning the caller has written.
void print(const Json& value, const std::string& indent, std::string& out) {
    bool first = true;
    const auto begin_line = [&] { out += std::exchange(first, false) ? "" : indent; };
    for (const auto& [key, item] : value.items()) {
        begin_line();
        out += value.is_array() ? "- " : key + ":";
        if (value.is_array() && item.is_structured()) {
            print(item, indent + "  ", out);
        } else if (item.is_structured()) {
            const std::string deeper = indent + "  ";
            out += "\n" + deeper;
            print(item, deeper, out);
        } else {
            out += (value.is_array() ? "" : " ") + scalar(item) + (value.is_array() ? comment_of(item) : "") + "\n";
        }
    }
}

}  // namespace

std::string manifest_yaml(const ManifestOptions& options) {
    std::string out =
        "# The Slack app. On api.slack.com/apps: Create New App, From a manifest, YAML. Made by `tocsin slack manifest`; docs/slack.md has the steps.\n";
    print(manifest(options), "", out);
    return out;
}

std::string manifest_json(const ManifestOptions& options) { return manifest(options).dump(2) + "\n"; }

}  // namespace tocsin::slack
