// The REST route table, and paging. Paths, From and success statuses: PagerDuty's REST v2 reference.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

constexpr long long kDefaultLimit = 25, kMaxLimit = 100, kDeepest = 10'000;

// clang-format off: one row a line
constexpr auto kRoutes = std::to_array<RestRoute>({
    {"GET", "/incidents", 200, false, "statuses[] service_ids[] user_ids[] team_ids[] urgencies[] incident_key since until date_range sort_by include[] time_zone", list_incidents},
    {"POST", "/incidents", 201, true, "", create_incident},
    {"PUT", "/incidents", 200, true, "", put_incidents},
    {"GET", "/incidents/{id}", 200, false, "include[]", get_incident},
    {"PUT", "/incidents/{id}", 200, true, "", put_incident},
    {"PUT", "/incidents/{id}/merge", 200, true, "", merge_incidents},
    {"GET", "/incidents/{id}/notes", 200, false, "", list_notes},
    {"POST", "/incidents/{id}/notes", 200, true, "", create_note},
    {"POST", "/incidents/{id}/snooze", 201, true, "", snooze_incident},
    {"POST", "/incidents/{id}/status_updates", 200, true, "", create_status_update},
    {"POST", "/incidents/{id}/responder_requests", 200, false, "", create_responder_request},
    {"GET", "/incidents/{id}/alerts", 200, false, "statuses[] alert_key sort_by include[]", list_alerts},
    {"GET", "/incidents/{id}/log_entries", 200, false, "is_overview since until include[] time_zone", list_incident_log},
    {"GET", "/log_entries", 200, false, "is_overview since until include[] time_zone team_ids[]", list_log},
    {"GET", "/users", 200, false, "query team_ids[] include[]", list_users},
    {"GET", "/users/{id}", 200, false, "include[]", get_user},
    {"GET", "/oncalls", 200, false, "user_ids[] escalation_policy_ids[] schedule_ids[] since until earliest include[] time_zone", list_oncalls},
    {"GET", "/services", 200, false, "query team_ids[] sort_by include[] time_zone", list_services},
    {"GET", "/services/{id}", 200, false, "include[]", get_service},
    {"GET", "/escalation_policies", 200, false, "query user_ids[] team_ids[] include[] sort_by", list_policies},
    {"GET", "/escalation_policies/{id}", 200, false, "include[]", get_policy},
    {"GET", "/priorities", 200, false, "", list_priorities},
    {"GET", "/webhook_subscriptions", 200, false, "filter_type filter_id", list_subscriptions},
    {"PUT", "/webhook_subscriptions/{id}", 200, false, "", put_subscription},
    {"POST", "/webhook_subscriptions/{id}/enable", 200, false, "", enable_subscription},
});
// clang-format on

// Whether `path` has the form of `pattern`; `id` gets the segment at `{id}`.
bool matches(std::string_view pattern, std::string_view path, std::string& id) {
    const auto expected = text::split(pattern, '/');
    const auto given = text::split(path, '/');
    if (expected.size() != given.size()) return false;
    std::string found;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i] == "{id}" && !given[i].empty())
            found = std::string(given[i]);
        else if (expected[i] != given[i])
            return false;
    }
    id = std::move(found);
    return true;
}

}  // namespace

const RestRoute* find_route(std::string_view method, std::string_view path, std::string& id) {
    const auto found = std::ranges::find_if(
        kRoutes, [&](const RestRoute& r) { return r.method == method && matches(r.path, path, id); });
    return found == kRoutes.end() ? nullptr : &*found;
}

std::vector<std::string> RestCall::all(std::string_view parameter) const {
    std::vector<std::string> out;
    const std::string_view target = request.target;
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return out;
    for (std::string_view pair : text::split(target.substr(mark + 1), '&')) {
        const auto equals = pair.find('=');
        if (net::percent_decode(pair.substr(0, equals)) == parameter && equals != std::string_view::npos)
            out.push_back(net::percent_decode(pair.substr(equals + 1)));
    }
    return out;
}

PagerDutyAnswer rest_page(const RestCall& call, std::string_view key, const ordered_json& items) {
    const std::string limit_text = call.request.query("limit"), offset_text = call.request.query("offset");
    const auto limit = limit_text.empty() ? kDefaultLimit : text::parse_int(limit_text).value_or(-1);
    const auto offset = offset_text.empty() ? 0 : text::parse_int(offset_text).value_or(-1);
    if (limit < 1 || limit > kMaxLimit) return invalid_input("limit must be 1 to 100");
    if (offset < 0 || offset + limit > kDeepest)
        return invalid_input("Offset must be 0 or more, and offset plus limit at most 10,000");
    const auto size = static_cast<long long>(items.size());
    ordered_json page = ordered_json::array();
    for (long long i = offset; i < std::min(size, offset + limit); ++i)
        page.push_back(items[static_cast<std::size_t>(i)]);
    ordered_json total = call.request.query("total") == "true" ? ordered_json(size) : ordered_json(nullptr);
    return ordered_json{{std::string(key), std::move(page)},
                        {"limit", limit},
                        {"offset", offset},
                        {"more", offset + limit < size},
                        {"total", total}};
}

}  // namespace tocsin::sandbox
