#include "bot/core/page_fold.hpp"

#include <algorithm>

namespace tocsin {
namespace {

PageState* page_in(Incident& state, std::string_view id) {
    const auto found = std::ranges::find(state.pages, id, &PageState::page);
    return found == state.pages.end() ? nullptr : &*found;
}

void set_state(Incident& state, const std::string& id, std::string_view to, const std::string& detail) {
    PageState* page = page_in(state, id);
    if (page == nullptr) return;
    page->state = to;
    page->detail = detail;
}

void withdraw_waiting(PageState& page) {
    page.others.clear();
    for (Notification& notification : page.notifications)
        if (notification.state == NotificationState::requested) notification.state = NotificationState::withdrawn;
}

/// Their rules begin, also anew for whom an earlier step had reached, except of those whose rules run on.
void begin_cycles(PageState& page, const std::vector<oncall::PersonId>& people, const std::vector<oncall::PersonId>& run_on, Time at) {
    for (const auto& person : people) {
        if (std::ranges::find(run_on, person) != run_on.end()) continue;
        std::erase_if(page.cycles, [&](const PersonCycle& cycle) { return cycle.person == person; });
        page.cycles.push_back({person, at, 0});
    }
}

void begin_again(PageState& page, Time at) {
    page.step = 0;
    page.step_due = at;
    page.reached = false;
}

std::vector<oncall::Target> fallback_of(const event::PageExhausted& e) {
    std::vector<oncall::Target> out;
    out.reserve(e.people.size() + e.others.size());
    for (const auto& person : e.people) out.push_back({oncall::TargetKind::person, person.value});
    for (const auto& other : e.others)
        if (const auto target = oncall::parse_target(other)) out.push_back(*target);
    return out;
}

/// The best that any notification has come to since paging last began, in the words of the card.
std::string_view reached_so_far(const PageState& page) {
    const auto any = [&](NotificationState state) {
        return std::ranges::any_of(page.notifications, [&](const Notification& one) { return one.state == state && one.at >= page.begun_at; });
    };
    if (any(NotificationState::read) || any(NotificationState::delivered)) return "notified";
    return any(NotificationState::sent) ? "sent" : "requested";
}

}  // namespace

void fold_page(Incident& state, const event::PageRequested& e, const Event& at) {
    ++state.last_page;
    PageState page;
    page.page = e.page;
    page.target = e.target;
    page.state = "requested";
    page.detail = e.means;
    page.requested_at = at.occurred_at;
    page.reason = e.reason;
    page.requested_by = at.actor;
    page.plan = e.plan;
    page.version = e.version;
    page.urgency = e.urgency;
    page.test = e.test;
    page.asked_by = e.asked_by;
    page.question = e.question;
    page.alert = e.alert;
    page.routing = e.routing;
    // A test is nothing that anybody has to answer.
    if (!e.plan.empty()) page.phase = e.test ? PagePhase::ended : PagePhase::running;
    page.begun_at = at.recorded_at;
    begin_again(page, at.recorded_at);
    state.pages.push_back(std::move(page));
    if (e.test) return;
    state.creation[static_cast<std::size_t>(CreationStep::page)] = {StepState::done, e.target};
}

void fold_page(Incident& state, const event::PageSent& e, const Event& at) {
    set_state(state, e.page, "sent", e.detail);
    if (PageState* page = page_in(state, e.page)) page->sent_at = at.recorded_at;
}
void fold_page(Incident& state, const event::PageNotified& e, const Event&) { set_state(state, e.page, "notified", e.whom); }
void fold_page(Incident& state, const event::PageUnanswered& e, const Event&) {
    // The notifications of one that we escalate ourselves say how it stands.
    const PageState* page = page_in(state, e.page);
    if (page != nullptr && !page->is_own()) set_state(state, e.page, "unanswered", e.detail);
}
void fold_page(Incident& state, const event::PageFailed& e, const Event&) { set_state(state, e.page, "failed", e.reason); }

void fold_page(Incident& state, const event::PageStepFired& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    page->step = e.step + 1;
    page->step_due = e.next;
    page->reached = true;
    page->others = e.others;
    begin_cycles(*page, e.people, e.run_on, at.recorded_at);
}

void fold_page(Incident& state, const event::PageStepSkipped& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    page->step = e.step + 1;
    page->step_due = at.recorded_at;
}

void fold_page(Incident& state, const event::PageRepeated& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    page->round = e.round;
    begin_again(*page, at.recorded_at);
}

void fold_page(Incident& state, const event::PageExhausted& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    page->phase = PagePhase::exhausted;
    page->state = "unanswered";
    page->others = e.others;
    page->fallback = fallback_of(e);
    begin_cycles(*page, e.people, e.run_on, at.recorded_at);
}

void fold_page(Incident& state, const event::NotificationRequested& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    const auto target = oncall::parse_target(e.target);
    if (page == nullptr || !target) return;
    page->notifications.push_back({e.number, *target, e.by, NotificationState::requested, {}, at.recorded_at});
    std::erase(page->others, e.target);
    for (PersonCycle& cycle : page->cycles)
        if (target->kind == oncall::TargetKind::person && cycle.person.value == target->id) cycle.fired = e.rule + 1;
}

void fold_page(Incident& state, const event::NotificationChanged& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    const auto found = std::ranges::find(page->notifications, e.number, &Notification::number);
    if (found == page->notifications.end()) return;
    found->state = e.state;
    found->detail = e.detail;
    found->at = at.recorded_at;
    if (page->phase == PagePhase::running) page->state = reached_so_far(*page);
}

void fold_page(Incident& state, const event::PageAnswered& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    if (page->is_own()) page->phase = PagePhase::ended;
    page->state = "answered";
    page->detail = e.why;
    page->acknowledged_by = at.actor;
    page->acknowledged_at = at.recorded_at;
    withdraw_waiting(*page);
}

void fold_page(Incident& state, const event::PageSnoozed& e, const Event&) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    page->phase = PagePhase::snoozed;
    page->state = "snoozed";
    page->snoozed_until = e.until;
    withdraw_waiting(*page);
}

void fold_page(Incident& state, const event::PageResumed& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    page->phase = PagePhase::running;
    page->state = "requested";
    page->detail = e.why;
    page->round = 0;
    page->cycles.clear();
    page->fallback.clear();
    page->acknowledged_by = {};
    page->begun_at = at.recorded_at;
    begin_again(*page, at.recorded_at);
}

void fold_page(Incident& state, const event::PageEscalated& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page != nullptr && page->phase == PagePhase::running) page->step_due = at.recorded_at;
}

void fold_page(Incident& state, const event::PageReassigned& e, const Event& at) {
    PageState* page = page_in(state, e.page);
    if (page == nullptr) return;
    withdraw_waiting(*page);
    page->phase = PagePhase::running;
    page->state = "requested";
    page->step_due = e.next;
    page->acknowledged_by = {};
    page->begun_at = at.recorded_at;
    page->cycles.clear();
    page->fallback.clear();
    begin_cycles(*page, {e.person}, {}, at.recorded_at);
}

void pages_acknowledged(Incident& state, const ActorId& person, Time at) {
    for (PageState& page : state.pages) {
        if (!page.is_waiting() && page.phase != PagePhase::snoozed) continue;
        page.phase = PagePhase::acknowledged;
        page.state = "acknowledged";
        page.acknowledged_by = person;
        page.acknowledged_at = at;
        page.active_at = at;
        withdraw_waiting(page);
    }
}

void pages_ended(Incident& state) {
    for (PageState& page : state.pages) {
        if (!page.is_own()) continue;
        page.phase = PagePhase::ended;
        withdraw_waiting(page);
    }
}

void note_activity(Incident& state, const ActorId& actor, Time at) {
    for (PageState& page : state.pages)
        if (page.phase == PagePhase::acknowledged && page.acknowledged_by == actor) page.active_at = at;
}

const PageState* find_page(const Incident& state, std::string_view page) {
    const auto found = std::ranges::find(state.pages, page, &PageState::page);
    return found == state.pages.end() ? nullptr : &*found;
}

const Notification* find_notification(const PageState& page, int number) {
    const auto found = std::ranges::find(page.notifications, number, &Notification::number);
    return found == page.notifications.end() ? nullptr : &*found;
}

}  // namespace tocsin
