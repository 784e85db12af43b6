// The app's Home tab for one person.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/slack/block_parts.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack {
namespace {

using nlohmann::json;
using Blocks = std::vector<json>;

constexpr std::size_t kMaxBlocks = 100;   ///< of a Home tab (docs: reference/surfaces/app-home)
constexpr std::size_t kIncidentsShown = 25;
constexpr std::size_t kItemsShown = 30;
constexpr std::size_t kOverShown = 5;
constexpr std::size_t kDutiesShown = 40;
constexpr std::size_t kMaxTitle = 150;

Markup incident_line(const HomeIncident& incident, const CardContext& context) {
    Markup out(incident.private_ ? "🔒 " : "");
    out.bold(display_name(context.incident_key, incident.number)) << " ";
    if (incident.severity != Severity::unset) out << std::string(name_of(incident.severity)) << " ";
    out << std::string(name_of(incident.status)) << (incident.drill ? " (drill)" : "") << " — " << text::truncate(text::one_line(incident.title), kMaxTitle);
    if (!incident.service.empty()) out << " [" << text::truncate(incident.service.value, 60) << "]";
    if (incident.lead.empty()) out << " · no lead";
    else (out << " · lead ").person(incident.lead.value);
    if (!incident.channel.empty()) (out << " · ").channel(incident.channel.value);
    return out;
}

Markup item_line(const HomeItem& item, const CardContext& context) {
    Markup out(item.overdue ? "⚠ " : "☐ ");
    out << display_name(context.incident_key, item.incident) << (item.followup ? " follow-up #" : " #") << std::to_string(item.number.value) << " "
        << text::truncate(text::one_line(item.text), kMaxTitle);
    if (item.due) (out << (item.overdue ? " · overdue since " : " · due ")).time(*item.due);
    if (!item.channel.empty()) (out << " · ").channel(item.channel.value);
    return out;
}

/// Each with a button that says it is done; numbers are an incident's own, so the place in the list tells the buttons apart.
void add_items(Blocks& blocks, const HomeView& home, const CardContext& context) {
    if (home.items.empty()) return;
    blocks.push_back(parts::header("Your tasks and follow-ups"));
    const std::size_t shown = std::min(home.items.size(), kItemsShown);
    for (std::size_t i = 0; i < shown; ++i) {
        json section = parts::section(mrkdwn(item_line(home.items[i], context), context.names, parts::kMaxSection));
        const Button done{ButtonAction::finish_item, home.items[i].incident, Status::triage, {}, std::to_string(home.items[i].number.value)};
        if (auto button = parts::button(done, {"Done", "", {}, static_cast<int>(i) + 1})) section["accessory"] = std::move(*button);
        blocks.push_back(std::move(section));
    }
    if (home.items.size() > shown)
        blocks.push_back(parts::context_line("… and " + std::to_string(home.items.size() - shown) + " more; `task list` in an incident's channel shows the rest."));
}

Markup over_line(const HomeOver& over, const CardContext& context) {
    Markup out(over.private_ ? "🔒 " : "");
    out.bold(display_name(context.incident_key, over.number)) << " " << std::string(name_of(over.status)) << " — " << text::truncate(text::one_line(over.title), kMaxTitle);
    if (over.resolved) (out << " · resolved ").time(*over.resolved);
    out << " · post-mortem: " << std::string(name_of(over.review));
    if (over.owner.empty()) out << ", no owner yet";
    else (out << ", owner ").person(over.owner.value);
    if (over.due) (out << ", due ").time(*over.due);
    if (!over.channel.empty()) (out << " · ").channel(over.channel.value);
    return out;
}

/// Each with its draft, which is made anew whenever somebody asks.
void add_over(Blocks& blocks, const HomeView& home, const CardContext& context) {
    if (home.over.empty()) return;
    blocks.push_back(parts::header("Lately over"));
    const std::size_t shown = std::min(home.over.size(), kOverShown);
    for (std::size_t i = 0; i < shown; ++i) {
        const HomeOver& over = home.over[i];
        json section = parts::section(mrkdwn(over_line(over, context), context.names, parts::kMaxSection));
        const Button draft{ButtonAction::say, over.number, over.status, {}, "postmortem " + display_name(context.incident_key, over.number) + " export"};
        if (auto button = parts::button(draft, {"Get the draft", "", {}, static_cast<int>(i) + 1})) section["accessory"] = std::move(*button);
        blocks.push_back(std::move(section));
    }
}

Markup duty_line(const HomeDuty& duty) {
    Markup out;
    out.bold(duty.schedule) << ": ";
    for (std::size_t i = 0; i < duty.people.size(); ++i) (out << (i == 0 ? "" : ", ")).person(duty.people[i].value);
    if (duty.people.empty()) out << "⚠ nobody";
    if (duty.until) (out << " until ").time(*duty.until);
    return out;
}

/// The first `shown`, a line each, and how many more there are.
template <class T, class Line>
Markup listing(const std::vector<T>& items, std::size_t shown, std::string_view rest, Line line) {
    Markup out;
    for (std::size_t i = 0; i < std::min(items.size(), shown); ++i) out << (i == 0 ? "" : "\n") << line(items[i]);
    if (items.size() > shown) out << "\n… and " << std::to_string(items.size() - shown) << " more; " << std::string(rest);
    return out;
}

void add(Blocks& blocks, std::string_view heading, const Markup& text, const CardContext& context) {
    if (text.empty()) return;
    blocks.push_back(parts::header(heading));
    for (auto& block : parts::sections(text, context.names)) blocks.push_back(std::move(block));
}

Markup open_incidents(const HomeView& home, const CardContext& context) {
    if (home.mine.empty() && home.others.empty()) return Markup("No incident is open.");
    if (home.others.empty()) return Markup("No other incident is open.");
    return listing(home.others, kIncidentsShown, "`list` shows them all.", [&](const auto& incident) { return incident_line(incident, context); });
}

/// The same form as behind the bare verb.
json form_button(FormKind kind, std::string label, std::string style = {}) {
    const Button opens{ButtonAction::open_form, {}, Status::triage, {}, std::string(name_of(kind))};
    return parts::button(opens, {std::move(label), std::move(style), {}}).value();
}

json row_of(json elements) { return {{"type", "actions"}, {"elements", std::move(elements)}}; }

Blocks blocks_of(const HomeView& home, const CardContext& context) {
    if (home.guest) return {parts::section("Incidents are run by the members of this workspace.")};
    Blocks blocks;
    blocks.push_back(row_of(json::array({form_button(FormKind::declare, "Declare an incident…", "primary")})));
    Markup how("Or type ");
    how.code(home.command + " declare sev2 What people see") << " in any channel.";
    blocks.push_back(parts::section(mrkdwn(how, context.names, parts::kMaxSection)));
    add(blocks, "Your incidents", listing(home.mine, kIncidentsShown, "`list mine` shows them all.", [&](const auto& incident) { return incident_line(incident, context); }), context);
    add(blocks, home.mine.empty() ? "Open incidents" : "Other open incidents", open_incidents(home, context), context);
    add_items(blocks, home, context);
    add_over(blocks, home, context);
    if (home.on_call) {
        const Markup duties = listing(*home.on_call, kDutiesShown, "`oncall` shows them all.", duty_line);
        add(blocks, "On call now", duties.empty() ? Markup("There is no schedule.") : duties, context);
        if (!home.on_call->empty())
            blocks.push_back(row_of(json::array({form_button(FormKind::override_, "Override…"), form_button(FormKind::swap, "Swap shifts…")})));
    }
    return blocks;
}

}  // namespace

std::string home_view(const HomeView& home, const CardContext& context) {
    Blocks blocks = blocks_of(home, context);
    if (blocks.size() > kMaxBlocks) {
        const std::size_t left = blocks.size() - (kMaxBlocks - 1);
        blocks.resize(kMaxBlocks - 1);
        blocks.push_back(parts::context_line("… and " + std::to_string(left) + " more parts"));
    }
    return json({{"type", "home"}, {"blocks", std::move(blocks)}}).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace tocsin::slack
