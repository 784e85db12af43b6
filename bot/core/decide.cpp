#include "bot/core/decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/time_format.hpp"

namespace tocsin::decide {
namespace {

std::string text_of(auto word) { return std::string(name_of(word)); }

std::unexpected<Error> conflict(std::string message, std::string hint = {}) {
    return fail(Errc::conflict, std::move(message), std::move(hint));
}

Result<void> must_be_open(const Incident& state, std::string_view wish) {
    if (is_open(state.status)) return {};
    return conflict(fmt::format("This incident is {}, so it cannot {}.", name_of(state.status), wish),
                    "To work on it again, say why: `reopen REASON`.");
}

}  // namespace

void ask_for_channel(const Incident& state, Drafts& drafts) {
    if (!state.wants_channel)
        drafts.emplace_back(event::CreationStepFinished{CreationStep::channel, StepState::pending, {}});
}

Result<Drafts> status(const Incident& state, Status to, const std::string& note) {
    if (state.status == to) return conflict("The status is already " + text_of(to) + ".");
    if (auto open = must_be_open(state, "move to " + text_of(to)); !open) return std::unexpected(open.error());
    if (to < state.status)
        return conflict("The status is " + text_of(state.status) + "; it does not go back to " + text_of(to) + ".",
                        "`undo` takes back your own last change for five minutes. If the trouble returned, `resolve` and `reopen REASON` "
                        "keep the figures true; a `note` is enough if it never went away.");
    Drafts drafts;
    // What is over needs no room to work in.
    if (is_open(to)) ask_for_channel(state, drafts);
    drafts.emplace_back(event::StatusChanged{state.status, to, note});
    return drafts;
}

Result<Drafts> close(const Incident& state, const std::string& summary) {
    if (state.status == Status::closed) return conflict("This incident is closed already.");
    if (state.status == Status::canceled)
        return conflict("This incident was canceled; there is nothing to close.", "`reopen REASON` brings it back.");
    // One bare word must not end what people are working on.
    if (is_open(state.status) && summary.empty())
        return fail(Errc::invalid_argument, "This incident is " + text_of(state.status) + ", not resolved: say in a few words how it ended.",
                    "`close SUMMARY` resolves and closes it.");
    Drafts drafts;
    if (is_open(state.status)) drafts.emplace_back(event::StatusChanged{state.status, Status::resolved, summary});
    drafts.emplace_back(event::StatusChanged{Status::resolved, Status::closed, is_open(state.status) ? std::string() : summary});
    return drafts;
}

Result<Drafts> reopen(const Incident& state, const std::string& reason) {
    if (is_open(state.status)) return conflict("This incident is open: its status is " + text_of(state.status) + ".");
    if (!state.merged_into.none())
        return conflict(fmt::format("This incident was merged into number {}.", state.merged_into.value), "Reopen that one instead.");
    if (reason.empty()) return fail(Errc::invalid_argument, "A reason is needed to reopen.", "`reopen REASON`");
    return Drafts{event::StatusChanged{state.status, Status::investigating, reason}};
}

Result<Drafts> cancel(const Incident& state, const std::string& reason) {
    if (auto open = must_be_open(state, "be canceled"); !open) return std::unexpected(open.error());
    if (reason.empty()) return fail(Errc::invalid_argument, "A reason is needed to cancel.", "`cancel REASON`");
    return Drafts{event::StatusChanged{state.status, Status::canceled, reason}};
}

Result<Drafts> severity(const Incident& state, Severity to, const std::string& reason) {
    if (state.severity == to) return conflict("The severity is already " + text_of(to) + ".");
    Drafts drafts;
    if (is_open(state.status)) ask_for_channel(state, drafts);
    drafts.emplace_back(event::SeverityChanged{state.severity, to, reason});
    return drafts;
}

Result<Drafts> assign(const Incident& state, Role role, const ActorId& person) {
    const ActorId& holder = state.role(role);
    if (holder == person)
        return conflict(person.empty() ? "Nobody has the role " + text_of(role) + "."
                                       : "The role " + text_of(role) + " is with that person already.");
    return Drafts{event::RoleAssigned{role, person, holder}};
}

/// Somebody is being woken, or will be: by one of our pages, or by PagerDuty, which has not been told since it began to.
bool waits_for_acknowledgement(const Incident& state) {
    const auto page_waits = [](const PageState& page) { return page.is_waiting() || page.phase == PagePhase::snoozed; };
    return std::ranges::any_of(state.pages, page_waits) || std::ranges::any_of(state.pagerduty, &PagerDutyLink::waits);
}

Result<Drafts> acknowledge(const Incident& state, const ActorId& person, const std::string& via) {
    if (auto open = must_be_open(state, "be acknowledged"); !open) return std::unexpected(open.error());
    if (!waits_for_acknowledgement(state) && state.time(KeyTime::acknowledged) && state.is_responder(person))
        return conflict("You acknowledged this incident already, or joined it after somebody did.",
                        "Nothing else is needed; `status` and `note` say how it goes.");
    Drafts drafts;
    ask_for_channel(state, drafts);
    drafts.emplace_back(event::Acknowledged{person, via});
    if (state.role(Role::lead).empty() && is_slack_person(person))
        drafts.emplace_back(event::RoleAssigned{Role::lead, person, ActorId()});
    if (state.status == Status::triage)
        drafts.emplace_back(event::StatusChanged{Status::triage, Status::investigating, {}});
    return drafts;
}

Result<Drafts> join(const Incident& state, const ActorId& person) {
    if (state.is_responder(person)) return conflict("You are a responder of this incident already.");
    return Drafts{event::ResponderJoined{person}};
}

Result<Drafts> leave(const Incident& state, const ActorId& person) {
    if (!state.is_responder(person)) return conflict("You are not a responder of this incident.");
    Drafts drafts;
    for (const auto& [role, name] : words::kRole)
        if (state.role(role) == person) drafts.emplace_back(event::RoleAssigned{role, ActorId(), person});
    drafts.emplace_back(event::ResponderLeft{person});
    return drafts;
}

Result<Drafts> key_time(const Incident& state, KeyTime which, Time time, const Intent& intent) {
    if (time > intent.now)
        return fail(Errc::invalid_argument, "That time is in the future: " + format_utc_minute(time) + ".");
    if (which == KeyTime::declared)
        return fail(Errc::invalid_argument, "When it was declared is recorded and cannot be set.");
    return Drafts{event::KeyTimeSet{which, time, state.time(which)}};
}

Result<Drafts> finish_task(const Incident& state, ItemNumber number) {
    const auto found = std::ranges::find(state.tasks, number, &Task::number);
    if (found == state.tasks.end())
        return fail(Errc::not_found, fmt::format("There is no task #{} here.", number.value), "`task list` shows them.");
    if (found->done) return conflict(fmt::format("#{} is done already.", number.value));
    return Drafts{event::TaskDone{number, found->followup}};
}

Result<Merge> merge(const Incident& absorbed, const Incident& target, std::string_view key) {
    if (absorbed.number == target.number) return conflict("An incident cannot be merged into itself.");
    if (!absorbed.merged_into.none())
        return conflict(display_name(key, absorbed.number) + " was merged into " + display_name(key, absorbed.merged_into) + " already.");
    if (!target.merged_into.none())
        return conflict(display_name(key, target.number) + " was itself merged into " + display_name(key, target.merged_into) + ".",
                        "Merge into that one.");
    // Its figures are counted and its post-mortem is written; a slip of the keyboard must not take them out of every report.
    if (absorbed.status == Status::closed)
        return conflict(display_name(key, absorbed.number) + " is closed, so it stays an incident of its own. Nothing was merged.",
                        "`related " + display_name(key, absorbed.number) + "` links the two; `reopen` it first if they really are one.");
    if (!is_open(target.status))
        return conflict(display_name(key, target.number) + " is " + text_of(target.status) + ".", "Reopen it first, or merge the other way round.");
    Merge out;
    out.absorbed.emplace_back(event::MergedInto{target.number});
    if (absorbed.status != Status::canceled)
        out.absorbed.emplace_back(event::StatusChanged{absorbed.status, Status::canceled, "merged into " + display_name(key, target.number)});
    out.target.emplace_back(event::MergedFrom{absorbed.number});
    for (const auto& link : absorbed.pagerduty)
        out.target.emplace_back(event::PagerDutyLinked{link.id, link.service_id, link.url, link.title, link.service, {}, link.priority.value_or(""), link.key, link.state});
    return out;
}

}  // namespace tocsin::decide
