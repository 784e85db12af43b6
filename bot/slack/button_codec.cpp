#include "bot/slack/button_codec.hpp"

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

constexpr std::string_view kVersion = "v1";
constexpr std::string_view kPrefix = "tocsin.";
constexpr std::size_t kMaxValue = 2000;
constexpr std::size_t kMaxKind = 40;

std::string status_word(const std::optional<Status>& status) {
    return status ? std::string(name_of(*status)) : std::string("-");
}

std::string action_id_of(const Button& button) {
    std::string id = std::string(kPrefix) + std::string(words::name_in(words::kButtonAction, button.action));
    if (button.status) id.append(".").append(name_of(*button.status));
    // The kind of form, without what else stands in the argument: one card has several such buttons.
    if (button.action == ButtonAction::open_form) id.append(".").append(button.argument, 0, std::min(button.argument.find(' '), kMaxKind));
    return id;
}

/// The id itself, or with a number that tells several offers of one kind apart.
bool is_id_of(std::string_view action_id, const Button& button) {
    const std::string expected = action_id_of(button);
    if (action_id == expected) return true;
    if (!action_id.starts_with(expected + ".")) return false;
    const auto number = action_id.substr(expected.size() + 1);
    return !number.empty() && number.size() < 4 && number.find_first_not_of("0123456789") == std::string_view::npos;
}

std::unexpected<Error> malformed(std::string why) {
    return fail(Errc::invalid_argument, "This button cannot be read: " + std::move(why),
                "It may come from another version of tocsin. Type the command instead, or open the newest card.");
}

/// Cuts the next field off; the colon must be there.
std::optional<std::string_view> next_field(std::string_view& rest) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto field = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    return field;
}

std::optional<IncidentNumber> incident_of(std::string_view digits) {
    const auto number = text::parse_int(digits);
    // The text must be the one that we write: no sign, no leading zero.
    if (!number || *number < 0 || std::to_string(*number) != digits) return std::nullopt;
    return IncidentNumber(*number);
}

}  // namespace

Result<EncodedButton> encode_button(const Button& button) {
    if (button.argument.size() > kMaxButtonArgument)
        return fail(Errc::too_large, "This is too long for a button.",
                    "Keep it under " + std::to_string(kMaxButtonArgument) + " characters.");
    std::string value(kVersion);
    for (const std::string& field : {std::string(words::name_in(words::kButtonAction, button.action)), std::to_string(button.incident.value),
                                     std::string(name_of(button.seen_status)), status_word(button.status), button.argument})
        value.append(":").append(field);
    return EncodedButton{action_id_of(button), std::move(value)};
}

Result<Button> decode_button(std::string_view action_id, std::string_view value) {
    if (value.size() > kMaxValue) return malformed("its value is over 2000 bytes.");
    std::string_view rest = value;
    if (next_field(rest) != kVersion) return malformed("its version is not known.");
    const auto action_word = next_field(rest);
    const auto number_word = next_field(rest);
    const auto seen_word = next_field(rest);
    const auto status_field = next_field(rest);
    if (!status_field) return malformed("its value is not whole.");
    const auto action = words::find_in(words::kButtonAction, *action_word);
    const auto incident = incident_of(*number_word);
    const auto seen = words::find_in(words::kStatus, *seen_word);
    const auto status = words::find_in(words::kStatus, *status_field);
    if (!action) return malformed("its action is not known.");
    if (!incident) return malformed("its incident is no number.");
    if (!seen || (!status && *status_field != "-")) return malformed("its status is not known.");
    if (status.has_value() != (*action == ButtonAction::set_status)) return malformed("action and status do not fit together.");
    const Button button{*action, *incident, *seen, status, std::string(rest)};
    if (!is_id_of(action_id, button)) return malformed("its id does not fit its value.");
    if (rest.size() > kMaxButtonArgument) return malformed("its argument is too long.");
    return button;
}

}  // namespace tocsin::slack
