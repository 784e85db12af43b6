#include "handlers/page_menu.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/duty.hpp"
#include "handlers/escalate.hpp"
#include "handlers/other_pager.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Edition;
using oncall::TargetKind;

constexpr std::string_view kByPagerDuty = "PagerDuty says who";

std::string name_of_person(const oncall::Oncall& file, const oncall::PersonId& id) {
    const auto* person = file.find(id);
    return person == nullptr || person->name.empty() ? id.value : person->name;
}

/// The names of whoever a target reaches now; a channel and a policy of PagerDuty by what they are.
void add_reached(const store::Repositories& tables, const Edition& edition, const oncall::Target& target, Time now, std::vector<std::string>& out) {
    const auto add = [&](std::string name) {
        if (std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
    };
    if (target.kind == TargetKind::person) return add(name_of_person(edition.file, oncall::PersonId(target.id)));
    if (target.kind == TargetKind::channel) return add("a channel");
    if (target.kind == TargetKind::pagerduty) return add("PagerDuty");
    const auto* calendar = edition.calendars.find(oncall::ScheduleId(target.id));
    if (calendar == nullptr) return;
    for (const auto& shift : on_call_at(tables, *calendar, now)) add(name_of_person(edition.file, shift.person));
}

std::vector<std::string> reached_by(const store::Repositories& tables, const Edition& edition, std::string_view plan, Time now) {
    constexpr std::string_view kPolicy = "policy:";
    std::vector<std::string> out;
    if (plan.starts_with(kPolicy)) {
        const auto* policy = edition.file.find(oncall::PolicyId(std::string(plan.substr(kPolicy.size()))));
        if (policy == nullptr || policy->steps.empty()) return out;
        for (const auto& target : policy->steps.front().notify) add_reached(tables, edition, target, now, out);
    } else if (const auto target = oncall::parse_target(std::string(plan))) {
        add_reached(tables, edition, *target, now, out);
    }
    return out;
}

std::string in_words(const std::vector<std::string>& people) {
    if (people.empty()) return "nobody is on call now";
    return text::join(people, ", ") + (people.size() == 1 ? " is called first" : " are called first");
}

bool has_routing_key(const Settings& settings, std::string_view name) {
    return std::ranges::any_of(settings.pagerduty.routing_names, [&](const auto& known) { return text::equals_ignoring_case(known, name); });
}

}  // namespace

std::string reaches_now(const store::Repositories& tables, const Settings& settings, std::string_view name, Time now) {
    const auto edition = settings.oncall->current();
    if (edition != nullptr) {
        if (const auto plan = plan_for(edition->file, name)) return in_words(reached_by(tables, *edition, plan->plan, now));
        if (service_named(edition->file, std::string(name)) != nullptr) return std::string(kByPagerDuty);
    }
    return has_routing_key(settings, name) ? std::string(kByPagerDuty) : std::string();
}

bool has_pageables(const Settings& settings) { return settings.oncall->current() != nullptr || !settings.pagerduty.routing_names.empty(); }

bool is_pageable(const Settings& settings, std::string_view name) {
    const auto edition = settings.oncall->current();
    const bool in_file = edition != nullptr && (plan_for(edition->file, name) || service_named(edition->file, std::string(name)) != nullptr);
    return !name.empty() && (in_file || has_routing_key(settings, name));
}

std::vector<FormOption> page_menu(const store::Repositories& tables, const Settings& settings, Time now) {
    std::vector<FormOption> out;
    const auto add = [&](const std::string& name, std::string_view kind) {
        const bool is_known = std::ranges::any_of(out, [&](const FormOption& one) { return text::equals_ignoring_case(one.value, name); });
        if (!is_known && !name.empty()) out.push_back({name, name + " (" + std::string(kind) + ")", reaches_now(tables, settings, name, now)});
    };
    if (const auto edition = settings.oncall->current()) {
        for (const auto& service : edition->file.services) add(service.name.empty() ? service.id.value : service.name, "service");
        for (const auto& policy : edition->file.policies) add(policy.id.value, "policy");
        for (const auto& schedule : edition->file.schedules) add(schedule.id.value, "schedule");
        for (const auto& person : edition->file.people) add(person.name.empty() ? person.id.value : person.name, "person");
    }
    for (const auto& name : settings.pagerduty.routing_names) add(name, "PagerDuty");
    return out;
}

}  // namespace tocsin::handlers
