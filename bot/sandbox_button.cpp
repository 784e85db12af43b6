#include "bot/sandbox_button.hpp"

#include <algorithm>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/sandbox_view.hpp"

namespace tocsin {
namespace {

/// The channel of the program's direct messages to a person; no channel at all if they have got none.
std::string direct_channel(const sandbox::SlackWorkspace& slack, const std::string& user) {
    for (const auto& [id, channel] : slack.state().channels)
        if (channel.is_im && channel.has_member(user)) return id;
    return "none yet";
}

std::vector<std::string> channels_at(const sandbox::SlackWorkspace& slack, const Place& place) {
    if (!place.channel.empty()) return {place.channel};
    std::vector<std::string> out;
    for (const auto& [id, channel] : slack.state().channels)
        if (channel.has_member(place.user)) out.push_back(id);
    for (const auto& answer : slack.ephemerals(place.user))
        if (std::ranges::find(out, answer.channel) == out.end()) out.push_back(answer.channel);
    return out;
}

}  // namespace

Place place_in(const sandbox::SlackWorkspace& slack, const std::string& user, std::string_view typed) {
    if (typed.empty()) return {user, {}};
    if (const auto* named = slack.channel_named(typed)) return {user, named->id};
    const std::string_view name = typed.starts_with('@') ? typed.substr(1) : typed;
    for (const auto& [id, person] : slack.state().users)
        if (id == name || text::equals_ignoring_case(person.name, name)) return {id, direct_channel(slack, id)};
    return {user, std::string(typed)};
}

ButtonAt button_at(const sandbox::SlackWorkspace& slack, const Place& place, const std::string& word) {
    ButtonAt newest;
    for (const auto& channel : channels_at(slack, place)) {
        auto found = find_button(slack, place.user, channel, word);
        if (!found.action.empty() && found.ts > newest.ts) newest = {channel, std::move(found.ts), std::move(found.action)};
    }
    return newest;
}

std::string buttons_at(const sandbox::SlackWorkspace& slack, const Place& place) {
    std::string out;
    for (const auto& channel : channels_at(slack, place)) out += buttons_as_text(slack, place.user, channel);
    return out;
}

}  // namespace tocsin
