#include "bot/slack/form_codec.hpp"

#include <vector>

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

constexpr std::string_view kVersion = "v2";
constexpr std::string_view kPrefix = "tocsin.form.";
constexpr std::string_view kPrefilled = "prefilled";
constexpr std::size_t kMaxMetadata = 3000;
constexpr std::size_t kParts = 8;

std::string lines_of(const Form& form) {
    std::string out(kVersion);
    for (const std::string& part : {std::to_string(form.incident.value), std::string(name_of(form.seen_status)), form.person.value,
                                    std::to_string(unix_micros(form.opened_at)), form.answer_to, form.argument, std::string(form.prefilled ? kPrefilled : "")})
        out += "\n" + text::one_line(part);
    return out;
}

std::unexpected<Error> malformed(std::string why) {
    return fail(Errc::invalid_argument, "This form cannot be read: " + std::move(why),
                "It may come from another version of tocsin. Nothing was done; copy what you typed, and open the form again or type the command.");
}

/// Only a text that we write: no sign, no leading zero.
std::optional<std::int64_t> number_of(std::string_view digits) {
    const auto number = text::parse_int(digits);
    if (!number || *number < 0 || std::to_string(*number) != digits) return std::nullopt;
    return number;
}

}  // namespace

EncodedForm encode_form(const Form& form) {
    std::string metadata = lines_of(form);
    if (metadata.size() > kMaxMetadata) {
        Form shorter = form;
        shorter.answer_to.clear();
        metadata = lines_of(shorter);
    }
    return {std::string(kPrefix) + std::string(name_of(form.kind)), std::move(metadata)};
}

bool is_form(std::string_view callback_id) { return callback_id.starts_with(kPrefix); }

Result<Form> decode_form(std::string_view callback_id, std::string_view private_metadata) {
    if (!is_form(callback_id)) return malformed("it is none of ours.");
    if (private_metadata.size() > kMaxMetadata) return malformed("it is over 3000 bytes.");
    const auto kind = words::find_in(words::kFormKind, callback_id.substr(kPrefix.size()));
    if (!kind) return malformed("its kind is not known.");
    const auto parts = text::split(private_metadata, '\n');
    if (parts.size() != kParts || parts[0] != kVersion) return malformed("its version is not known.");
    const auto incident = number_of(parts[1]);
    const auto seen = words::find_in(words::kStatus, parts[2]);
    const auto opened = number_of(parts[4]);
    if (!incident || !opened) return malformed("its numbers are none.");
    if (!parts[7].empty() && parts[7] != kPrefilled) return malformed("it says neither that something stood in it nor that nothing did.");
    if (!seen) return malformed("its status is not known.");
    return Form{*kind, IncidentNumber(*incident), *seen, std::string(parts[6]), UserId(std::string(parts[3])), time_from_unix_micros(*opened), std::string(parts[5]), !parts[7].empty()};
}

}  // namespace tocsin::slack
