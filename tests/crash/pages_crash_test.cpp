// Plays the story of tests/crash/pages_story.cpp and dies at each of its fsyncs: nobody is missed, no step fires twice, nothing goes out under
// another key, nothing goes out that nobody expected (design G2, G3, G4, G10).
//
//   pages_crash_test [POINTS [AT_ONCE [FIRST LAST]]]    as in tests/crash/deaths.hpp
#include "tests/crash/deaths.hpp"
#include "tests/crash/pages_oracle.hpp"
#include "tests/crash/pages_story.hpp"

int main(int count, char** words) {
    using namespace tocsin::crash;
    return die_everywhere({"pages", &pages_scene, &what_is_missing}, count, words);
}
