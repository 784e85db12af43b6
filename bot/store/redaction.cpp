#include "bot/store/redaction.hpp"

#include <algorithm>
#include <variant>

#include "bot/store/run_repository.hpp"

namespace tocsin::store {
namespace {

constexpr const char* kRedacted = "[redacted]";

/// The element of `remaining` that is the same thing as `item`, by the member that names it.
template <class T, class Id>
const T* same_in(const std::vector<T>& remaining, const T& item, Id T::*id) {
    const auto found = std::ranges::find(remaining, item.*id, id);
    return found == remaining.end() ? nullptr : &*found;
}

}  // namespace

Incident fold_all(IncidentNumber number, const std::vector<Event>& events) {
    Incident state;
    state.number = number;
    for (const Event& event : events) fold(state, event);
    return state;
}

namespace {

/// Takes the texts of one event out of the state that it was folded into; what the engine decides by stays.
struct Erase {
    RunState& run;
    const Event& event;

    void operator()(const event::RunRequested&) const {
        for (RunValue& parameter : run.parameters) parameter.value = kErased;
        run.erased = true;
    }
    void operator()(const event::StepAnswered& e) const {
        RunStep* step = run.find(e.step);
        if (step == nullptr) return;
        for (StepVote& vote : step->votes)
            if (vote.person == event.actor && vote.at == event.occurred_at && vote.answer == e.answer) vote.note = kErased;
        if (step->text == e.note && !e.note.empty()) step->text = kErased;
    }
    void operator()(const event::StepFinished& e) const {
        RunStep* step = run.find(e.step);
        if (step == nullptr || step->attempt != e.attempt) return;
        if (!e.detail.empty() && step->text == e.detail) step->text = kErased;
        run.erased |= std::erase_if(step->outputs, says_something) > 0;
    }
    void operator()(const event::StepAsked& e) const {
        RunStep* step = run.find(e.step);
        if (step != nullptr && step->text == e.text) step->text = kErased;
    }
    void operator()(const event::StepScheduled& e) const {
        RunStep* step = run.find(e.step);
        if (step == nullptr || e.items.empty()) return;
        for (std::string& item : step->items) item = kErased;
        run.erased = true;
    }
    void operator()(const event::RunPaused& e) const { erase_why(e.why); }
    void operator()(const event::RunAborted& e) const { erase_why(e.reason); }
    void operator()(const event::RunFinished& e) const { erase_why(e.why); }
    void operator()(const auto&) const {}

    /// How it ended is no text of anybody's.
    static bool says_something(const RunValue& value) { return value.name != "exit" && value.name != "status" && value.name != "unclear" && value.name != "outcome"; }

private:
    void erase_why(const std::string& why) const {
        if (!why.empty() && run.why == why) run.why = kErased;
    }
};

}  // namespace

bool is_needed(const RunState& run, const EventBody& body) {
    if (is_over(run.phase)) return false;
    if (const auto* requested = std::get_if<event::RunRequested>(&body)) return !requested->parameters.empty();
    if (const auto* scheduled = std::get_if<event::StepScheduled>(&body)) return !scheduled->items.empty();
    const auto* finished = std::get_if<event::StepFinished>(&body);
    return finished != nullptr && std::ranges::any_of(finished->outputs, Erase::says_something);
}

void erase_texts(RunState& run, const Event& event) { std::visit(Erase{run, event}, event.body); }

StepKey printed_by(const EventBody& body) {
    if (const auto* started = std::get_if<event::StepStarted>(&body)) return started->step;
    const auto* finished = std::get_if<event::StepFinished>(&body);
    return finished == nullptr ? StepKey() : finished->step;
}

Incident without_erased_texts(Incident state, const Incident& remaining) {
    state.title = remaining.title.empty() ? kRedacted : remaining.title;
    state.summary = remaining.summary;
    state.service = remaining.service;
    state.links = remaining.links;
    state.postmortem_link = remaining.postmortem_link;
    for (std::size_t i = 0; i < kCreationSteps; ++i) state.creation[i].detail = remaining.creation[i].detail;
    for (Task& task : state.tasks) {
        const Task* same = same_in(remaining.tasks, task, &Task::number);
        task.text = same != nullptr ? same->text : kRedacted;
    }
    for (PagerDutyLink& link : state.pagerduty) {
        const PagerDutyLink* same = same_in(remaining.pagerduty, link, &PagerDutyLink::id);
        link.title = same != nullptr ? same->title : kRedacted;
        link.service = same != nullptr ? same->service : kRedacted;
        link.url = same != nullptr ? same->url : "";
    }
    for (PageState& page : state.pages) {
        const PageState* same = same_in(remaining.pages, page, &PageState::page);
        page.target = same != nullptr ? same->target : kRedacted;
        page.detail = same != nullptr ? same->detail : kRedacted;
        page.reason = same != nullptr ? same->reason : "";
        for (Notification& notification : page.notifications) {
            const Notification* told = same != nullptr ? same_in(same->notifications, notification, &Notification::number) : nullptr;
            notification.detail = told != nullptr ? told->detail : "";
        }
    }
    return state;
}

}  // namespace tocsin::store
