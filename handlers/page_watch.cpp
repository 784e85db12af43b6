#include "handlers/page_watch.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/core/page_fold.hpp"
#include "bot/core/status.hpp"
#include "handlers/other_pager.hpp"

namespace tocsin::handlers {
namespace {

using delivery::CheckPage;

constexpr Duration kLookEvery = std::chrono::seconds{15};
/// After the minute, while PagerDuty's REST API does not answer: it may come back and name somebody.
constexpr Duration kLookLater = std::chrono::minutes{1};
constexpr Duration kLookAtMost = std::chrono::minutes{30};
/// In place of the dedup key and routing name of a page that PagerDuty escalates.
constexpr const char* kOwn = "own";

store::Attribution system() { return {system_actor(), Source("outbox")}; }

/// Somebody took the incident after the page went out; a page sent later still waits for its own answer.
bool answered_since(const Incident& state, const PageState& page) {
    const auto acknowledged = state.time(KeyTime::acknowledged);
    return acknowledged && *acknowledged >= page.requested_at;
}

/// Nobody waits to hear what came of it.
bool is_settled(const Incident& state, const PageState& page) {
    return !is_open(state.status) || page.is_over() || page.state == "notified" || answered_since(state, page);
}

/// When it is said that nobody was notified. What PagerDuty takes only later, after that was said once, has a minute of its own.
Time deadline_of(const PageState& page) {
    const bool late = page.sent_at > page.requested_at + kPageWatch;
    return (late ? page.sent_at : page.requested_at) + kPageWatch;
}

CheckPage watched(const delivery::PageService& page) { return {page.page, page.dedup_key, page.routing_name}; }

std::optional<CheckPage> watched(const TimerRow& timer) {
    const auto space = timer.detail.find(' ');
    if (space == std::string::npos) return std::nullopt;
    return CheckPage{timer.key, timer.detail.substr(0, space), timer.detail.substr(space + 1)};
}

void look_at(Context& context, IncidentNumber incident, const CheckPage& what, Time when) {
    context.work().set_timer(TimerKind::page_watch, incident, what.page, when, what.dedup_key + " " + what.routing_name);
}

void look_no_more(Context& context, IncidentNumber incident, const std::string& page) {
    context.work().cancel_timer(TimerKind::page_watch, incident, page);
}

/// Said once a page, however often it turns out again: false if it was.
bool say_nobody(Context& context, IncidentNumber incident, const std::string& page, const std::string& why) {
    const PageState* state = find_page(*context.work().find(incident), page);
    if (state->state == "unanswered") return false;
    const std::string reason = why.empty() ? "" : " (" + why + ")";
    const std::string detail = "within 60 s of the page to " + state->target + reason + "; call somebody, or page another service";
    context.record_as(incident, {event::PageUnanswered{page, detail}}, system());
    return true;
}

/// PagerDuty has said itself, by webhook, that this page became an incident there: its own escalation is at work.
bool is_open_there(Context& context, const Incident& state, const PageState& page, const std::string& dedup_key) {
    return std::ranges::any_of(state.pagerduty, [&](const PagerDutyLink& link) {
        if (link.key != dedup_key || link.state == "resolved") return false;
        const auto alert = context.tables().pagerduty.find(link.id);
        // The clock over there is not ours.
        return alert && alert->triggered_at >= page.requested_at - kPageWatch;
    });
}

/// PagerDuty has the page, and whether it woke somebody is hidden from us.
void nobody_can_tell(Context& context, IncidentNumber incident, const CheckPage& what, const std::string& why) {
    const Incident& state = *context.work().find(incident);
    const bool open_there = is_open_there(context, state, *find_page(state, what.page), what.dedup_key);
    const bool news = say_nobody(context, incident, what.page, why + (open_there ? ", though it has opened an incident" : ""));
    if (news && !open_there) pagerduty_page_failed(context, incident, what.page, "nobody can see whether PagerDuty has notified somebody");
}

/// PagerDuty has not taken it in all this time, or its answers were lost. It is still tried, and an acknowledgement takes it back.
void not_taken(Context& context, const TimerRow& timer, const CheckPage& what) {
    // tocsin itself was down, and it has had no chance yet.
    if (context.now() - timer.due > kLookEvery) return look_at(context, timer.incident, what, context.now() + kLookEvery);
    say_nobody(context, timer.incident, what.page, "PagerDuty could not be given it, and is tried further");
    pagerduty_page_failed(context, timer.incident, what.page, "PagerDuty could not be reached for 60 s");
}

/// One that tocsin escalates itself: said once a round of paging, in as many words, while the escalation goes on by the file.
void own_page_watched(Context& context, const TimerRow& timer, const PageState& page) {
    if (!page.is_waiting() || page.urgency != oncall::Urgency::high) return;
    const auto since_it_began = [&](NotificationState state) {
        return std::ranges::any_of(page.notifications, [&](const Notification& one) { return one.state == state && one.at >= page.begun_at; });
    };
    if (since_it_began(NotificationState::delivered) || since_it_began(NotificationState::read)) return;
    // That every step was tried, and nothing arrived, has been said.
    if (page.phase == PagePhase::exhausted && !since_it_began(NotificationState::sent)) return;
    // tocsin itself was down: what it could not send yet is nobody's silence.
    if (context.now() - timer.due > kLookEvery) return watch_own_page(context, timer.incident, page.page);
    const std::string sent = since_it_began(NotificationState::sent) ? "what was sent is not confirmed" : "nothing could be sent yet";
    const std::string detail = "within 60 s of the page to " + page.target + " (" + sent + "); the escalation goes on — call somebody if it cannot wait";
    context.record_as(timer.incident, {event::PageUnanswered{page.page, detail}}, system());
}

template <class What>
bool waits(const std::vector<OutboxRow>& lane, const std::string& page) {
    return std::ranges::any_of(lane, [&](const OutboxRow& row) {
        const auto* what = std::get_if<What>(&row.what);
        return what != nullptr && what->page == page;
    });
}

}  // namespace

void watch_page(Context& context, IncidentNumber incident, const delivery::PageService& page) {
    look_at(context, incident, watched(page), context.now() + kPageWatch);
}

void watch_own_page(Context& context, IncidentNumber incident, const std::string& page) {
    context.work().set_timer(TimerKind::page_watch, incident, page, context.now() + kPageWatch, kOwn);
}

void page_sent(Context& context, IncidentNumber incident, const delivery::PageService& page, const std::string& detail) {
    std::string said = "PagerDuty took it; whether it woke somebody is not known yet";
    if (!detail.empty() && detail != page.dedup_key) said += " (" + detail + ")";
    const Incident& state = context.record_as(incident, {event::PageSent{page.page, said}}, system());
    look_at(context, incident, watched(page), std::min(deadline_of(*find_page(state, page.page)), context.now() + kLookEvery));
}

void page_delayed(Context& context, IncidentNumber incident, const delivery::PageService& page, const std::string& why) {
    const PageState* state = find_page(*context.work().find(incident), page.page);
    // Said once, at the first failure; trying goes on.
    if (state == nullptr || state->state == "failed" || state->state == "unanswered") return;
    context.record_as(incident, {event::PageFailed{page.page, why + "; still trying — reach people another way meanwhile"}}, system());
}

void page_checked(Context& context, const OutboxRow& row, const CheckPage& check, const Delivered& found) {
    const Incident& state = *context.work().find(row.incident);
    const PageState* page = find_page(state, check.page);
    if (page == nullptr || page->state == "notified") return;
    if (!found.notified.empty()) {
        std::vector<std::string> names;
        for (const auto& person : found.notified)
            if (std::ranges::find(names, person.name) == names.end()) names.push_back(person.name);
        look_no_more(context, row.incident, check.page);
        context.record_as(row.incident, {event::PageNotified{check.page, text::join(names, ", ")}}, system());
        return;
    }
    const Time deadline = deadline_of(*page);
    if (context.now() < deadline) return look_at(context, row.incident, check, std::min(deadline, context.now() + kLookEvery));
    look_no_more(context, row.incident, check.page);
    if (is_settled(state, *page)) return;
    if (!context.settings().pagerduty.rest) return nobody_can_tell(context, row.incident, check, found.detail);
    const std::string why = found.detail.empty() ? "" : " (" + found.detail + ")";
    say_nobody(context, row.incident, check.page, found.detail);
    pagerduty_page_failed(context, row.incident, check.page, "PagerDuty has notified nobody within 60 s" + why);
}

void page_unseen(Context& context, IncidentNumber incident, const CheckPage& check, const std::string& why) {
    const Incident* state = context.work().find(incident);
    const PageState* page = state == nullptr ? nullptr : find_page(*state, check.page);
    if (page == nullptr || is_settled(*state, *page)) return;
    const Time deadline = deadline_of(*page);
    if (context.now() < deadline) return look_at(context, incident, check, std::min(deadline, context.now() + kLookEvery));
    nobody_can_tell(context, incident, check, "PagerDuty took it, but does not say whether it woke somebody: " + why);
    if (context.now() < deadline + kLookAtMost) look_at(context, incident, check, context.now() + kLookLater);
    else look_no_more(context, incident, check.page);
}

void page_watched(Context& context, const TimerRow& timer) {
    const Incident* state = context.work().find(timer.incident);
    const PageState* page = state == nullptr ? nullptr : find_page(*state, timer.key);
    if (page != nullptr && page->is_own()) return own_page_watched(context, timer, *page);
    const auto what = watched(timer);
    if (page == nullptr || !what || is_settled(*state, *page)) return;
    constexpr int kMost = 100;
    const auto lane = context.tables().outbox.waiting_in_lane(lane_of(timer.incident, *what), kMost);
    if (waits<delivery::PageService>(lane, what->page)) return not_taken(context, timer, *what);
    const Time last = deadline_of(*page) + kLookEvery;
    const bool asked = waits<CheckPage>(lane, what->page);
    if (asked && context.now() >= last) return page_unseen(context, timer.incident, *what, "its REST API does not answer");
    if (!asked) context.work().enqueue(timer.incident, *what);
    // The answer to it moves this; there may be none for long.
    look_at(context, timer.incident, *what, context.now() < deadline_of(*page) ? deadline_of(*page) : std::max(last, context.now() + kLookEvery));
}

}  // namespace tocsin::handlers
