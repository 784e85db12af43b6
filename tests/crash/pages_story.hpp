// The story that is interrupted at each of its fsyncs: five incidents, their pages, and everything that people, PagerDuty and bad luck do
// to them in two hours. And by hand, from the rules of docs/oncall.md: who must be told of it, by which means, when. Values; any thread.
#pragma once

#include <string>
#include <vector>

#include "tests/crash/stage.hpp"

namespace tocsin::crash {

Scene pages_scene();

/// A notification that must reach somebody.
struct Due {
    int incident = 0;
    std::string whom;  ///< a person's id, `#channel` or `pagerduty`
    std::string by;    ///< slack, sms, call, email, pagerduty
    Duration at{};     ///< since the beginning
};
std::vector<Due> story_dues();

}  // namespace tocsin::crash
