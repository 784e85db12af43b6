// Forms about who is on call: somebody else for a while, and two shifts exchanged. They belong to no incident.
#include <array>

#include "handlers/form_kinds.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

struct Manner {
    std::string_view value, label;
};
constexpr std::array kManners = std::to_array<Manner>({{"replace", "In place of whoever is on call"}, {"add", "Besides whoever is on call"}, {"remove", "Not on call then: taken off"}});

FormField schedule_field() { return field("schedule", Kind::suggestion, "Which schedule?", false, "Type to search."); }

std::vector<FormOption> manners() {
    std::vector<FormOption> out;
    out.reserve(kManners.size());
    for (const auto& [value, label] : kManners) out.push_back({std::string(value), std::string(label), ""});
    return out;
}

}  // namespace

std::string no_schedules(const FormScene& scene) {
    const auto edition = scene.settings().oncall->current();
    return edition && !edition->file.schedules.empty() ? "" : "There is no schedule here: `oncall.file` in the configuration says where they are kept.";
}

Fields override_fields(const FormScene&) {
    return {schedule_field(),
            field("person", Kind::person, "Who?"),
            field("from", Kind::time, "From when?", false, "A time that is past means now: the past stays as it was."),
            field("to", Kind::time, "Until when?"),
            with(choice("manner", "How?", manners()), "replace"),
            field("instead", Kind::person, "In place of whom?", true, "Nobody chosen: of everybody who is on call."),
            field("layer", Kind::line, "On one layer alone?", true, "Its name in the on-call file.")};
}

void read_override(FormReader& reader) {
    command::OverrideAdd command;
    command.schedule = reader.needed_line("schedule", "Choose a schedule.");
    const auto person = reader.needed_person("person", "Choose somebody.");
    const auto from = reader.begin("from", "From when?");
    const auto until = reader.begin("to", "Until when?");
    command.add = reader.value("manner") == "add";
    command.remove = reader.value("manner") == "remove";
    command.instead = reader.person("instead");
    command.layer = reader.line("layer");
    if (command.instead && (command.add || command.remove)) reader.wrong("instead", "This belongs to “in place of”: leave it empty, or choose that.");
    if (!person || !from || !until) return;
    if (*until <= *from) return reader.wrong("to", "That is not after the beginning.");
    command.person = *person;
    command.from = *from;
    command.until = *until;
    reader.add(std::move(command));
}

Fields swap_fields(const FormScene&) {
    return {schedule_field(), field("person", Kind::person, "With whom?", false, "Your next shift for theirs. Both must agree: they are asked."),
            field("from", Kind::time, "The next shifts after when?", true, "After now, if you say nothing.")};
}

void read_swap(FormReader& reader) {
    command::SwapOffer offer;
    offer.schedule = reader.needed_line("schedule", "Choose a schedule.");
    const auto person = reader.needed_person("person", "Choose somebody.");
    if (!reader.value("from").empty()) offer.from = reader.begin("from", {});
    if (!person) return;
    offer.person = *person;
    reader.add(std::move(offer));
}

}  // namespace tocsin::handlers::form
