// A run as people are shown it, made of its state and the runbook that it is pinned to. Free functions; any thread.
#pragma once

#include "bot/base/markup.hpp"
#include "bot/core/run.hpp"
#include "bot/core/run_view.hpp"
#include "bot/store/unit_of_work.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::handlers {

/// What a run is pinned to: as the library has it, else read once from the text in the store and kept there. Null if nobody has the text.
runbooks::VolumePtr pinned_volume(const store::RunRepository& runs, runbooks::Library& library, const RunbookHash& hash);
/// As of `now`: what can be answered depends on it.
RunView view_of(const RunState& run, const runbooks::Runbook& runbook, Time now);
/// For a terminal and the API: one line a step.
Markup run_text(const RunView& view);
/// `{"run","incident","runbook","state","why","steps":[{"id","state","attempts","output"}]}` (issue: API).
std::string run_json(const RunView& view);
/// The same of a run in the store, with what its steps printed; empty if there is no such run.
std::string run_json(const store::Snapshot& view, runbooks::Library& library, RunId run, Time now);

}  // namespace tocsin::handlers
