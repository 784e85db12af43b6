// Forms about people: who has which role, who does a task, and who is woken.
#include <array>

#include "handlers/form_kinds.hpp"
#include "handlers/page_menu.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

struct RoleField {
    Role role;
    std::string_view label, hint;
};
constexpr std::array kRoles = std::to_array<RoleField>({{Role::lead, "Lead", "Decides, and knows who does what."},
                                                       {Role::comms, "Comms", "Writes the updates for stakeholders."},
                                                       {Role::scribe, "Scribe", "Keeps the timeline."}});

std::string field_of(Role role) { return std::string(name_of(role)); }

}  // namespace

Fields role_fields(const FormScene& scene) {
    Fields out;
    for (const auto& [role, label, hint] : kRoles)
        out.push_back(with(field(field_of(role), Kind::person, std::string(label), true, std::string(hint)),
                           scene.state == nullptr ? std::string() : shown_person(scene.state->role(role))));
    return out;
}

std::vector<ShownField> role_shown(const Incident& state) {
    std::vector<ShownField> out;
    out.reserve(kRoles.size());
    for (const auto& [role, label, hint] : kRoles) out.push_back({name_of(role), shown_person(state.role(role))});
    return out;
}

void read_roles(FormReader& reader) {
    for (const auto& [role, label, hint] : kRoles)
        if (reader.changed(name_of(role), reader.value(name_of(role)))) reader.add(command::AssignRole{role, reader.person(name_of(role))});
}

Fields item_fields(const FormScene& scene) {
    const bool followup = scene.form.kind == FormKind::followup;
    FormField text = field("text", Kind::text, followup ? "What is to be done afterwards?" : "What is to be done now?");
    text.max_length = 250;
    return {std::move(text), field("owner", Kind::person, "Who does it?", true), field("due", Kind::time, "Until when?", true)};
}

void read_item(FormReader& reader) {
    std::string text = reader.needed_text("text", "Say what is to be done.");
    reader.add(command::TaskAdd{std::move(text), reader.person("owner"), reader.future("due"), reader.form().kind == FormKind::followup});
}

Fields page_fields(const FormScene& scene) {
    const std::string service = scene.state == nullptr ? std::string() : scene.state->service.value;
    return {with(field("target", Kind::suggestion, "Who or what is to be paged?", false, "A service, a policy, a schedule or a person. Type to search."),
                 is_pageable(scene.settings(), service) ? service : std::string()),
            field("reason", Kind::text, "Why?", true, "Whoever is woken reads it first.")};
}

std::string nobody_to_page(const FormScene& scene) {
    return has_pageables(scene.settings()) ? "" : "Nothing can be paged yet: there is no on-call file (`oncall.file`), and `pagerduty.routing_keys` is empty.";
}

/// Whoever sends the form has said it twice: no question follows.
void read_page(FormReader& reader) {
    command::Page page;
    page.target = reader.needed_line("target", "Choose whom to page.");
    if (page.target.starts_with('@')) return reader.wrong("target", "Choose a name from the list; it has no @ before it.");
    page.reason = reader.text("reason");
    page.at_once = true;
    reader.add(page);
}

}  // namespace tocsin::handlers::form
