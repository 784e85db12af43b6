#include "tests/crash/interruptions.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "bot/core/run_words.hpp"

namespace tocsin::crash {
namespace {

/// How one step of one run stands, as its events came.
struct Track {
    bool started = false;      ///< an attempt has begun and not ended
    bool asked = false;        ///< what came of it
    bool once_more = false;    ///< the start that follows belongs to the same attempt
    bool done_by_hand = false;
};

/// Keeps an event, or takes it away.
struct Keep {
    std::map<std::string, Track>& tracks;
    Event& event;

    template <class E>
    Track& of(const E& e) const { return tracks[fmt::format("{}/{}", e.run.value, e.step.value)]; }

    bool operator()(const event::StepScheduled& e) const {
        Track& track = of(e);
        if (!track.started && !track.asked) return true;
        track = {false, false, true, false};
        return false;
    }
    bool operator()(const event::StepStarted& e) const {
        Track& track = of(e);
        track.started = true;
        return !std::exchange(track.once_more, false);
    }
    bool operator()(const event::StepAsked& e) const {
        if (e.question != StepQuestion::decide) return true;
        of(e).asked = true;
        return false;
    }
    bool operator()(const event::StepAnswered& e) const {
        Track& track = of(e);
        track.done_by_hand = track.asked && e.answer == StepAnswer::mark_done;
        return !track.asked;
    }
    bool operator()(event::StepFinished& e) const {
        if (!std::exchange(of(e), {}).done_by_hand) return true;
        // The person's answer says who said so; the executor, which has no name, never heard.
        e.detail.clear();
        event.actor = system_actor();
        return true;
    }
    bool operator()(const auto&) const { return true; }
};

}  // namespace

std::vector<Event> without_interruptions(const std::vector<Event>& events) {
    std::map<std::string, Track> tracks;
    std::vector<Event> out;
    for (Event event : events)
        if (std::visit(Keep{tracks, event}, event.body)) out.push_back(std::move(event));
    return out;
}

std::string what_ran_again(const std::vector<Event>& events) {
    std::set<std::string> done;
    for (const Event& event : events) {
        const auto* finished = std::get_if<event::StepFinished>(&event.body);
        const auto* scheduled = std::get_if<event::StepScheduled>(&event.body);
        const auto* started = std::get_if<event::StepStarted>(&event.body);
        const auto key = [](const auto& e) { return fmt::format("run {}, step {}", e.run.value, e.step.value); };
        if (finished != nullptr && finished->outcome != StepOutcome::failure) done.insert(key(*finished));
        const std::string moved = scheduled != nullptr ? key(*scheduled) : started != nullptr ? key(*started) : std::string();
        if (done.contains(moved)) return moved + " had finished and moved again";
    }
    return {};
}

}  // namespace tocsin::crash
