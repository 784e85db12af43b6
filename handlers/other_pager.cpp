#include "handlers/other_pager.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/core/describe.hpp"
#include "bot/core/page_fold.hpp"
#include "handlers/alarm_outside.hpp"
#include "handlers/escalate.hpp"
#include "handlers/paging.hpp"

namespace tocsin::handlers {
namespace {

bool has_key(const Context& context, std::string_view name) {
    const auto& names = context.settings().pagerduty.routing_names;
    return std::ranges::find(names, name) != names.end();
}

bool is_acknowledged_since(const Incident& state, const PageState& page) {
    const auto acknowledged = state.time(KeyTime::acknowledged);
    return acknowledged && *acknowledged >= page.requested_at;
}

bool all_failed(const PageState& page) {
    const auto failed = [](const Notification& one) { return one.state == NotificationState::failed; };
    return !page.notifications.empty() && page.others.empty() && std::ranges::all_of(page.notifications, failed);
}

/// tocsin's own pager has been at work for the same cause since, or still is: nobody is woken twice for one failure.
bool is_paged_here(const Incident& state, const PageState& there, const PagePlan& plan) {
    return std::ranges::any_of(state.pages, [&](const PageState& page) {
        const bool same = page.is_own() && !page.test && page.plan == plan.plan && page.asked_by == there.asked_by && page.question == there.question;
        return same && (page.phase == PagePhase::running || page.requested_at >= there.requested_at);
    });
}

/// The service that an own page is for: the one of its name, else one of its policy.
const oncall::Service* service_behind(const oncall::Oncall& file, const PageState& page) {
    if (const auto* named = service_named(file, page.target)) return named;
    const auto found = std::ranges::find_if(file.services, [&](const auto& service) { return page.plan == "policy:" + service.policy.value; });
    return found == file.services.end() ? nullptr : &*found;
}

/// Said in the incident's channel and outside of it.
void say_failed(Context& context, IncidentNumber incident, const std::string& page) {
    const event::DeliveryFailed failed{"page " + page + " to its fallback", "not one message went out, and nobody has acknowledged: call somebody"};
    const Incident& state = context.record_as(incident, {failed}, {system_actor(), Source("oncall")});
    alarm_outside(context, state, describe(failed));
}

/// PagerDuty was to page after all of tocsin's own messages had failed, and does not either.
void nobody_is_left(Context& context, const Incident& state, RunId run, const StepKey& question) {
    const auto is_failed = [&](const PageState& page) {
        return page.asked_by == run && page.question == question && all_failed(page) && fallback_has_failed(context, page);
    };
    const auto found = std::ranges::find_if(state.pages, is_failed);
    if (found != state.pages.end()) say_failed(context, state.number, std::string(found->page));
}

/// All of tocsin's own messages have failed: PagerDuty pages, if it can and has not been asked before.
bool is_left_to_pagerduty(Context& context, const Incident& state, const PageState& page) {
    const auto edition = context.settings().oncall->current();
    const auto* service = edition == nullptr ? nullptr : service_behind(edition->file, page);
    if (service == nullptr || service->pagerduty.empty()) return false;
    const auto route = route_of(context, *service);
    const auto is_that = [&](const PageState& other) { return !other.is_own() && other.target == route->label && other.asked_by == page.asked_by && other.question == page.question; };
    if (!route || std::ranges::any_of(state.pages, is_that)) return false;
    page_by_pagerduty(context, state, *route, "none of tocsin's own messages could be delivered", {page.asked_by, page.question});
    return true;
}

}  // namespace

const oncall::Service* service_named(const oncall::Oncall& file, std::string_view typed) {
    constexpr std::string_view kind = "service:";
    if (typed.starts_with(kind)) typed.remove_prefix(kind.size());
    const auto found = std::ranges::find_if(file.services, [&](const auto& service) {
        return text::equals_ignoring_case(service.id.value, typed) || text::equals_ignoring_case(service.name, typed);
    });
    return found == file.services.end() ? nullptr : &*found;
}

std::optional<PagerDutyRoute> route_of(const Context& context, const oncall::Service& service) {
    for (const std::string& name : {service.id.value, service.name, std::string("default")})
        if (has_key(context, name)) return PagerDutyRoute{service.name, name, service.id.value};
    return std::nullopt;
}

void pagerduty_page_failed(Context& context, IncidentNumber incident, const std::string& id, const std::string& why) {
    const auto edition = context.settings().oncall->current();
    const Incident* state = context.work().find(incident);
    const PageState* page = state == nullptr ? nullptr : find_page(*state, id);
    if (edition == nullptr || page == nullptr || page->is_own() || page->is_over() || !is_open(state->status) || is_acknowledged_since(*state, *page)) return;
    const auto* service = service_named(edition->file, page->target);
    if (service == nullptr) return;
    // It was the last resort already.
    if (service->paged_by != oncall::Pager::pagerduty) return nobody_is_left(context, *state, page->asked_by, page->question);
    const PagePlan plan{"policy:" + service->policy.value, service->policy.value};
    if (is_paged_here(*state, *page, plan)) return;
    begin_page(context, incident, plan, why, false, {page->asked_by, page->question});
}

void own_notification_failed(Context& context, IncidentNumber incident, const std::string& id, int number) {
    const Incident* state = context.work().find(incident);
    const PageState* page = state == nullptr ? nullptr : find_page(*state, id);
    if (page == nullptr || !fallback_has_failed(context, *page)) return;
    if (all_failed(*page) && is_left_to_pagerduty(context, *state, *page)) return;
    // What a carrier reports late of an earlier step is nothing new.
    const Notification* failed = find_notification(*page, number);
    if (failed != nullptr && std::ranges::find(page->fallback, failed->target) != page->fallback.end()) say_failed(context, incident, id);
}

}  // namespace tocsin::handlers
