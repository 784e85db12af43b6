// What a notification is about, looked up just before it is sent: the person with their addresses, and the facts that every
// means tells. Free functions; I/O thread.
#pragma once

#include <optional>
#include <string>

#include "bot/base/markup.hpp"
#include "bot/core/incident.hpp"
#include "bot/notify/page_text.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

/// By the current on-call file, since an address may have been corrected, with the contacts that it has no more as the file to which the
/// page is pinned has them; else by that one. Nothing for other targets, and if neither file knows the person.
std::optional<oncall::Person> person_of(const handlers::Settings& settings, const PageState& page, const oncall::Target& target);

/// `person` null: where others read it too, in a channel or in PagerDuty; of a private incident it then says no more than that it is one.
notify::PageFacts facts_of(const Incident& incident, const PageState& page, int number, const oncall::Person* person,
                           const handlers::Settings& settings, const Names& names);

}  // namespace tocsin::outbox
