// `help`, `list`, `show`, `timeline`, `version`: reads. They write nothing and post nothing.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"
#include "bot/core/entries.hpp"
#include "bot/core/page_words.hpp"
#include "bot/core/timings.hpp"
#include "handlers/forms.hpp"
#include "handlers/help.hpp"
#include "handlers/permission.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"
#include "handlers/version.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kListedAtMost = 40;
/// What “Show more” of a timeline asks for.
constexpr int kMoreEvents = 100;
/// Of a timeline, newest first: as many as `--last` may ask for.
constexpr int kReadAtMost = 500;

Markup line_of(const Context& context, const Incident& state) {
    Markup m;
    m.bold(context.name(state.number));
    m << " " << std::string(name_of(state.severity)) << " " << std::string(name_of(state.status)) << " — " << text::truncate(state.title, 120);
    if (!state.service.empty()) m << " [" << state.service.value << "]";
    if (state.drill) m << " (drill)";
    if (state.private_) m << " (private)";
    const ActorId& lead = state.role(Role::lead);
    if (lead.empty()) m << " · no lead";
    else (m << " · lead ").person(lead.value);
    if (!state.channel.empty()) (m << " · ").channel(state.channel.value);
    return m;
}

void card_times(const Incident& state, Markup& m) {
    for (const auto& [which, name] : words::kKeyTime)
        if (const auto at = state.time(which)) (m << "\n" << fmt::format("{:<13}", std::string(name))).time(*at);
    if (state.next_update_due) (m << "\nnext update  ").time(*state.next_update_due);
}

void card_pages(const Incident& state, Markup& m) {
    if (state.pages.empty()) m << "\nNobody has been paged.";
    for (const auto& page : state.pages) {
        if (page.is_own()) {
            m << "\npage to " << page.target << ": " << page_progress(page);
            if (const Markup lines = notification_lines(page, "  "); !lines.empty()) m << "\n" << lines;
            continue;
        }
        m << "\npage to " << page.target << ": " << page.state;
        if (!page.detail.empty()) m << " (" << page.detail << ")";
    }
}

void card_steps(const Incident& state, Markup& m) {
    for (const auto& [step, name] : words::kCreationStep) {
        const auto& at = state.step(step);
        if (at.state == StepState::failed) m << "\n✗ " << std::string(name) << ": " << at.detail;
        if (at.state == StepState::pending) m << "\n… " << std::string(name) << (at.detail.empty() ? "" : ": " + at.detail);
    }
}

Markup timeline_line(const Event& event, const EntryState& state) {
    Markup m(fmt::format("{:>3} ", event.seq.value));
    m.time(event.occurred_at);
    if (!names_actor(event)) m << " " << who_of(event);
    m << " " << describe_entry(event, state);
    if (std::holds_alternative<event::MessageCaptured>(event.body) && !event.link.empty()) (m << " ").link(event.link, "↗");
    return m;
}

Markup menu(Context& context) {
    const IncidentNumber here = context.tables().incidents.by_channel(context.caller().channel);
    return help_menu({context.settings().command, here.none() ? std::string() : context.name(here)});
}

Offer says(std::string words, std::string label) { return {{ButtonAction::say, {}, Status::triage, {}, std::move(words)}, std::move(label), false}; }

/// For whoever is here for the first time: what people come for, without a word typed.
Reply menu_with_buttons(Context& context) {
    Reply reply = say(menu(context));
    reply.offers = {form_offer(FormKind::declare, "Declare an incident…"), says("list mine", "My incidents"), says("oncall", "Who is on call?")};
    return reply;
}

}  // namespace

Markup card_text(const Context& context, const Incident& state) {
    Markup m = line_of(context, state);
    if (state.suggested != Severity::unset && state.severity == Severity::unset)
        m << "\nsuggested severity: " << std::string(name_of(state.suggested));
    if (!state.summary.empty()) m << "\n" << state.summary;
    for (const auto& [role, name] : words::kRole)
        if (!state.role(role).empty()) (m << "\n" << std::string(name) << ": ").person(state.role(role).value);
    card_times(state, m);
    card_pages(state, m);
    for (const auto& link : state.pagerduty) (m << "\nPagerDuty " << link.state << ": ").link(link.url, link.title);
    for (const auto& link : state.links) (m << "\n").link(link.url, link.label.empty() ? link.url : link.label);
    for (const auto& other : state.related) m << "\nrelated: " << context.name(other);
    if (!state.merged_into.none()) m << "\nmerged into " << context.name(state.merged_into);
    const auto open_tasks = std::ranges::count_if(state.tasks, [](const Task& t) { return !t.done; });
    if (open_tasks > 0) m << fmt::format("\n{} open task{}", open_tasks, open_tasks == 1 ? "" : "s");
    card_steps(state, m);
    return m;
}

Reply handle(Context& context, const command::Menu&) {
    if (context.caller().level == AccessLevel::guest) return say("Incidents are run by the members of this workspace.");
    return menu_with_buttons(context);
}

Reply handle(Context& context, const command::Help& command) {
    if (command.verb.empty()) return context.caller().level == AccessLevel::guest ? say(menu(context)) : menu_with_buttons(context);
    return say(help_for(command.verb, context.settings().command));
}

Reply handle(Context&, const command::Version&) { return say("tocsin " + std::string(version())); }

Reply handle(Context& context, const command::List& command) {
    store::IncidentFilter filter;
    filter.scope = command.scope == command::ListScope::all ? store::IncidentFilter::Scope::all : store::IncidentFilter::Scope::open;
    filter.severity = command.severity;
    if (!command.service.empty()) filter.service = command.service;
    std::vector<Markup> lines;
    std::size_t more = 0;
    for (const IncidentNumber number : context.tables().incidents.list(filter)) {
        const Incident& state = *context.work().find(number);
        if (!may_see(context, state) || (command.scope == command::ListScope::mine && !state.is_responder(context.caller().actor))) continue;
        if (lines.size() < kListedAtMost) lines.push_back(line_of(context, state));
        else ++more;
    }
    if (lines.empty()) return say(command.scope == command::ListScope::all ? "There is no such incident." : "There is no such open incident.");
    Reply reply;
    for (const auto& line : lines) reply.text << (reply.text.empty() ? "" : "\n") << line;
    if (more > 0) reply.text << fmt::format("\n… and {} more; `--sev` and `--service` narrow the list.", more);
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::Show&) {
    Reply reply = say(card_text(context, state), state.number);
    reply.with_card = true;
    return reply;
}

namespace {

/// Of one kind alone nobody sees that a later event of another kind took an entry away.
std::vector<EventSeq> withdrawn_entries(Context& context, IncidentNumber incident) {
    store::TimelineFilter filter;
    filter.kind = kind_of(event::EntryWithdrawn{});
    std::vector<EventSeq> out;
    for (const auto& event : context.tables().timeline.events(incident, filter))
        if (event.corrects) out.push_back(*event.corrects);
    return out;
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::Timeline& command) {
    store::TimelineFilter filter;
    filter.last = command.kind.empty() ? kReadAtMost : command.last;
    if (!command.kind.empty()) filter.kind = command.kind;
    const auto events = context.tables().timeline.events(state.number, filter);
    const auto states = entry_states(events);
    std::vector<std::size_t> shown;
    for (std::size_t i = events.size(); i-- > 0 && shown.size() < static_cast<std::size_t>(command.last);)
        if (!command.kind.empty() || (!states[i].is_correction && !states[i].withdrawn && !is_routine(events[i].body))) shown.push_back(i);
    if (shown.empty()) return say("Nothing of that kind is on the timeline.", state.number);
    // As it happened, which is not always as it was written down.
    std::ranges::sort(shown, {}, [&](std::size_t i) { return std::pair(events[i].occurred_at, i); });
    const auto taken_back = corrected(events);
    const auto withdrawn = command.kind.empty() ? std::vector<EventSeq>() : withdrawn_entries(context, state.number);
    Reply reply = say({}, state.number);
    for (const std::size_t i : shown) {
        reply.text << (reply.text.empty() ? "" : "\n") << timeline_line(events[i], states[i]);
        if (std::ranges::find(withdrawn, events[i].seq) != withdrawn.end()) reply.text << " (withdrawn)";
        else if (taken_back[i] && states[i].revised == nullptr && !states[i].deleted) reply.text << " (taken back or put right later)";
    }
    if (state.last_seq.value > static_cast<std::int64_t>(shown.size()))
        reply.text << fmt::format("\n{} of {} entries; `--last` shows more, `--kind notification_changed` how each message of a page fared.", shown.size(), state.last_seq.value);
    if (allowed(context, *find_verb("redact"), &state)) reply.offers.push_back(form_offer(FormKind::redact, "Erase an entry…", state.number));
    if (std::ssize(shown) >= command.last && command.last < kMoreEvents)
        reply.offers.push_back(says("timeline " + context.name(state.number) + " --last " + std::to_string(kMoreEvents), "Show more"));
    return reply;
}

}  // namespace tocsin::handlers
