#include "handlers/other_pager.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/core/page_fold.hpp"
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

/// The service that an own page is for: the one of its name, else one of its policy.
const oncall::Service* service_behind(const oncall::Oncall& file, const PageState& page) {
    if (const auto* named = service_named(file, page.target)) return named;
    const auto found = std::ranges::find_if(file.services, [&](const auto& service) { return page.plan == "policy:" + service.policy.value; });
    return found == file.services.end() ? nullptr : &*found;
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
    if (service == nullptr || service->paged_by != oncall::Pager::pagerduty) return;
    begin_page(context, incident, {"policy:" + service->policy.value, service->policy.value}, why, false, {page->asked_by, page->question});
}

void own_notification_failed(Context& context, IncidentNumber incident, const std::string& id) {
    const auto edition = context.settings().oncall->current();
    const Incident* state = context.work().find(incident);
    const PageState* page = state == nullptr ? nullptr : find_page(*state, id);
    if (edition == nullptr || page == nullptr || page->phase != PagePhase::exhausted || !all_failed(*page)) return;
    const auto* service = service_behind(edition->file, *page);
    if (service == nullptr || service->pagerduty.empty()) return;
    const auto route = route_of(context, *service);
    if (!route) return;
    const auto is_that = [&](const PageState& other) { return !other.is_own() && other.target == route->label && other.asked_by == page->asked_by && other.question == page->question; };
    if (std::ranges::any_of(state->pages, is_that)) return;
    page_by_pagerduty(context, *state, *route, "none of tocsin's own messages could be delivered", {page->asked_by, page->question});
}

}  // namespace tocsin::handlers
