#include "bot/edge/pagerduty_endpoint.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/pagerduty/signature.hpp"
#include "handlers/pagerduty_event.hpp"
#include "handlers/timer_fired.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr const char* kSource = "pagerduty";

net::Response accepted() { return net::text_response(202, {}); }

bool opens_incident(const pagerduty::WebhookEvent& event) { return event.type == "incident.triggered"; }

store::Priority priority_of(const pagerduty::WebhookEvent& event) {
    return event.type == "incident.acknowledged" ? store::Priority::page : store::Priority::machine;
}

}  // namespace

void PagerDutyEndpoint::add_routes(net::Router& router) {
    router.add({{"POST"}, "/pagerduty/webhook", net::kSmallBody, [this](net::Request request) { return answer(std::move(request)); }});
}

bool PagerDutyEndpoint::is_authentic(const net::Request& request) {
    constexpr const char* signature = "X-PagerDuty-Signature";
    if (request.headers.count(signature) != 1) return false;
    return pagerduty::verify_signature(secrets_, request.headers.get(signature), request.body).has_value();
}

asio::awaitable<net::Response> PagerDutyEndpoint::answer(net::Request request) {
    if (!is_authentic(request)) {
        parts_.metrics.unauthenticated(kSource);
        co_return unauthenticated();
    }
    auto event = pagerduty::decode(request.body);
    if (!event) {
        const bool kept = co_await bury(parts_, Source(kSource), event.error().message, std::move(request.body), request.received_at);
        co_return kept ? accepted() : overloaded();
    }
    const bool no_news = std::holds_alternative<pagerduty::Unknown>(event->data) || std::holds_alternative<pagerduty::Ping>(event->data);
    if (no_news) {
        parts_.metrics.ignored(kSource, std::holds_alternative<pagerduty::Ping>(event->data) ? "pagey.ping" : "unknown");
        co_return accepted();
    }
    // Its key may be forgotten by now, so nobody can tell whether it is a repeat (design G2).
    if (request.received_at - event->occurred_at > handlers::kOldestDelivery) {
        const bool kept = co_await bury(parts_, Source(kSource), "older than seven days: recorded without effect", std::move(request.body), request.received_at);
        co_return kept ? accepted() : overloaded();
    }
    const auto begun = std::chrono::steady_clock::now();
    auto response = co_await take(std::move(*event), request.received_at);
    parts_.metrics.acknowledged(kSource, std::chrono::steady_clock::now() - begun);
    co_return response;
}

void PagerDutyEndpoint::remember_agent(const pagerduty::WebhookEvent& event) {
    if (event.agent.empty() || event.agent.summary.empty()) return;
    Person person;
    person.id = pagerduty::actor_of(event);
    person.name = event.agent.summary;
    person.fetched_at = parts_.scheduler.now();
    parts_.directory.remember(std::move(person));
}

asio::awaitable<pagerduty::Labels> PagerDutyEndpoint::labels_of(pagerduty::WebhookEvent event) {
    const auto* data = std::get_if<pagerduty::IncidentData>(&event.data);
    if (data == nullptr || !opens_incident(event)) co_return pagerduty::Labels{};
    auto labels = pagerduty::labels_of_title(data->title);
    const bool wanted = std::ranges::any_of(parts_.settings.pagerduty.join, [](const handlers::JoinRule& rule) {
        return std::ranges::any_of(rule.same, [](const std::string& what) { return what.starts_with("label."); });
    });
    if (client_ == nullptr || !client_->has_rest() || !wanted) co_return labels;
    const auto answer = co_await client_->rest(pagerduty::request::alerts(client_->access(), data->id), {}, std::chrono::milliseconds{1500});
    if (!std::holds_alternative<pagerduty::Ok>(answer.outcome)) co_return labels;
    const auto found = pagerduty::decode_alerts(answer.body, data->title);
    co_return found ? *found : labels;
}

asio::awaitable<net::Response> PagerDutyEndpoint::take(pagerduty::WebhookEvent event, Time now) {
    remember_agent(event);
    handlers::PagerDutyNews news{event, co_await labels_of(event)};
    std::vector<store::DeliveryKey> keys{{"pagerduty:event", event.id}};
    if (auto key = handlers::change_key(event)) keys.push_back(std::move(*key));
    auto job = job_for(priority_of(event), now, std::move(keys), [news = std::move(news), settings = &parts_.settings](store::UnitOfWork& work) {
        handlers::Caller caller;
        caller.actor = pagerduty::actor_of(news.event);
        caller.source = Source(kSource);
        handlers::Context context(work, *settings, caller);
        return handlers::pagerduty_event(context, news);
    });
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), {});
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    // Still running is not yet kept: PagerDuty sends it again, and then its key gives the same answer.
    if (in_time == nullptr || !in_time->result) co_return overloaded();
    co_return accepted();
}

}  // namespace tocsin::edge
