#include "bot/sandbox/web_api_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

// Tiers of Slack's "Rate limits" page, as calls per minute. chat.postMessage has its own rule a channel
// besides.
constexpr std::size_t kTier1Burst = 3, kTier2 = 20, kTier3 = 50, kTier4 = 100, kSpecial = 600, kPosts = 300;

// clang-format off: one row a line
constexpr auto kMethods = std::to_array<MethodRule>({
    {"apps.connections.open", kTier1Burst, false, "", "", "", "", apps_connections_open},
    {"auth.test", kSpecial, true, "", "", "", "", auth_test},
    {"chat.postMessage", kPosts, true, "chat:write", "", "",
     "channel* text blocks attachments thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn parse link_names "
     "metadata markdown_text username icon_emoji icon_url", chat_post_message},
    {"chat.update", kTier3, true, "chat:write", "", "",
     "channel* ts* text blocks attachments metadata reply_broadcast parse link_names file_ids markdown_text", chat_update},
    {"chat.postEphemeral", kTier4, true, "chat:write", "", "",
     "channel* user* text blocks attachments thread_ts parse link_names markdown_text", chat_post_ephemeral},
    {"chat.getPermalink", kSpecial, false, "", "", "", "channel* message_ts*", chat_get_permalink},
    {"chat.delete", kTier3, true, "chat:write", "", "", "channel* ts*", chat_delete},
    {"conversations.create", kTier2, true, "channels:manage", "groups:write", "",
     "name*=invalid_name_required is_private team_id", conversations_create},
    {"conversations.invite", kTier3, true, "channels:manage", "groups:write", "", "channel* users*=no_user force", conversations_invite},
    {"conversations.setTopic", kTier2, true, "channels:manage", "groups:write", "im:write", "channel* topic*", conversations_set_topic},
    {"conversations.setPurpose", kTier2, true, "channels:manage", "groups:write", "im:write", "channel* purpose*", conversations_set_purpose},
    {"conversations.archive", kTier2, true, "channels:manage", "groups:write", "", "channel*", conversations_archive},
    {"conversations.unarchive", kTier2, false, "channels:manage", "groups:write", "", "channel*", conversations_unarchive},
    {"conversations.rename", kTier2, true, "channels:manage", "groups:write", "", "channel* name*=invalid_name_required", conversations_rename},
    {"conversations.join", kTier3, true, "channels:join", "", "", "channel*", conversations_join},
    {"conversations.open", kTier3, true, "im:write", "", "", "users* return_im prevent_creation", conversations_open},
    {"conversations.history", kTier3, false, "channels:history", "groups:history", "im:history",
     "channel* latest oldest inclusive limit cursor include_all_metadata", conversations_history},
    {"conversations.replies", kTier3, false, "channels:history", "groups:history", "im:history",
     "channel* ts* latest oldest inclusive limit cursor include_all_metadata", conversations_replies},
    {"conversations.info", kTier3, false, "channels:read", "groups:read", "im:read", "channel* include_num_members include_locale", conversations_info},
    {"conversations.members", kTier4, false, "channels:read", "groups:read", "im:read", "channel* limit cursor", conversations_members},
    {"conversations.list", kTier2, false, "channels:read", "", "", "types exclude_archived limit cursor team_id", conversations_list},
    {"pins.add", kTier2, true, "pins:write", "", "", "channel* timestamp*=no_item_specified", pins_add},
    {"pins.remove", kTier2, true, "pins:write", "", "", "channel* timestamp*=no_item_specified", pins_remove},
    {"reactions.add", kTier3, true, "reactions:write", "", "", "channel* timestamp*=no_item_specified name*=invalid_name", reactions_add},
    {"reactions.remove", kTier3, true, "reactions:write", "", "", "channel* timestamp*=no_item_specified name*=invalid_name", reactions_remove},
    {"bookmarks.add", kTier2, true, "bookmarks:write", "", "", "channel_id* title* type* link emoji parent_id", bookmarks_add},
    {"users.info", kTier4, false, "users:read", "", "", "user* include_locale", users_info},
    {"users.list", kTier2, false, "users:read", "", "", "limit*=limit_required cursor include_locale team_id", users_list},
    {"users.lookupByEmail", kTier3, false, "users:read.email", "", "", "email*", users_lookup_by_email},
    {"usergroups.list", kTier2, false, "usergroups:read", "", "", "include_users include_count include_disabled team_id", usergroups_list},
    {"usergroups.users.list", kTier2, false, "usergroups:read", "", "", "usergroup* include_disabled team_id", usergroups_users_list},
    {"usergroups.users.update", kTier2, true, "usergroups:write", "", "", "usergroup* users* include_count team_id", usergroups_users_update},
    {"files.getUploadURLExternal", kTier4, false, "files:write", "", "",
     "filename*=missing_argument length*=missing_argument snippet_type alt_txt", files_get_upload_url},
    {"files.completeUploadExternal", kTier4, true, "files:write", "", "",
     "files* channel_id channels thread_ts initial_comment blocks", files_complete_upload},
    {"views.open", kTier4, true, "", "", "", "trigger_id* view*", views_open},
    {"views.push", kTier4, true, "", "", "", "trigger_id* view*", views_push},
    {"views.update", kTier4, true, "", "", "", "view* view_id external_id hash", views_update},
    {"views.publish", kTier4, true, "", "", "", "user_id* view* hash", views_publish},
});
// clang-format on

constexpr auto kFlags = std::to_array<std::string_view>(
    {"is_private", "inclusive", "include_all_metadata", "reply_broadcast", "unfurl_links", "unfurl_media",
     "mrkdwn", "link_names", "force", "return_im", "prevent_creation", "exclude_archived", "include_users",
     "include_count", "include_disabled", "include_num_members", "include_locale"});
constexpr auto kNumbers = std::to_array<std::string_view>({"limit", "length"});
constexpr auto kStructures =
    std::to_array<std::string_view>({"blocks", "attachments", "metadata", "view", "files", "file_ids"});
constexpr auto kChecks = std::to_array<std::string_view>({"name_taken",          "already_in_channel",
                                                          "already_archived",    "not_archived",
                                                          "already_pinned",      "already_reacted",
                                                          "channel_not_found",   "not_in_channel",
                                                          "is_archived",         "is_inactive",
                                                          "message_not_found",   "thread_not_found",
                                                          "users_not_found",     "user_not_found",
                                                          "user_not_in_channel", "user_is_restricted",
                                                          "ura_max_channels",    "expired_trigger_id",
                                                          "hash_conflict",       "cant_archive_general",
                                                          "no_such_subteam",     "no_pin",
                                                          "no_reaction"});

struct ArgumentName {
    std::string_view name;
    bool required = false;
    std::string_view error;
};

std::vector<ArgumentName> argument_names(const MethodRule& rule) {
    std::vector<ArgumentName> out;
    for (std::string_view word : text::split(rule.arguments, ' ')) {
        const auto star = word.find('*');
        const auto equals = word.find('=');
        out.push_back({word.substr(0, star), star != std::string_view::npos,
                       equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1)});
    }
    return out;
}

std::optional<std::string> type_problem(std::string_view name, const json& value) {
    if (contains(kFlags, name)) {
        if (value.is_boolean()) return std::nullopt;
        const std::string word = value.is_string() ? value.get<std::string>() : value.dump();
        if (word == "true" || word == "false" || word == "1" || word == "0") return std::nullopt;
        return fmt::format("[ERROR] must be a boolean [json-pointer:/{}]", name);
    }
    if (contains(kNumbers, name)) {
        if (value.is_number_integer() || (value.is_string() && text::parse_int(value.get<std::string>())))
            return std::nullopt;
        return fmt::format("[ERROR] must be an integer [json-pointer:/{}]", name);
    }
    // Structures may be JSON or JSON in a string; each method says what is wrong inside.
    if (contains(kStructures, name) || value.is_string()) return std::nullopt;
    return fmt::format("[ERROR] must be a string [json-pointer:/{}]", name);
}

SlackAnswer decode_form(std::string_view body) {
    json args = json::object();
    for (std::string_view pair : text::split(body, '&')) {
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) return refuse("invalid_form_data");
        const std::string name = net::percent_decode(pair.substr(0, equals));
        if (args.contains(name)) return refuse("invalid_form_data", {"[ERROR] repeated argument: " + name});
        args[name] = net::percent_decode(pair.substr(equals + 1));
        if (text::sanitize(args[name].get<std::string>()).contains("\uFFFD"))
            return refuse("invalid_form_data");
    }
    return args;
}

}  // namespace

const MethodRule* find_method(std::string_view name) {
    const auto found = std::ranges::find(kMethods, name, &MethodRule::name);
    return found == kMethods.end() ? nullptr : &*found;
}

const std::vector<std::string>& all_scopes() {
    static const std::vector<std::string> scopes = [] {
        std::vector<std::string> out;
        for (const MethodRule& rule : kMethods)
            for (std::string_view scope : {rule.public_scope, rule.private_scope, rule.im_scope})
                if (!scope.empty() && !contains(out, scope)) out.emplace_back(scope);
        return out;
    }();
    return scopes;
}

SlackAnswer decode_arguments(const MethodRule& rule, const net::Request& request, std::string& warning) {
    const std::string type = text::lower(request.headers.get("Content-Type"));
    if (request.body.empty()) return json::object();
    if (type.starts_with("application/x-www-form-urlencoded")) return decode_form(request.body);
    if (!type.starts_with("application/json")) return refuse("invalid_post_type");
    if (!type.contains("charset=utf-8")) warning = "missing_charset";
    if (!rule.json_too) return json::object();
    json args = json::parse(request.body, nullptr, false);
    if (args.is_discarded()) return refuse("invalid_json");
    if (!args.is_object()) return refuse("json_not_object");
    return args;
}

std::expected<void, SlackRefusal> check_arguments(const MethodRule& rule, const json& args) {
    const auto names = argument_names(rule);
    for (const auto& [name, value] : args.items()) {
        if (!contains(names, name, &ArgumentName::name))
            return refuse("invalid_arguments", {"[ERROR] unknown argument: " + name});
        if (const auto problem = type_problem(name, value)) return refuse("invalid_arguments", {*problem});
    }
    for (const ArgumentName& argument : names) {
        // An empty topic or purpose clears it; every other required argument must say something.
        const bool may_be_empty = argument.name == "topic" || argument.name == "purpose";
        const auto found = args.find(argument.name);
        const bool missing = found == args.end() || (*found == "" && !may_be_empty);
        if (!argument.required || !missing) continue;
        if (!argument.error.empty()) return refuse(std::string(argument.error));
        return refuse("invalid_arguments",
                      {fmt::format("[ERROR] missing required field: {}", argument.name)});
    }
    return {};
}

std::expected<void, SlackRefusal> check_scopes(const MethodRule& rule, const SlackCall& call) {
    std::string_view needed = rule.public_scope;
    const SlackChannel* channel = call.state.channel(call.text("channel"));
    const bool is_private = channel ? channel->is_private : call.flag("is_private");
    if (channel && channel->is_im && !rule.im_scope.empty())
        needed = rule.im_scope;
    else if (is_private && !rule.private_scope.empty())
        needed = rule.private_scope;
    if (needed.empty() || call.granted(needed)) return {};
    return refuse("missing_scope", {},
                  json{{"needed", needed}, {"provided", text::join(call.state.options.scopes, ",")}}.dump());
}

bool is_expected_refusal(std::string_view error) {
    return contains(kChecks, error);
}

}  // namespace tocsin::sandbox
