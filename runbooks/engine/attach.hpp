// Which runbooks belong to an incident. Pure; any thread.
#pragma once

#include <optional>

#include "bot/core/incident.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// How the runbook is attached to the incident as it is now: `auto_` if one of the rules that fit says so; nothing if none fits.
/// A rule without any condition fits nothing.
std::optional<AttachStart> attachment(const Runbook& runbook, const Incident& incident);

}  // namespace tocsin::runbooks
