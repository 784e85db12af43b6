#include "handlers/pagerduty_details.hpp"

#include <algorithm>

#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

/// Somebody acknowledged in PagerDuty; now that we know who that is in Slack, they lead if nobody does.
void give_lead(Context& context, const Incident& state, const Delivered& found) {
    if (!state.role(Role::lead).empty() || !state.time(KeyTime::acknowledged) || !is_open(state.status)) return;
    const auto acknowledger = std::ranges::find_if(found.notified, [](const PagerDutyPerson& p) { return !p.slack.empty(); });
    if (acknowledger == found.notified.end()) return;
    context.record_as(state.number, {event::RoleAssigned{Role::lead, acknowledger->slack, {}}}, {acknowledger->slack, Source("pagerduty")});
}

}  // namespace

void pagerduty_details(Context& context, IncidentNumber incident, const PagerDutyIncidentId& id, const Delivered& found) {
    if (auto alert = context.tables().pagerduty.find(id)) {
        alert->labels.insert(found.labels.begin(), found.labels.end());
        context.tables().pagerduty.put(*alert);
    }
    const Incident* state = context.work().find(incident);
    if (state == nullptr) return;
    give_lead(context, *state, found);
    if (!state->wants_channel) return;
    std::vector<UserId> invited;
    for (const auto& person : found.assignees)
        if (!person.slack.empty() && !state->is_responder(person.slack)) invited.push_back(slack_user(person.slack));
    for (const auto& person : found.assignees) let_in(context, incident, person.slack, "assigned in PagerDuty");
    if (!invited.empty()) context.work().enqueue(incident, delivery::InvitePeople{invited});
}

}  // namespace tocsin::handlers
