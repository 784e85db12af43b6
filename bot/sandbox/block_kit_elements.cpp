// The elements and composition objects of Block Kit: buttons, menus, inputs, options, confirm dialogs, text
// objects.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/block_kit_rules.hpp"
#include "bot/sandbox/contains.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kActionId = 255, kButtonText = 75, kButtonValue = 2000, kUrl = 3000, kAltText = 2000;
constexpr std::size_t kOptionText = 75, kOptionValue = 150, kOptions = 100, kChoices = 10, kOverflow = 5;
constexpr std::size_t kPlaceholder = 150, kConfirmTitle = 100, kConfirmText = 300, kConfirmButton = 30;
constexpr long long kInputLength = 3000, kFiles = 10;

struct ElementKeys {
    std::string_view type;
    std::string_view keys;  ///< besides type
    bool modal_only = false;
};
// clang-format off: one row a line
constexpr auto kElementKeys = std::to_array<ElementKeys>({
    {"button", "text action_id url value style confirm accessibility_label"},
    {"image", "image_url slack_file alt_text"},
    {"mrkdwn", "text verbatim"},
    {"plain_text", "text emoji"},
    {"overflow", "action_id options confirm"},
    {"static_select", "action_id options option_groups initial_option confirm focus_on_load placeholder"},
    {"multi_static_select", "action_id options option_groups initial_options max_selected_items confirm focus_on_load placeholder"},
    {"external_select", "action_id initial_option min_query_length confirm focus_on_load placeholder"},
    {"users_select", "action_id initial_user confirm focus_on_load placeholder"},
    {"multi_users_select", "action_id initial_users max_selected_items confirm focus_on_load placeholder"},
    {"conversations_select", "action_id initial_conversation default_to_current_conversation filter response_url_enabled confirm focus_on_load placeholder"},
    {"channels_select", "action_id initial_channel response_url_enabled confirm focus_on_load placeholder"},
    {"datepicker", "action_id initial_date confirm focus_on_load placeholder"},
    {"timepicker", "action_id initial_time timezone confirm focus_on_load placeholder"},
    {"datetimepicker", "action_id initial_date_time confirm focus_on_load"},
    {"checkboxes", "action_id options initial_options confirm focus_on_load"},
    {"radio_buttons", "action_id options initial_option confirm focus_on_load"},
    {"plain_text_input", "action_id initial_value multiline min_length max_length dispatch_action_config focus_on_load placeholder"},
    {"number_input", "action_id is_decimal_allowed initial_value min_value max_value dispatch_action_config focus_on_load placeholder", true},
    {"email_text_input", "action_id initial_value dispatch_action_config focus_on_load placeholder", true},
    {"url_text_input", "action_id initial_value dispatch_action_config focus_on_load placeholder", true},
    {"file_input", "action_id filetypes max_files", true},
    {"rich_text_input", "action_id initial_value dispatch_action_config focus_on_load placeholder"},
    {"feedback_buttons", "action_id positive_button negative_button"},
    {"icon_button", "action_id icon text value confirm accessibility_label visible_to_user_ids"},
});
// clang-format on

constexpr auto kNotInteractive = std::to_array<std::string_view>({"image", "mrkdwn", "plain_text"});

std::string string_at(const json& object, std::string_view key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

void BlockKitChecker::problem(const std::string& path, std::string what) {
    problems_.push_back(fmt::format("[ERROR] {} [json-pointer:{}]", what, path));
}

void BlockKitChecker::only_keys(const json& object, std::string_view allowed, const std::string& path) {
    const auto names = text::split(allowed, ' ');
    for (const auto& [key, value] : object.items())
        if (!contains(names, std::string_view(key))) problem(path, fmt::format("unsupported field: {}", key));
}

void BlockKitChecker::text_object(const json& parent, std::string_view key, const std::string& path,
                                  std::size_t limit, TextKind kind, bool required) {
    const std::string at = fmt::format("{}/{}", path, key);
    const auto found = parent.find(key);
    if (found == parent.end())
        return required ? problem(path, fmt::format("missing required field: {}", key)) : void();
    if (!found->is_object()) return problem(at, "must be a text object");
    const std::string type = string_at(*found, "type");
    if (type != "plain_text" && (type != "mrkdwn" || kind == TextKind::plain))
        problem(at + "/type",
                kind == TextKind::plain ? "must be plain_text" : "must be plain_text or mrkdwn");
    only_keys(*found, type == "mrkdwn" ? "type text verbatim" : "type text emoji", at);
    string_member(*found, "text", at, limit, true);
}

void BlockKitChecker::string_member(const json& parent, std::string_view key, const std::string& path,
                                    std::size_t limit, bool required) {
    const std::string at = fmt::format("{}/{}", path, key);
    const auto found = parent.find(key);
    if (found == parent.end())
        return required ? problem(path, fmt::format("missing required field: {}", key)) : void();
    if (!found->is_string()) return problem(at, "must be a string");
    const std::size_t size = found->get<std::string>().size();
    if (size > limit) problem(at, fmt::format("must be less than {} characters", limit + 1));
    if (size == 0 && required) problem(at, "must be more than 0 characters");
}

void BlockKitChecker::unique(const json& object, std::string_view key, std::set<std::string>& seen,
                             const std::string& path) {
    const std::string id = string_at(object, key);
    if (!id.empty() && !seen.insert(id).second)
        problem(fmt::format("{}/{}", path, key), fmt::format("duplicate {}: {}", key, id));
}

void BlockKitChecker::element(const json& element, const std::string& path, std::string_view allowed) {
    const std::string type = element.is_object() ? string_at(element, "type") : "";
    const auto known = std::ranges::find(kElementKeys, type, &ElementKeys::type);
    const auto names = text::split(allowed, ' ');
    if (known == kElementKeys.end() || !contains(names, std::string_view(type)))
        return problem(path + "/type", fmt::format("unsupported type: {}", type));
    if (known->modal_only && surface_ != BlockSurface::modal)
        problem(path + "/type", fmt::format("{} is for modals only", type));
    only_keys(element, fmt::format("type {}", known->keys), path);
    if (!contains(kNotInteractive, std::string_view(type))) {
        string_member(element, "action_id", path, kActionId);
        // Slack would make one up, and no handler could tell which button was pressed.
        if (string_at(element, "action_id").empty()) problem(path, "missing required field: action_id");
        unique(element, "action_id", action_ids_, path);
        confirm(element, path);
        text_object(element, "placeholder", path, kPlaceholder, TextKind::plain, false);
    }
    if (type == "button") button(element, path);
    if (type == "image") {
        if (!element.contains("slack_file")) string_member(element, "image_url", path, kUrl, true);
        string_member(element, "alt_text", path, kAltText, true);
    }
    if (type == "mrkdwn" || type == "plain_text") string_member(element, "text", path, kInputLength, true);
    menu(element, path, type);
}

void BlockKitChecker::button(const json& element, const std::string& path) {
    text_object(element, "text", path, kButtonText, TextKind::plain, true);
    string_member(element, "value", path, kButtonValue);
    string_member(element, "url", path, kUrl);
    string_member(element, "accessibility_label", path, kButtonText);
    const std::string style = string_at(element, "style");
    if (element.contains("style") && style != "primary" && style != "danger")
        problem(path + "/style", "must be primary or danger");
}

void BlockKitChecker::menu(const json& element, const std::string& path, const std::string& type) {
    if (type == "overflow") options(element, "options", path, 1, kOverflow, true);
    if (type == "checkboxes" || type == "radio_buttons")
        options(element, "options", path, 1, kChoices, false);
    if (type == "static_select" || type == "multi_static_select") {
        if (element.contains("options") == element.contains("option_groups"))
            return problem(path, "needs either options or option_groups");
        if (element.contains("options")) return options(element, "options", path, 1, kOptions, false);
        const json& groups = element["option_groups"];
        if (!groups.is_array() || groups.empty() || groups.size() > kOptions)
            return problem(path + "/option_groups", fmt::format("must have 1 to {} items", kOptions));
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const std::string at = fmt::format("{}/option_groups/{}", path, i);
            text_object(groups[i], "label", at, kOptionText, TextKind::plain, true);
            options(groups[i], "options", at, 1, kOptions, false);
        }
    }
    for (std::string_view key : {"min_length", "max_length"})
        if (element.contains(key) && (!element[std::string(key)].is_number_integer() ||
                                      element[std::string(key)].get<long long>() > kInputLength))
            problem(fmt::format("{}/{}", path, key), fmt::format("must be no more than {}", kInputLength));
    if (type == "file_input" && element.contains("max_files") &&
        (!element["max_files"].is_number_integer() || element["max_files"].get<long long>() > kFiles))
        problem(path + "/max_files", fmt::format("must be no more than {}", kFiles));
}

void BlockKitChecker::options(const json& parent, std::string_view key, const std::string& path,
                              std::size_t min, std::size_t max, bool overflow) {
    const std::string at = fmt::format("{}/{}", path, key);
    const auto found = parent.find(key);
    if (found == parent.end() || !found->is_array()) return problem(at, "must be an array");
    if (found->size() < min || found->size() > max)
        problem(at, fmt::format("must have {} to {} items", min, max));
    for (std::size_t i = 0; i < found->size(); ++i)
        option((*found)[i], fmt::format("{}/{}", at, i), overflow);
}

void BlockKitChecker::option(const json& option, const std::string& path, bool overflow) {
    if (!option.is_object()) return problem(path, "must be an option object");
    only_keys(option, "text value description url", path);
    text_object(option, "text", path, kOptionText, TextKind::either, true);
    string_member(option, "value", path, kOptionValue, true);
    text_object(option, "description", path, kOptionText, TextKind::either, false);
    string_member(option, "url", path, kUrl);
    if (option.contains("url") && !overflow) problem(path + "/url", "is allowed in overflow menus only");
}

void BlockKitChecker::confirm(const json& parent, const std::string& path) {
    const auto found = parent.find("confirm");
    if (found == parent.end()) return;
    const std::string at = path + "/confirm";
    if (!found->is_object()) return problem(at, "must be a confirm object");
    only_keys(*found, "title text confirm deny style", at);
    text_object(*found, "title", at, kConfirmTitle, TextKind::plain, true);
    text_object(*found, "text", at, kConfirmText, TextKind::either, true);
    text_object(*found, "confirm", at, kConfirmButton, TextKind::plain, true);
    text_object(*found, "deny", at, kConfirmButton, TextKind::plain, true);
}

}  // namespace tocsin::sandbox
