// The fields of a run's state, as they stand in table `run`.
// Written once; encoding, decoding and the tests walk the list. Internal to the codecs of the store. Values; any thread.
#pragma once

#include "bot/core/run.hpp"
#include "bot/store/event_fields.hpp"

namespace tocsin::store {

template <>
inline constexpr auto kFields<StepVote> = std::tuple{field("person", &StepVote::person), field("answer", &StepVote::answer),
    field("note", &StepVote::note), field("at", &StepVote::at)};
template <>
inline constexpr auto kFields<RunStep> = std::tuple{field("key", &RunStep::key), field("phase", &RunStep::phase),
    field("outcome", &RunStep::outcome), field("attempt", &RunStep::attempt), field("fence", &RunStep::fence),
    field("since", &RunStep::since), field("due", &RunStep::due), field("first_started", &RunStep::first_started),
    field("question", &RunStep::question), field("text", &RunStep::text), field("votes", &RunStep::votes),
    field("outputs", &RunStep::outputs), field("items", &RunStep::items), field("child", &RunStep::child), field("counted", &RunStep::counted),
    field("ended", &RunStep::ended), field("cut", &RunStep::cut)};
template <>
inline constexpr auto kFields<RunState> = std::tuple{field("run", &RunState::run), field("incident", &RunState::incident),
    field("runbook", &RunState::runbook), field("title", &RunState::title), field("hash", &RunState::hash),
    field("parameters", &RunState::parameters), field("group", &RunState::group), field("starter", &RunState::starter),
    field("cause", &RunState::cause), field("caused_by", &RunState::caused_by), field("children", &RunState::children),
    field("parent", &RunState::parent), field("parent_step", &RunState::parent_step),
    field("phase", &RunState::phase), field("why", &RunState::why), field("ended_by", &RunState::ended_by),
    field("requested_at", &RunState::requested_at), field("started_at", &RunState::started_at),
    field("ended_at", &RunState::ended_at), field("endings", &RunState::endings), field("erased", &RunState::erased), field("steps", &RunState::steps)};

}  // namespace tocsin::store
