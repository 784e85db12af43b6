#include "handlers/pagerduty_check.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/pagerduty/rest_decode.hpp"
#include "handlers/pagerduty_event.hpp"
#include "handlers/timer_fired.hpp"

namespace tocsin::handlers {
namespace {

pagerduty::WebhookData note_of(const PagerDutyFact& fact) {
    return pagerduty::NoteData{{fact.id.value, {}, fact.title, fact.url}, fact.note_id, fact.note, false};
}

pagerduty::WebhookData incident_of(const PagerDutyFact& fact) {
    pagerduty::IncidentData data;
    data.id = fact.id;
    data.title = fact.title;
    data.status = fact.what == "resolved" || fact.what == "acknowledged" ? fact.what : "triggered";
    data.url = fact.url;
    data.incident_key = fact.incident_key;
    data.urgency = fact.urgency;
    data.created_at = fact.created_at;
    data.service = {fact.service_id, {}, fact.service, {}};
    data.priority = {fact.priority, {}, fact.priority, {}};
    for (const auto& person : fact.assignees) data.assignees.push_back({person.id, {}, person.name, {}});
    if (!fact.merged_into.empty()) data.merged_into = {fact.merged_into, {}, fact.merged_into_title, {}};
    return data;
}

pagerduty::WebhookEvent event_of(const PagerDutyFact& fact) {
    pagerduty::WebhookEvent event;
    event.type = "incident." + fact.what;
    event.occurred_at = fact.occurred_at;
    event.agent = {fact.agent_id, {}, fact.agent, {}};
    event.data = fact.what == "annotated" ? note_of(fact) : incident_of(fact);
    return event;
}

std::string state_after(std::string_view what) {
    return what == "acknowledged" || what == "resolved" ? std::string(what) : std::string("triggered");
}

bool changes_state(std::string_view what) {
    static constexpr std::string_view kStates[] = {"triggered", "acknowledged", "unacknowledged", "resolved", "reopened"};
    return std::ranges::find(kStates, what) != std::end(kStates);
}

/// What the webhooks before this release left no key of is not to be told again.
bool is_too_old(Context& context, const PagerDutyFact& fact) {
    if (context.now() - fact.occurred_at > kOldestDelivery) return true;
    const auto from = context.tables().watch.find(kPagerDutyDetailsFrom);
    return !changes_state(fact.what) && from && fact.occurred_at < from->since;
}

/// The timeline has it already, by whatever way it came.
bool is_known(Context& context, const PagerDutyFact& fact) {
    const auto alert = context.tables().pagerduty.find(fact.id);
    const Incident* state = alert ? context.work().find(alert->incident) : nullptr;
    if (state != nullptr && !state->merged_into.none()) state = context.work().find(state->merged_into);
    if (state == nullptr) return false;
    if (fact.what == "triggered") return true;
    const auto link = std::ranges::find(state->pagerduty, fact.id, &PagerDutyLink::id);
    if (link == state->pagerduty.end()) return false;
    if (fact.what == "priority_updated") return !link->priority || *link->priority == fact.priority;
    return changes_state(fact.what) && link->state == state_after(fact.what);
}

/// The log has whole seconds, the webhook thousandths: the second beside is the same event.
std::vector<store::DeliveryKey> keys_of(const pagerduty::WebhookEvent& event) {
    std::vector<store::DeliveryKey> keys;
    for (const int beside : {-1, 0, 1}) {
        auto key = change_key(event, std::chrono::seconds{beside});
        const auto is_same = [&](const store::DeliveryKey& other) { return other.id == key->id; };
        if (key && std::ranges::none_of(keys, is_same)) keys.push_back(std::move(*key));
    }
    return keys;
}

/// Events by which PagerDuty tells that an incident went to other people; the log calls each of them an assignment.
bool is_explained(Context& context, pagerduty::WebhookEvent event) {
    if (event.type != "incident.reassigned") return false;
    for (const char* type : {"incident.reopened", "incident.unacknowledged", "incident.delegated"}) {
        event.type = type;
        const auto keys = keys_of(event);
        if (std::ranges::any_of(keys, [&](const auto& key) { return context.tables().letters.answered(key).has_value(); })) return true;
    }
    return false;
}

void make_up_for(Context& context, const PagerDutyFact& fact) {
    if (is_too_old(context, fact)) return;
    const PagerDutyNews news{event_of(fact), pagerduty::labels_of_title(fact.title)};
    const auto keys = keys_of(news.event);
    auto& letters = context.tables().letters;
    if (std::ranges::any_of(keys, [&](const auto& key) { return letters.answered(key).has_value(); })) return;
    if (!is_known(context, fact) && !is_explained(context, news.event)) pagerduty_event(context, news);
    // Also of what was known: what comes to pass later must not make it look new.
    for (const auto& key : keys) letters.remember(key, {}, context.now());
}

void say_in_announcements(Context& context, Markup text) {
    const auto& channel = context.settings().announce_channel;
    if (!channel.empty()) context.work().enqueue({}, delivery::PostTo{channel, std::move(text)});
}

/// A subscription that there never was is missed by nobody; one that there was and is gone is.
void look_at_subscription(Context& context, const Delivered& found) {
    const auto before = context.tables().watch.find(kWebhookWatch);
    if (found.state == "missing" && !before) return;
    if (!context.tables().watch.set(kWebhookWatch, found.state, found.detail, context.now())) return;
    if (found.state == "unlisted") return log::warning("pagerduty_subscriptions_unlisted", {{"why", found.detail}});
    const bool was_alarm = before && (before->state == "disabled" || before->state == "missing");
    if (found.state == "ok" && was_alarm) say_in_announcements(context, "✓ PagerDuty's webhooks to tocsin are switched on again.");
    if (found.state == "ok") return;
    say_in_announcements(context, Markup("🚨 PagerDuty: ") << found.detail << ". What happens there meanwhile "
                                                           << (found.state == "missing" ? "to incidents that tocsin knows is found by looking every minute, but new ones are not; make the subscription anew."
                                                                                        : "is found by looking every minute."));
}

}  // namespace

void start_pagerduty_check(store::UnitOfWork& work, const Settings& settings) {
    if (settings.pagerduty.check_every) {
        for (const char* name : {kPagerDutyFrom, kPagerDutyDetailsFrom}) work.tables().watch.set(name, "ok", {}, work.now());
        return work.set_timer(TimerKind::pagerduty_check, {}, "all", work.now() + *settings.pagerduty.check_every);
    }
    work.cancel_timer(TimerKind::pagerduty_check, {}, "all");
    work.tables().outbox.withdraw({}, "check_pagerduty");
    for (const char* name : {kRestWatch, kWebhookWatch, kPagerDutyFrom, kPagerDutyDetailsFrom}) work.tables().watch.forget(name);
}

void pagerduty_check_due(Context& context) {
    const auto every = context.settings().pagerduty.check_every;
    if (!every) return;
    context.work().enqueue({}, delivery::CheckPagerDuty{});
    context.work().set_timer(TimerKind::pagerduty_check, {}, "all", context.now() + *every);
}

void pagerduty_checked(Context& context, const Delivered& found) {
    context.tables().watch.set(kRestWatch, "ok", {}, context.now());
    for (const auto& fact : found.facts) make_up_for(context, fact);
    if (!found.state.empty()) look_at_subscription(context, found);
}

void pagerduty_check_failed(Context& context, const std::string& why) {
    context.tables().watch.set(kRestWatch, "failing", why, context.now());
}

}  // namespace tocsin::handlers
