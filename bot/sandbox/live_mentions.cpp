#include "bot/sandbox/live_mentions.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr auto kTagged =
    std::to_array<std::string_view>({"!channel", "!here", "!everyone", "@U", "@W", "!subteam^"});
constexpr auto kBare = std::to_array<std::string_view>({"@here", "@channel", "@everyone"});

void append(std::vector<std::string>& to, std::vector<std::string> more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void find_bare(std::string_view text, std::vector<std::string>& out) {
    for (std::string_view name : kBare)
        for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
            const auto end = at + name.size();
            const bool starts = at == 0 || !is_word(text[at - 1]);
            if (starts && (end == text.size() || !is_word(text[end]))) out.emplace_back(name);
        }
}

std::string string_at(const json& node, std::string_view key) {
    const auto found = node.find(key);
    return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// rich_text says mentions as elements instead of text.
void find_rich(const json& node, std::vector<std::string>& out) {
    const std::string type = string_at(node, "type");
    if (type == "broadcast") out.push_back("<!" + string_at(node, "range") + ">");
    if (type == "user") out.push_back("<@" + string_at(node, "user_id") + ">");
    if (type == "usergroup") out.push_back("<!subteam^" + string_at(node, "usergroup_id") + ">");
}

void walk(const json& node, std::vector<std::string>& out, bool in_rich_text) {
    if (node.is_array())
        for (const json& item : node) walk(item, out, in_rich_text);
    if (!node.is_object()) return;
    const std::string type = string_at(node, "type");
    const auto text = node.find("text");
    if ((type == "mrkdwn" || type == "markdown") && text != node.end() && text->is_string()) {
        const auto verbatim = node.find("verbatim");
        const bool kept = verbatim != node.end() && verbatim->is_boolean() && verbatim->get<bool>();
        append(out, live_mentions_in(text->get<std::string>(), !kept));
    }
    if (in_rich_text) find_rich(node, out);
    for (const auto& [key, value] : node.items()) walk(value, out, in_rich_text || type == "rich_text");
}

}  // namespace

std::vector<std::string> live_mentions_in(std::string_view mrkdwn, bool parse_names) {
    std::vector<std::string> out;
    for (auto open = mrkdwn.find('<'); open != std::string_view::npos; open = mrkdwn.find('<', open + 1)) {
        const std::string_view rest = mrkdwn.substr(open + 1);
        const auto close = rest.find('>');
        if (close == std::string_view::npos) break;
        if (std::ranges::any_of(kTagged, [&](auto tag) { return rest.starts_with(tag); }))
            out.emplace_back(mrkdwn.substr(open, close + 2));
    }
    if (parse_names) find_bare(mrkdwn, out);
    return out;
}

std::vector<std::string> live_mentions_of(std::string_view text, std::string_view blocks, bool parse_names) {
    auto out = live_mentions_in(text, parse_names);
    if (!blocks.empty()) walk(json::parse(blocks, nullptr, false), out, false);
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

}  // namespace tocsin::sandbox
