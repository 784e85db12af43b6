// What is left of a run, and whether it is what must be left. Owned by nobody: values and functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "tests/crash/stage.hpp"

namespace tocsin::crash {

/// What reached somebody, as the simulators have it.
struct Receipt {
    int incident = 0;
    std::string whom, by;
    std::string key;  ///< by which a repeat is recognised: Slack's metadata, Twilio's callback, the Message-ID, PagerDuty's key
    Time at;
};

/// A line of a record: what happened, and when.
struct Line {
    std::string what;
    Time at;
    bool may_repeat = false;  ///< e-mails: nobody can see whether they arrived
    auto operator<=>(const Line&) const = default;
};

struct Remains {
    std::vector<Receipt> pages;   ///< notifications, by time
    std::vector<Line> outside;    ///< all that anybody can see or hear, sorted
    std::vector<Line> timelines;  ///< of all incidents, sorted
    std::vector<std::string> states;
    std::vector<std::string> objections;  ///< of the simulators, of `verify`, and what went out or fired twice
};

Remains remains_of(Stage& stage);

/// Everybody was told by each rule at its time, and nobody else. Empty, or what is wrong.
std::string what_is_missing(const Remains& remains);
/// Whether the interrupted run came to the same; empty, or where they differ.
std::string difference(const Remains& calm, const Remains& interrupted);

}  // namespace tocsin::crash
