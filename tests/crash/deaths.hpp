// Plays a story once. At each fsync the process splits: it plays on undisturbed, and in the other one the program is gone as by kill -9
// (after the fsync) or by a power cut (before it), begins anew on what the disk holds, and plays to the end before an outside that has
// seen everything. Each end is held against the rules of its story, and against the undisturbed end. Called by main.
#pragma once

#include <functional>
#include <string>

#include "tests/crash/remains.hpp"

namespace tocsin::crash {

struct Play {
    std::string name;
    std::function<Scene()> scene;
    /// Of an end by itself; empty if nothing.
    std::function<std::string(const Remains&)> what_is_wrong;
};

/// The exit code. `words`, those of the command line: [POINTS [AT_ONCE [FIRST LAST]]], that many deaths, spread evenly; 0: all of them. How
/// many are looked at at the same time; which of all deaths, from 0, for a long run in pieces.
int die_everywhere(const Play& play, int count, char** words);

}  // namespace tocsin::crash
