#include "bot/store/redaction.hpp"

#include <algorithm>

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
