#include "bot/slack/rate_limit.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace tocsin::slack {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Calls a minute; tiers 1–4 are 1, 20, 50 and 100 (java-slack-sdk MethodsRateLimits). chat.postMessage is limited by
/// channel; its number is the workspace's "several hundred".
constexpr std::array<std::pair<std::string_view, int>, 25> kTiers{{
    {"apps.connections.open", 3},  // tier 1, "1+": a small burst is tolerated
    {"auth.test", 600},
    {"chat.getPermalink", 600},
    {"chat.postEphemeral", 100},
    {"chat.postMessage", 300},
    {"chat.update", 50},
    {"conversations.archive", 20},
    {"conversations.create", 20},
    {"conversations.history", 50},
    {"conversations.replies", 50},
    {"conversations.invite", 50},
    {"conversations.list", 20},
    {"conversations.open", 50},
    {"conversations.setPurpose", 20},
    {"conversations.setTopic", 20},
    {"conversations.unarchive", 20},
    {"files.completeUploadExternal", 100},
    {"files.getUploadURLExternal", 100},
    {"pins.add", 20},
    {"reactions.remove", 20},
    {"usergroups.list", 20},
    {"usergroups.users.list", 20},
    {"usergroups.users.update", 20},
    {"users.info", 100},
    {"views.publish", 100},
}};
constexpr int kDefaultTier = 50;
/// What is written into a channel goes there at most once in this time. Of posts Slack asks for it; edits are for people, who can
/// read no faster, and a card that changes often would use up the minute's edits of all others.
constexpr seconds kInterval{1};
constexpr minutes kWindow{1};

bool is_paced(std::string_view method) { return method == "chat.postMessage" || method == "chat.update"; }

std::string pace_of(std::string_view method, const ChannelId& channel) { return std::string(method) + " " + channel.value; }

}  // namespace

int calls_per_minute(std::string_view method) {
    const auto found = std::ranges::find(kTiers, method, &std::pair<std::string_view, int>::first);
    return found == kTiers.end() ? kDefaultTier : found->second;
}

Time RateLimiter::earliest(std::string_view method, const ChannelId& channel, Time now) const {
    Time at = now;
    if (const auto blocked = blocked_until_.find(method); blocked != blocked_until_.end()) at = std::max(at, blocked->second);
    if (const auto sent = sent_.find(method); sent != sent_.end()) {
        const auto limit = static_cast<std::size_t>(calls_per_minute(method));
        const auto count = static_cast<std::size_t>(std::ranges::upper_bound(sent->second, now) - sent->second.begin());
        // The call that must leave the window before the next one fits into it.
        if (count >= limit) at = std::max(at, sent->second[count - limit] + kWindow);
    }
    if (is_paced(method) && !channel.empty())
        if (const auto last = last_.find(pace_of(method, channel)); last != last_.end() && last->second <= now) at = std::max(at, last->second + kInterval);
    return at;
}

void RateLimiter::note_sent(std::string_view method, const ChannelId& channel, Time now) {
    forget(now);
    sent_[std::string(method)].push_back(now);
    if (is_paced(method) && !channel.empty()) last_[pace_of(method, channel)] = now;
}

void RateLimiter::note_answered(std::string_view method, const ChannelId& channel, Time now) {
    if (is_paced(method) && !channel.empty()) last_[pace_of(method, channel)] = now;
}

void RateLimiter::note_retry_after(std::string_view method, Time until) {
    Time& blocked = blocked_until_[std::string(method)];
    blocked = std::max(blocked, until);
}

/// What was sent later than now was sent before the clock was set back. It limits nothing: else nothing could be said for that long.
void RateLimiter::forget(Time now) {
    for (auto& [method, times] : sent_) {
        std::erase_if(times, [&](Time at) { return at > now; });
        while (!times.empty() && times.front() + kWindow <= now) times.pop_front();
    }
    std::erase_if(last_, [&](const auto& entry) { return entry.second > now || entry.second + kInterval <= now; });
    std::erase_if(blocked_until_, [&](const auto& entry) { return entry.second <= now; });
}

}  // namespace tocsin::slack
