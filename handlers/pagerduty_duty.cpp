#include "handlers/pagerduty_duty.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/forms.hpp"
#include "handlers/grammar.hpp"
#include "handlers/oncall_words.hpp"

namespace tocsin::handlers {
namespace {

using oncall::TargetKind;

constexpr std::string_view kPrefix = "pagerduty:";

void add_targets(std::vector<PagerDutyName>& out, const std::vector<oncall::Target>& targets) {
    for (const auto& target : targets)
        if (target.kind == TargetKind::pagerduty) out.push_back({target.id, false});
}

std::vector<PagerDutyName> all_names(const Settings& settings) {
    std::vector<PagerDutyName> out;
    const auto edition = settings.oncall->current();
    if (!edition) return out;
    for (const auto& policy : edition->file.policies) std::ranges::move(pagerduty_names(policy), std::back_inserter(out));
    for (const auto& service : edition->file.services) std::ranges::move(pagerduty_names(edition->file, service), std::back_inserter(out));
    return out;
}

/// Where it counts who is on call.
bool asks_who_is_on_call(Needs needs) { return needs == Needs::responder || needs == Needs::on_call_or_responder; }

/// Somebody of the on-call file, by what PagerDuty says of them.
const oncall::Person* listed(const oncall::Oncall& file, const PagerDutyOnCall& one) {
    const auto by_id = std::ranges::find(file.people, one.user, &oncall::Person::pagerduty);
    if (by_id != file.people.end()) return &*by_id;
    const auto same_address = [&](const oncall::Person& p) { return !one.email.empty() && text::equals_ignoring_case(p.email, one.email); };
    const auto by_email = std::ranges::find_if(file.people, same_address);
    return by_email == file.people.end() ? nullptr : &*by_email;
}

/// Somebody whom nobody here knows is shown by the name that PagerDuty gives.
Markup name_of(Context& context, const oncall::Oncall& file, const PagerDutyOnCall& one) {
    if (const auto* person = listed(file, one)) return person_text(context, file, person->id);
    if (const auto known = one.email.empty() ? std::nullopt : context.tables().people.by_email(one.email)) return Markup().person(known->id.value);
    return {one.name.empty() ? one.user : one.name};
}

bool is_over(const PagerDutyOnCall& one, Time now) { return one.until && *one.until <= now; }

bool is_actor(Context& context, const oncall::Oncall& file, const PagerDutyOnCall& one, const ActorId& actor) {
    if (const auto* person = listed(file, one))
        return actor == oncall::person_actor(person->id) || (!person->slack.empty() && person->slack == slack_user(actor));
    const auto known = context.tables().people.find(actor);
    return known && !one.email.empty() && text::equals_ignoring_case(known->email, one.email);
}

/// `14:05 UTC`, with its date if that is not today's.
std::string when_said(Time said, Time now) {
    const bool today = std::chrono::floor<std::chrono::days>(said) == std::chrono::floor<std::chrono::days>(now);
    const std::string whole = format_utc_minute(said);
    return today ? whole.substr(whole.find(' ') + 1) : whole;
}

}  // namespace

std::string pagerduty_id_in(std::string_view typed) {
    if (typed.size() <= kPrefix.size() || !text::equals_ignoring_case(typed.substr(0, kPrefix.size()), kPrefix)) return {};
    std::string id(typed.substr(kPrefix.size()));
    std::ranges::transform(id, id.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const bool fits = id.size() <= 40 && std::ranges::all_of(id, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    return fits ? id : std::string();
}

std::vector<PagerDutyName> pagerduty_names(const oncall::Policy& policy) {
    std::vector<PagerDutyName> out;
    for (const auto& step : policy.steps) add_targets(out, step.notify);
    add_targets(out, policy.fallback);
    return out;
}

std::vector<PagerDutyName> pagerduty_names(const oncall::Oncall& file, const oncall::Service& service) {
    std::vector<PagerDutyName> out;
    if (service.paged_by == oncall::Pager::pagerduty) out.push_back({service.pagerduty.value, true});
    if (const auto* policy = file.find(service.policy)) std::ranges::move(pagerduty_names(*policy), std::back_inserter(out));
    return out;
}

std::vector<PagerDutyName> names_to_ask(const Settings& settings, const ParsedCommand& parsed) {
    if (const auto* show = std::get_if<command::OncallShow>(&parsed.command)) {
        const std::string id = pagerduty_id_in(show->schedule);
        if (!id.empty()) return {{id, false}};
        return show->at ? std::vector<PagerDutyName>() : all_names(settings);
    }
    const VerbSpec* verb = find_verb(parsed.verb);
    return verb != nullptr && asks_who_is_on_call(verb->needs) ? all_names(settings) : std::vector<PagerDutyName>();
}

std::vector<PagerDutyName> names_to_ask(const Settings& settings, FormKind kind) {
    return asks_who_is_on_call(find_verb(spec_of(kind).verb)->needs) ? all_names(settings) : std::vector<PagerDutyName>();
}

std::vector<PagerDutyName> names_to_ask(const Settings& settings, const Button& button) {
    // A trigger lives 3 s: what a form's permission does not need is not waited for.
    if (button.action == ButtonAction::open_form) {
        const auto kind = words::find_in(words::kFormKind, std::string_view(button.argument).substr(0, button.argument.find(' ')));
        return kind ? names_to_ask(settings, *kind) : std::vector<PagerDutyName>();
    }
    const bool swaps = button.action == ButtonAction::accept_swap || button.action == ButtonAction::decline_swap;
    return swaps || button.action == ButtonAction::join ? std::vector<PagerDutyName>() : all_names(settings);
}

Markup duty_text(Context& context, const oncall::Oncall& file, const PagerDutyName& name) {
    if (!context.settings().pagerduty.rest) return {"not known, because no `pagerduty.api_token` is configured"};
    const auto duty = context.tables().pagerduty.duty(name.id);
    if (!duty) return {"not known: PagerDuty does not answer, and it has not said before who is on call"};
    Markup out;
    for (const auto& one : duty->on_call) {
        if (!out.empty()) out << "; ";
        out << name_of(context, file, one) << fmt::format(" (level {})", one.level);
        if (one.until) out << (is_over(one, context.now()) ? ", whose shift ended " : " until ") << both_zones(*one.until, context.caller().zone);
    }
    if (out.empty()) out << "⚠ nobody, or PagerDuty has no such policy, schedule or service";
    if (context.now() - duty->said_at >= kPagerDutyDutyFresh) out << ", as PagerDuty said at " << when_said(duty->said_at, context.now()) << "; it does not answer now";
    return out;
}

bool is_on_duty(Context& context, const oncall::Oncall& file, const std::vector<PagerDutyName>& names, const ActorId& actor) {
    return std::ranges::any_of(names, [&](const PagerDutyName& name) {
        const auto duty = context.tables().pagerduty.duty(name.id);
        return duty && std::ranges::any_of(duty->on_call, [&](const PagerDutyOnCall& one) {
                   return !is_over(one, context.now()) && is_actor(context, file, one, actor);
               });
    });
}

}  // namespace tocsin::handlers
