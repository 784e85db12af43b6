// What remains of an incident's state after texts were erased from its timeline. Pure; any thread.
#pragma once

#include <vector>

#include "bot/core/incident.hpp"

namespace tocsin::store {

/// The state that the events give, from nothing.
Incident fold_all(IncidentNumber number, const std::vector<Event>& events);

/// `state` with every free text taken from `remaining`, which was folded without the erased events; what cannot be found
/// there reads `[redacted]`. Times, severity, status, people and ids stay: they are facts, not texts, and an incident
/// whose first event was redacted must not fall back to triage.
Incident without_erased_texts(Incident state, const Incident& remaining);

}  // namespace tocsin::store
