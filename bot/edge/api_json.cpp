#include "bot/edge/api_json.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"

namespace tocsin::edge {
namespace {

using Json = nlohmann::ordered_json;

struct ErrorRow {
    Errc code;
    const char* name;
    int status;
};
constexpr ErrorRow kErrors[] = {
    {Errc::invalid_argument, "invalid_argument", 422}, {Errc::not_found, "not_found", 422},
    {Errc::forbidden, "forbidden", 403},               {Errc::conflict, "conflict", 409},
    {Errc::unauthenticated, "unauthenticated", 401},   {Errc::too_large, "too_large", 413},
    {Errc::overloaded, "overloaded", 503},             {Errc::unavailable, "unavailable", 503},
    {Errc::permanent, "permanent", 409},
};

const ErrorRow& row_of(Errc code) {
    for (const auto& row : kErrors)
        if (row.code == code) return row;
    return kErrors[0];
}

Json time_or_null(const std::optional<Time>& at) { return at ? Json(format_rfc3339(*at)) : Json(nullptr); }
Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json to_json(const Task& task) {
    return {{"number", task.number.value}, {"text", task.text}, {"owner", text_or_null(task.owner.value)},
            {"due", time_or_null(task.due)}, {"done", task.done}, {"followup", task.followup}};
}

Json to_json(const Incident& incident, std::string_view key) {
    Json times = Json::object();
    for (const auto& [which, name] : words::kKeyTime) times[std::string(name)] = time_or_null(incident.time(which));
    Json roles = Json::object();
    for (const auto& [role, name] : words::kRole) roles[std::string(name)] = text_or_null(incident.role(role).value);
    Json steps = Json::object();
    for (const auto& [step, name] : words::kCreationStep)
        steps[std::string(name)] = {{"state", name_of(incident.step(step).state)}, {"detail", incident.step(step).detail}};
    Json responders = Json::array(), tasks = Json::array(), links = Json::array(), pagerduty = Json::array(), pages = Json::array();
    for (const auto& person : incident.responders) responders.push_back(person.value);
    for (const auto& task : incident.tasks) tasks.push_back(to_json(task));
    for (const auto& link : incident.links) links.push_back({{"url", link.url}, {"label", link.label}});
    for (const auto& link : incident.pagerduty)
        pagerduty.push_back({{"id", link.id.value}, {"url", link.url}, {"title", link.title}, {"service", link.service}, {"state", link.state}});
    for (const auto& page : incident.pages)
        pages.push_back({{"page", page.page}, {"target", page.target}, {"state", page.state}, {"detail", page.detail}});
    return {{"number", incident.number.value}, {"name", display_name(key, incident.number)}, {"title", incident.title},
            {"summary", incident.summary}, {"cause", incident.cause}, {"severity", name_of(incident.severity)}, {"suggested_severity", name_of(incident.suggested)},
            {"status", name_of(incident.status)}, {"service", text_or_null(incident.service.value)}, {"drill", incident.drill}, {"private", incident.private_},
            {"declared_by", incident.declared_by.value}, {"times", times}, {"roles", roles}, {"responders", responders},
            {"channel", text_or_null(incident.channel.value)}, {"channel_name", text_or_null(incident.channel_name)},
            {"creation", steps}, {"pages", pages}, {"pagerduty", pagerduty}, {"tasks", tasks}, {"links", links},
            {"merged_into", incident.merged_into.none() ? Json(nullptr) : Json(incident.merged_into.value)},
            {"next_update_due", time_or_null(incident.next_update_due)}, {"events", incident.last_seq.value}};
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<IncidentNumber> decode_number(const Json& value, std::string_view key) {
    const auto bad = fail(Errc::invalid_argument, "`incident` must be a number such as 42, or a name such as \"" + std::string(key) + "-42\".");
    if (value.is_number_integer() && value.get<std::int64_t>() > 0) return IncidentNumber(value.get<std::int64_t>());
    if (!value.is_string()) return bad;
    const auto name = value.get<std::string>();
    const std::string prefix = text::lower(key) + "-";
    const auto number = text::parse_int(text::lower(name).starts_with(prefix) ? std::string_view(name).substr(prefix.size()) : std::string_view(name));
    if (!number || *number < 1) return bad;
    return IncidentNumber(*number);
}

}  // namespace

Result<CommandRequest> decode_command_request(std::string_view body, std::string_view key) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) return fail(Errc::invalid_argument, "The body must be a JSON object with `text`.", R"({"text":"note failed over","incident":42})");
    CommandRequest out;
    for (const auto& [name, value] : json.items()) {
        if (name == "text" && value.is_string()) {
            out.text = text::sanitize(value.get<std::string>());
        } else if (name == "incident" && !value.is_null()) {
            const auto number = decode_number(value, key);
            if (!number) return std::unexpected(number.error());
            out.incident = *number;
        } else if (name == "text") {
            return fail(Errc::invalid_argument, "`text` has the wrong type.", "It is a string.");
        } else if (name != "incident") {
            return fail(Errc::invalid_argument, "`" + text::truncate(text::sanitize(name), 60) + "` is not a known field.", "Known are text and incident.");
        }
    }
    if (!json.contains("text")) return fail(Errc::invalid_argument, "`text` is required.", R"({"text":"note failed over","incident":42})");
    return out;
}

int status_of(Errc code) { return row_of(code).status; }

net::Response error_response(const Error& error) {
    const std::string sentence = error.hint.empty() ? error.message : error.message + " " + error.hint;
    // A caller's malformed request is 400 (design §4); 422 is for a command that was understood and is wrong.
    const int status = error.code == Errc::invalid_argument ? 400 : error.code == Errc::not_found ? 404 : status_of(error.code);
    return net::json_response(status, dumped({{"ok", false}, {"error", row_of(error.code).name}, {"reply", sentence}}));
}

net::Response command_response(const Reply& reply, const Names& names, std::string_view key, const Incident* about) {
    Json json = {{"ok", reply.ok}, {"reply", plain_text(reply.text, names)}};
    json["incident"] = reply.incident.none() ? Json(nullptr) : Json(reply.incident.value);
    json["error"] = reply.ok ? Json(nullptr) : Json(row_of(reply.error).name);
    json["data"] = about == nullptr ? Json(nullptr) : to_json(*about, key);
    if (const Offer* question = question_in(reply)) json["confirm"] = question->label;
    return net::json_response(reply.ok ? 200 : status_of(reply.error), dumped(json));
}

std::string incident_json(const Incident& incident, std::string_view key) { return dumped(to_json(incident, key)); }

std::string incidents_json(std::span<const Incident> incidents, std::string_view key) {
    Json list = Json::array();
    for (const auto& incident : incidents) list.push_back(to_json(incident, key));
    return dumped({{"incidents", list}});
}

std::string timeline_json(std::span<const Event> events, const Names& names) {
    Json list = Json::array();
    for (const auto& event : events) {
        Json entry = {{"seq", event.seq.value}, {"kind", kind_of(event.body)}, {"occurred_at", format_rfc3339(event.occurred_at)},
                      {"recorded_at", format_rfc3339(event.recorded_at)}, {"actor", event.actor.value}, {"source", event.source.value},
                      {"text", plain_text(describe(event.body), names)}, {"link", text_or_null(event.link)}};
        entry["corrects"] = event.corrects ? Json(event.corrects->value) : Json(nullptr);
        list.push_back(std::move(entry));
    }
    return dumped({{"events", list}});
}

}  // namespace tocsin::edge
