// REST: the webhook subscription, and what switches it off.
#include <nlohmann/json.hpp>

#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

ordered_json subscription_json(const PagerDutyState& state) {
    const PagerDutySubscription& subscription = state.subscription;
    return {{"id", subscription.id},
            {"type", "webhook_subscription"},
            {"active", subscription.active},
            {"delivery_method",
             {{"id", "PDELIVERY"},
              {"type", "http_delivery_method"},
              {"url", state.options.webhook_url},
              {"secret", nullptr},
              {"temporarily_disabled", subscription.temporarily_disabled},
              {"custom_headers", ordered_json::array()}}},
            {"description", "tocsin"},
            {"events", {"incident.triggered", "incident.acknowledged", "incident.resolved"}},
            {"filter", {{"type", "account_reference"}, {"id", nullptr}}}};
}

}  // namespace

PagerDutyAnswer list_subscriptions(const RestCall& call) {
    return rest_page(call, "webhook_subscriptions", ordered_json::array({subscription_json(call.state)}));
}

PagerDutyAnswer put_subscription(const RestCall& call) {
    if (call.id != call.state.subscription.id) return rest_not_found();
    const auto wanted = call.body.find("webhook_subscription");
    if (wanted == call.body.end() || !wanted->is_object()) return invalid_input("webhook_subscription is missing");
    if (wanted->value("type", "") != "webhook_subscription") return invalid_input("type must be webhook_subscription");
    for (const auto& [key, value] : wanted->items())
        if (key != "type" && key != "active" && key != "description" && key != "events" && key != "filter")
            return invalid_input("unknown field: " + key);
    if (const auto active = wanted->find("active"); active != wanted->end()) {
        if (!active->is_boolean()) return invalid_input("active must be a boolean");
        call.state.subscription.active = active->get<bool>();
    }
    return ordered_json{{"webhook_subscription", subscription_json(call.state)}};
}

PagerDutyAnswer enable_subscription(const RestCall& call) {
    if (call.id != call.state.subscription.id) return rest_not_found();
    if (!call.state.subscription.temporarily_disabled)
        return invalid_input("Webhook subscription is not temporarily disabled");
    call.state.subscription.temporarily_disabled = false;
    return ordered_json{{"webhook_subscription", subscription_json(call.state)}};
}

void PagerDutyAccount::disable_webhooks() {
    state_.subscription.temporarily_disabled = true;
    state_.deliveries.clear();
}

void PagerDutyAccount::deactivate_webhooks() { state_.subscription.active = false; }

}  // namespace tocsin::sandbox
