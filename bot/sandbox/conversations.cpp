// conversations.*: what changes channels.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kName = 80, kTopic = 250, kInvited = 100, kOpened = 8;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::expected<void, SlackRefusal> check_name(const SlackState& state, const std::string& name) {
    if (name.empty()) return refuse("invalid_name_required");
    if (name.size() > kName) return refuse("invalid_name_maxlength");
    if (!std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; }))
        return refuse("invalid_name_specials");
    if (!std::ranges::any_of(name, is_letter_or_digit)) return refuse("invalid_name_punctuation");
    const bool taken =
        std::ranges::any_of(state.channels, [&](const auto& entry) { return entry.second.name == name; });
    if (taken) return refuse("name_taken");
    return {};
}

std::expected<void, SlackRefusal> check_invited(const SlackCall& call, const SlackChannel& channel,
                                                const std::string& id) {
    const SlackUser* user = call.state.user(id);
    if (!user || user->deleted) return refuse("user_not_found");
    if (id == call.state.options.bot_user) return refuse("cant_invite_self");
    if (channel.has_member(id)) return refuse("already_in_channel");
    const bool elsewhere = std::ranges::any_of(call.state.channels, [&](const auto& entry) {
        return !entry.second.is_im && entry.second.has_member(id);
    });
    // A single-channel guest cannot be in a second one.
    if (user->is_guest && elsewhere) return refuse("ura_max_channels");
    return {};
}

SlackAnswer set_text(const SlackCall& call, std::string_view argument, std::string SlackChannel::* member) {
    auto channel = call.channel();
    if (!channel) return std::unexpected(channel.error());
    const std::string text = call.text(argument);
    if (text.size() > kTopic) return refuse("too_long");
    (*channel)->*member = text;
    return json{{"channel", channel_json(call.state, **channel)}};
}

}  // namespace

SlackAnswer conversations_create(const SlackCall& call) {
    SlackState& state = call.state;
    const std::string name = call.text("name");
    if (auto ok = check_name(state, name); !ok) return std::unexpected(ok.error());
    SlackChannel channel;
    channel.id = state.next_id("C");
    channel.name = name;
    channel.creator = state.options.bot_user;
    channel.created = call.now;
    channel.is_private = call.flag("is_private");
    channel.members = {state.options.bot_user};
    const auto& kept = state.channels.emplace(channel.id, channel).first->second;
    return json{{"channel", channel_json(state, kept)}};
}

SlackAnswer conversations_invite(const SlackCall& call) {
    auto channel = call.channel();
    if (!channel) return std::unexpected(channel.error());
    const auto users = call.list("users");
    if (users.size() > kInvited) return refuse("too_many_users");
    json errors = json::array();
    std::vector<std::string> valid;
    for (const std::string& id : users) {
        const auto ok = check_invited(call, **channel, id);
        if (ok && !contains(valid, id)) valid.push_back(id);
        if (!ok) errors.push_back({{"user", id}, {"ok", false}, {"error", ok.error().error}});
    }
    // Without `force` one bad name spoils the whole call.
    if (!errors.empty() && (valid.empty() || !call.flag("force")))
        return refuse(errors[0]["error"].get<std::string>(), {}, json{{"errors", errors}}.dump());
    for (const std::string& id : valid) {
        (*channel)->members.push_back(id);
        queue_event(call.state, call.now,
                    {{"type", "member_joined_channel"}, {"user", id}, {"channel", (*channel)->id}, {"channel_type", (*channel)->is_private ? "G" : "C"},
                     {"team", call.state.options.team_id}, {"inviter", call.state.options.bot_user}},
                    *channel);
    }
    json answer{{"channel", channel_json(call.state, **channel)}};
    if (!errors.empty()) answer["errors"] = errors;
    return answer;
}

SlackAnswer conversations_set_topic(const SlackCall& call) {
    return set_text(call, "topic", &SlackChannel::topic);
}
SlackAnswer conversations_set_purpose(const SlackCall& call) {
    return set_text(call, "purpose", &SlackChannel::purpose);
}

SlackAnswer conversations_archive(const SlackCall& call) {
    const SlackChannel* found = call.state.channel(call.text("channel"));
    if (found && found->archived) return refuse("already_archived");
    auto channel = call.channel();
    if (!channel) return std::unexpected(channel.error());
    if ((*channel)->name == "general") return refuse("cant_archive_general");
    queue_event(call.state, call.now,
                {{"type", (*channel)->is_private ? "group_archive" : "channel_archive"}, {"channel", (*channel)->id}, {"user", call.state.options.bot_user}},
                *channel);
    (*channel)->archived = true;
    // Archiving throws bots out: afterwards the app can neither read nor unarchive the channel.
    std::erase((*channel)->members, call.state.options.bot_user);
    return json::object();
}

SlackAnswer conversations_unarchive(const SlackCall& call) {
    const SlackChannel* channel = call.state.channel(call.text("channel"));
    if (!channel || channel->is_private) return refuse("channel_not_found");
    if (!channel->archived) return refuse("not_archived");
    // Slack's method page, "Bug alert": bot tokens cannot unarchive; what comes back is not_in_channel.
    return refuse("not_in_channel");
}

SlackAnswer conversations_rename(const SlackCall& call) {
    auto channel = call.channel();
    if (!channel) return std::unexpected(channel.error());
    if ((*channel)->creator != call.state.options.bot_user) return refuse("not_authorized");
    const std::string name = call.text("name");
    if (auto ok = check_name(call.state, name); !ok) return std::unexpected(ok.error());
    (*channel)->name = name;
    queue_event(call.state, call.now,
                {{"type", (*channel)->is_private ? "group_rename" : "channel_rename"},
                 {"channel", {{"id", (*channel)->id}, {"name", name}, {"created", unix_seconds((*channel)->created)}}}},
                *channel);
    return json{{"channel", channel_json(call.state, **channel)}};
}

SlackAnswer conversations_join(const SlackCall& call) {
    SlackChannel* channel = call.state.channel(call.text("channel"));
    if (!channel) return refuse("channel_not_found");
    if (channel->is_private || channel->is_im) return refuse("method_not_supported_for_channel_type");
    if (channel->archived) return refuse("is_archived");
    const std::string& bot = call.state.options.bot_user;
    json answer{{"channel", channel_json(call.state, *channel)}};
    if (channel->has_member(bot))
        answer["warning"] = "already_in_channel";
    else
        channel->members.push_back(bot);
    return answer;
}

SlackAnswer conversations_open(const SlackCall& call) {
    SlackState& state = call.state;
    const auto users = call.list("users");
    if (users.size() > kOpened) return refuse("too_many_users");
    for (const std::string& id : users)
        if (const SlackUser* user = state.user(id); !user || user->deleted) return refuse("user_not_found");
    std::vector<std::string> members{state.options.bot_user};
    members.insert(members.end(), users.begin(), users.end());
    const auto same = [&](const auto& entry) {
        return entry.second.is_im && entry.second.members == members;
    };
    auto found = std::ranges::find_if(state.channels, same);
    const bool already = found != state.channels.end();
    if (!already) {
        SlackChannel im;
        im.id = state.next_id(users.size() == 1 ? "D" : "G");
        im.created = call.now;
        im.creator = state.options.bot_user;
        im.is_im = true;
        im.members = std::move(members);
        found = state.channels.emplace(im.id, im).first;
    }
    return json{{"channel", {{"id", found->second.id}}}, {"already_open", already}};
}

}  // namespace tocsin::sandbox
