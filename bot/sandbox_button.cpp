#include "bot/sandbox_button.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "bot/base/text.hpp"

namespace tocsin {
namespace {

/// A message or an answer to one person, as it is shown now.
struct Shown {
    std::string ts, channel, blocks;
};

std::vector<Shown> newest_first(const sandbox::World& world, const Place& place) {
    std::vector<Shown> out;
    const auto here = [&](const std::string& channel) { return place.channel.empty() || place.channel == channel; };
    for (const auto& answer : world.slack.ephemerals(place.user))
        if (here(answer.channel)) out.push_back({answer.ts, answer.channel, answer.blocks});
    for (const auto& [id, channel] : world.slack.state().channels)
        if (here(id) && (channel.has_member(place.user) || !place.channel.empty()))
            for (const auto& message : world.slack.messages(id)) out.push_back({message.ts, id, message.blocks});
    std::ranges::sort(out, std::ranges::greater(), &Shown::ts);
    return out;
}

/// The action id of the button in these blocks that is meant; empty if none is.
std::string action_in(const nlohmann::json& node, std::string_view word) {
    if (node.is_object() && node.value("type", "") == "button") {
        const std::string action = node.value("action_id", "");
        const std::string label = node.contains("text") ? node["text"].value("text", "") : std::string();
        return action.contains(word) || text::equals_ignoring_case(label, word) ? action : std::string();
    }
    if (!node.is_structured()) return {};
    for (const auto& child : node)
        if (auto found = action_in(child, word); !found.empty()) return found;
    return {};
}

/// The channel of the program's direct messages to a person; no channel at all if they have got none.
std::string direct_channel(const sandbox::World& world, const std::string& user) {
    for (const auto& [id, channel] : world.slack.state().channels)
        if (channel.is_im && channel.has_member(user)) return id;
    return "none yet";
}

}  // namespace

Place place_in(const sandbox::World& world, const std::string& user, std::string_view typed) {
    if (typed.empty()) return {user, {}};
    if (const auto* named = world.slack.channel_named(typed)) return {user, named->id};
    const std::string_view name = typed.starts_with('@') ? typed.substr(1) : typed;
    for (const auto& [id, person] : world.slack.state().users)
        if (id == name || text::equals_ignoring_case(person.name, name)) return {id, direct_channel(world, id)};
    return {user, std::string(typed)};
}

ShownButton shown_button(const sandbox::World& world, const Place& place, std::string_view word) {
    if (word.empty()) return {};
    for (const auto& shown : newest_first(world, place)) {
        if (shown.blocks.empty()) continue;
        if (auto action = action_in(nlohmann::json::parse(shown.blocks), word); !action.empty()) return {shown.channel, shown.ts, std::move(action)};
    }
    return {};
}

}  // namespace tocsin
