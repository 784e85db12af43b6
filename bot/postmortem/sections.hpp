// The generated parts of the draft, one function a section; only draft.cpp calls them. Pure; any thread.
#pragma once

#include <vector>

#include "bot/core/entries.hpp"
#include "bot/postmortem/draft.hpp"

namespace tocsin::postmortem {

/// What all sections read, computed once.
struct Facts {
    const DraftInput& input;
    Time as_of;
    Timings timings;
    std::vector<bool> corrected;      ///< by index into the events
    std::vector<Markup> sentences;    ///< `describe` of each event
    std::vector<EntryState> entries;  ///< what became of each event's message, if it was made of one
    std::vector<std::size_t> by_time; ///< indices in order of occurred_at, then seq

    const Incident& incident() const { return input.incident; }
};
/// An export is no part of the incident: exporting a draft must not change the next one.
inline bool is_part_of_record(const Event& event) { return !std::holds_alternative<event::PostmortemExported>(event.body); }

Facts gather(const DraftInput& input);

using Blocks = std::vector<Block>;

Blocks summary_blocks(const Facts& facts);
Blocks impact_blocks(const Facts& facts);
Blocks times_blocks(const Facts& facts);
Blocks detection_blocks(const Facts& facts);
Blocks responder_blocks(const Facts& facts);
Blocks resolution_blocks(const Facts& facts);
Blocks item_blocks(const Facts& facts);
Blocks link_blocks(const Facts& facts);

Blocks timeline_blocks(const Facts& facts);
Blocks update_blocks(const Facts& facts);
Blocks page_blocks(const Facts& facts);
Blocks run_blocks(const Facts& facts);
Blocks log_blocks(const Facts& facts);

/// A single sentence.
Blocks say(std::string_view sentence);
Markup time_or(std::optional<Time> at, std::string_view otherwise);
Markup person_or(const ActorId& actor, std::string_view otherwise);
/// `INC-41`
std::string incident_name(const Facts& facts, IncidentNumber number);

}  // namespace tocsin::postmortem
