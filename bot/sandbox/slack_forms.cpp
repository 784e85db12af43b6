// Forms (modal views) as people fill them in, send and close them; what the app answers is slack_form_answers.cpp. Rules: Slack's pages on
// modals and view interactions; stricter where Slack's own client would stop a person.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

using Values = std::map<std::string, std::vector<std::string>>;

struct FieldKind {
    std::string_view type;     ///< of the element
    std::string_view key;      ///< under which its value is sent
    std::string_view initial;  ///< the element's own key for what stands in it at first
    enum class Shape { text, option, options, id, ids, seconds } shape;
};
constexpr FieldKind kFields[] = {{"plain_text_input", "value", "initial_value", FieldKind::Shape::text},
                                 {"email_text_input", "value", "initial_value", FieldKind::Shape::text},
                                 {"url_text_input", "value", "initial_value", FieldKind::Shape::text},
                                 {"number_input", "value", "initial_value", FieldKind::Shape::text},
                                 {"static_select", "selected_option", "initial_option", FieldKind::Shape::option},
                                 {"external_select", "selected_option", "initial_option", FieldKind::Shape::option},
                                 {"radio_buttons", "selected_option", "initial_option", FieldKind::Shape::option},
                                 {"checkboxes", "selected_options", "initial_options", FieldKind::Shape::options},
                                 {"multi_static_select", "selected_options", "initial_options", FieldKind::Shape::options},
                                 {"users_select", "selected_user", "initial_user", FieldKind::Shape::id},
                                 {"channels_select", "selected_channel", "initial_channel", FieldKind::Shape::id},
                                 {"conversations_select", "selected_conversation", "initial_conversation", FieldKind::Shape::id},
                                 {"multi_users_select", "selected_users", "initial_users", FieldKind::Shape::ids},
                                 {"datepicker", "selected_date", "initial_date", FieldKind::Shape::id},
                                 {"timepicker", "selected_time", "initial_time", FieldKind::Shape::id},
                                 {"datetimepicker", "selected_date_time", "initial_date_time", FieldKind::Shape::seconds}};

const FieldKind* kind_of_field(const json& element) {
    const auto found = std::ranges::find(kFields, element.value("type", ""), &FieldKind::type);
    return found == std::end(kFields) ? nullptr : found;
}

Result<json> option_of(const json& element, const std::string& value) {
    // Options of an external menu are the app's to give: those that it gave count, and anything as long as nobody looked.
    if (element["type"] == "external_select" && !element.contains("options")) return json{{"text", {{"type", "plain_text"}, {"text", value}}}, {"value", value}};
    json options = element.value("options", json::array());
    for (const json& group : element.value("option_groups", json::array()))
        for (const json& option : group["options"]) options.push_back(option);
    for (const json& option : options)
        if (option["value"] == value) return option;
    return fail(Errc::invalid_argument, "there is no option " + value);
}

Result<json> text_value(const json& element, const std::string& value) {
    const auto least = element.value("min_length", 0UL);
    const auto most = element.value("max_length", 3000UL);
    if (value.size() < least || value.size() > most) return fail(Errc::invalid_argument, fmt::format("{} bytes do not fit {}–{}", value.size(), least, most));
    return json(value);
}

/// What a person put into an element, as Slack sends it.
Result<json> entered(const FieldKind& kind, const json& element, const std::vector<std::string>& values) {
    using Shape = FieldKind::Shape;
    if (kind.shape == Shape::ids) return json(values);
    if (kind.shape == Shape::options) {
        json out = json::array();
        for (const auto& value : values) {
            auto option = option_of(element, value);
            if (!option) return option;
            out.push_back(*option);
        }
        return out;
    }
    if (values.size() > 1) return fail(Errc::invalid_argument, "one value fits in here");
    if (values.empty() || values[0].empty()) return json(nullptr);
    if (kind.shape == Shape::text) return text_value(element, values[0]);
    if (kind.shape == Shape::option) return option_of(element, values[0]);
    if (kind.shape == Shape::id) return json(values[0]);
    const auto seconds = text::parse_int(values[0]);
    if (!seconds) return fail(Errc::invalid_argument, "a time is given in seconds since the epoch");
    return json(*seconds);
}

bool is_empty(const json& value) { return value.is_null() || (value.is_array() && value.empty()); }

/// The element of an input block; an external menu with the options that it has offered so far.
json element_in(const SlackView& kept, const json& block) {
    json element = block["element"];
    const auto offered = kept.offered.find(block.value("block_id", ""));
    if (offered == kept.offered.end() || element.value("type", "") != "external_select") return element;
    element["options"] = json::parse(offered->second);
    if (element.contains("initial_option")) element["options"].push_back(element["initial_option"]);
    return element;
}

/// The state of a view with `values` filled in; `must_be_whole`: as when it is sent.
Result<json> state_of(const SlackView& kept, const json& view, const Values& values, bool must_be_whole) {
    json out = json::object();
    std::size_t used = 0;
    for (const json& block : view["blocks"]) {
        if (block.value("type", "") != "input") continue;
        const json element = element_in(kept, block);
        const FieldKind* kind = kind_of_field(element);
        if (kind == nullptr) return fail(Errc::invalid_argument, "nobody can fill in a " + element.value("type", ""));
        const std::string id = block.value("block_id", "");
        json value = element.value(std::string(kind->initial), json(nullptr));
        if (const auto given = values.find(id); given != values.end()) {
            auto typed = entered(*kind, element, given->second);
            if (!typed) return fail(Errc::invalid_argument, id + ": " + typed.error().message);
            value = std::move(*typed);
            ++used;
        }
        if (must_be_whole && is_empty(value) && !block.value("optional", false)) return fail(Errc::invalid_argument, id + " must be filled in");
        out[id] = {{element.value("action_id", ""), {{"type", kind->type}, {std::string(kind->key), value}}}};
    }
    if (used < values.size()) return fail(Errc::invalid_argument, "the form has no such field");
    return json{{"values", out}};
}

json sent_view(const SlackState& state, const SlackView& view) {
    json out = json::parse(view.view);
    out["id"] = view.id;
    out["hash"] = view.hash;
    out["root_view_id"] = view.root_id;
    out["team_id"] = state.options.team_id;
    return out;
}

/// What `user` has before them: of a stack the topmost.
SlackView* top_of(SlackState& state, const std::string& user) {
    SlackView* top = nullptr;
    for (auto& [id, view] : state.views)
        if (view.type == "modal" && view.user == user && view.open) top = &view;
    return top;
}

Result<SlackView*> in_front_of(SlackState& state, const std::string& user, const std::string& view_id) {
    SlackView* top = top_of(state, user);
    if (!top || top->id != view_id) return fail(Errc::invalid_argument, "this form is not before " + user);
    return top;
}

}  // namespace

const SlackView* SlackWorkspace::form(const std::string& user) const { return top_of(const_cast<SlackState&>(state_), user); }

const SlackView* SlackWorkspace::home(const std::string& user) const {
    for (const auto& [id, view] : state_.views)
        if (view.type == "home" && view.user == user) return &view;
    return nullptr;
}

Result<net::Request> SlackWorkspace::submit_view(const std::string& user, const std::string& view_id, const Values& values) {
    const auto view = in_front_of(state_, user, view_id);
    if (!view) return std::unexpected(view.error());
    json sent = sent_view(state_, **view);
    auto state = state_of(**view, sent, values, true);
    if (!state) return std::unexpected(state.error());
    sent["state"] = std::move(*state);
    json payload = interaction_json(state_, "view_submission", user, clock_.now());
    payload["view"] = std::move(sent);
    payload["response_urls"] = json::array();
    return interaction(payload.dump());
}

Result<std::optional<net::Request>> SlackWorkspace::close_view(const std::string& user, const std::string& view_id, const Values& values) {
    const auto view = in_front_of(state_, user, view_id);
    if (!view) return std::unexpected(view.error());
    json sent = sent_view(state_, **view);
    auto state = state_of(**view, sent, values, false);
    if (!state) return std::unexpected(state.error());
    (*view)->open = false;
    if (!sent.value("notify_on_close", false)) return std::optional<net::Request>();
    sent["state"] = std::move(*state);
    json payload = interaction_json(state_, "view_closed", user, clock_.now());
    payload.erase("trigger_id");
    payload["view"] = std::move(sent);
    payload["is_cleared"] = false;
    return std::optional(interaction(payload.dump()));
}

Result<net::Request> SlackWorkspace::suggest(const std::string& user, const std::string& view_id, const std::string& block_id, const std::string& typed) {
    const auto view = in_front_of(state_, user, view_id);
    if (!view) return std::unexpected(view.error());
    const json sent = sent_view(state_, **view);
    for (const json& block : sent["blocks"]) {
        if (block.value("block_id", "") != block_id || block["element"].value("type", "") != "external_select") continue;
        json payload = interaction_json(state_, "block_suggestion", user, clock_.now());
        payload.erase("trigger_id");
        payload["action_id"] = block["element"]["action_id"];
        payload["block_id"] = block_id;
        payload["value"] = typed;
        payload["view"] = sent;
        return interaction(payload.dump());
    }
    return fail(Errc::invalid_argument, "the form has no menu " + block_id);
}

Result<net::Request> SlackWorkspace::press_in_view(const std::string& user, const std::string& view_id, const std::string& action_id, const std::string& option,
                                                   const Values& typed) {
    const auto found = state_.views.find(view_id);
    if (found == state_.views.end() || found->second.user != user || !found->second.open) return fail(Errc::invalid_argument, "no such view: " + view_id);
    if (found->second.type == "modal" && top_of(state_, user) != &found->second) return fail(Errc::invalid_argument, "this form is not before " + user);
    json sent = sent_view(state_, found->second);
    json pressed;
    for (const json& block : sent["blocks"]) {
        json elements = block.value("elements", json::array());
        if (block.contains("accessory")) elements.push_back(block["accessory"]);
        for (const json& element : elements) {
            if (element.value("action_id", "") != action_id) continue;
            pressed = element;
            pressed["block_id"] = block.value("block_id", "");
        }
    }
    if (pressed.is_null()) return fail(Errc::invalid_argument, "no such button: " + action_id);
    auto used = used_element(std::move(pressed), option);
    if (!used) return std::unexpected(used.error());
    auto state = state_of(found->second, sent, typed, false);
    if (!state) return std::unexpected(state.error());
    (*used)["action_ts"] = state_.next_ts(clock_.now());
    sent["state"] = std::move(*state);
    json payload = interaction_json(state_, "block_actions", user, clock_.now());
    payload["container"] = {{"type", "view"}, {"view_id", view_id}};
    payload["view"] = std::move(sent);
    payload["actions"] = json::array({*used});
    return interaction(payload.dump());
}

}  // namespace tocsin::sandbox
