// The Slack Web API methods, one function each; web_api_rules has checked token, scopes, limits and arguments
// before. Internal to the Slack simulator; one thread.
#pragma once

#include "bot/base/error.hpp"
#include "bot/sandbox/web_api_rules.hpp"

namespace tocsin::sandbox {

// chat.cpp
SlackAnswer chat_post_message(const SlackCall& call);
SlackAnswer chat_update(const SlackCall& call);
SlackAnswer chat_post_ephemeral(const SlackCall& call);
SlackAnswer chat_get_permalink(const SlackCall& call);
SlackAnswer chat_delete(const SlackCall& call);

// conversations.cpp
SlackAnswer conversations_create(const SlackCall& call);
SlackAnswer conversations_invite(const SlackCall& call);
SlackAnswer conversations_set_topic(const SlackCall& call);
SlackAnswer conversations_set_purpose(const SlackCall& call);
SlackAnswer conversations_archive(const SlackCall& call);
SlackAnswer conversations_unarchive(const SlackCall& call);
SlackAnswer conversations_rename(const SlackCall& call);
SlackAnswer conversations_join(const SlackCall& call);
SlackAnswer conversations_open(const SlackCall& call);

// conversations_read.cpp
SlackAnswer conversations_history(const SlackCall& call);
SlackAnswer conversations_replies(const SlackCall& call);
SlackAnswer conversations_info(const SlackCall& call);
SlackAnswer conversations_members(const SlackCall& call);
SlackAnswer conversations_list(const SlackCall& call);

// pins.cpp
SlackAnswer pins_add(const SlackCall& call);
SlackAnswer pins_remove(const SlackCall& call);
SlackAnswer reactions_add(const SlackCall& call);
SlackAnswer reactions_remove(const SlackCall& call);
SlackAnswer bookmarks_add(const SlackCall& call);

// users.cpp
SlackAnswer auth_test(const SlackCall& call);
SlackAnswer users_info(const SlackCall& call);
SlackAnswer users_list(const SlackCall& call);
SlackAnswer users_lookup_by_email(const SlackCall& call);
SlackAnswer usergroups_list(const SlackCall& call);
SlackAnswer usergroups_users_list(const SlackCall& call);
SlackAnswer usergroups_users_update(const SlackCall& call);

// files.cpp
SlackAnswer files_get_upload_url(const SlackCall& call);
SlackAnswer files_complete_upload(const SlackCall& call);

/// A handle for views.open and views.push that lives 3 s and works once.
std::string mint_trigger(SlackState& state, const std::string& user, Time now);
/// `id`, `username`, `team_id` as interactions name somebody.
nlohmann::json user_json(const SlackState& state, const std::string& id);
/// The payload that every interaction begins with: who, where, with which trigger.
nlohmann::json interaction_json(SlackState& state, std::string_view type, const std::string& user, Time now);

// apps.cpp
SlackAnswer apps_connections_open(const SlackCall& call);

// views.cpp
SlackAnswer views_open(const SlackCall& call);
SlackAnswer views_push(const SlackCall& call);
SlackAnswer views_update(const SlackCall& call);
SlackAnswer views_publish(const SlackCall& call);

// Shared by the methods.
/// What Slack sends of an element that somebody used: a menu without its options, but with the one that was chosen.
Result<nlohmann::json> used_element(nlohmann::json element, const std::string& option);
/// Slack tells the app of `inner` (an object with `type`), if the app asked for it and may see the channel.
void queue_event(SlackState& state, Time now, nlohmann::json inner, const SlackChannel* in = nullptr);
void queue_message_event(SlackState& state, Time now, const SlackChannel& in, const SlackMessage& message);
nlohmann::json channel_json(const SlackState& state, const SlackChannel& channel);
nlohmann::json message_json(const SlackState& state, const SlackMessage& message, bool with_metadata);
/// One page of `items` by `limit` and `cursor`, put under `key`, with `response_metadata.next_cursor`.
SlackAnswer paged(const SlackCall& call, std::string_view key, const nlohmann::json& items,
                  long long default_limit = 100);

/// The content of a message, checked as chat.postMessage checks it.
struct MessageContent {
    std::string text;
    std::string blocks;    ///< JSON array text; empty if none
    std::string metadata;  ///< JSON object text; empty if none
    bool parse_names = false;
};
/// `no_text`, `msg_too_long`, `invalid_blocks_format`, `invalid_blocks`, `metadata_too_large` …
std::expected<MessageContent, SlackRefusal> message_content(const SlackCall& call);
/// Notes every live mention of a text that is about to be shown.
void note_live_mentions(SlackState& state, Time now, std::string_view method, const std::string& channel,
                        const std::string& ts, const MessageContent& content);
SlackMessage& append_message(SlackState& state, SlackChannel& channel, Time now,
                             const MessageContent& content, const std::string& user,
                             const std::string& bot_id);
/// A new version of a message's content; `shows_edited` as people see it.
void edit_message(SlackMessage& message, Time now, const std::string& text, const std::string& blocks);

}  // namespace tocsin::sandbox
