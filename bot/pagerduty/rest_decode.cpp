#include "bot/pagerduty/rest_decode.hpp"

#include <algorithm>

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::pagerduty {
namespace {

/// Parses, lets `read` take what it wants from the root, and turns the first wrong field into an error.
template <class Read>
auto decode_with(std::string_view body, std::string_view what, Read read) -> Result<decltype(read(std::declval<JsonCursor>()))> {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(Errc::unavailable, "PagerDuty's " + std::string(what) + " " + document.error().message);
    auto value = read(document->root());
    if (document->error()) return fail(Errc::unavailable, "PagerDuty's " + std::string(what) + ": " + document->error()->message);
    return value;
}

User user_of(const JsonCursor& user) {
    return {user.text_or("id"), user.text_or("name", user.text_or("summary")), user.text_or("email"), user.text_or("time_zone")};
}

void add_once(std::vector<User>& users, User user) {
    if (!user.id.empty() && std::ranges::find(users, user.id, &User::id) == users.end()) users.push_back(std::move(user));
}

/// The people under `list[].key`, without repeats.
std::vector<User> users_in(const JsonCursor& list, std::string_view key) {
    std::vector<User> out;
    for (const auto& entry : list.elements()) add_once(out, user_of(entry.object_or(key)));
    return out;
}

IncidentDetails details_of(const JsonCursor& incident) {
    IncidentDetails details;
    details.id = PagerDutyIncidentId(incident.text("id"));
    details.title = incident.text_or("title", incident.text_or("summary"));
    details.status = incident.text_or("status");
    details.url = incident.text_or("html_url");
    details.urgency = incident.text_or("urgency");
    const auto service = incident.object_or("service");
    details.service_id = PagerDutyServiceId(service.text_or("id"));
    details.service = service.text_or("summary", service.text_or("name"));
    const auto policy = incident.object_or("escalation_policy");
    details.escalation_policy_id = policy.text_or("id");
    details.escalation_policy = policy.text_or("summary");
    details.incident_key = incident.text_or("incident_key");
    const auto priority = incident.object_or("priority");
    details.priority = priority.text_or("summary", priority.text_or("name"));
    details.created_at = parse_iso8601(incident.text_or("created_at"));
    details.updated_at = parse_iso8601(incident.text_or("updated_at"));
    const auto took_in = incident.object_or("resolve_reason").object_or("incident");
    details.merged_into = took_in.text_or("id");
    details.merged_into_title = took_in.text_or("summary");
    details.assignees = users_in(incident["assignments"], "assignee");
    details.acknowledgers = users_in(incident["acknowledgements"], "acknowledger");
    return details;
}

struct LogKind {
    std::string_view type, what;
};
/// Reference, LogEntry: what it was, as the webhooks call it. A delegation only explains the assignment beside it.
constexpr LogKind kLogKinds[] = {
    {"trigger_log_entry", "triggered"},       {"acknowledge_log_entry", "acknowledged"}, {"unacknowledge_log_entry", "unacknowledged"},
    {"resolve_log_entry", "resolved"},        {"reopen_log_entry", "reopened"},          {"escalate_log_entry", "escalated"},
    {"delegate_log_entry", "delegated"},      {"assign_log_entry", "reassigned"},
};

/// Nothing for an entry of another kind, and for an assignment that no person made.
std::optional<Change> change_of(const JsonCursor& entry) {
    std::string type = entry.text_or("type");
    if (type.ends_with("_reference")) type.resize(type.size() - std::string_view("_reference").size());
    const auto kind = std::ranges::find(kLogKinds, std::string_view(type), &LogKind::type);
    const auto at = parse_iso8601(entry.text_or("created_at"));
    if (kind == std::end(kLogKinds) || !at) return std::nullopt;
    const auto agent = entry.object_or("agent");
    if (kind->what == "reassigned" && !agent.text_or("type").starts_with("user")) return std::nullopt;
    Change change{std::string(kind->what), agent.text_or("id"), agent.text_or("summary"), *at, {}};
    for (const auto& user : entry["assignees"].elements()) add_once(change.assignees, user_of(user));
    return change;
}

/// One that comes with another change within two seconds is how that change is done.
bool is_part_of_another(const Change& change, const std::vector<Change>& all) {
    constexpr Duration together = std::chrono::seconds{2};
    return change.what == "reassigned" && std::ranges::any_of(all, [&](const Change& other) {
        return other.what != "reassigned" && change.at - other.at <= together && other.at - change.at <= together;
    });
}

/// Assignments of the same second are one, however many entries PagerDuty makes of them.
void add_change(std::vector<Change>& out, Change change) {
    const bool again = !out.empty() && change.what == "reassigned" && out.back().what == "reassigned" && out.back().at == change.at;
    if (!again) return out.push_back(std::move(change));
    for (auto& user : change.assignees) add_once(out.back().assignees, std::move(user));
}

}  // namespace

Result<IncidentDetails> decode_incident(std::string_view body) {
    return decode_with(body, "incident", [](const JsonCursor& root) { return details_of(root.object("incident")); });
}

Result<std::optional<IncidentDetails>> decode_incident_list(std::string_view body) {
    return decode_with(body, "list of incidents", [](const JsonCursor& root) {
        const auto incidents = root["incidents"].elements();
        return incidents.empty() ? std::nullopt : std::optional(details_of(incidents.front()));
    });
}

Result<IncidentPage> decode_incident_page(std::string_view body) {
    return decode_with(body, "list of incidents", [](const JsonCursor& root) {
        IncidentPage page;
        for (const auto& incident : root["incidents"].elements()) page.incidents.push_back(details_of(incident));
        page.more = root.flag_or("more", false);
        return page;
    });
}

Result<std::vector<Change>> decode_changes(std::string_view body) {
    return decode_with(body, "log entries", [](const JsonCursor& root) {
        std::vector<Change> all, out;
        for (const auto& entry : root["log_entries"].elements())
            if (auto change = change_of(entry)) all.push_back(std::move(*change));
        // PagerDuty lists the newest first.
        std::ranges::reverse(all);
        for (const auto& change : all)
            if (change.what != "delegated" && !is_part_of_another(change, all)) add_change(out, change);
        return out;
    });
}

Result<std::vector<Subscription>> decode_subscriptions(std::string_view body) {
    return decode_with(body, "webhook subscriptions", [](const JsonCursor& root) {
        std::vector<Subscription> out;
        for (const auto& entry : root["webhook_subscriptions"].elements()) {
            const auto method = entry.object_or("delivery_method");
            const auto filter = entry.object_or("filter");
            out.push_back({entry.text_or("id"), method.text_or("url"), entry.flag_or("active", true), method.flag_or("temporarily_disabled", false),
                           filter.text_or("type"), filter.text_or("id")});
        }
        return out;
    });
}

Result<std::string> decode_priority_id(std::string_view body, std::string_view name) {
    return decode_with(body, "list of priorities", [&](const JsonCursor& root) {
        for (const auto& entry : root["priorities"].elements())
            if (text::equals_ignoring_case(entry.text_or("name", entry.text_or("summary")), name)) return entry.text_or("id");
        return std::string();
    });
}

Result<User> decode_one_user(std::string_view body) {
    return decode_with(body, "user", [](const JsonCursor& root) { return user_of(root.object("user")); });
}

Result<std::vector<Notified>> decode_notified(std::string_view body) {
    return decode_with(body, "log entries", [](const JsonCursor& root) {
        std::vector<Notified> out;
        for (const auto& entry : root["log_entries"].elements()) {
            if (!entry.text_or("type").starts_with("notify_log_entry")) continue;
            const auto channel = entry.object_or("channel");
            const auto notification = channel.object_or("notification");
            out.push_back({user_of(entry.object_or("user")), notification.text_or("type", channel.text_or("type")),
                           notification.text_or("status"), parse_iso8601(entry.text_or("created_at"))});
        }
        return out;
    });
}

Result<std::vector<Note>> decode_notes(std::string_view body) {
    return decode_with(body, "notes", [](const JsonCursor& root) {
        std::vector<Note> out;
        for (const auto& note : root["notes"].elements())
            out.push_back({note.text_or("id"), note.text_or("content"), user_of(note.object_or("user")),
                           parse_iso8601(note.text_or("created_at"))});
        return out;
    });
}

Result<std::optional<User>> decode_user(std::string_view body, std::string_view email) {
    return decode_with(body, "list of users", [&](const JsonCursor& root) {
        // `query` matches names and parts of addresses too; only the whole address is this person.
        for (const auto& entry : root["users"].elements())
            if (User user = user_of(entry); text::equals_ignoring_case(user.email, email)) return std::optional(user);
        return std::optional<User>();
    });
}

Result<OnCallPage> decode_oncalls(std::string_view body) {
    return decode_with(body, "on-call list", [](const JsonCursor& root) {
        std::multimap<std::int64_t, OnCallEntry> by_level;
        for (const auto& entry : root["oncalls"].elements()) {
            const auto policy = entry.object_or("escalation_policy"), schedule = entry.object_or("schedule");
            const auto level = entry.number_or("escalation_level", 1);
            by_level.emplace(level, OnCallEntry{user_of(entry.object_or("user")), level, policy.text_or("id"), policy.text_or("summary"),
                                                schedule.text_or("id"), schedule.text_or("summary"), parse_iso8601(entry.text_or("end"))});
        }
        OnCallPage page;
        for (auto& [level, entry] : by_level) page.entries.push_back(std::move(entry));
        page.more = root.flag_or("more", false);
        return page;
    });
}

Result<std::string> decode_service_policy(std::string_view body) {
    return decode_with(body, "service", [](const JsonCursor& root) { return root.object("service").object("escalation_policy").text("id"); });
}

}  // namespace tocsin::pagerduty
