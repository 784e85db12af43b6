#include "bot/outbox/pagerduty_sender.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/outbox/pagerduty_check.hpp"
#include "bot/outbox/pagerduty_outcome.hpp"
#include "bot/pagerduty/rest_decode.hpp"

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

bool is_ok(const pagerduty::Outcome& outcome) { return std::holds_alternative<pagerduty::Ok>(outcome); }

const std::string kRest = "pagerduty rest";
const std::string kEvents = "pagerduty events";

void note_pause(Pauses& pauses, const std::string& what, const pagerduty::Outcome& outcome, Time now) {
    if (const auto* limited = std::get_if<pagerduty::RateLimited>(&outcome)) pauses.note(what, now + limited->retry_after);
}

PagerDutyPerson person_of(const pagerduty::User& user) { return {user.id, user.name, user.email}; }

constexpr Duration kClocksDiffer = std::chrono::minutes{1};

TryLater unreadable(const Error& error) { return {"PagerDuty: " + error.message, std::nullopt, false, false}; }

/// Nobody saw whether an earlier attempt arrived.
DeliveryOutcome still_in_doubt(DeliveryOutcome outcome) {
    if (auto* later = std::get_if<TryLater>(&outcome)) later->maybe_sent = true;
    return outcome;
}

bool uses_events_api(const Delivery& what) {
    return std::holds_alternative<delivery::PageService>(what) || std::holds_alternative<delivery::ResolvePage>(what);
}
bool may_use_either(const Delivery& what) { return std::holds_alternative<delivery::Notify>(what); }

}  // namespace

Time PagerDutySender::earliest(const OutboxRow& row, const Prepared&, Time now) {
    if (may_use_either(row.what)) return std::max(pauses_.earliest(kEvents, now), pauses_.earliest(kRest, now));
    return pauses_.earliest(uses_events_api(row.what) ? kEvents : kRest, now);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send(OutboxRow row, Prepared prepared) {
    Delivery what = row.what;
    co_return co_await std::visit(
        [&](auto& kind) -> Outcome {
            if constexpr (requires { send_one(kind, row, prepared); }) return send_one(std::move(kind), std::move(row), std::move(prepared));
            else throw std::logic_error("not a delivery for PagerDuty");
        },
        what);
}

asio::awaitable<pagerduty::RestAnswer> PagerDutySender::rest(pagerduty::RestRequest request, std::string from) {
    auto answer = co_await client_.rest(std::move(request), std::move(from));
    note_pause(pauses_, kRest, answer.outcome, clock_.now());
    co_return answer;
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::PageService what, OutboxRow, Prepared prepared) {
    const auto key = routing_keys_.find(what.routing_name);
    if (key == routing_keys_.end())
        co_return Refused{"no_routing_key", fmt::format("there is no `pagerduty.routing_keys.{}` in the configuration any more", what.routing_name)};
    co_return co_await trigger(*prepared.incident, key->second, {what.dedup_key, what.summary, what.reason});
}

asio::awaitable<DeliveryOutcome> PagerDutySender::trigger(Incident incident, std::string routing_key, Alert alert) {
    pagerduty::Trigger out;
    out.routing_key = std::move(routing_key);
    out.dedup_key = std::move(alert.dedup_key);
    out.summary = std::move(alert.summary);
    out.source = "tocsin";
    out.severity = incident.severity;
    if (!incident.private_) out.component = incident.service.value;
    out.details = {{"incident", display_name(settings_.key, incident.number)}, {"reason", std::move(alert.reason)}};
    out.client = "tocsin";
    out.client_url = settings_.public_url;
    if (!incident.channel.empty())
        out.links.emplace_back("https://slack.com/app_redirect?channel=" + incident.channel.value, "#" + incident.channel_name);
    const auto answer = co_await client_.enqueue(pagerduty::trigger_body(out));
    note_pause(pauses_, kEvents, answer, clock_.now());
    co_return to_outcome(answer);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::ResolvePage what, OutboxRow, Prepared) {
    const auto key = routing_keys_.find(what.routing_name);
    if (key == routing_keys_.end()) co_return Refused{"no_routing_key", fmt::format("there is no `pagerduty.routing_keys.{}` in the configuration any more", what.routing_name)};
    const auto answer = co_await client_.enqueue(pagerduty::resolve_body(key->second, what.dedup_key));
    note_pause(pauses_, kEvents, answer, clock_.now());
    if (const auto* no = std::get_if<pagerduty::Permanent>(&answer)) co_return Refused{std::to_string(no->code), fmt::format("PagerDuty refused it (HTTP {})", no->code)};
    co_return to_outcome(answer);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::CheckPage what, OutboxRow, Prepared) {
    Delivered done;
    if (!client_.has_rest()) {
        done.detail = "without `pagerduty.api_token` nobody can see whether somebody was notified";
        co_return done;
    }
    const auto found = co_await rest(pagerduty::request::incident_by_key(client_.access(), what.dedup_key));
    if (!is_ok(found.outcome)) co_return to_outcome(found.outcome);
    const auto incident = pagerduty::decode_incident_list(found.body);
    if (!incident) co_return unreadable(incident.error());
    if (!*incident) {
        done.detail = "PagerDuty took the event but opened no incident";
        co_return done;
    }
    const auto entries = co_await rest(pagerduty::request::log_entries(client_.access(), (*incident)->id));
    if (!is_ok(entries.outcome)) co_return to_outcome(entries.outcome);
    const auto notified = pagerduty::decode_notified(entries.body);
    if (!notified) co_return unreadable(notified.error());
    for (const auto& one : *notified) done.notified.push_back(person_of(one.user));
    for (const auto& user : (*incident)->acknowledgers) done.notified.push_back(person_of(user));
    co_return done;
}

asio::awaitable<std::string> PagerDutySender::address_at_pagerduty(ActorId actor) {
    // Somebody may have answered who was taken out of the file while they were paged.
    const auto edition = settings_.oncall->knowing(actor);
    const auto* person = edition ? edition->file.find(actor) : nullptr;
    if (person == nullptr || person->pagerduty.empty()) co_return std::string();
    const std::string id = person->pagerduty;
    if (const auto known = addresses_.find(id); known != addresses_.end()) co_return known->second;
    const auto answer = co_await rest(pagerduty::request::user(client_.access(), id));
    const auto user = is_ok(answer.outcome) ? pagerduty::decode_one_user(answer.body) : Result<pagerduty::User>(pagerduty::User{});
    if (user && !user->email.empty()) addresses_[id] = user->email;
    co_return user ? user->email : std::string();
}

asio::awaitable<std::string> PagerDutySender::address_of(ActorId actor) {
    if (auto there = co_await address_at_pagerduty(actor); !there.empty()) co_return there;
    const auto person = co_await directory_.get(actor);
    co_return person ? person->email : std::string();
}

asio::awaitable<PagerDutyPerson> PagerDutySender::known_in_slack(pagerduty::User user) {
    PagerDutyPerson person = person_of(user);
    if (const auto found = co_await directory_.get_by_email(settings_.team, user.email)) person.slack = found->id;
    co_return person;
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::SetPagerDutyStatus what, OutboxRow, Prepared) {
    const std::string from = co_await address_of(what.actor);
    const std::string_view verb = what.status == delivery::PagerDutyStatus::resolved ? "resolve" : "acknowledge";
    if (from.empty())
        co_return Refused{"no_address", fmt::format("{}'s e-mail address is not known, so PagerDuty cannot be told who it was; {} {} in PagerDuty",
                                                    directory_.person(what.actor.value), verb, what.id.value)};
    const auto answer = co_await rest(pagerduty::request::set_status(client_.access(), what.id, what.status, from), from);
    co_return to_outcome(answer.outcome);
}

std::string PagerDutySender::in_name_of(const delivery::AddPagerDutyNote& what) {
    return what.actor == system_actor() ? what.text : directory_.person(what.actor.value) + ": " + what.text;
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::AddPagerDutyNote what, OutboxRow row, Prepared) {
    const bool by_person = what.actor != system_actor();
    const std::string own = by_person ? co_await address_of(what.actor) : std::string();
    if (own.empty() && note_address_.empty())
        co_return Refused{"no_address", "PagerDuty needs an e-mail address for a note; set `pagerduty.from`"};
    if (row.maybe_sent) {
        const auto existing = co_await rest(pagerduty::request::notes(client_.access(), what.id));
        if (!is_ok(existing.outcome)) co_return still_in_doubt(to_outcome(existing.outcome));
        const auto notes = pagerduty::decode_notes(existing.body);
        if (!notes) co_return still_in_doubt(unreadable(notes.error()));
        const std::string named = in_name_of(what);
        // The same words were perhaps said before; the clock over there is not ours.
        const auto is_ours = [&](const pagerduty::Note& note) {
            return (note.content == what.text || note.content == named) && (!note.at || *note.at > row.created_at - kClocksDiffer);
        };
        if (std::ranges::any_of(*notes, is_ours)) co_return Delivered{};
    }
    if (!own.empty()) {
        const auto answer = co_await rest(pagerduty::request::add_note(client_.access(), what.id, what.text, own), own);
        const bool unknown_person = std::holds_alternative<pagerduty::Permanent>(answer.outcome) && !note_address_.empty();
        if (!unknown_person) co_return to_outcome(answer.outcome);
    }
    // A note, unlike an acknowledgement, may come from the bot's address (`pagerduty.from`), if it says whose words it holds.
    const auto answer = co_await rest(pagerduty::request::add_note(client_.access(), what.id, in_name_of(what), note_address_), note_address_);
    co_return to_outcome(answer.outcome);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::FetchPagerDutyDetails what, OutboxRow, Prepared) {
    const auto answer = co_await rest(pagerduty::request::incident(client_.access(), what.id));
    if (!is_ok(answer.outcome)) co_return to_outcome(answer.outcome);
    const auto incident = pagerduty::decode_incident(answer.body);
    if (!incident) co_return unreadable(incident.error());
    const auto alerts = co_await rest(pagerduty::request::alerts(client_.access(), what.id));
    if (!is_ok(alerts.outcome)) co_return to_outcome(alerts.outcome);
    const auto labels = pagerduty::decode_alerts(alerts.body, incident->title);
    if (!labels) co_return unreadable(labels.error());
    Delivered done;
    done.labels = *labels;
    for (const auto& user : incident->assignees) done.assignees.push_back(co_await known_in_slack(user));
    for (const auto& user : incident->acknowledgers) done.notified.push_back(co_await known_in_slack(user));
    co_return done;
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::CheckPagerDuty, OutboxRow row, Prepared prepared) {
    PagerDutyCheck check(client_, settings_, std::move(prepared), row.created_at);
    auto outcome = co_await check.run();
    if (const auto* later = std::get_if<TryLater>(&outcome); later != nullptr && later->after) pauses_.note(kRest, clock_.now() + *later->after);
    co_return outcome;
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::SetPagerDutyPriority what, OutboxRow, Prepared) {
    std::string from = co_await address_of(what.actor);
    if (from.empty()) from = note_address_;
    if (from.empty()) co_return Refused{"no_address", "PagerDuty needs an e-mail address to set a priority; set `pagerduty.from`"};
    const auto listed = co_await rest(pagerduty::request::priorities(client_.access()));
    if (!is_ok(listed.outcome)) co_return to_outcome(listed.outcome);
    const auto priority = pagerduty::decode_priority_id(listed.body, priority_name(what.severity));
    if (!priority) co_return unreadable(priority.error());
    // An account may have other priorities, or none.
    if (priority->empty()) co_return Needless{};
    const auto answer = co_await rest(pagerduty::request::set_priority(client_.access(), what.id, *priority, from), from);
    co_return to_outcome(answer.outcome);
}

}  // namespace tocsin::outbox
