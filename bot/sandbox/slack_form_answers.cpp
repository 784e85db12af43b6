// What the app answers to a form that was sent and to a menu that was typed into, and what a person then has before them. Rules: Slack's pages
// on modals (`response_action`) and on `external_select`.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/block_kit_check.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kSuggestions = 100;

/// What is wrong with the options that a menu was given; empty if nothing is.
std::string wrong_options(const json& answer) {
    if (!answer.is_object() || !answer.contains("options") || !answer["options"].is_array()) return "a menu is answered with options";
    if (answer["options"].size() > kSuggestions) return "more than 100 options";
    for (const json& option : answer["options"]) {
        const bool whole = option.is_object() && option.contains("text") && option["text"].is_object() && option.contains("value");
        if (!whole || option["text"].value("text", "").empty() || option["text"].value("text", "").size() > 75 || option["value"].get<std::string>().size() > 150)
            return "an option that Slack would not take: " + option.dump();
    }
    return {};
}

std::string take_errors(SlackView& view, const json& errors) {
    const json drawn = json::parse(view.view);
    if (!errors.is_object() || errors.empty()) return "errors must name fields";
    for (const auto& [block_id, message] : errors.items()) {
        const bool is_input = std::ranges::any_of(drawn["blocks"], [&](const json& block) {
            return block.value("block_id", "") == block_id && block.value("type", "") == "input";
        });
        if (!is_input) return "errors names no field of the form: " + block_id;
        if (!message.is_string() || message.get<std::string>().empty()) return "an error must be a text";
        view.errors[block_id] = message;
    }
    return {};
}

/// A menu's options add up: a person may have chosen one of an earlier list.
void keep_offered(SlackView& view, const std::string& block_id, const json& options) {
    std::string& kept = view.offered[block_id];
    json all = kept.empty() ? json::array() : json::parse(kept);
    for (const json& option : options)
        if (std::ranges::find(all, option) == all.end()) all.push_back(option);
    kept = all.dump();
}

std::string replace_view(SlackState& state, Time now, SlackView& view, const json& content) {
    view.view = content.dump();
    view.hash = state.next_hash(now);
    return {};
}

/// Empty, or why Slack shows an error instead.
std::string push_view(SlackState& state, Time now, const SlackView& below, const json& content) {
    const auto standing = std::ranges::count_if(state.views, [&](const auto& entry) { return entry.second.type == "modal" && entry.second.open && entry.second.user == below.user; });
    if (standing >= kFormStack) return "push_limit_reached";
    SlackView pushed;
    pushed.id = state.next_id("V");
    pushed.type = "modal";
    pushed.user = below.user;
    pushed.root_id = below.root_id;
    pushed.view = content.dump();
    pushed.hash = state.next_hash(now);
    state.views[pushed.id] = pushed;
    return {};
}

}  // namespace

void SlackWorkspace::take_form_answer(const std::string& payload, const net::Response& answer) {
    const json sent = json::parse(payload);
    const auto violation = [&](std::string what) { state_.violations.push_back({clock_.now(), "answer", std::move(what)}); };
    const bool asks_for_options = sent["type"] == "block_suggestion";
    // A person sees that it could not be sent, and may send it again.
    if (answer.status != 200) return violation(fmt::format("HTTP {} to a {}", answer.status, sent["type"].get<std::string>()));
    SlackView& view = state_.views.at(sent["view"]["id"]);
    if (!asks_for_options) view.errors.clear();
    if (answer.body.empty() && !asks_for_options) {
        view.open = false;
        return;
    }
    const bool is_json = text::lower(answer.headers.get("Content-Type")).starts_with("application/json");
    const json said = is_json ? json::parse(answer.body, nullptr, false) : json();
    if (!said.is_object()) return violation("a form is answered with nothing or with JSON, not with " + answer.body);
    if (asks_for_options) {
        if (auto wrong = wrong_options(said); !wrong.empty()) return violation(std::move(wrong));
        return keep_offered(view, sent.value("block_id", ""), said["options"]);
    }
    const std::string action = said.value("response_action", "");
    if (action == "errors") {
        if (auto wrong = take_errors(view, said.value("errors", json())); !wrong.empty()) violation(std::move(wrong));
    } else if (action == "clear") {
        for (auto& [id, other] : state_.views)
            if (other.type == "modal" && other.user == view.user) other.open = false;
    } else if (action == "update" || action == "push") {
        const json content = said.value("view", json());
        if (auto problems = check_view(content.dump()); !problems.empty()) return violation(text::join(problems, "; "));
        if (content.value("type", "") != "modal") return violation("a form is answered with a form, not with a " + content.value("type", ""));
        if (auto wrong = action == "update" ? replace_view(state_, clock_.now(), view, content) : push_view(state_, clock_.now(), view, content); !wrong.empty())
            violation(std::move(wrong));
    } else {
        violation("unknown response_action " + action);
    }
}

}  // namespace tocsin::sandbox
