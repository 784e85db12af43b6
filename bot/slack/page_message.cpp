// The message that pages somebody, and what it turns into once somebody has answered.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/slack/block_parts.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxTitleBytes = 300;
constexpr std::size_t kMaxReason = 1000;

/// In a channel others read it too.
bool is_hidden(const Incident& incident, bool personal) { return incident.private_ && !personal; }

std::string heading(const Incident& incident, const PageState& page, bool personal, const CardContext& context) {
    if (page.test) return "TEST · " + display_name(context.incident_key, incident.number);
    std::string out = incident.drill ? "DRILL · " : "";
    out += display_name(context.incident_key, incident.number);
    if (incident.severity != Severity::unset) out += " · " + std::string(name_of(incident.severity));
    return out + " · " + (is_hidden(incident, personal) ? "a private incident" : text::truncate(text::one_line(incident.title), kMaxTitleBytes));
}

Markup why_of(const Incident& incident, const PageState& page, bool personal) {
    if (page.test) return {"This is a test of how a page reaches you. Nothing is wrong, and nothing is to be done."};
    const bool hidden = is_hidden(incident, personal);
    // Whoever is paged by name knows their own.
    const bool by_name = personal && page.plan.starts_with("person:");
    Markup out(personal ? "You are being paged" : "Page");
    if (!by_name) (out << " for ").bold(text::truncate(page.target, kMaxTitleBytes));
    if (!page.requested_by.empty() && page.requested_by != system_actor()) (out << " by ").person(page.requested_by.value);
    (out << ", ").time(page.requested_at);
    if (hidden) return out << "\nWhoever acknowledges is invited into its channel.";
    if (!page.reason.empty()) out << "\n" << text::truncate(page.reason, kMaxReason);
    if (!incident.channel.empty()) (out << "\n").channel(incident.channel.value);
    return out;
}

/// Whom a page was handed on to, for a copy whose own person is no longer asked; nothing for everybody else.
Markup handed_on(const PageState& page, const oncall::Target& target) {
    const auto is_asked = [&](const PersonCycle& cycle) { return cycle.person.value == target.id; };
    if (target.kind != oncall::TargetKind::person || page.cycles.empty() || std::ranges::any_of(page.cycles, is_asked)) return {};
    Markup out("Handed on: ");
    for (std::size_t i = 0; i < page.cycles.size(); ++i) (out << (i == 0 ? "" : ", ")).person("person:" + page.cycles[i].person.value);
    return out << " is being paged.";
}

/// What it was about has its answer.
Markup answered(const PageState& page) {
    if (!is_slack_person(page.acknowledged_by) && !page.acknowledged_by.value.starts_with("person:")) return Markup("Over: " + page.detail + ".");
    return (Markup("✓ answered by ").person(page.acknowledged_by.value)) << ": " << page.detail << ".";
}

/// Nothing while the page waits for an answer.
Markup answer_of(const Incident& incident, const PageState& page, const oncall::Target& target) {
    if (page.test) return Markup("✓ This is how a page reaches you.");
    if (!is_open(incident.status)) return Markup("The incident is " + std::string(name_of(incident.status)) + ". Nobody is paged for it any more.");
    switch (page.phase) {
        case PagePhase::acknowledged: return Markup("✓ acknowledged by ").person(page.acknowledged_by.value);
        case PagePhase::snoozed: return Markup("Snoozed until ").time(page.snoozed_until);
        case PagePhase::ended: return page.state == "answered" ? answered(page) : Markup("The page is over. Nothing is left to do.");
        case PagePhase::none:
        case PagePhase::running:
        case PagePhase::exhausted: break;
    }
    return handed_on(page, target);
}

}  // namespace

Message page_message(const Incident& incident, const PageState& page, const oncall::Target& target, const CardContext& context) {
    const bool personal = target.kind == oncall::TargetKind::person;
    const Markup answer = answer_of(incident, page, target);
    std::vector<json> blocks{parts::header(heading(incident, page, personal, context))};
    for (auto& block : parts::sections(why_of(incident, page, personal), context.names)) blocks.push_back(std::move(block));
    if (!answer.empty()) {
        blocks.push_back(parts::section(mrkdwn(answer, context.names, parts::kMaxSection)));
    } else if (auto made = parts::button({ButtonAction::acknowledge_page, incident.number, incident.status, {}, page.page}, {"Acknowledge", "primary", {}})) {
        blocks.push_back({{"type", "actions"}, {"elements", json::array({std::move(*made)})}});
    }
    const Markup summary = Markup(answer.empty() ? "Page: " : "") << heading(incident, page, personal, context) << (answer.empty() ? "" : " · ") << answer;
    return parts::message(parts::fallback_text(summary, context.names), std::move(blocks));
}

}  // namespace tocsin::slack
