#include "bot/slack/error_table.hpp"

#include <algorithm>
#include <array>

namespace tocsin::slack {
namespace {

using enum ErrorClass;

constexpr std::string_view kToken = "Slack refuses the bot's token. Install the app again and set slack.bot_token.";
constexpr std::string_view kTrigger = "The form was opened too late: Slack allows 3 seconds. Try again.";
constexpr std::string_view kBlocks = "Slack refused the layout of this message. This is a bug in tocsin: please report it.";
constexpr std::string_view kName = "Slack refused the channel's name. Check incidents.channel_name in the configuration.";
constexpr std::string_view kPolicy = "The workspace's settings do not allow the bot to do this. Ask a Slack admin to allow it.";
constexpr std::string_view kGone = "The message is no longer there.";
constexpr std::string_view kEditing = "Slack does not allow this message to be edited any more.";

constexpr auto kMeanings = std::to_array<ErrorMeaning>({
    {"already_in_channel", already, ""},
    {"already_pinned", already, ""},
    {"already_archived", already, ""},
    {"not_archived", already, ""},
    {"already_reacted", already, ""},
    {"no_reaction", already, ""},

    {"ratelimited", rate_limited, ""},
    {"rate_limited", rate_limited, ""},
    {"message_limit_exceeded", retry, ""},
    {"service_unavailable", retry, ""},
    {"team_added_to_org", retry, ""},
    {"internal_error", retry_unsure, ""},
    {"fatal_error", retry_unsure, ""},
    {"request_timeout", retry_unsure, ""},
    {"update_failed", retry_unsure, ""},

    {"not_authed", permanent, kToken},
    {"invalid_auth", permanent, kToken},
    {"account_inactive", permanent, kToken},
    {"token_revoked", permanent, kToken},
    {"token_expired", permanent, kToken},
    {"not_allowed_token_type", permanent, kToken},
    {"missing_scope", permanent, "The app lacks a permission. Add it in the app's settings and install the app again."},
    {"no_permission", permanent, kPolicy},
    {"access_denied", permanent, kPolicy},
    {"restricted_action", permanent, kPolicy},
    {"permission_denied", permanent, kPolicy},
    {"not_authorized", permanent, kPolicy},
    {"ekm_access_denied", permanent, kPolicy},
    {"cannot_create_channel", permanent, kPolicy},
    {"posting_to_channel_denied", permanent, kPolicy},
    {"user_is_restricted", permanent, kPolicy},

    {"channel_not_found", permanent, "Slack does not know the channel, or the bot cannot see it. Invite the bot to it."},
    {"invalid_channel", permanent, "Slack does not know the channel, or the bot cannot see it. Invite the bot to it."},
    {"not_in_channel", permanent, "The bot is not in the channel. Type /invite and the bot's name there."},
    {"is_archived", permanent, "The channel is archived. Unarchive it in Slack if it is still needed."},
    {"cant_archive_general", permanent, "Slack never archives the general channel."},
    {"method_not_supported_for_channel_type", permanent, "Slack cannot do this in a channel of this kind."},
    {"name_taken", permanent, "A channel of this name exists already."},
    {"invalid_name", permanent, kName},
    {"invalid_name_maxlength", permanent, kName},
    {"invalid_name_specials", permanent, kName},
    {"invalid_name_punctuation", permanent, kName},
    {"invalid_name_required", permanent, kName},

    {"no_text", permanent, kBlocks},
    {"msg_too_long", permanent, kBlocks},
    {"msg_blocks_too_long", permanent, kBlocks},
    {"invalid_blocks", permanent, kBlocks},
    {"invalid_blocks_format", permanent, kBlocks},
    {"block_mismatch", permanent, kBlocks},
    {"too_many_attachments", permanent, kBlocks},
    {"metadata_too_large", permanent, kBlocks},
    {"invalid_arguments", permanent, kBlocks},
    {"missing_argument", permanent, kBlocks},
    {"too_long", permanent, "Slack refused the topic: it is over 250 characters."},
    {"message_not_found", permanent, kGone},
    {"bad_timestamp", permanent, kGone},
    {"is_inactive", permanent, kGone},
    {"cant_update_message", permanent, kEditing},
    {"edit_window_closed", permanent, kEditing},
    {"thread_not_found", permanent, kGone},
    {"too_many_emoji", permanent, "The message has 23 different emoji already, and Slack takes no more."},
    {"too_many_reactions", permanent, "The message has as many reactions as Slack takes."},
    {"user_not_in_channel", permanent, "The person is not in the channel, so nothing can be shown to them there."},
    {"not_pinnable", permanent, "Slack does not allow this message to be pinned."},

    {"user_not_found", permanent, "Slack does not know this person."},
    {"users_not_found", permanent, "Nobody in the workspace has this e-mail address."},
    {"user_not_visible", permanent, "The bot may not see this person."},
    {"user_disabled", permanent, "This person's Slack account is deactivated."},
    {"cannot_dm_bot", permanent, "Slack does not deliver direct messages to bots."},
    {"cant_invite_self", already, ""},
    {"cant_invite", permanent, "This person cannot be invited to the channel."},
    {"ura_max_channels", permanent, "This person is a guest who may not be in another channel."},
    {"org_user_not_in_team", permanent, "This person is not a member of this workspace."},
    {"no_user", permanent, "Nobody was named who could be invited."},

    {"no_such_subteam", permanent, "Slack does not know the user group. Check `access` in the configuration."},
    {"subteam_not_found", permanent, "Slack does not know the user group. Check `access` in the configuration."},
    {"not_enabled", permanent, "The app's Home tab is switched off. Switch it on under App Home in the app's settings."},
    {"hash_conflict", permanent, "Somebody else changed the view meanwhile."},
    {"view_too_large", permanent, kBlocks},

    {"file_not_found", permanent, "The upload is gone. Export the post-mortem again."},
    {"expired_trigger_id", permanent, kTrigger},
    {"exchanged_trigger_id", permanent, kTrigger},
    {"invalid_trigger_id", permanent, kTrigger},
    {"trigger_expired", permanent, kTrigger},
    {"trigger_exchanged", permanent, kTrigger},
    {"expired_url", permanent, "The answer came too late: Slack takes late answers for 30 minutes."},
    {"used_url", permanent, "Slack takes at most five late answers to one command."},
});

}  // namespace

std::optional<ErrorMeaning> meaning_of(std::string_view code) {
    const auto found = std::ranges::find(kMeanings, code, &ErrorMeaning::code);
    return found == kMeanings.end() ? std::nullopt : std::optional(*found);
}

}  // namespace tocsin::slack
