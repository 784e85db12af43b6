// The runbooks that come with the program, and parameters that they take. For the tests that go over all of them.
#pragma once

#include <map>
#include <string>

#include "bot/core/event.hpp"

namespace tocsin::runbooks::test {

/// Their directory.
std::string shipped_runbooks();
/// For each of them by name: values that it accepts for whatever it requires.
const std::map<std::string, RunValues>& good_parameters();
/// Every field of an incident.
const RunValues& facts_of_an_incident();

}  // namespace tocsin::runbooks::test
