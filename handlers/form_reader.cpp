#include "handlers/form_reader.hpp"

#include "bot/base/text.hpp"
#include "handlers/when.hpp"

namespace tocsin::handlers {

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

std::optional<PersonRef> FormReader::person(std::string_view field) const {
    std::string id = value(field);
    if (id.empty()) return std::nullopt;
    return PersonRef{PersonRef::Kind::user, std::move(id)};
}

std::optional<Time> FormReader::past(std::string_view field) {
    const std::string typed = value(field);
    if (typed.empty()) return std::nullopt;
    const auto when = parse_past_time(typed, context_.now, context_.zone);
    if (when) return when->at;
    wrong(field, when.error().message);
    return std::nullopt;
}

std::optional<Time> FormReader::future(std::string_view field) {
    const std::string typed = value(field);
    if (typed.empty()) return std::nullopt;
    const auto when = parse_future_time(typed, context_.now, context_.zone);
    if (when) return when->at;
    wrong(field, when.error().message);
    return std::nullopt;
}

void FormReader::add(Command command) {
    ParsedCommand parsed;
    parsed.verb = verb_of(command);
    parsed.command = std::move(command);
    parsed.incident = form_.incident;
    if (const auto chosen = text::parse_int(value("incident")); parsed.incident.none() && chosen) parsed.incident = IncidentNumber(*chosen);
    commands_.push_back(std::move(parsed));
}

void FormReader::wrong(std::string_view field, std::string message) { errors_.push_back({std::string(field), std::move(message)}); }

FormReading FormReader::take() && {
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    return std::move(commands_);
}

FormReading read_form(const Form& form, const FormValues& values, const ParseContext& context) {
    FormReader reader(form, values, context);
    spec_of(form.kind).read(reader);
    return std::move(reader).take();
}

}  // namespace tocsin::handlers
