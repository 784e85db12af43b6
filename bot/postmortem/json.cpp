#include "bot/postmortem/json.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"

namespace tocsin::postmortem {
namespace {

using Json = nlohmann::ordered_json;

Json time_json(std::optional<Time> at) { return at ? Json(format_rfc3339(*at)) : Json(nullptr); }
Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json figure_json(const Figure& figure) {
    Json out;
    const bool invalid = std::holds_alternative<EndBeforeStart>(figure);
    const auto* span = std::get_if<Duration>(&figure);
    out["state"] = span != nullptr ? "value" : invalid ? "invalid" : "n/a";
    out["seconds"] = span != nullptr ? Json(std::chrono::duration<double>(*span).count()) : Json(nullptr);
    out["missing"] = std::holds_alternative<MissingTime>(figure) ? Json(std::get<MissingTime>(figure).what) : Json(nullptr);
    return out;
}

class Writer {
public:
    explicit Writer(const DraftInput& input) : input_(input), incident_(input.incident), timings_(measure(input.events, as_of(input.events))) {}

    Json whole() const {
        Json out;
        out["schema_version"] = 1;
        out["incident"] = incident();
        out["key_times"] = Json::object();
        for (const auto& [which, name] : words::kKeyTime) out["key_times"][std::string(name)] = time_json(timings_.time(which));
        out["figures"] = figures();
        out["severities"] = severities();
        out["roles"] = roles();
        out["pauses"] = Json::array();
        for (const auto& pause : timings_.pauses)
            out["pauses"].push_back({{"ended", time_json(pause.ended)}, {"reopened", time_json(pause.reopened)}});
        out["events"] = events();
        return out;
    }

private:
    Json person(const ActorId& actor) const {
        if (actor.empty()) return nullptr;
        return {{"id", actor.value}, {"name", input_.names.person(actor.value)}};
    }

    Json incident() const {
        Json out{{"id", display_name(input_.key, incident_.number)}, {"number", incident_.number.value},
                 {"title", incident_.title}, {"summary", incident_.summary}, {"cause", incident_.cause}, {"severity", name_of(incident_.severity)},
                 {"status", name_of(incident_.status)}, {"service", text_or_null(incident_.service.value)},
                 {"drill", incident_.drill}, {"private", incident_.private_}, {"declared_by", person(incident_.declared_by)},
                 {"channel", text_or_null(incident_.channel.value)}};
        out["merged_into"] = incident_.merged_into.none() ? Json(nullptr) : Json(display_name(input_.key, incident_.merged_into));
        out["responders"] = Json::array();
        for (const auto& who : incident_.people()) out["responders"].push_back(person(who));
        out["items"] = items();
        out["links"] = Json::array();
        for (const auto& link : incident_.links) out["links"].push_back({{"url", link.url}, {"label", link.label}});
        out["related"] = Json::array();
        for (const auto& other : incident_.related) out["related"].push_back(display_name(input_.key, other));
        out["pagerduty"] = Json::array();
        for (const auto& link : incident_.pagerduty)
            out["pagerduty"].push_back({{"id", link.id.value}, {"url", link.url}, {"title", link.title}, {"state", link.state}});
        out["pages"] = Json::array();
        for (const auto& page : incident_.pages)
            out["pages"].push_back({{"page", page.page}, {"target", page.target}, {"state", page.state}, {"detail", page.detail},
                                    {"requested_at", time_json(page.requested_at)}});
        out["postmortem"] = {{"owner", person(incident_.postmortem_owner)}, {"due", time_json(incident_.postmortem_due)},
                             {"review", name_of(incident_.postmortem_review)}, {"link", text_or_null(incident_.postmortem_link)}};
        return out;
    }

    Json items() const {
        Json out = Json::array();
        for (const auto& task : incident_.tasks)
            out.push_back({{"number", task.number.value}, {"kind", task.followup ? "follow-up" : "task"}, {"text", task.text},
                           {"owner", person(task.owner)}, {"due", time_json(task.due)}, {"done", task.done}});
        return out;
    }

    Json figures() const {
        Json out = Json::array();
        for (const auto& metric : kMetricDefinitions) {
            Json row{{"key", metric.key}, {"name", metric.name}, {"definition", metric.definition}};
            row.update(figure_json(timings_.figure(metric.metric)));
            out.push_back(std::move(row));
        }
        return out;
    }

    Json severities() const {
        Json out = Json::array();
        for (const auto& [severity, spent] : timings_.severities) {
            Json row{{"severity", name_of(severity)}, {"definition", kSeverityTimeDefinition}};
            row.update(figure_json(spent));
            out.push_back(std::move(row));
        }
        return out;
    }

    Json roles() const {
        Json out = Json::array();
        for (const auto& tenure : timings_.tenures) {
            Json row{{"role", name_of(tenure.role)}, {"person", person(tenure.person)}, {"from", time_json(tenure.from)}, {"to", time_json(tenure.to)}};
            row.update(figure_json(tenure.held));
            out.push_back(std::move(row));
        }
        return out;
    }

    Json events() const {
        Json out = Json::array();
        for (const auto& event : input_.events)
            out.push_back({{"seq", event.seq.value}, {"kind", kind_of(event.body)}, {"occurred_at", time_json(event.occurred_at)},
                           {"recorded_at", time_json(event.recorded_at)}, {"actor", person(event.actor)},
                           {"source", event.source.value}, {"link", text_or_null(event.link)},
                           {"corrects", event.corrects ? Json(event.corrects->value) : Json(nullptr)},
                           {"text", plain_text(describe(event.body), input_.names)}});
        return out;
    }

    const DraftInput& input_;
    const Incident& incident_;
    Timings timings_;
};

}  // namespace

std::string render_json(const DraftInput& input) {
    return Writer(input).whole().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::postmortem
