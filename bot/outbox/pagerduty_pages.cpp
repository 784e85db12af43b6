// The part of PagerDutySender that pages people and policies over REST, one PagerDuty incident a notification.
#include "bot/core/page_fold.hpp"
#include "bot/outbox/page_facts.hpp"
#include "bot/outbox/pagerduty_outcome.hpp"
#include "bot/outbox/pagerduty_sender.hpp"
#include "handlers/pagerduty_event.hpp"

namespace tocsin::outbox {

namespace asio = boost::asio;

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::Notify what, OutboxRow row, Prepared prepared) {
    const auto target = oncall::parse_target(what.target);
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    if (page == nullptr || !target) co_return Refused{"no_page", "the page is not known here"};
    const auto person = person_of(settings_, *page, *target);
    // Whomever it pages, everybody of the PagerDuty account can read it.
    const auto facts = facts_of(*prepared.incident, *page, what.number, nullptr, settings_, directory_);
    const std::string key = handlers::dedup_key_of(row.incident, what.page + "-" + std::to_string(what.number));
    const bool is_policy = target->kind == oncall::TargetKind::pagerduty;
    const bool over_rest = client_.has_rest() && !page_service_.empty();
    if (is_policy && !over_rest) co_return co_await page_policy_by_event(target->id, std::move(*prepared.incident), facts, key);
    if (!over_rest) co_return Refused{"not_configured", "paging a person through PagerDuty needs `pagerduty.api_token` and `pagerduty.page_service`"};
    pagerduty::request::NewIncident wanted;
    wanted.service = page_service_;
    if (is_policy) wanted.policy = target->id;
    else if (!person) co_return Refused{"no_person", "the on-call file does not know " + what.target};
    else if (person->pagerduty.empty()) co_return Refused{"no_contact", person->name + " has no PagerDuty id in the on-call file"};
    else wanted.user = person->pagerduty;
    wanted.title = notify::subject_of(facts);
    wanted.details = notify::letter_of(facts);
    wanted.incident_key = key;
    wanted.high = page->urgency == oncall::Urgency::high;
    Delivered done;
    done.detail = "PagerDuty took it; whom it woke is said when PagerDuty says so";
    if (row.maybe_sent || row.attempts > 0) {
        const auto found = co_await rest(pagerduty::request::incident_by_key(client_.access(), wanted.incident_key));
        if (!std::holds_alternative<pagerduty::Ok>(found.outcome)) co_return to_outcome(found.outcome);
        const auto incident = pagerduty::decode_incident_list(found.body);
        if (incident && *incident) co_return done;
    }
    co_return to_outcome(co_await open_incident(std::move(wanted), page->requested_by), done);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::page_policy_by_event(std::string policy, Incident incident, notify::PageFacts facts, std::string dedup_key) {
    auto key = routing_keys_.find(policy);
    if (key == routing_keys_.end()) key = routing_keys_.find("default");
    if (key == routing_keys_.end())
        co_return Refused{"not_configured", "paging " + policy + " needs `pagerduty.api_token` and `pagerduty.page_service`, or a key named " + policy +
                                                " or `default` under `pagerduty.routing_keys`"};
    auto outcome = co_await trigger(std::move(incident), key->second, {std::move(dedup_key), notify::subject_of(facts), facts.reason});
    if (auto* done = std::get_if<Delivered>(&outcome)) done->detail = "PagerDuty took it as an alert of `" + key->first + "`; whether it woke somebody is not known";
    co_return outcome;
}

asio::awaitable<pagerduty::Outcome> PagerDutySender::open_incident(pagerduty::request::NewIncident what, ActorId by) {
    const std::string own = is_slack_person(by) ? co_await address_of(by) : std::string();
    if (own.empty() && note_address_.empty())
        co_return pagerduty::Permanent{0, "PagerDuty needs the e-mail address of one of its users for a page; set `pagerduty.from`"};
    pagerduty::Outcome outcome;
    for (const std::string& from : {own, note_address_}) {
        if (from.empty()) continue;
        auto answer = co_await rest(pagerduty::request::create_incident(client_.access(), what, from), from);
        outcome = std::move(answer.outcome);
        if (!std::holds_alternative<pagerduty::Permanent>(outcome)) break;
    }
    co_return outcome;
}

}  // namespace tocsin::outbox
