#include "bot/sandbox/slack_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/sandbox/contains.hpp"

namespace tocsin::sandbox {
namespace {

template <class Map>
auto* find_in(Map& map, const std::string& id) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

bool SlackChannel::has_member(const std::string& user) const {
    return contains(members, user);
}

SlackUser* SlackState::user(const std::string& id) {
    return find_in(users, id);
}
SlackChannel* SlackState::channel(const std::string& id) {
    return find_in(channels, id);
}

SlackMessage* SlackState::message(const std::string& channel_id, const std::string& ts) {
    SlackChannel* in = channel(channel_id);
    if (!in) return nullptr;
    const auto found =
        std::ranges::find_if(in->messages, [&](const auto& m) { return m.ts == ts && !m.deleted; });
    return found == in->messages.end() ? nullptr : &*found;
}

SlackEphemeral* SlackState::ephemeral(const std::string& channel_id, const std::string& ts) {
    const auto found = std::ranges::find_if(
        ephemerals, [&](const auto& e) { return e.channel == channel_id && e.ts == ts && !e.deleted; });
    return found == ephemerals.end() ? nullptr : &*found;
}

std::string SlackState::next_id(const std::string& prefix) {
    return fmt::format("{}{:09X}", prefix, ++last_id);
}

std::string SlackState::next_hash(Time now) { return fmt::format("{}.{}", unix_seconds(now), next_id("h")); }

std::string SlackState::next_ts(Time now) {
    last_ts = std::max(now, last_ts + Duration{1});
    const long long micros = unix_micros(last_ts);
    return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
}

}  // namespace tocsin::sandbox
