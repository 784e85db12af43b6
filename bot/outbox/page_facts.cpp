#include "bot/outbox/page_facts.hpp"

namespace tocsin::outbox {

namespace {

/// Whoever lost a number in an edit, by a slip or on purpose, is reached by the one with which the page began.
oncall::Person with_contacts_of(oncall::Person newest, const oncall::Person& pinned) {
    for (const auto field : {&oncall::Person::email, &oncall::Person::phone, &oncall::Person::pagerduty, &oncall::Person::webhook, &oncall::Person::ntfy})
        if ((newest.*field).empty()) newest.*field = pinned.*field;
    if (newest.slack.empty()) newest.slack = pinned.slack;
    return newest;
}

}  // namespace

std::optional<oncall::Person> person_of(const handlers::Settings& settings, const PageState& page, const oncall::Target& target) {
    if (target.kind != oncall::TargetKind::person) return std::nullopt;
    const auto find = [&](const std::shared_ptr<const oncall::Edition>& edition) -> std::optional<oncall::Person> {
        const auto* found = edition ? edition->file.find(oncall::PersonId(target.id)) : nullptr;
        return found == nullptr ? std::nullopt : std::optional(*found);
    };
    auto newest = find(settings.oncall->current());
    auto pinned = find(settings.oncall->find(page.version));
    if (newest && pinned) return with_contacts_of(std::move(*newest), *pinned);
    return newest ? newest : pinned;
}

notify::PageFacts facts_of(const Incident& incident, const PageState& page, int number, const oncall::Person* person,
                           const handlers::Settings& settings, const Names& names) {
    notify::PageFacts facts;
    facts.incident = incident.number;
    facts.name = display_name(settings.key, incident.number);
    facts.severity = incident.severity == Severity::unset ? "" : std::string(name_of(incident.severity));
    facts.status = name_of(incident.status);
    const bool hidden = incident.private_ && person == nullptr;
    facts.title = hidden ? "a private incident" : incident.title;
    facts.service = incident.service.empty() || hidden ? page.target : incident.service.value;
    if (!hidden) facts.reason = page.reason;
    if (!page.requested_by.empty() && page.requested_by != system_actor()) facts.paged_by = names.person(page.requested_by.value);
    facts.page = page.page;
    facts.number = number;
    if (person != nullptr) facts.person = person->name;
    facts.urgency = page.urgency;
    facts.drill = incident.drill;
    facts.test = page.test;
    facts.requested_at = page.requested_at;
    facts.channel_name = incident.channel_name;
    if (!incident.channel.empty()) facts.channel_url = "https://slack.com/app_redirect?channel=" + incident.channel.value;
    return facts;
}

}  // namespace tocsin::outbox
