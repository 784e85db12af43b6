// What is left of a run of a story, and whether it is what the undisturbed one left. Owned by nobody: values and functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "tests/crash/stage.hpp"

namespace tocsin::crash {

/// A retry or a look whether something arrived takes this long at most, as does a question to a person.
inline constexpr Duration kLate = std::chrono::seconds{20};

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
    std::vector<std::string> states;  ///< of incidents, pages and runs, sorted
    std::vector<Begun> begun;     ///< the commands of runbooks, by time
    std::vector<std::string> objections;  ///< of the simulators, of `verify`, and what went out or fired twice
};

Remains remains_of(Stage& stage);
/// Whether the interrupted run came to the same; empty, or where they differ.
std::string difference(const Remains& calm, const Remains& interrupted);
/// `21:30:30`; nothing for no time.
std::string clock(Time at);

}  // namespace tocsin::crash
