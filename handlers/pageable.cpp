#include "handlers/pageable.hpp"

#include <algorithm>
#include <vector>

#include "bot/base/text.hpp"
#include "handlers/escalate.hpp"
#include "handlers/other_pager.hpp"

namespace tocsin::handlers {
namespace {

/// As many names as people read.
constexpr std::size_t kMostNames = 30;

std::vector<std::string> names_of(const Context& context) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        const auto same = [&](const std::string& known) { return text::equals_ignoring_case(known, name); };
        if (std::ranges::none_of(names, same)) names.push_back(name);
    };
    if (const auto edition = context.settings().oncall->current()) {
        for (const auto& service : edition->file.services) add(service.name);
        for (const auto& policy : edition->file.policies) add(policy.id.value);
        for (const auto& schedule : edition->file.schedules) add(schedule.id.value);
    }
    for (const auto& name : context.settings().pagerduty.routing_names) add(name);
    return names;
}

/// Half a word, or one that was typed wrong, is put right by the command that stands here.
std::string meant_service(const Context& context, IncidentNumber incident, const std::string& typed) {
    const auto names = names_of(context);
    const auto near = typed.size() < 60 ? text::nearest(typed, std::vector<std::string_view>(names.begin(), names.end())) : std::nullopt;
    if (!near || text::equals_ignoring_case(*near, typed)) return {};
    return " (did you mean " + std::string(*near) + "? `" + context.settings().command + " set " + context.name(incident) + " service " + std::string(*near) + "`)";
}

bool has_routing_key(const Context& context, const std::string& service) {
    const auto is_it = [&](const std::string& name) { return text::equals_ignoring_case(name, service); };
    return std::ranges::any_of(context.settings().pagerduty.routing_names, is_it);
}

/// What `page SERVICE` does; empty if it can do nothing.
std::string what_pages(const Context& context, const std::string& service) {
    const auto edition = context.settings().oncall->current();
    const auto* known = edition ? service_named(edition->file, service) : nullptr;
    if (known != nullptr && known->paged_by == oncall::Pager::pagerduty && route_of(context, *known)) return " pages " + known->name + " through PagerDuty.";
    if (known != nullptr) return " pages " + known->name + " by its policy " + known->policy.value + ".";
    if (edition && plan_for(edition->file, service)) return " pages it by the on-call file.";
    return has_routing_key(context, service) ? " pages " + service + " through PagerDuty." : std::string();
}

}  // namespace

std::string pageable(const Context& context) {
    auto names = names_of(context);
    if (names.empty()) return "Nothing can be paged yet: there is no on-call file (`oncall.file`), and `pagerduty.routing_keys` is empty.";
    const bool more = names.size() > kMostNames;
    if (more) names.resize(kMostNames);
    return "What can be paged: " + text::join(names, ", ") + (more ? " …" : ".");
}

Markup how_to_page(const Context& context, IncidentNumber incident, const ServiceName& service) {
    const std::string page = context.settings().command + " page " + context.name(incident) + " ";
    if (names_of(context).empty()) return {"No paging is configured, so call people yourself."};
    const std::string what = service.empty() ? std::string() : what_pages(context, service.value);
    const bool plain = service.value.find_first_of(" \"") == std::string::npos;
    if (!what.empty()) return Markup().code(page + (plain ? service.value : "\"" + service.value + "\"")) << what;
    Markup out;
    if (!service.empty()) out << "Nothing is configured that pages for " << service.value << meant_service(context, incident, service.value) << "; ";
    return out.code(page + "NAME") << " wakes somebody. " << pageable(context);
}

std::unexpected<Error> nothing_to_page(const Context& context, const std::string& typed) {
    if (context.settings().oncall->current() == nullptr)
        return fail(Errc::not_found, "`" + typed + "` has no routing key in `pagerduty.routing_keys`, so nobody was paged.", pageable(context));
    const auto names = names_of(context);
    const auto near = typed.size() < 60 ? text::nearest(typed, std::vector<std::string_view>(names.begin(), names.end())) : std::nullopt;
    const std::string also = context.settings().pagerduty.routing_names.empty() ? "" : ", and PagerDuty has no routing key of that name";
    return fail(Errc::not_found, "The on-call file has no service, policy, schedule or person `" + text::truncate(typed, 60) + "`" + also + "; so nobody was paged." +
                                     (near ? " Did you mean `" + std::string(*near) + "`?" : ""),
                pageable(context));
}

std::unexpected<Error> cannot_page_person(const Context& context) {
    const bool has_file = context.settings().oncall->current() != nullptr;
    const bool has_keys = !context.settings().pagerduty.routing_names.empty();
    std::string why = has_file ? "The on-call file does not know this person" : "There is no on-call file, so nobody is known to be paged";
    if (has_keys) why += ", and PagerDuty's events reach a service, not one person";
    return fail(Errc::invalid_argument, why + "; so nobody was paged.", pageable(context));
}

}  // namespace tocsin::handlers
