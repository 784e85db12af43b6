// The runbooks that come with the program, and parameters that they take; and how a test reads one of its own.
#pragma once

#include <map>
#include <string>

#include "bot/core/event.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks::test {

/// Their directory.
std::string shipped_runbooks();
/// For each of them by name: values that it accepts for whatever it requires.
const std::map<std::string, RunValues>& good_parameters();
/// Every field of an incident.
const RunValues& facts_of_an_incident();
/// Throws with its mistakes if it has any.
Runbook read_one(const std::string& text);

}  // namespace tocsin::runbooks::test
