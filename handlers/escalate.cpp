#include "handlers/escalate.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/core/escalation.hpp"
#include "bot/core/page_fold.hpp"
#include "bot/oncall/recall.hpp"
#include "handlers/other_pager.hpp"
#include "handlers/page_watch.hpp"
#include "handlers/pagerduty_duty.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Edition;
using oncall::TargetKind;

store::Attribution by_timer() { return {system_actor(), Source("oncall")}; }

/// A page that no file of ours can explain any more would go round for ever.
constexpr int kMostAtOnce = 1000;

std::shared_ptr<const Edition> edition_of(Context& context, const PageState& page) {
    auto& book = *context.settings().oncall;
    if (auto known = book.find(page.version)) return known;
    const auto body = context.tables().oncall.file(page.version);
    auto read = body ? oncall::recall(*body) : nullptr;
    if (read) book.keep(read);
    else log::error("oncall_version_lost", {{"page", page.page}, {"version", page.version}});
    return read ? read : book.current();
}

std::vector<oncall::Target> targets_of_fallbacks(const oncall::Oncall& file) {
    std::vector<oncall::Target> out;
    for (const auto& policy : file.policies)
        for (const auto& target : policy.fallback)
            if (std::ranges::find(out, target) == out.end()) out.push_back(target);
    return out;
}

escalation::Plan plan_of(const Context& context, const oncall::Oncall& file, const PageState& page) {
    escalation::Plan plan;
    plan.acknowledgement_lasts = context.settings().acknowledgement_lasts;
    constexpr std::string_view policy = "policy:";
    if (page.plan.starts_with(policy)) {
        if (const auto* found = file.find(oncall::PolicyId(page.plan.substr(policy.size())))) plan.policy = *found;
    } else if (const auto target = oncall::parse_target(page.plan)) {
        plan.policy = escalation::direct_policy(*target, targets_of_fallbacks(file));
    }
    return plan;
}

std::vector<oncall::PersonId> on_call_now(Context& context, const Edition& edition, const oncall::ScheduleId& id) {
    const auto* calendar = edition.calendars.find(id);
    if (calendar == nullptr) return {};
    const Time now = context.now();
    const auto overrides = context.tables().oncall.overrides(id, now, now + Duration{1});
    return oncall::people_of(calendar->who(now, overrides));
}

std::vector<oncall::Means> means_of(const oncall::Person& person) {
    std::vector<oncall::Means> out;
    for (const auto& [means, name] : oncall::words::kMeans)
        if (!person.contact(means).empty()) out.push_back(means);
    return out;
}

escalation::Roster roster_of(Context& context, const Edition& edition) {
    return {[&](const oncall::ScheduleId& id) { return on_call_now(context, edition, id); },
            [&](const oncall::PersonId& id, oncall::Urgency urgency) {
                const auto* person = edition.file.find(id);
                return person == nullptr ? std::vector<oncall::NotifyRule>() : edition.file.rules(*person, urgency);
            },
            [&](const oncall::PolicyId& policy, int step) { return context.tables().oncall.times_fired(policy, step); },
            [&](const oncall::PersonId& id) {
                const auto* person = edition.file.find(id);
                return person == nullptr ? std::vector<oncall::Means>() : means_of(*person);
            }};
}

/// The schedule of these targets through which somebody was reached; empty if they name the person.
oncall::ScheduleId schedule_behind(Context& context, const Edition& edition, const std::vector<oncall::Target>& targets, const oncall::PersonId& person) {
    for (const auto& target : targets) {
        if (target.kind != TargetKind::schedule) continue;
        const oncall::ScheduleId id(target.id);
        const auto people = on_call_now(context, edition, id);
        if (std::ranges::find(people, person) != people.end()) return id;
    }
    return {};
}

/// What the load report and the turns of round-robin steps are counted from.
void keep_facts(Context& context, IncidentNumber incident, const Edition& edition, const oncall::Policy& policy, const EventBody& body) {
    auto& facts = context.tables().oncall;
    const auto reached = [&](const auto& told, const std::vector<oncall::Target>& targets) {
        facts.page_passed(incident, told.page);
        for (const auto& person : told.people) {
            // What runs on is no page of its own.
            if (std::ranges::find(told.run_on, person) != told.run_on.end()) continue;
            facts.page_reached({incident, told.page, person, schedule_behind(context, edition, targets, person), context.now(), {}, {}, false});
        }
    };
    if (const auto* exhausted = std::get_if<event::PageExhausted>(&body)) reached(*exhausted, policy.fallback);
    const auto* fired = std::get_if<event::PageStepFired>(&body);
    if (fired == nullptr) return;
    facts.count_fired(policy.id, fired->step);
    reached(*fired, policy.steps[static_cast<std::size_t>(fired->step)].notify);
}

void set_tick(Context& context, IncidentNumber incident, const PageState& page, std::optional<Time> due) {
    if (due) context.work().set_timer(TimerKind::page_tick, incident, page.page, std::max(*due, context.now()));
    else context.work().cancel_timer(TimerKind::page_tick, incident, page.page);
}

bool is_in(Context& context, const Edition& edition, const oncall::Policy& policy, const oncall::PersonId& person) {
    for (const auto& step : policy.steps)
        for (const auto& target : step.notify) {
            if (target.kind == TargetKind::person && target.id == person.value) return true;
            if (target.kind != TargetKind::schedule) continue;
            const auto people = on_call_now(context, edition, oncall::ScheduleId(target.id));
            if (std::ranges::find(people, person) != people.end()) return true;
        }
    return false;
}

/// Whether the policy of a page that has not ended names the person in any of its steps.
bool is_in_a_page(Context& context, const Edition& edition, const Incident& state, const oncall::PersonId& person) {
    constexpr std::string_view policy = "policy:";
    return std::ranges::any_of(state.pages, [&](const PageState& page) {
        if (!page.is_own() || page.phase == PagePhase::ended || !page.plan.starts_with(policy)) return false;
        const auto* found = edition.file.find(oncall::PolicyId(page.plan.substr(policy.size())));
        return found != nullptr && is_in(context, edition, *found, person);
    });
}

/// Providers report out of order: `sent` after `delivered` is old news. What was withdrawn may have been under way all the same.
bool is_news(const Notification& known, NotificationState to, const std::string& detail) {
    if (known.state == NotificationState::withdrawn) return to != NotificationState::withdrawn || detail != known.detail;
    return to != NotificationState::withdrawn && known.state != NotificationState::failed && to > known.state;
}

bool is_named(const std::string& id, const std::string& name, std::string_view typed) {
    return text::equals_ignoring_case(id, typed) || text::equals_ignoring_case(name, typed);
}

}  // namespace

std::optional<PagePlan> plan_for(const oncall::Oncall& file, std::string_view typed) {
    const auto colon = typed.find(':');
    const std::string_view kind = colon == std::string_view::npos ? std::string_view() : typed.substr(0, colon);
    const std::string_view name = colon == std::string_view::npos ? typed : typed.substr(colon + 1);
    const auto wants = [&](std::string_view what) { return kind.empty() || text::equals_ignoring_case(kind, what); };
    for (const auto& service : file.services)
        if (wants("service") && is_named(service.id.value, service.name, name))
            return service.paged_by == oncall::Pager::tocsin ? std::optional(PagePlan{"policy:" + service.policy.value, service.name}) : std::nullopt;
    for (const auto& policy : file.policies)
        if (wants("policy") && text::equals_ignoring_case(policy.id.value, name)) return PagePlan{"policy:" + policy.id.value, policy.id.value};
    for (const auto& schedule : file.schedules)
        if (wants("schedule") && text::equals_ignoring_case(schedule.id.value, name)) return PagePlan{"schedule:" + schedule.id.value, schedule.id.value};
    for (const auto& person : file.people)
        if (wants("person") && is_named(person.id.value, person.name, name)) return PagePlan{"person:" + person.id.value, person.name};
    return std::nullopt;
}

std::optional<PagePlan> plan_for(const oncall::Oncall& file, const UserId& person) {
    const auto* found = file.find(person);
    return found == nullptr ? std::nullopt : std::optional(PagePlan{"person:" + found->id.value, found->name});
}

oncall::Urgency urgency_of(const Incident& state) {
    const bool can_wait = state.severity == Severity::sev4 || state.severity == Severity::sev5;
    return can_wait ? oncall::Urgency::low : oncall::Urgency::high;
}

std::string begin_page(Context& context, IncidentNumber incident, const PagePlan& plan, const std::string& reason, bool test, const PageCause& cause) {
    const auto edition = context.settings().oncall->current();
    const Incident& state = *context.work().find(incident);
    const std::string page = "P" + std::to_string(state.last_page + 1);
    context.tables().oncall.save_file(edition->file.version, edition->body, context.now());
    context.record(incident, {event::PageRequested{page, plan.label, "tocsin", reason, test, plan.plan, edition->file.version, urgency_of(state), cause.run, cause.step}});
    if (!test) watch_own_page(context, incident, page);
    advance_page(context, incident, page);
    return page;
}

void advance_page(Context& context, IncidentNumber incident, const std::string& id) {
    const auto page = [&] { return find_page(*context.work().find(incident), id); };
    if (page() == nullptr || !page()->is_own()) return;
    const auto edition = edition_of(context, *page());
    if (edition == nullptr) return;
    const auto plan = plan_of(context, edition->file, *page());
    const auto roster = roster_of(context, *edition);
    for (int i = 0; i < kMostAtOnce; ++i) {
        auto body = escalation::next(*page(), plan, roster, context.now());
        if (!body) break;
        keep_facts(context, incident, *edition, plan.policy, *body);
        context.record_as(incident, {Draft(std::move(*body))}, by_timer());
    }
    set_tick(context, incident, *page(), escalation::wake_at(*page(), plan, roster));
}

bool fallback_has_failed(Context& context, const PageState& page) {
    const auto edition = edition_of(context, page);
    return edition != nullptr && escalation::fallback_has_failed(page, roster_of(context, *edition));
}

void advance_pages(Context& context, IncidentNumber incident) {
    std::vector<std::string> own;
    for (const auto& page : context.work().find(incident)->pages)
        if (page.is_own()) own.push_back(page.page);
    for (const auto& page : own) advance_page(context, incident, page);
}

Result<EventBody> hand_on(Context& context, const PageState& page, const oncall::PersonId& person, const std::string& reason) {
    const auto edition = edition_of(context, page);
    if (edition == nullptr || edition->file.find(person) == nullptr)
        return fail(Errc::conflict, "Page " + page.page + " goes by the on-call file with which it began, and that one does not know this person.",
                    "`page @user` begins a new page.");
    if (!escalation::can_be_told(page, person, roster_of(context, *edition)))
        return fail(Errc::conflict,
                    person.value + " has no notification rule for " + std::string(name_of(page.urgency)) + " urgency in the on-call file, so nothing would be sent.",
                    "`assign` somebody else, or call them.");
    auto out = escalation::reassign(page, plan_of(context, edition->file, page), person, context.now());
    out.reason = reason;
    return out;
}

void page_ticked(Context& context, const TimerRow& timer) {
    if (context.work().find(timer.incident) != nullptr) advance_page(context, timer.incident, timer.key);
}

void notification_came_to(Context& context, IncidentNumber incident, const std::string& page, int number, NotificationState to, const std::string& detail) {
    const Incident* state = context.work().find(incident);
    const PageState* known = state == nullptr ? nullptr : find_page(*state, page);
    if (known == nullptr) return;
    const Notification* found = find_notification(*known, number);
    if (found == nullptr || !is_news(*found, to, detail)) return;
    context.record_as(incident, {event::NotificationChanged{page, number, to, detail}}, {system_actor(), Source("outbox")});
    advance_page(context, incident, page);
    if (to == NotificationState::failed) own_notification_failed(context, incident, page, number);
}

bool is_meant(const Settings& settings, const PageState& page, const oncall::Target& target, const ActorId& actor) {
    if (target.kind != TargetKind::person) return false;
    if (person_of(settings, actor).value == target.id) return true;
    const auto pinned = settings.oncall->find(page.version);
    const auto* meant = pinned ? pinned->file.find(oncall::PersonId(target.id)) : nullptr;
    return meant != nullptr && !meant->slack.empty() && meant->slack == slack_user(actor);
}

bool has_been_paged(const Settings& settings, const Incident& state, const ActorId& actor) {
    return std::ranges::any_of(state.pages, [&](const PageState& page) {
        const auto is_theirs = [&](const oncall::Target& target) { return is_meant(settings, page, target, actor); };
        const auto is_told = [&](const PersonCycle& cycle) { return is_theirs({TargetKind::person, cycle.person.value}); };
        return std::ranges::any_of(page.cycles, is_told) || std::ranges::any_of(page.notifications, is_theirs, &Notification::target);
    });
}

ActorId actor_of(const Settings& settings, const oncall::Person& person) {
    const bool in_slack = !person.slack.empty() && !settings.team.empty();
    return in_slack ? slack_actor(settings.team, person.slack) : oncall::person_actor(person.id);
}

oncall::PersonId person_of(const Context& context, const ActorId& actor) { return person_of(context.settings(), actor); }

oncall::PersonId person_of(const Settings& settings, const ActorId& actor) {
    constexpr std::string_view by_id = "person:", there = "pagerduty:";
    if (actor.value.starts_with(by_id)) return oncall::PersonId(actor.value.substr(by_id.size()));
    const auto edition = settings.oncall->current();
    if (edition && actor.value.starts_with(there)) {
        const auto& people = edition->file.people;
        const auto found = std::ranges::find(people, actor.value.substr(there.size()), &oncall::Person::pagerduty);
        return found == people.end() || found->pagerduty.empty() ? oncall::PersonId() : found->id;
    }
    const auto* person = edition ? edition->file.find(slack_user(actor)) : nullptr;
    return person == nullptr ? oncall::PersonId() : person->id;
}

bool is_same_person(const Context& context, const ActorId& a, const ActorId& b) {
    if (a == b) return true;
    if (is_slack_person(a) && is_slack_person(b)) return slack_user(a) == slack_user(b);
    const auto person = person_of(context, a);
    return !person.empty() && person == person_of(context, b);
}

bool is_on_call_for(Context& context, const Incident& state, const ActorId& actor) {
    const auto edition = context.settings().oncall->current();
    const auto person = person_of(context, actor);
    if (has_been_paged(context.settings(), state, actor)) return true;
    if (edition && !person.empty() && is_in_a_page(context, *edition, state, person)) return true;
    const auto* service = edition ? edition->file.find_service(state.service.value) : nullptr;
    const auto* policy = service == nullptr ? nullptr : edition->file.find(service->policy);
    if (policy == nullptr) return false;
    return (!person.empty() && is_in(context, *edition, *policy, person)) || is_on_duty(context, edition->file, pagerduty_names(edition->file, *service), actor);
}

std::vector<UserId> on_call_in_slack(Context& context, const Incident& state) {
    const auto edition = context.settings().oncall->current();
    const auto* service = edition ? edition->file.find_service(state.service.value) : nullptr;
    const auto* policy = service == nullptr ? nullptr : edition->file.find(service->policy);
    std::vector<UserId> out;
    const auto add = [&](const oncall::PersonId& id) {
        const auto* person = edition->file.find(id);
        if (person != nullptr && !person->slack.empty() && std::ranges::find(out, person->slack) == out.end()) out.push_back(person->slack);
    };
    if (policy == nullptr || policy->steps.empty()) return out;
    for (const auto& target : policy->steps.front().notify) {
        if (target.kind == TargetKind::person) add(oncall::PersonId(target.id));
        if (target.kind == TargetKind::schedule) std::ranges::for_each(on_call_now(context, *edition, oncall::ScheduleId(target.id)), add);
    }
    return out;
}

}  // namespace tocsin::handlers
