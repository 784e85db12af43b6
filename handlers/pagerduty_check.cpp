#include "handlers/pagerduty_check.hpp"

#include <algorithm>

#include "bot/pagerduty/rest_decode.hpp"
#include "handlers/pagerduty_event.hpp"
#include "handlers/timer_fired.hpp"

namespace tocsin::handlers {
namespace {

pagerduty::WebhookEvent event_of(const PagerDutyFact& fact) {
    pagerduty::WebhookEvent event;
    event.type = "incident." + fact.what;
    event.occurred_at = fact.occurred_at;
    event.agent = {fact.agent_id, {}, fact.agent, {}};
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
    event.data = std::move(data);
    return event;
}

std::string state_after(std::string_view what) {
    return what == "acknowledged" || what == "resolved" ? std::string(what) : std::string("triggered");
}

/// The timeline has it already, by whatever way it came.
bool is_known(Context& context, const PagerDutyFact& fact) {
    const auto alert = context.tables().pagerduty.find(fact.id);
    const Incident* state = alert ? context.work().find(alert->incident) : nullptr;
    if (state == nullptr) return false;
    if (fact.what == "triggered") return true;
    const auto link = std::ranges::find(state->pagerduty, fact.id, &PagerDutyLink::id);
    return link != state->pagerduty.end() && link->state == state_after(fact.what);
}

void make_up_for(Context& context, const PagerDutyFact& fact) {
    if (context.now() - fact.occurred_at > kOldestDelivery) return;
    const PagerDutyNews news{event_of(fact), pagerduty::labels_of_title(fact.title)};
    // The log has whole seconds, the webhook thousandths: the second beside is the same event.
    std::vector<store::DeliveryKey> keys;
    for (const int beside : {-1, 0, 1})
        if (auto key = change_key(news.event, std::chrono::seconds{beside})) keys.push_back(std::move(*key));
    auto& letters = context.tables().letters;
    const bool came = std::ranges::any_of(keys, [&](const auto& key) { return letters.answered(key).has_value(); });
    if (came || is_known(context, fact)) return;
    pagerduty_event(context, news);
    for (const auto& key : keys) letters.remember(key, {}, context.now());
}

void say_in_announcements(Context& context, Markup text) {
    const auto& channel = context.settings().announce_channel;
    if (!channel.empty()) context.work().enqueue({}, delivery::PostTo{channel, std::move(text)});
}

}  // namespace

void start_pagerduty_check(store::UnitOfWork& work, const Settings& settings) {
    if (settings.pagerduty.check_every) {
        work.tables().watch.set(kPagerDutyFrom, "ok", {}, work.now());
        return work.set_timer(TimerKind::pagerduty_check, {}, "all", work.now() + *settings.pagerduty.check_every);
    }
    work.cancel_timer(TimerKind::pagerduty_check, {}, "all");
    work.tables().outbox.withdraw({}, "check_pagerduty");
    for (const char* name : {kRestWatch, kWebhookWatch, kPagerDutyFrom}) work.tables().watch.forget(name);
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
    if (found.state.empty()) return;
    if (!context.tables().watch.set(kWebhookWatch, found.state, found.detail, context.now())) return;
    if (found.state == "ok") return say_in_announcements(context, "✓ PagerDuty's webhooks to tocsin are switched on again.");
    say_in_announcements(context, Markup("🚨 PagerDuty: ") << found.detail << ". What happens there meanwhile is found by looking every minute.");
}

void pagerduty_check_failed(Context& context, const std::string& why) {
    context.tables().watch.set(kRestWatch, "failing", why, context.now());
}

}  // namespace tocsin::handlers
