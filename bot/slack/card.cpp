// The card of an incident, its announcement and its status updates.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/page_words.hpp"
#include "bot/slack/block_parts.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack {
namespace {

using nlohmann::json;
using Blocks = std::vector<json>;

constexpr std::size_t kMaxListed = 8;     ///< links, pages, alerts on one card: it is for a glance
constexpr std::size_t kMaxTitleBytes = 300;
constexpr std::size_t kMaxTasks = 5;
constexpr std::size_t kMaxCause = 1000;
constexpr std::size_t kMaxName = 80;
constexpr std::size_t kMaxTeaser = 200;   ///< of the summary, in an announcement

/// A card has room for names, not for what somebody may have written into their profile.
class ShortNames final : public Names {
public:
    explicit ShortNames(const Names& names) : names_(names) {}
    std::string person(std::string_view actor_id) const override {
        return text::truncate(text::one_line(names_.person(actor_id)), kMaxName);
    }
    std::string channel(std::string_view channel_id) const override { return names_.channel(channel_id); }

private:
    const Names& names_;
};

std::string heading(const Incident& incident, const CardContext& context) {
    std::string out = std::string(incident.private_ ? "🔒 " : "") + (incident.drill ? "DRILL · " : "");
    out += display_name(context.incident_key, incident.number);
    if (incident.severity != Severity::unset) out += " · " + std::string(name_of(incident.severity));
    return out + " · " + text::truncate(text::one_line(incident.title), kMaxTitleBytes);
}

Markup severity_of(const Incident& incident) {
    if (incident.severity != Severity::unset) return Markup(name_of(incident.severity)) << " · " << std::string(word_of(incident.severity));
    Markup out("not set");
    if (incident.suggested != Severity::unset) out << " (suggested: " << Markup(name_of(incident.suggested)) << ")";
    return out;
}

Markup person_or_nobody(const ActorId& person, bool is_over = false) {
    Markup out;
    if (person.empty()) out << (is_over ? "nobody" : "nobody yet");
    else out.person(person.value);
    return out;
}

Markup responders_of(const Incident& incident) {
    Markup out;
    const std::size_t shown = std::min(incident.responders.size(), kMaxListed);
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) out << ", ";
        out.person(incident.responders[i].value);
    }
    if (incident.responders.size() > shown) out << (" and " + std::to_string(incident.responders.size() - shown) + " more");
    return out.empty() ? Markup("nobody yet") : out;
}

/// From when it began, or else from when it was declared; until it ended, or else until now.
Markup duration_of(const Incident& incident, Time now) {
    const auto started = incident.time(KeyTime::started);
    const auto begin = started ? started : incident.time(KeyTime::declared);
    if (!begin) return Markup("n/a");
    const auto end = is_open(incident.status) ? std::optional(now) : incident.time(KeyTime::resolved);
    if (!end) return Markup("n/a");
    if (*end < *begin) return Markup("invalid: it ends before it starts");
    Markup out(format_duration(*end - *begin));
    // The card is edited when something happens, not every minute.
    if (is_open(incident.status)) (out << " so far, at ").time(now) << ",";
    return out << (started ? " since it started" : " since it was declared");
}

json facts(const Incident& incident, Time now, const Names& names) {
    json fields = json::array({parts::field("Status", Markup(name_of(incident.status)), names),
                               parts::field("Severity", severity_of(incident), names),
                               parts::field("Duration", duration_of(incident, now), names),
                               parts::field("Lead", person_or_nobody(incident.role(Role::lead), !is_open(incident.status)), names)});
    if (!incident.service.empty()) fields.push_back(parts::field("Service", Markup(incident.service.value), names));
    for (Role role : {Role::comms, Role::scribe})
        if (!incident.role(role).empty())
            fields.push_back(parts::field(role == Role::comms ? "Comms" : "Scribe", person_or_nobody(incident.role(role)), names));
    fields.push_back(parts::field("Responders", responders_of(incident), names));
    return {{"type", "section"}, {"fields", std::move(fields)}};
}

Markup times_of(const Incident& incident) {
    Markup out;
    for (const auto& [which, name] : words::kKeyTime) {
        const auto at = incident.time(which);
        if (!at) continue;
        if (!out.empty()) out << " · ";
        out << Markup(name) << " ";
        out.time(*at);
    }
    return out;
}

Markup next_update_of(const Incident& incident, Time now) {
    Markup out;
    if (!incident.next_update_due || !is_open(incident.status)) return out;
    out.bold(*incident.next_update_due < now ? "Status update overdue since" : "Next status update due");
    out << " ";
    return out.time(*incident.next_update_due);
}

/// A page that tocsin escalates itself: where it stands, and a line for each attempt.
Markup own_page_lines(const PageState& page) {
    Markup out;
    out.bold(text::truncate(page.target, kMaxTitleBytes)) << ": " << page_progress(page) << " (asked for at ";
    out.time(page.requested_at) << ")";
    if (const Markup lines = notification_lines(page, "   "); !lines.empty()) out << "\n" << lines;
    return out;
}

/// What became of a page, in words that promise no more than is known (design G10).
Markup page_line(const PageState& page) {
    if (page.is_own()) return own_page_lines(page);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kStates{
        {{"requested", "page requested, not sent yet"},
         {"sent", "page sent, nobody confirmed as notified yet"},
         {"notified", "notified"},
         {"unanswered", "NOBODY was notified"},
         {"failed", "page FAILED"}}};
    const auto known = std::ranges::find(kStates, std::string_view(page.state), &std::pair<std::string_view, std::string_view>::first);
    Markup out;
    out.bold(text::truncate(page.target, kMaxTitleBytes)) << ": ";
    out << (known == kStates.end() ? std::string_view(page.state) : known->second);
    if (!page.detail.empty()) out << " — " << text::truncate(text::one_line(page.detail), kMaxTitleBytes);
    out << " (";
    return out.time(page.requested_at) << ")";
}

Markup pagerduty_line(const PagerDutyLink& link) {
    Markup out("PagerDuty: ");
    const std::string title = text::truncate(link.title.empty() ? link.id.value : link.title, kMaxTitleBytes);
    out.link(link.url, title) << " — " << text::truncate(link.state, 100);
    if (!link.service.empty()) out << " (" << text::truncate(link.service, 100) << ")";
    return out;
}

Markup link_line(const Link& link) {
    Markup out;
    return out.link(link.url, text::truncate(link.label.empty() ? link.url : link.label, kMaxTitleBytes));
}

/// The newest `kMaxListed` of `items`, a line each, and how many older ones there are.
template <class T, class Line>
Markup listing(const std::vector<T>& items, Line line) {
    Markup out;
    const std::size_t hidden = items.size() > kMaxListed ? items.size() - kMaxListed : 0;
    for (std::size_t i = hidden; i < items.size(); ++i) {
        if (!out.empty()) out << "\n";
        out << line(items[i]);
    }
    if (hidden > 0) out << ("\n… and " + std::to_string(hidden) + " older ones");
    return out;
}

Markup paged_of(const Incident& incident) {
    if (!incident.pages.empty()) return listing(incident.pages, page_line);
    if (!is_open(incident.status)) return incident.pagerduty.empty() ? Markup("Nobody was paged.") : Markup("tocsin paged nobody; PagerDuty pages for its own incidents below.");
    return incident.pagerduty.empty() ? Markup("Nobody has been paged yet.")
                                      : Markup("tocsin has paged nobody; PagerDuty pages for its own incidents below.");
}

Markup creation_of(const Incident& incident) {
    Markup out;
    for (const auto& [step, name] : words::kCreationStep) {
        const CreationState& made = incident.step(step);
        if (made.state == StepState::not_wanted) continue;
        if (!out.empty()) out << "   ";
        out << (made.state == StepState::done ? "✓ " : made.state == StepState::failed ? "✗ " : "… ") << Markup(name);
        if (made.state == StepState::failed && !made.detail.empty())
            out << " (" << text::truncate(text::one_line(made.detail), kMaxTitleBytes) << ")";
    }
    return out;
}

Markup task_line(const Task& task) {
    Markup out(task.followup ? "☐ follow-up #" : "☐ #");
    out << std::to_string(task.number.value) << " " << text::truncate(text::one_line(task.text), kMaxTitleBytes);
    if (!task.owner.empty()) (out << " — ").person(task.owner.value);
    if (task.due) (out << " — due ").time(*task.due);
    return out;
}

/// What is open, each with a button that says it is done.
void add_tasks(Blocks& blocks, const Incident& incident, const Names& names) {
    std::size_t open = 0;
    for (const Task& task : incident.tasks) {
        if (task.done || ++open > kMaxTasks) continue;
        json section = parts::section(mrkdwn(task_line(task), names, parts::kMaxSection));
        if (auto done = parts::item_button(incident.number, incident.status, task.number)) section["accessory"] = std::move(*done);
        blocks.push_back(std::move(section));
    }
    if (open > kMaxTasks) blocks.push_back(parts::context_line("… and " + std::to_string(open - kMaxTasks) + " more: `task list` and `followup list` show them."));
}

Markup run_line(const RunSummary& run) {
    if (run.run.none()) return (Markup("Runbook that fits: ").bold(run.title) << " · ").code("run " + run.runbook.value);
    return Markup("Run " + std::to_string(run.run.value) + " of ").bold(run.runbook.value) << ": " << std::string(name_of(run.phase));
}

void add(Blocks& blocks, const Markup& text, const Names& names) {
    if (text.empty()) return;
    for (auto& block : parts::sections(text, names)) blocks.push_back(std::move(block));
}

Markup merged_of(const Incident& incident, const CardContext& context) {
    if (incident.merged_into.none()) return {};
    return Markup("Merged into " + display_name(context.incident_key, incident.merged_into) + ". Work goes on there.");
}

}  // namespace

Message card_message(const Incident& incident, const CardContext& context) {
    const ShortNames names(context.names);
    Blocks blocks{parts::header(heading(incident, context))};
    if (incident.drill) blocks.push_back(parts::context_line("*This is a drill.* Nothing is broken."));
    if (incident.private_) blocks.push_back(parts::context_line("*This is a private incident.* Only its own people and admins see it."));
    add(blocks, merged_of(incident, context), names);
    for (const Markup& line : context.report) blocks.push_back(parts::section(mrkdwn(line, names, parts::kMaxSection)));
    blocks.push_back(facts(incident, context.now, names));
    add(blocks, Markup(text::truncate(incident.summary, parts::kMaxSection)), names);
    if (!incident.cause.empty()) add(blocks, Markup().bold("Cause, as far as is known:") << " " << text::truncate(incident.cause, kMaxCause), names);
    add(blocks, next_update_of(incident, context.now), names);
    add(blocks, paged_of(incident), names);
    add(blocks, listing(incident.pagerduty, pagerduty_line), names);
    add(blocks, listing(incident.runs, run_line), names);
    add_tasks(blocks, incident, names);
    Markup links = listing(incident.links, link_line);
    if (!context.bridge.empty()) links = Markup().link(context.bridge, "Join the call") << (links.empty() ? "" : "\n") << links;
    add(blocks, links, names);
    for (const Markup& line : {times_of(incident), creation_of(incident)})
        if (!line.empty()) blocks.push_back(parts::context_line(mrkdwn(line, names, parts::kMaxSection)));
    auto buttons = parts::card_buttons(incident, context.incident_key);
    const std::size_t rows = buttons.size();
    std::ranges::move(buttons, std::back_inserter(blocks));
    return parts::message(parts::fallback_text(Markup(heading(incident, context) + " · " + std::string(name_of(incident.status))), names),
                          std::move(blocks), rows);
}

Message announcement_message(const Incident& incident, const CardContext& context) {
    const ShortNames names(context.names);
    Markup line;
    line.bold(heading(incident, context)) << "\n" << Markup(name_of(incident.status)) << " · lead: ";
    line << person_or_nobody(incident.role(Role::lead)) << " · " << duration_of(incident, context.now);
    if (!incident.channel.empty()) (line << " · ").channel(incident.channel.value);
    if (!incident.merged_into.none()) line << "\n" << merged_of(incident, context);
    Blocks blocks = parts::sections(line, names);
    if (!incident.summary.empty()) blocks.push_back(parts::context_line(mrkdwn(Markup(text::one_line(incident.summary)), names, kMaxTeaser)));
    return parts::message(parts::fallback_text(Markup(heading(incident, context)), names), std::move(blocks));
}

Message update_message(const Incident& incident, std::string_view text, const ActorId& author, const CardContext& context) {
    const ShortNames names(context.names);
    Blocks blocks{parts::header(heading(incident, context))};
    add(blocks, Markup(text), names);
    Markup foot(name_of(incident.status));
    foot << " · by ";
    foot.person(author.value);
    // Of an archived one nobody should follow the link: the work goes on in another, or nowhere.
    if (!incident.channel.empty() && !incident.channel_archived) (foot << " · ").channel(incident.channel.value);
    if (const Markup next = next_update_of(incident, context.now); !next.empty()) foot << " · " << next;
    blocks.push_back(parts::context_line(mrkdwn(foot, names, parts::kMaxSection)));
    return parts::message(parts::fallback_text(Markup(heading(incident, context) + ": " + std::string(text)), names), std::move(blocks));
}

}  // namespace tocsin::slack
