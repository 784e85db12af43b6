#include "bot/slack/form_view.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/slack/block_parts.hpp"
#include "bot/slack/form_codec.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack {
namespace {

using nlohmann::json;
using Kind = FormField::Kind;

// Slack's limits; where it counts characters, bytes stay below.
constexpr std::size_t kMaxTitle = 24;
constexpr std::size_t kMaxLabel = 2000;
constexpr std::size_t kMaxOptionText = 75;
constexpr std::size_t kMaxOptions = 100;
constexpr std::size_t kMaxInput = 3000;
constexpr std::size_t kMaxBlocks = 100;
constexpr std::size_t kMaxError = 500;

json option(const FormOption& offered) {
    json out{{"text", parts::plain_text_object(offered.label, kMaxOptionText)}, {"value", offered.value}};
    if (!offered.description.empty()) out["description"] = parts::plain_text_object(offered.description, kMaxOptionText);
    return out;
}

json text_input(const FormField& field) {
    json out{{"type", "plain_text_input"}, {"multiline", field.kind == Kind::text}, {"max_length", std::min(field.max_length, kMaxInput)}};
    if (!field.initial.empty()) out["initial_value"] = field.initial;
    return out;
}

json menu(const FormField& field) {
    json options = json::array();
    json out{{"type", "static_select"}};
    for (const auto& offered : field.options) {
        if (options.size() == kMaxOptions) break;
        options.push_back(option(offered));
        if (offered.value == field.initial) out["initial_option"] = options.back();
    }
    out["options"] = std::move(options);
    return out;
}

json suggestion(const FormField& field) {
    json out{{"type", "external_select"}, {"min_query_length", 0}};
    if (!field.initial.empty()) out["initial_option"] = option({field.initial, field.initial, ""});
    return out;
}

json check(const FormField& field) {
    json options = json::array();
    for (const auto& offered : field.options) options.push_back(option(offered));
    json out{{"type", "checkboxes"}, {"options", options}};
    if (field.initial == "yes") out["initial_options"] = std::move(options);
    return out;
}

/// Beside a field Slack shows text as it is: what is to be typed stands in quotes there.
std::string unmarked(std::string_view sentence) {
    std::string out;
    bool open = false;
    for (const char c : sentence) {
        if (c == '`') out += std::exchange(open, !open) ? "”" : "“";
        else out += c;
    }
    return out;
}

json person(const FormField& field) {
    json out{{"type", "users_select"}};
    if (!field.initial.empty()) out["initial_user"] = field.initial;
    return out;
}

json time(const FormField& field) {
    json out{{"type", "datetimepicker"}};
    if (const auto seconds = text::parse_int(field.initial)) out["initial_date_time"] = *seconds;
    return out;
}

json element(const FormField& field) {
    switch (field.kind) {
        case Kind::line:
        case Kind::text: return text_input(field);
        case Kind::choice: return menu(field);
        case Kind::suggestion: return suggestion(field);
        case Kind::person: return person(field);
        case Kind::time: return time(field);
        case Kind::check: return check(field);
    }
    return {};
}

json input(const FormField& field) {
    json made = element(field);
    made["action_id"] = field.name;
    json out{{"type", "input"}, {"block_id", field.name}, {"label", parts::plain_text_object(field.label, kMaxLabel)}, {"optional", field.optional}, {"element", std::move(made)}};
    if (!field.hint.empty()) out["hint"] = parts::plain_text_object(unmarked(field.hint), kMaxLabel);
    return out;
}

json view_json(const FormView& form, const Names& names) {
    json blocks = json::array();
    if (!form.intro.empty()) blocks.push_back(parts::section(mrkdwn(form.intro, names, parts::kMaxSection)));
    for (const auto& field : form.fields)
        if (blocks.size() < kMaxBlocks) blocks.push_back(input(field));
    if (blocks.empty()) blocks.push_back(parts::section("-"));
    const EncodedForm encoded = encode_form(form.form);
    return {{"type", "modal"},
            {"callback_id", encoded.callback_id},
            {"private_metadata", encoded.private_metadata},
            {"title", parts::plain_text_object(form.title, kMaxTitle)},
            {"submit", parts::plain_text_object(form.submit, kMaxTitle)},
            {"close", parts::plain_text_object("Cancel", kMaxTitle)},
            {"notify_on_close", true},
            {"blocks", std::move(blocks)}};
}

std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

std::string form_view(const FormView& form, const Names& names) { return dumped(view_json(form, names)); }

std::string form_errors(std::span<const FieldError> errors) {
    json by_field = json::object();
    for (const auto& error : errors)
        if (!by_field.contains(error.field)) by_field[error.field] = text::truncate(unmarked(error.message), kMaxError);
    return dumped({{"response_action", "errors"}, {"errors", std::move(by_field)}});
}

std::string form_update(const FormView& form, const Names& names) { return dumped({{"response_action", "update"}, {"view", view_json(form, names)}}); }

std::string menu_options(std::span<const FormOption> options) {
    json out = json::array();
    for (const auto& offered : options.first(std::min(options.size(), kMaxOptions))) out.push_back(option(offered));
    return dumped({{"options", std::move(out)}});
}

}  // namespace tocsin::slack
