// The part of PagerDutySender that hands PagerDuty's incidents on in the name of a person: to the next level of the policy, to
// somebody else, into another incident. What is repeated after an hour is looked at first: it may have been done, or overtaken.
#include <fmt/format.h>

#include <algorithm>

#include "bot/outbox/pagerduty_outcome.hpp"
#include "bot/outbox/pagerduty_sender.hpp"

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

template <class T>
using Found = std::expected<T, DeliveryOutcome>;

bool is_ok(const pagerduty::Outcome& outcome) { return std::holds_alternative<pagerduty::Ok>(outcome); }

std::unexpected<DeliveryOutcome> not_done(DeliveryOutcome why) { return std::unexpected(std::move(why)); }

std::unexpected<DeliveryOutcome> unreadable(const Error& error) {
    return not_done(TryLater{"PagerDuty: " + error.message, std::nullopt, false, false});
}

/// "Already resolved" is no success here.
DeliveryOutcome came_to(const pagerduty::Outcome& answer, std::string detail) {
    if (std::holds_alternative<pagerduty::Already>(answer)) return Refused{"resolved", "it is resolved in PagerDuty already"};
    Delivered done;
    done.detail = std::move(detail);
    return to_outcome(answer, std::move(done));
}

Refused no_address(const std::string& who) {
    return {"no_address", who + "'s e-mail address is not known, so PagerDuty cannot be told who it was; do it in PagerDuty"};
}

/// The lowest level at which one of the assignees is on call; 0 if it was assigned past the policy.
std::int64_t level_of(const pagerduty::IncidentDetails& incident, const std::vector<pagerduty::OnCallEntry>& levels) {
    const auto has_it = [&](const pagerduty::OnCallEntry& one) {
        return std::ranges::find(incident.assignees, one.user.id, &pagerduty::User::id) != incident.assignees.end();
    };
    const auto found = std::ranges::find_if(levels, has_it);
    return found == levels.end() ? 0 : found->level;
}

bool holds(const std::vector<pagerduty::Change>& changes, std::string_view what) {
    return std::ranges::find(changes, what, &pagerduty::Change::what) != changes.end();
}

}  // namespace

asio::awaitable<Found<pagerduty::IncidentDetails>> PagerDutySender::open_there(PagerDutyIncidentId id) {
    const auto answer = co_await rest(pagerduty::request::incident(client_.access(), id));
    if (!is_ok(answer.outcome)) co_return not_done(to_outcome(answer.outcome));
    auto incident = pagerduty::decode_incident(answer.body);
    if (!incident) co_return unreadable(incident.error());
    if (incident->status == "resolved") co_return not_done(Refused{"resolved", "it is resolved in PagerDuty already"});
    co_return std::move(*incident);
}

asio::awaitable<Found<std::vector<pagerduty::Change>>> PagerDutySender::since_asked(PagerDutyIncidentId id, OutboxRow row) {
    if (row.attempts == 0 && !row.maybe_sent) co_return std::vector<pagerduty::Change>();
    const auto answer = co_await rest(pagerduty::request::log_entries(client_.access(), id));
    if (!is_ok(answer.outcome)) co_return not_done(to_outcome(answer.outcome));
    auto changes = pagerduty::decode_changes(answer.body);
    if (!changes) co_return unreadable(changes.error());
    // The log has whole seconds.
    const Time from = std::chrono::floor<std::chrono::seconds>(row.created_at);
    std::erase_if(*changes, [&](const pagerduty::Change& change) { return change.at < from; });
    co_return std::move(*changes);
}

asio::awaitable<Found<pagerduty::OnCallEntry>> PagerDutySender::next_level(pagerduty::IncidentDetails incident) {
    const auto answer = co_await rest(pagerduty::request::oncalls(client_.access(), pagerduty::request::OncallsOf::policies, {incident.escalation_policy_id}, 0));
    if (!is_ok(answer.outcome)) co_return not_done(to_outcome(answer.outcome));
    const auto page = pagerduty::decode_oncalls(answer.body);
    if (!page) co_return unreadable(page.error());
    const auto now = level_of(incident, page->entries);
    const auto next = std::ranges::find_if(page->entries, [&](const pagerduty::OnCallEntry& one) { return one.level > now; });
    if (next == page->entries.end())
        co_return not_done(Refused{"last_level", fmt::format("nobody is on call after level {} of PagerDuty's policy {}; `page` or `assign` somebody", now,
                                                             incident.escalation_policy)});
    co_return *next;
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::EscalatePagerDuty what, OutboxRow row, Prepared) {
    const std::string from = co_await address_of(what.actor);
    if (from.empty()) co_return no_address(directory_.person(what.actor.value));
    const auto incident = co_await open_there(what.id);
    if (!incident) co_return incident.error();
    const auto since = co_await since_asked(what.id, std::move(row));
    if (!since) co_return since.error();
    if (holds(*since, "escalated")) {
        Delivered done;
        done.detail = "escalated in PagerDuty since it was asked for";
        co_return done;
    }
    if (holds(*since, "acknowledged")) co_return Refused{"overtaken", "somebody has acknowledged it in PagerDuty meanwhile, so it was not escalated"};
    const auto level = co_await next_level(*incident);
    if (!level) co_return level.error();
    const auto answer = co_await rest(pagerduty::request::escalate(client_.access(), what.id, level->level, from), from);
    co_return came_to(answer.outcome, fmt::format("escalated to level {}, {}, from here", level->level, level->user.name));
}

asio::awaitable<Found<pagerduty::User>> PagerDutySender::user_there(ActorId person) {
    const auto edition = settings_.oncall->current();
    const auto* entry = edition == nullptr ? nullptr : edition->file.find(person);
    if (entry != nullptr && !entry->pagerduty.empty()) co_return pagerduty::User{entry->pagerduty, entry->name, {}, {}};
    std::string email = entry == nullptr ? std::string() : entry->email;
    const ActorId in_slack = entry != nullptr && !entry->slack.empty() ? slack_actor(settings_.team, entry->slack) : person;
    if (const auto known = email.empty() && is_slack_person(in_slack) ? co_await directory_.get(in_slack) : std::nullopt) email = known->email;
    const std::string name = entry == nullptr ? directory_.person(person.value) : entry->name;
    if (email.empty()) co_return not_done(Refused{"no_address", fmt::format("{} has neither `pagerduty` in the on-call file nor a known e-mail address", name)});
    const auto answer = co_await rest(pagerduty::request::users_by_email(client_.access(), email));
    if (!is_ok(answer.outcome)) co_return not_done(to_outcome(answer.outcome));
    auto user = pagerduty::decode_user(answer.body, email);
    if (!user) co_return unreadable(user.error());
    if (!*user) co_return not_done(Refused{"unknown_person", fmt::format("PagerDuty knows nobody with the e-mail address {} of {}; set `pagerduty` under `people`", email, name)});
    co_return std::move(**user);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::AssignPagerDuty what, OutboxRow row, Prepared) {
    const std::string from = co_await address_of(what.actor);
    if (from.empty()) co_return no_address(directory_.person(what.actor.value));
    const auto user = co_await user_there(what.assignee);
    if (!user) co_return user.error();
    const auto incident = co_await open_there(what.id);
    if (!incident) co_return incident.error();
    const std::string detail = "reassigned to " + user->name + " from here";
    const bool has_it = incident->assignees.size() == 1 && incident->assignees.front().id == user->id;
    // Assigning again would wake them again.
    if ((row.attempts > 0 || row.maybe_sent) && has_it) co_return came_to(pagerduty::Ok{}, detail);
    const auto answer = co_await rest(pagerduty::request::assign(client_.access(), what.id, user->id, from), from);
    co_return came_to(answer.outcome, detail);
}

asio::awaitable<DeliveryOutcome> PagerDutySender::send_one(delivery::MergePagerDuty what, OutboxRow, Prepared) {
    const std::string from = co_await address_of(what.actor);
    if (from.empty()) co_return no_address(directory_.person(what.actor.value));
    std::vector<PagerDutyIncidentId> open;
    bool merged = false;
    for (const auto& source : what.sources) {
        const auto answer = co_await rest(pagerduty::request::incident(client_.access(), source));
        if (!is_ok(answer.outcome)) co_return to_outcome(answer.outcome);
        const auto incident = pagerduty::decode_incident(answer.body);
        if (!incident) co_return unreadable(incident.error()).error();
        if (incident->status != "resolved") open.push_back(source);
        merged |= incident->merged_into == what.id.value;
    }
    if (open.empty() && merged) co_return Delivered{};
    if (open.empty()) co_return Refused{"resolved", "what was to be merged is resolved in PagerDuty already"};
    const auto target = co_await open_there(what.id);
    if (!target) co_return target.error();
    const auto answer = co_await rest(pagerduty::request::merge(client_.access(), what.id, open, from), from);
    co_return came_to(answer.outcome, {});
}

}  // namespace tocsin::outbox
