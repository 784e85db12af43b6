// The sections that sum up the incident: impact, times, people, items.
#include "bot/postmortem/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"

namespace tocsin::postmortem {
namespace {

Markup figure_cell(const Figure& figure) {
    if (std::holds_alternative<EndBeforeStart>(figure)) return Markup().bold(figure_text(figure));
    return figure_text(figure);
}

void add_pauses(const Facts& facts, Blocks& out) {
    if (facts.timings.pauses.empty()) return;
    Bullets pauses;
    for (const auto& pause : facts.timings.pauses) {
        Markup m = Markup("Over at ").time(pause.ended) << ", reopened at ";
        m.time(pause.reopened) << " (" << figure_text(span_between(pause.ended, "", pause.reopened, "")) << " later)";
        pauses.items.push_back(std::move(m));
    }
    out.emplace_back(std::move(pauses));
}

/// What was written when it was resolved, the last time if it was reopened.
std::string how_it_ended(const Facts& facts) {
    for (std::size_t i = facts.input.events.size(); i-- > 0;) {
        const Event& event = facts.input.events[i];
        const auto* change = std::get_if<event::StatusChanged>(&event.body);
        if (change == nullptr || facts.corrected[i] || event.corrects) continue;
        if (is_open(change->to)) return {};
        if (change->to == Status::resolved) return change->note;
    }
    return {};
}

}  // namespace

Facts gather(const DraftInput& input) {
    const Time end = as_of(input.events);
    Facts facts{input, end, measure(input.events, end), corrected(input.events), {}, entry_states(input.events), {}};
    facts.sentences.reserve(input.events.size());
    for (const auto& event : input.events) facts.sentences.push_back(describe(event.body));
    facts.by_time.resize(input.events.size());
    std::iota(facts.by_time.begin(), facts.by_time.end(), std::size_t{0});
    std::ranges::sort(facts.by_time, {}, [&](std::size_t i) { return std::pair(input.events[i].occurred_at, i); });
    return facts;
}

Blocks say(std::string_view sentence) {
    Blocks out;
    out.emplace_back(Paragraph{sentence});
    return out;
}

Markup time_or(std::optional<Time> at, std::string_view otherwise) { return at ? Markup().time(*at) : Markup(otherwise); }
Markup person_or(const ActorId& actor, std::string_view otherwise) {
    return actor.empty() ? Markup(otherwise) : Markup().person(actor.value);
}
std::string incident_name(const Facts& facts, IncidentNumber number) { return display_name(facts.input.key, number); }

Blocks summary_blocks(const Facts& facts) {
    const Incident& incident = facts.incident();
    Blocks out;
    if (!incident.summary.empty()) out.emplace_back(Paragraph{incident.summary});
    if (const std::string end = how_it_ended(facts); !end.empty()) out.emplace_back(Paragraph{Markup().bold("How it ended:") << " " << end});
    if (!incident.cause.empty()) out.emplace_back(Paragraph{Markup().bold("Cause, as far as is known:") << " " << incident.cause});
    Markup line(incident_name(facts, incident.number));
    line << " was declared by " << person_or(incident.declared_by, "nobody known") << " at "
         << time_or(facts.timings.time(KeyTime::declared), "an unknown time");
    line << ".";
    if (!incident.service.empty()) line << " Its service is " << incident.service.value << ".";
    line << " Its severity is " << std::string(name_of(incident.severity)) << ", its status "
         << std::string(name_of(incident.status)) << ".";
    out.emplace_back(Paragraph{std::move(line)});
    return out;
}

Blocks impact_blocks(const Facts& facts) {
    if (facts.timings.severities.empty()) return say("No time was spent in any severity.");
    Table table{{"Severity", "Time spent", "How it is counted"}, {}};
    for (const auto& row : facts.timings.severities) {
        table.cells.emplace_back(std::string(name_of(row.severity)));
        table.cells.push_back(figure_cell(row.spent));
        table.cells.emplace_back(kSeverityTimeDefinition);
    }
    Blocks out;
    out.emplace_back(std::move(table));
    add_pauses(facts, out);
    if (!facts.timings.ended) out.emplace_back(Paragraph{Markup("The incident is still open; counted up to ").time(facts.as_of) << "."});
    return out;
}

Blocks times_blocks(const Facts& facts) {
    Table times{{"Key time", "When (UTC)"}, {}};
    for (const auto& [which, name] : words::kKeyTime) {
        times.cells.emplace_back(name);
        const auto at = facts.timings.time(which);
        times.cells.emplace_back(at ? format_utc_second(*at) : std::string("n/a"));
    }
    Table figures{{"Figure", "Value", "Definition"}, {}};
    for (const auto& metric : kMetricDefinitions) {
        figures.cells.emplace_back(metric.name);
        figures.cells.push_back(figure_cell(facts.timings.figure(metric.metric)));
        figures.cells.emplace_back(metric.definition);
    }
    Blocks out;
    out.emplace_back(std::move(times));
    out.emplace_back(std::move(figures));
    return out;
}

Blocks detection_blocks(const Facts& facts) {
    Bullets list;
    const auto add = [&](Markup m) { list.items.push_back(std::move(m)); };
    add(Markup("Detected: ") << time_or(facts.timings.time(KeyTime::detected), "not recorded"));
    add(Markup("Declared by ") << person_or(facts.incident().declared_by, "nobody known") << " at "
                               << time_or(facts.timings.time(KeyTime::declared), "an unknown time"));
    for (std::size_t i : facts.by_time) {
        const Event& event = facts.input.events[i];
        if (std::holds_alternative<event::PagerDutyLinked>(event.body) || std::holds_alternative<event::AlertJoined>(event.body))
            add(Markup().time(event.occurred_at) << " " << facts.sentences[i]);
    }
    Blocks out;
    out.emplace_back(std::move(list));
    return out;
}

Blocks responder_blocks(const Facts& facts) {
    Blocks out;
    Table roles{{"Role", "Who", "From (UTC)", "To (UTC)", "Held for"}, {}};
    for (const auto& tenure : facts.timings.tenures) {
        roles.cells.emplace_back(std::string(name_of(tenure.role)));
        roles.cells.push_back(person_or(tenure.person, "nobody"));
        roles.cells.emplace_back(format_utc_second(tenure.from));
        roles.cells.emplace_back(tenure.to ? format_utc_second(*tenure.to) : std::string("to the end"));
        roles.cells.push_back(figure_cell(tenure.held));
    }
    out.emplace_back(roles.cells.empty() ? Block(Paragraph{"Nobody held a role."}) : Block(std::move(roles)));
    Markup people("Responders: ");
    bool first = true;
    for (const auto& person : facts.incident().people()) {
        people << (first ? "" : ", ") << person_or(person, "nobody");
        first = false;
    }
    out.emplace_back(Paragraph{first ? Markup("Nobody joined as a responder.") : std::move(people)});
    return out;
}

Blocks resolution_blocks(const Facts& facts) {
    Bullets list;
    for (std::size_t i = 0; i < facts.input.events.size(); ++i) {
        const Event& event = facts.input.events[i];
        const auto* change = std::get_if<event::StatusChanged>(&event.body);
        if (change == nullptr || facts.corrected[i] || event.corrects) continue;
        const bool reopened = is_open(change->to) && !is_open(change->from);
        if (is_open(change->to) && change->to != Status::monitoring && !reopened) continue;
        list.items.push_back(Markup().time(event.occurred_at) << " " << person_or(event.actor, "nobody") << ": " << facts.sentences[i]);
    }
    if (list.items.empty()) return say("Not resolved.");
    Blocks out;
    out.emplace_back(std::move(list));
    return out;
}

Blocks item_blocks(const Facts& facts) {
    const auto& tasks = facts.incident().tasks;
    if (std::ranges::all_of(tasks, &Task::withdrawn)) return say("No tasks and no follow-ups were recorded.");
    Table table{{"#", "Kind", "What", "Owner", "Due", "State"}, {}};
    for (const auto& task : tasks) {
        if (task.withdrawn) continue;
        table.cells.emplace_back(std::to_string(task.number.value));
        table.cells.emplace_back(task.followup ? "follow-up" : "task");
        table.cells.emplace_back(task.text);
        table.cells.push_back(person_or(task.owner, "nobody"));
        table.cells.push_back(time_or(task.due, "no date"));
        table.cells.emplace_back(task.done ? "done" : "open");
    }
    Blocks out;
    out.emplace_back(std::move(table));
    return out;
}

Blocks link_blocks(const Facts& facts) {
    const Incident& incident = facts.incident();
    Bullets list;
    const auto add = [&](Markup m) { list.items.push_back(std::move(m)); };
    if (!facts.input.public_url.empty())
        add(Markup().link(fmt::format("{}/api/v1/incidents/{}", facts.input.public_url, incident.number.value),
                          incident_name(facts, incident.number) + " in tocsin"));
    if (!incident.channel_name.empty()) add("Slack channel #" + incident.channel_name);
    for (const auto& link : incident.pagerduty) add(Markup("PagerDuty: ").link(link.url, link.title.empty() ? link.id.value : link.title));
    for (const auto& link : incident.links) add(Markup().link(link.url, link.label.empty() ? link.url : link.label));
    for (const auto& other : incident.related) add("Related: " + incident_name(facts, other));
    if (list.items.empty()) return say("No links were recorded.");
    Blocks out;
    out.emplace_back(std::move(list));
    return out;
}

}  // namespace tocsin::postmortem
