// views.*: modals behind short-lived triggers, and Home tabs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/sandbox/block_kit_check.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr auto kTriggerLife = std::chrono::seconds{3};
constexpr std::size_t kViewBytes = 250'000;

std::expected<json, SlackRefusal> checked_view(const SlackCall& call, std::string_view type) {
    const std::string text = call.text("view");
    if (text.size() > kViewBytes) return refuse("view_too_large");
    if (auto problems = check_view(text); !problems.empty())
        return refuse("invalid_arguments", std::move(problems));
    json view = json::parse(text);
    if (view["type"] != type)
        return refuse("invalid_arguments",
                      {fmt::format("[ERROR] must be {} [json-pointer:/view/type]", type)});
    return view;
}

std::expected<std::string, SlackRefusal> exchange_trigger(const SlackCall& call) {
    const auto found = call.state.triggers.find(call.text("trigger_id"));
    if (found == call.state.triggers.end()) return refuse("invalid_trigger_id");
    SlackTrigger& trigger = found->second;
    if (trigger.used) return refuse("exchanged_trigger_id");
    trigger.used = true;
    if (call.now - trigger.minted > kTriggerLife) return refuse("expired_trigger_id");
    return trigger.user;
}

SlackAnswer keep(const SlackCall& call, SlackView& view, json content) {
    view.view = content.dump();
    view.errors.clear();
    view.hash = call.state.next_hash(call.now);
    content["id"] = view.id;
    content["hash"] = view.hash;
    content["root_view_id"] = view.root_id;
    content["team_id"] = call.state.options.team_id;
    return json{{"view", content}};
}

/// A person has one stack of forms: opening another one closes it.
void close_all(SlackState& state, const std::string& user) {
    for (auto& [id, view] : state.views)
        if (view.type == "modal" && view.user == user) view.open = false;
}

SlackAnswer open_new(const SlackCall& call, const std::string& user, const std::string& root, json content) {
    SlackView view;
    view.id = call.state.next_id("V");
    view.type = "modal";
    view.user = user;
    view.root_id = root.empty() ? view.id : root;
    return keep(call, call.state.views[view.id] = view, std::move(content));
}

bool hash_differs(const SlackCall& call, const SlackView& view) {
    return call.has("hash") && call.text("hash") != view.hash;
}

}  // namespace

SlackAnswer views_open(const SlackCall& call) {
    auto user = exchange_trigger(call);
    if (!user) return std::unexpected(user.error());
    auto content = checked_view(call, "modal");
    if (!content) return std::unexpected(content.error());
    close_all(call.state, *user);
    return open_new(call, *user, {}, std::move(*content));
}

SlackAnswer views_push(const SlackCall& call) {
    auto user = exchange_trigger(call);
    if (!user) return std::unexpected(user.error());
    auto content = checked_view(call, "modal");
    if (!content) return std::unexpected(content.error());
    std::string root;
    const auto standing = std::ranges::count_if(call.state.views, [&](const auto& entry) {
        const bool counts = entry.second.open && entry.second.type == "modal" && entry.second.user == *user;
        if (counts) root = entry.second.root_id;
        return counts;
    });
    if (standing == 0) return refuse("not_found");
    if (standing >= kFormStack) return refuse("push_limit_reached");
    return open_new(call, *user, root, std::move(*content));
}

SlackAnswer views_update(const SlackCall& call) {
    const auto found = call.state.views.find(call.text("view_id"));
    if (found == call.state.views.end() || !found->second.open) return refuse("not_found");
    if (hash_differs(call, found->second)) return refuse("hash_conflict");
    auto content = checked_view(call, found->second.type);
    if (!content) return std::unexpected(content.error());
    return keep(call, found->second, std::move(*content));
}

SlackAnswer views_publish(const SlackCall& call) {
    const std::string user = call.text("user_id");
    if (!call.state.user(user)) return refuse("user_not_found");
    auto content = checked_view(call, "home");
    if (!content) return std::unexpected(content.error());
    const auto same = [&](const auto& entry) {
        return entry.second.type == "home" && entry.second.user == user;
    };
    auto found = std::ranges::find_if(call.state.views, same);
    if (found == call.state.views.end()) {
        SlackView view;
        view.id = call.state.next_id("V");
        view.type = "home";
        view.user = user;
        view.root_id = view.id;
        found = call.state.views.emplace(view.id, view).first;
    } else if (hash_differs(call, found->second)) {
        return refuse("hash_conflict");
    }
    return keep(call, found->second, std::move(*content));
}

}  // namespace tocsin::sandbox
