// One whole incident, and helpers to look at what was made of it. Shared by the tests of the post-mortem.
#pragma once

#include <string>
#include <vector>

#include "bot/postmortem/draft.hpp"

namespace tocsin::postmortem::tests {

/// Ids as names, but for the persons of the story.
class StoryNames final : public Names {
public:
    std::string person(std::string_view actor_id) const override;
};

/// A timeline under construction; times in seconds after 2026-01-02 10:00:00 UTC.
struct Timeline {
    std::vector<Event> events;

    Timeline& add(int second, EventBody body, std::string actor = "slack:T1:UALICE", std::string source = "slack");
    Timeline& told_late(int second, int told, EventBody body);
    Timeline& correct(int second, std::int64_t seq, EventBody body);
    Timeline& link(std::string url);
    Incident incident() const;
};

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Time at_second(int second);
/// Declared, paged, worked on, resolved, reopened, resolved, written up.
Timeline whole_story();
/// A story whose every text field holds `text`.
Timeline hostile_story(const std::string& text);
/// An incident with `count` events, as the speed is measured with.
Timeline long_story(std::size_t count);

/// `incident` must outlive the result.
DraftInput input_of(const Incident& incident, const Timeline& timeline);
std::string rendered(const Timeline& timeline);

/// The corpus of nasty strings.
const std::vector<std::string>& nasty_strings();

}  // namespace tocsin::postmortem::tests
