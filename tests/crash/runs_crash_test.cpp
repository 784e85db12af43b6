// Plays the story of tests/crash/runs_story.cpp and dies at each of its fsyncs: what was finished is not done again, what may not be repeated is
// never begun twice, everything ends, and as if nothing had happened (design G1, G4; issue: a crash between two writes of a run).
//
//   runs_crash_test [POINTS [AT_ONCE [FIRST LAST]]]    as in tests/crash/deaths.hpp
#include "tests/crash/deaths.hpp"
#include "tests/crash/runs_story.hpp"

int main(int count, char** words) {
    using namespace tocsin::crash;
    return die_everywhere({"runs", &runs_scene, &what_ran_wrong}, count, words);
}
