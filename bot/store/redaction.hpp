// What remains of an incident's state after texts were erased from its timeline. Pure; any thread.
#pragma once

#include <vector>

#include "bot/core/incident.hpp"
#include "bot/core/run.hpp"

namespace tocsin::store {

/// The state that the events give, from nothing.
Incident fold_all(IncidentNumber number, const std::vector<Event>& events);

/// `state` with every free text taken from `remaining`, which was folded without the erased events; what cannot be found
/// there reads `[redacted]`. Times, severity, status, people and ids stay: they are facts, not texts, and an incident
/// whose first event was redacted must not fall back to triage.
Incident without_erased_texts(Incident state, const Incident& remaining);

/// The run is under way and goes on with what this event of its holds: parameters, outputs, items.
bool is_needed(const RunState& run, const EventBody& body);
/// Takes the texts of one event of the run out of its state; how steps and the run ended stays. The event is not needed (above).
void erase_texts(RunState& run, const Event& event);
/// Whose printed lines belong to the event; empty: nobody's.
StepKey printed_by(const EventBody& body);

}  // namespace tocsin::store
