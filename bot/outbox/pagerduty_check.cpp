#include "bot/outbox/pagerduty_check.hpp"

#include <algorithm>
#include <map>

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

/// What one look may cost; the next one, a minute later, goes on.
constexpr int kPagesAtMost = 10;
constexpr std::size_t kLookedAtAtMost = 30;

PagerDutyFact fact_of(const pagerduty::IncidentDetails& incident, std::string what, Time at) {
    PagerDutyFact fact;
    fact.id = incident.id;
    fact.what = std::move(what);
    fact.occurred_at = at;
    fact.title = incident.title;
    fact.status = incident.status;
    fact.url = incident.url;
    fact.urgency = incident.urgency;
    fact.priority = incident.priority;
    fact.incident_key = incident.incident_key;
    fact.service = incident.service;
    fact.service_id = incident.service_id.value;
    fact.created_at = incident.created_at;
    return fact;
}

PagerDutyFact fact_of(const pagerduty::IncidentDetails& incident, const pagerduty::Change& change) {
    PagerDutyFact fact = fact_of(incident, change.what, change.at);
    fact.agent_id = change.agent_id;
    fact.agent = change.agent;
    for (const auto& user : change.assignees) fact.assignees.push_back({user.id, user.name, user.email});
    if (change.what == "resolved") {
        fact.merged_into = incident.merged_into;
        fact.merged_into_title = incident.merged_into_title;
    }
    return fact;
}

PagerDutyFact fact_of(const pagerduty::IncidentDetails& incident, const pagerduty::Note& note) {
    PagerDutyFact fact = fact_of(incident, "annotated", note.at.value_or(Time{}));
    fact.agent_id = note.user.id;
    fact.agent = note.user.name;
    fact.note_id = note.id;
    fact.note = note.content;
    return fact;
}

/// Of more than can be looked at in one minute, others have their turn in the next one.
void take_turns(std::vector<pagerduty::IncidentDetails>& incidents, Time now) {
    if (incidents.size() <= kLookedAtAtMost) return;
    const auto minute = static_cast<std::size_t>(std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count());
    const auto first = static_cast<std::ptrdiff_t>(minute * kLookedAtAtMost % incidents.size());
    std::ranges::rotate(incidents, incidents.begin() + first);
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
    if (!trouble_) co_await look_at_followed();
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
        found_.state = "unlisted";
        found_.detail = "PagerDuty does not let `pagerduty.api_token` list webhook subscriptions (" + std::get<pagerduty::Permanent>(*trouble_).sentence +
                        "), so one that is switched off or deleted goes unnoticed";
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
    if (told_of_any_) co_return;
    found_.state = "missing";
    found_.detail = "there is no webhook subscription for " + settings_.public_url + "/pagerduty/webhook, so PagerDuty tells nothing by itself";
}

const KnownThere* PagerDutyCheck::known(const pagerduty::IncidentDetails& incident) const {
    const auto found = known_.pagerduty.find(incident.id.value);
    return found == known_.pagerduty.end() ? nullptr : &found->second;
}

bool PagerDutyCheck::is_news(const pagerduty::IncidentDetails& incident) const {
    if (const auto* there = known(incident)) return there->state != "observed" && there->state != incident.status;
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
            const auto* there = known(incident);
            if (is_news(incident)) news.push_back(incident);
            else if (there != nullptr && there->followed) followed_.push_back(incident);
        }
        if (!read->more) break;
    }
    for (auto& incident : news)
        if (!trouble_ && looked_at_ < kLookedAtAtMost) co_await look_at(std::move(incident));
}

asio::awaitable<void> PagerDutyCheck::look_at_followed() {
    take_turns(followed_, asked_at_);
    for (auto& incident : followed_)
        if (!trouble_ && looked_at_ < kLookedAtAtMost) co_await look_at(std::move(incident));
}

asio::awaitable<void> PagerDutyCheck::look_at_vanished() {
    for (const auto& [id, there] : known_.pagerduty) {
        if (trouble_ || looked_at_ >= kLookedAtAtMost) co_return;
        if (there.state == "resolved" || there.state == "observed" || open_.contains(id)) continue;
        const auto body = co_await ask(pagerduty::request::incident(client_.access(), PagerDutyIncidentId(id)));
        if (trouble_ && std::holds_alternative<pagerduty::Permanent>(*trouble_)) trouble_.reset();
        if (trouble_ || body.empty()) continue;
        auto incident = pagerduty::decode_incident(body);
        if (incident && incident->status != there.state) co_await look_at(std::move(*incident));
    }
}

void PagerDutyCheck::compare_priority(const pagerduty::IncidentDetails& incident) {
    const auto* there = known(incident);
    if (there == nullptr || !there->priority || *there->priority == incident.priority) return;
    // PagerDuty's log has no entry for it: the newest is what can be known.
    found_.facts.push_back(fact_of(incident, "priority_updated", incident.updated_at.value_or(asked_at_)));
}

asio::awaitable<void> PagerDutyCheck::look_at(pagerduty::IncidentDetails incident) {
    ++looked_at_;
    const auto log = co_await ask(pagerduty::request::log_entries(client_.access(), incident.id));
    if (trouble_) co_return;
    const auto changes = pagerduty::decode_changes(log);
    if (!changes) co_return unreadable(changes.error());
    const auto written = co_await ask(pagerduty::request::notes(client_.access(), incident.id));
    if (trouble_) co_return;
    const auto notes = pagerduty::decode_notes(written);
    if (!notes) co_return unreadable(notes.error());
    std::multimap<Time, PagerDutyFact> in_order;
    for (const auto& change : *changes) in_order.emplace(change.at, fact_of(incident, change));
    for (const auto& note : *notes)
        if (note.at && !note.id.empty()) in_order.emplace(*note.at, fact_of(incident, note));
    for (auto& [at, fact] : in_order) found_.facts.push_back(std::move(fact));
    compare_priority(incident);
}

}  // namespace tocsin::outbox
