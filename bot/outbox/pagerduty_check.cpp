#include "bot/outbox/pagerduty_check.hpp"

#include <algorithm>

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

/// What one look may cost; the next one, a minute later, goes on.
constexpr int kPagesAtMost = 10;
constexpr int kLookedAtAtMost = 30;

PagerDutyFact fact_of(const pagerduty::IncidentDetails& incident, const pagerduty::StatusChange& change) {
    return {incident.id, change.what, change.at, change.agent_id, change.agent, incident.title, incident.status, incident.url, incident.urgency,
            incident.priority, incident.incident_key, incident.service, incident.service_id.value, incident.created_at};
}

std::string disabled(const pagerduty::Subscription& subscription) {
    return "the webhook subscription " + subscription.id + (subscription.active ? " is temporarily disabled" : " is not active") +
           ", so PagerDuty tells nothing by itself";
}

}  // namespace

asio::awaitable<DeliveryOutcome> PagerDutyCheck::run() {
    co_await look_at_subscriptions();
    if (!trouble_) co_await look_at_open();
    if (!trouble_) co_await look_at_vanished();
    if (!trouble_) co_return found_;
    if (const auto* limited = std::get_if<pagerduty::RateLimited>(&*trouble_)) co_return TryLater{"PagerDuty asks for a pause", limited->retry_after, false, false};
    if (const auto* retry = std::get_if<pagerduty::Retryable>(&*trouble_)) co_return TryLater{retry->why, std::nullopt, false, false};
    const auto* no = std::get_if<pagerduty::Permanent>(&*trouble_);
    co_return Refused{"refused", no != nullptr ? no->sentence : "PagerDuty gave no answer that could be used"};
}

asio::awaitable<std::string> PagerDutyCheck::ask(pagerduty::RestRequest request) {
    auto answer = co_await client_.rest(std::move(request));
    if (std::holds_alternative<pagerduty::Ok>(answer.outcome)) co_return std::move(answer.body);
    trouble_ = answer.outcome;
    co_return std::string();
}

void PagerDutyCheck::unreadable(const Error& error) { trouble_ = pagerduty::Retryable{error.message}; }

bool PagerDutyCheck::is_ours(const pagerduty::Subscription& subscription) const {
    return !settings_.public_url.empty() && subscription.url.starts_with(settings_.public_url) && subscription.url.ends_with("/pagerduty/webhook");
}

asio::awaitable<void> PagerDutyCheck::look_at_subscriptions() {
    const auto body = co_await ask(pagerduty::request::webhook_subscriptions(client_.access()));
    if (trouble_ && std::holds_alternative<pagerduty::Permanent>(*trouble_)) {
        // A token that may not list them can still compare incidents.
        trouble_.reset();
        co_return;
    }
    if (trouble_) co_return;
    const auto all = pagerduty::decode_subscriptions(body);
    if (!all) co_return unreadable(all.error());
    if (settings_.public_url.empty()) co_return;
    told_of_any_ = false;
    bool whole_account = false;
    for (const auto& subscription : *all) {
        if (!is_ours(subscription)) continue;
        told_of_any_ = true;
        if (found_.state.empty()) found_.state = "ok";
        if (subscription.filter == "service_reference") services_.insert(subscription.filter_id);
        else whole_account = true;
        if (subscription.active && !subscription.temporarily_disabled) continue;
        found_.state = "disabled";
        found_.detail = disabled(subscription);
        const auto again = subscription.active ? pagerduty::request::enable_subscription(client_.access(), subscription.id)
                                               : pagerduty::request::activate_subscription(client_.access(), subscription.id);
        const auto answer = co_await client_.rest(again);
        found_.detail += std::holds_alternative<pagerduty::Ok>(answer.outcome) ? "; it was switched on again" : "; switching it on again failed, do it in PagerDuty";
    }
    if (whole_account) services_.clear();
}

bool PagerDutyCheck::is_news(const pagerduty::IncidentDetails& incident) const {
    const auto known = known_.pagerduty_states.find(incident.id.value);
    if (known != known_.pagerduty_states.end()) return known->second != "observed" && known->second != incident.status;
    // What was open before we began to look, or of what nobody tells us, was not lost.
    const bool since_we_look = known_.watched_since && incident.created_at && *incident.created_at >= *known_.watched_since;
    const bool told = told_of_any_ && (services_.empty() || services_.contains(incident.service_id.value));
    return since_we_look && told && settings_.pagerduty.open != handlers::OpenMode::off;
}

asio::awaitable<void> PagerDutyCheck::look_at_open() {
    std::vector<pagerduty::IncidentDetails> news;
    for (int page = 0; page < kPagesAtMost; ++page) {
        const auto body = co_await ask(pagerduty::request::open_incidents(client_.access(), page * 100));
        if (trouble_) co_return;
        const auto read = pagerduty::decode_incident_page(body);
        if (!read) co_return unreadable(read.error());
        for (const auto& incident : read->incidents) {
            open_.insert(incident.id.value);
            if (is_news(incident)) news.push_back(incident);
        }
        if (!read->more) break;
    }
    for (auto& incident : news)
        if (!trouble_ && looked_at_ < kLookedAtAtMost) co_await look_at(std::move(incident));
}

asio::awaitable<void> PagerDutyCheck::look_at_vanished() {
    for (const auto& [id, state] : known_.pagerduty_states) {
        if (trouble_ || looked_at_ >= kLookedAtAtMost) co_return;
        if (state == "resolved" || state == "observed" || open_.contains(id)) continue;
        const auto body = co_await ask(pagerduty::request::incident(client_.access(), PagerDutyIncidentId(id)));
        if (trouble_ && std::holds_alternative<pagerduty::Permanent>(*trouble_)) trouble_.reset();
        if (trouble_ || body.empty()) continue;
        auto incident = pagerduty::decode_incident(body);
        if (incident && incident->status != state) co_await look_at(std::move(*incident));
    }
}

asio::awaitable<void> PagerDutyCheck::look_at(pagerduty::IncidentDetails incident) {
    ++looked_at_;
    const auto body = co_await ask(pagerduty::request::log_entries(client_.access(), incident.id));
    if (trouble_) co_return;
    const auto changes = pagerduty::decode_status_changes(body);
    if (!changes) co_return unreadable(changes.error());
    for (const auto& change : *changes) found_.facts.push_back(fact_of(incident, change));
}

}  // namespace tocsin::outbox
