// The story of runs that is interrupted at each of its fsyncs: a run with commands that may and may not be repeated, tries, two branches, a
// wait, an approval, a child, a failure and what undoes it. And by hand, from docs/runbooks.md: what must have been begun, how often, and
// how it must have ended. Values; any thread.
#pragma once

#include "tests/crash/remains.hpp"

namespace tocsin::crash {

Scene runs_scene();
/// Empty, or what is wrong with what was begun on the machine and with how the runs ended.
std::string what_ran_wrong(const Remains& remains);

}  // namespace tocsin::crash
