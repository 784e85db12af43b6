#include "handlers/report.hpp"

#include "bot/base/time_format.hpp"
#include "bot/core/timings.hpp"
#include "bot/oncall/profile.hpp"
#include "bot/postmortem/draft.hpp"

namespace tocsin::handlers {

StoredNames::StoredNames(const std::vector<Person>& people, const std::vector<store::SlackName>& named, const oncall::Oncall* file) {
    for (const auto& person : file == nullptr ? std::vector<oncall::Person>() : file->people) {
        names_.emplace("person:" + person.id.value, person.name);
        if (!person.slack.empty()) by_slack_id_.emplace(person.slack.value, person.name);
    }
    for (const auto& person : people)
        if (auto name = oncall::name_for(oncall::listed(file, person.id.value), &person); !name.empty()) names_.emplace(person.id.value, std::move(name));
    for (const auto& one : named)
        if (one.name.empty()) names_.emplace(one.id.starts_with('S') ? "group:" + one.id : one.id, one.id.starts_with('S') ? "@(a user group)" : "#(a private channel)");
        else names_.emplace(one.id.starts_with('S') ? "group:" + one.id : one.id, (one.id.starts_with('S') ? "@" : "#") + one.name);
}

std::string StoredNames::channel(std::string_view channel_id) const {
    const auto found = names_.find(std::string(channel_id));
    return found != names_.end() ? found->second : Names::channel(channel_id);
}

std::string StoredNames::person(std::string_view actor_id) const {
    if (const auto found = names_.find(std::string(actor_id)); found != names_.end()) return found->second;
    // Slack's profile was never asked for; the on-call file knows them all the same.
    const auto in_file = by_slack_id_.find(slack_user(ActorId(std::string(actor_id))).value);
    return in_file != by_slack_id_.end() ? in_file->second : plain_text(Markup().person(actor_id));
}

Result<ReportQuery> report_query(const std::string& from, const std::string& to, const std::string& by) {
    constexpr std::size_t date_length = 10;
    const auto start = parse_iso8601(from);
    if (!start) return fail(Errc::invalid_argument, "`from` must be a date such as 2026-01-01.");
    auto end = parse_iso8601(to);
    if (!end) return fail(Errc::invalid_argument, "`to` must be a date such as 2026-03-31.");
    if (to.size() == date_length) *end += std::chrono::days{1};
    if (*end <= *start) return fail(Errc::invalid_argument, "`to` must not lie before `from`.");
    const auto group = by.empty() ? std::optional(postmortem::GroupBy::service) : postmortem::group_by(by);
    if (!group) return fail(Errc::invalid_argument, "`by` must be service, severity or team.");
    return ReportQuery{*start, *end, *group};
}

namespace {

std::string team_of(const oncall::Oncall* file, const ServiceName& service) {
    const auto* known = file == nullptr || service.empty() ? nullptr : file->find_service(service.value);
    return known == nullptr ? std::string() : known->policy.value;
}

}  // namespace

postmortem::Report make_report(const store::Snapshot& view, const ReportQuery& query, const oncall::Oncall* file,
                               const std::function<bool(const Incident&)>& counts) {
    store::IncidentFilter filter;
    filter.scope = store::IncidentFilter::Scope::all;
    filter.declared_from = query.from;
    filter.declared_to = query.to;
    filter.limit = 1'000'000;
    std::vector<postmortem::ReportRow> rows;
    for (const IncidentNumber number : view.tables().incidents.list(filter)) {
        const auto incident = view.find(number);
        if (!counts(*incident)) continue;
        const auto events = view.tables().timeline.events(number);
        postmortem::ReportRow row;
        row.number = number;
        row.service = incident->service;
        row.team = team_of(file, incident->service);
        row.severity = incident->severity;
        row.declared = incident->time(KeyTime::declared).value_or(Time{});
        row.timings = measure(events, postmortem::as_of(events));
        row.drill = incident->drill;
        row.merged = !incident->merged_into.none();
        rows.push_back(std::move(row));
    }
    return postmortem::build_report(rows, query.by, query.from, query.to);
}

}  // namespace tocsin::handlers
