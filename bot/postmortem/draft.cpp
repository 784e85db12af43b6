#include "bot/postmortem/draft.hpp"

#include <algorithm>

#include "bot/base/time_format.hpp"
#include "bot/postmortem/sections.hpp"

namespace tocsin::postmortem {
namespace {

/// Every section in its order: what is generated, and what only people can say.
struct Plan {
    std::string_view id, title;
    Blocks (*blocks)(const Facts&);  ///< null: nothing can be generated
    std::string_view prompt;         ///< empty: nothing to ask
};
constexpr Plan kPlan[] = {
    {"summary", "Summary", summary_blocks,
     "What happened, in two or three sentences that somebody from another team understands?"},
    {"impact", "Impact", impact_blocks,
     "Who was affected, how many, and how did they notice? Users, accounts, support tickets, money, data."},
    {"times", "Key times and figures", times_blocks, ""},
    {"detection", "Detection", detection_blocks,
     "How was it noticed, and by whom: an alert, a customer, by chance? Could it have been noticed earlier?"},
    {"trigger", "Trigger", nullptr, "What set it off? How did that meet conditions that had been there before?"},
    {"responders", "Responders and roles", responder_blocks, ""},
    {"timeline", "Timeline", timeline_blocks, ""},
    {"updates", "Status updates", update_blocks, ""},
    {"pages", "Pages", page_blocks, ""},
    {"runbooks", "Runbooks", run_blocks, ""},
    {"went-well", "What went well", nullptr, "What helped, and would help again?"},
    {"went-badly", "What went badly", nullptr, "What made it longer, harder or more dangerous? Ask how and what, not who."},
    {"got-lucky", "Where we got lucky", nullptr, "What could as well have gone the other way?"},
    {"surprises", "What surprised us", nullptr, "What did the system or the people do that nobody here expected?"},
    {"contributing", "Contributing factors", nullptr,
     "What had to come together for this to happen? Several things; “human error” is where the question begins."},
    {"mitigators", "Mitigators", nullptr, "What kept it from being worse?"},
    {"resolution", "Resolution", resolution_blocks, "What ended the impact, and how do we know that it did?"},
    {"questions", "Open questions", nullptr, "What do we still not know?"},
    {"items", "Tasks and follow-ups", item_blocks, ""},
    {"links", "Supporting links", link_blocks, "Dashboards, logs, recordings, tickets, earlier incidents of the kind."},
    {"log", "Appendix: raw events", log_blocks, ""},
};

std::string time_word(std::optional<Time> at) { return at ? format_rfc3339(*at) : "n/a"; }

FrontValue seconds_word(const Figure& figure) {
    if (const auto* span = std::get_if<Duration>(&figure))
        return std::int64_t{std::chrono::floor<std::chrono::seconds>(*span).count()};
    return figure_word(figure);
}

void add_front(const Facts& facts, Draft& draft) {
    const Incident& incident = facts.incident();
    const auto add = [&](std::string_view key, FrontValue value) { draft.front.emplace_back(key, std::move(value)); };
    add("id", incident_name(facts, incident.number));
    add("title", incident.title);
    add("severity", std::string(name_of(incident.severity)));
    add("status", std::string(name_of(incident.status)));
    add("services", incident.service.empty() ? std::vector<std::string>{} : std::vector{incident.service.value});
    add("owner", incident.postmortem_owner.empty() ? std::string() : facts.input.names.person(incident.postmortem_owner.value));
    add("due", incident.postmortem_due ? format_utc_date(*incident.postmortem_due) : std::string());
    add("review", std::string(name_of(incident.postmortem_review)));
    for (const auto& [which, name] : words::kKeyTime) add(name, time_word(facts.timings.time(which)));
    constexpr std::string_view kSeconds[] = {"ttd_seconds", "tta_seconds", "ttm_seconds", "ttr_seconds"};
    for (std::size_t i = 0; i < std::size(kSeconds); ++i) add(kSeconds[i], seconds_word(facts.timings.figures[i]));
    add("drill", incident.drill);
}

void add_opening(const Facts& facts, Draft& draft) {
    const Incident& incident = facts.incident();
    draft.title = incident_name(facts, incident.number) + ": " + incident.title;
    if (incident.private_)
        draft.opening.emplace_back(Paragraph{Markup().bold("This incident is private.") << " Give this draft to nobody but its own people and admins."});
    if (incident.drill) draft.opening.emplace_back(Paragraph{Markup().bold("This was a drill.")});
    if (!incident.merged_into.none())
        draft.opening.emplace_back(Paragraph{"Merged into " + incident_name(facts, incident.merged_into) + ", where the work went on."});
    Markup line("Drafted from ");
    line << std::to_string(std::ranges::count_if(facts.input.events, is_part_of_record)) << " timeline entries up to ";
    line.time(facts.as_of) << ". All times are UTC.";
    draft.opening.emplace_back(Paragraph{std::move(line)});
}

}  // namespace

Time as_of(std::span<const Event> events) {
    Time newest{};
    for (const auto& event : events)
        if (is_part_of_record(event)) newest = std::max(newest, event.recorded_at);
    return newest;
}

Draft build(const DraftInput& input) {
    const Facts facts = gather(input);
    Draft draft;
    add_front(facts, draft);
    add_opening(facts, draft);
    for (const Plan& plan : kPlan)
        draft.sections.push_back({plan.id, plan.title, plan.blocks != nullptr ? plan.blocks(facts) : Blocks{}, plan.prompt});
    return draft;
}

}  // namespace tocsin::postmortem
