#include "handlers/form_reader.hpp"

#include <algorithm>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "handlers/parser_words.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::int64_t kSecondsAMinute = 60;

/// Enough to tell what a person saw from what they made of it.
std::string digest(std::string_view value) {
    constexpr std::size_t kDigits = 12;
    return value.empty() ? std::string() : crypto::to_hex(crypto::sha256(value)).substr(0, kDigits);
}

std::string minute_of(std::string_view seconds) {
    const auto number = text::parse_int(seconds);
    return number ? std::to_string(*number / kSecondsAMinute) : std::string();
}

/// Of a time both are kept: which it is, only whoever reads the field knows.
std::string shown_as(std::string_view name, std::string_view value) {
    return std::string(name) + "=" + digest(value) + "/" + digest(minute_of(value));
}

/// As it was when the form was opened: two digests with a slash between them; nothing if the form does not say.
std::string_view shown_in(const Form& form, std::string_view field) {
    for (const std::string_view part : text::split(form.argument, ','))
        if (part.starts_with(field) && part.substr(field.size()).starts_with('=')) return part.substr(field.size() + 1);
    return "/";
}

}  // namespace

std::string encode_shown(const std::vector<ShownField>& fields) {
    std::string out;
    for (const auto& field : fields) out += (out.empty() ? "" : ",") + shown_as(field.name, field.value);
    return out;
}

bool FormReader::changed(std::string_view field, std::string_view value) const {
    const auto was = shown_in(form_, field);
    return was.substr(0, was.find('/')) != digest(value);
}

bool FormReader::changed_time(std::string_view field) const {
    const auto was = shown_in(form_, field);
    return was.substr(std::min(was.find('/') + 1, was.size())) != digest(minute_of(value(field)));
}

IncidentNumber FormReader::incident() const {
    const auto chosen = form_.incident.none() ? text::parse_int(value("incident")) : std::nullopt;
    return chosen ? IncidentNumber(*chosen) : form_.incident;
}

std::string FormReader::value(std::string_view field) const {
    const auto found = values_.find(std::string(field));
    return found == values_.end() || found->second.empty() ? std::string() : found->second.front();
}

std::string FormReader::line(std::string_view field) const { return text::one_line(value(field)); }

std::string FormReader::text(std::string_view field) const { return std::string(text::trim(value(field))); }

std::string FormReader::needed_line(std::string_view field, std::string_view why) {
    std::string out = line(field);
    if (out.empty()) wrong(field, std::string(why));
    return out;
}

std::string FormReader::needed_text(std::string_view field, std::string_view why) {
    std::string out = text(field);
    if (out.empty()) wrong(field, std::string(why));
    return out;
}

std::optional<IncidentNumber> FormReader::needed_incident(std::string_view field) {
    const std::string typed = line(field);
    const auto digits = text::parse_int(typed);
    const IncidentNumber number = digits && *digits > 0 ? IncidentNumber(*digits) : incident_reference(typed, context_.key);
    if (!number.none()) return number;
    wrong(field, "Which incident? Its name is such as " + context_.key + "-41.");
    return std::nullopt;
}

std::optional<PersonRef> FormReader::person(std::string_view field) const {
    std::string id = value(field);
    if (id.empty()) return std::nullopt;
    return PersonRef{PersonRef::Kind::user, std::move(id)};
}

std::optional<PersonRef> FormReader::needed_person(std::string_view field, std::string_view why) {
    auto out = person(field);
    if (!out) wrong(field, std::string(why));
    return out;
}

std::optional<Time> FormReader::understood(std::string_view field, const Result<When>& when) {
    if (when) return when->at;
    wrong(field, when.error().message);
    return std::nullopt;
}

std::optional<Time> FormReader::past(std::string_view field) {
    const std::string typed = value(field);
    return typed.empty() ? std::nullopt : understood(field, parse_past_time(typed, context_.now, context_.zone));
}

std::optional<Time> FormReader::future(std::string_view field) {
    const std::string typed = value(field);
    return typed.empty() ? std::nullopt : understood(field, parse_future_time(typed, context_.now, context_.zone));
}

std::optional<Time> FormReader::begin(std::string_view field, std::string_view why) {
    const std::string typed = value(field);
    if (!typed.empty()) return understood(field, parse_begin(typed, context_.now, context_.zone));
    wrong(field, std::string(why));
    return std::nullopt;
}

std::optional<std::int64_t> FormReader::needed_number(std::string_view field, std::string_view why) {
    std::string typed = line(field);
    if (typed.starts_with('#')) typed.erase(0, 1);
    const auto number = text::parse_int(typed);
    if (number && *number > 0) return number;
    wrong(field, std::string(why));
    return std::nullopt;
}

void FormReader::add(Command command) {
    ParsedCommand parsed;
    parsed.verb = verb_of(command);
    parsed.command = std::move(command);
    parsed.incident = incident();
    commands_.push_back(std::move(parsed));
}

void FormReader::wrong(std::string_view field, std::string message) { errors_.push_back({std::string(field), std::move(message)}); }

FormReading FormReader::take() && {
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    return std::move(commands_);
}

FormReading read_form(const Form& form, const FormValues& values, const ParseContext& context) {
    FormReader reader(form, values, context);
    const FormSpec& spec = spec_of(form.kind);
    if (spec.read != nullptr) spec.read(reader);
    return std::move(reader).take();
}

}  // namespace tocsin::handlers
