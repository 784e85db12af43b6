#include "bot/core/describe.hpp"

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/describe_message.hpp"
#include "bot/core/describe_run.hpp"
#include "bot/core/event_kinds.hpp"

namespace tocsin {
namespace {

/// The kind of a delivery that is a line in the channel (store: words of deliveries).
constexpr std::string_view kRefusedLine = "post_line";

Markup with_reason(Markup sentence, const std::string& reason) {
    if (!reason.empty()) sentence << ": " << reason;
    return sentence;
}

Markup someone(const ActorId& person) { return person.empty() ? Markup("nobody") : Markup().person(person.value); }

std::string number_text(ItemNumber number) { return "#" + std::to_string(number.value); }

Markup page_step(const std::string& page, int step, int round) {
    return Markup("page ") << page << ", step " << std::to_string(step + 1) << (round > 0 ? ", repeat " + std::to_string(round) : "");
}

Markup notification(const std::string& page, int number) { return Markup("page ") << page << ", notification " << std::to_string(number); }

/// People of the on-call file are named like everybody else: whoever renders this knows how.
Markup reached(const std::vector<oncall::PersonId>& people, const std::vector<std::string>& others) {
    Markup out;
    for (const auto& person : people) (out << (out.empty() ? "" : ", ")).person("person:" + person.value);
    for (const auto& other : others) out << (out.empty() ? "" : ", ") << other;
    return out;
}

struct Describe {
    Markup operator()(const event::Declared& e) const {
        Markup m(e.private_ ? "declared in private" : "declared");
        m << (e.drill ? " a drill: " : ": ");
        m.bold(e.title);
        m << " (" << std::string(name_of(e.severity));
        if (!e.service.empty()) m << ", service " << e.service.value;
        return m << ")";
    }
    Markup operator()(const event::TitleChanged& e) const { return Markup("title is now: ").bold(e.to); }
    Markup operator()(const event::SummarySet& e) const { return Markup("summary: ") << e.text; }
    Markup operator()(const event::CauseSet& e) const { return Markup("cause, as far as is known: ") << e.text; }
    Markup operator()(const event::ServiceChanged& e) const {
        return Markup("service ") << (e.from.empty() ? "none" : e.from.value) << " → " << (e.to.empty() ? "none" : e.to.value);
    }
    Markup operator()(const event::SeverityChanged& e) const {
        return with_reason(Markup("severity ") << std::string(name_of(e.from)) << " → " << std::string(name_of(e.to)), e.reason);
    }
    Markup operator()(const event::SeveritySuggested& e) const {
        return with_reason(Markup("suggested severity ") << std::string(name_of(e.severity)), e.reason);
    }
    Markup operator()(const event::StatusChanged& e) const {
        return with_reason(Markup("status ") << std::string(name_of(e.from)) << " → " << std::string(name_of(e.to)), e.note);
    }
    Markup operator()(const event::NoteAdded& e) const { return e.text; }
    Markup operator()(const event::NoteWithdrawn& e) const { return Markup("took back the note: ") << e.text; }
    Markup operator()(const event::RoleAssigned& e) const {
        return Markup(std::string(name_of(e.role))) << ": " << someone(e.previous) << " → " << someone(e.person);
    }
    Markup operator()(const event::ResponderJoined& e) const { return someone(e.person) << " joined"; }
    Markup operator()(const event::ResponderLeft& e) const { return someone(e.person) << " left"; }
    Markup operator()(const event::Acknowledged& e) const {
        Markup m = Markup("acknowledged by ") << someone(e.person);
        return e.via.empty() ? m : m << " through " << e.via;
    }
    Markup operator()(const event::KeyTimeSet& e) const {
        Markup m(std::string(name_of(e.which)) + ": ");
        m << (e.previous ? Markup().time(*e.previous) : Markup("unknown")) << " → ";
        return m << (e.time ? Markup().time(*e.time) : Markup("unknown"));
    }
    Markup operator()(const event::UpdatePublished& e) const {
        Markup m = Markup("status update: ") << e.text;
        if (e.next_due) (m << " — next update by ").time(*e.next_due);
        return m;
    }
    Markup operator()(const event::UpdateReminded& e) const {
        return (Markup("reminded the ") << e.whom << " that a status update was promised for ").time(e.due);
    }
    Markup operator()(const event::UpdateMissed& e) const {
        return Markup("the status update promised for ").time(e.due) << " was missed";
    }
    Markup operator()(const event::TaskAdded& e) const {
        Markup m(std::string(e.followup ? "follow-up " : "task ") + number_text(e.number) + ": ");
        m << e.text << message_origin(e);
        if (!e.owner.empty()) m << " — owner " << someone(e.owner);
        if (e.due) (m << " — due ").time(*e.due);
        return m;
    }
    Markup operator()(const event::TaskDone& e) const {
        return std::string(e.followup ? "follow-up " : "task ") + number_text(e.number) + " is done";
    }
    Markup operator()(const event::LinkAdded& e) const {
        return Markup("link: ").link(e.url, e.label.empty() ? e.url : e.label);
    }
    Markup operator()(const event::RelatedLinked& e) const { return "related to incident " + std::to_string(e.other.value); }
    Markup operator()(const event::MergedInto& e) const { return "merged into incident " + std::to_string(e.target.value); }
    Markup operator()(const event::MergedFrom& e) const { return "took in incident " + std::to_string(e.absorbed.value); }
    Markup operator()(const event::PostmortemChanged& e) const {
        Markup m = Markup("post-mortem: ") << std::string(name_of(e.review)) << ", owner " << someone(e.owner);
        if (e.due) (m << ", due ").time(*e.due);
        if (!e.link.empty()) (m << ", ").link(e.link, "document");
        return m;
    }
    Markup operator()(const event::PostmortemExported& e) const { return "post-mortem draft exported: " + e.file; }
    Markup operator()(const event::ChannelCreated& e) const { return "channel #" + e.name + " created"; }
    Markup operator()(const event::ChannelArchived&) const { return "channel archived"; }
    Markup operator()(const event::ChannelUnarchived&) const { return "channel opened again"; }
    Markup operator()(const event::CreationStepFinished& e) const {
        return with_reason(Markup("set-up: ") << std::string(name_of(e.step)) << " " << std::string(name_of(e.state)), e.detail);
    }
    Markup operator()(const event::DeliveryFailed& e) const {
        return Markup("could not be delivered: ") << e.what << " — " << e.reason;
    }
    Markup operator()(const event::PageRequested& e) const {
        return with_reason(Markup(e.test ? "test page to " : "page to ").bold(e.target) << " through " << e.means, e.reason);
    }
    Markup operator()(const event::PageStepFired& e) const {
        return page_step(e.page, e.step, e.round) << ": paging " << reached(e.people, e.others);
    }
    Markup operator()(const event::PageStepSkipped& e) const {
        return page_step(e.page, e.step, e.round) << " skipped: " << e.why;
    }
    Markup operator()(const event::PageRepeated& e) const {
        return Markup("page ") << e.page << ": nobody has acknowledged; from the first step again (repeat " << std::to_string(e.round) << ")";
    }
    Markup operator()(const event::PageExhausted& e) const {
        Markup m = Markup("page ") << e.page << ": nobody has acknowledged, and there is no further step; ";
        if (e.people.empty() && e.others.empty()) return m << "nobody is left to page — call somebody";
        return m << "paging the fallback, " << reached(e.people, e.others);
    }
    Markup operator()(const event::NotificationRequested& e) const {
        return notification(e.page, e.number) << ": " << target_name(e.target) << " by " << std::string(name_of(e.by));
    }
    Markup operator()(const event::NotificationChanged& e) const {
        return with_reason(notification(e.page, e.number) << " " << std::string(name_of(e.state)), e.detail);
    }
    Markup operator()(const event::PageAnswered& e) const { return with_reason(Markup("page ") << e.page << " is over", e.why); }
    Markup operator()(const event::PageSnoozed& e) const { return (Markup("page ") << e.page << ": snoozed until ").time(e.until); }
    Markup operator()(const event::PageResumed& e) const { return Markup("page ") << e.page << ": paging again, since " << e.why; }
    Markup operator()(const event::PageEscalated& e) const {
        Markup m = e.page.empty() ? Markup("PagerDuty ") << e.id.value << " is to be escalated" : Markup("page ") << e.page << " escalated by hand";
        return with_reason(std::move(m), e.reason);
    }
    Markup operator()(const event::PageReassigned& e) const {
        Markup m = e.page.empty() ? Markup("PagerDuty ") << e.id.value << " is to be assigned to " << someone(e.assignee)
                                  : (Markup("page ") << e.page << " handed on to ").person("person:" + e.person.value);
        return with_reason(std::move(m), e.reason);
    }
    template <class Body>
        requires requires(const Body& body) { describe_message(body); }
    Markup operator()(const Body& e) const { return describe_message(e); }
    template <class Body>
        requires requires(const Body& body) { describe_run(body); }
    Markup operator()(const Body& e) const { return describe_run(e); }
    Markup operator()(const event::PageSent& e) const { return with_reason(Markup("page ") << e.page << " sent", e.detail); }
    Markup operator()(const event::PageNotified& e) const { return Markup("page ") << e.page << ": notified " << e.whom; }
    Markup operator()(const event::PageUnanswered& e) const {
        return with_reason(Markup("page ") << e.page << ": nobody has been notified", e.detail);
    }
    Markup operator()(const event::PageFailed& e) const { return with_reason(Markup("page ") << e.page << " failed", e.reason); }
    Markup operator()(const event::PagerDutyLinked& e) const {
        Markup m("PagerDuty: ");
        m.link(e.url, e.title.empty() ? e.id.value : e.title);
        if (!e.service.empty()) m << " on " << e.service;
        if (!e.urgency.empty()) m << ", urgency " << e.urgency;
        if (!e.priority.empty()) m << ", priority " << e.priority;
        return m;
    }
    Markup operator()(const event::PagerDutyChanged& e) const {
        // The detail says what happened in words; without it there is only the event's name.
        return Markup("PagerDuty ") << e.id.value << ": " << (e.detail.empty() ? text::replace_all(e.what, "_", " ") : e.detail);
    }
    Markup operator()(const event::ResolveProposed& e) const {
        // Without a PagerDuty incident `by` says what makes it look resolved.
        if (e.id.empty()) return Markup(e.by) << "; this incident stays open until somebody resolves it";
        return Markup("PagerDuty ") << e.id.value << " was resolved by " << e.by << "; this incident stays open until somebody resolves it";
    }
    Markup operator()(const event::MergeProposed& e) const {
        const std::string target = std::to_string(e.target.value);
        return (Markup("PagerDuty ") << e.id.value << " was merged into " << e.into.value << ", which belongs to incident " << target
                                     << "; nothing was merged here. If the two are one: ").code("merge into " + target);
    }
    Markup operator()(const event::AlertJoined& e) const { return Markup("alert ") << e.id.value << " joined by rule: " << e.rule; }
    Markup operator()(const event::Denied& e) const { return Markup("denied: ").code(e.verb) << " needs " << e.needed; }
    Markup operator()(const event::AccessGiven& e) const { return with_reason(someone(e.person) << " may see this private incident", e.why); }
    Markup operator()(const event::AccessEnded& e) const { return with_reason(someone(e.person) << " may not see this private incident any more", e.why); }
    Markup operator()(const event::Redacted& e) const {
        return with_reason(Markup("erased the content of entry " + std::to_string(e.seq.value)), e.reason);
    }
    Markup operator()(const event::Erased&) const { return "(content erased)"; }
};

/// Kinds whose news is on the card already, or that nobody in the channel needs to read.
bool posts_no_line(const EventBody& body) {
    return is_one_of<event::Declared, event::CreationStepFinished, event::ChannelCreated, event::ChannelArchived, event::ChannelUnarchived,
                     event::Denied, event::Erased, event::UpdateReminded, event::UpdateMissed, event::NotificationRequested, event::PageAnswered,
                     event::SeveritySuggested, event::AccessGiven, event::AccessEnded>(body);
}

}  // namespace

Markup target_name(const std::string& target) { return target.starts_with("person:") ? Markup().person(target) : Markup(target); }

Markup describe(const EventBody& body) { return std::visit(Describe{}, body); }

bool is_routine(const EventBody& body) {
    if (const auto* changed = std::get_if<event::NotificationChanged>(&body)) return changed->state != NotificationState::failed;
    if (const auto* step = std::get_if<event::CreationStepFinished>(&body)) return step->state == StepState::done;
    return is_one_of<event::NotificationRequested, event::PageSent>(body);
}

bool names_actor(const Event& event) {
    const auto* joined = std::get_if<event::ResponderJoined>(&event.body);
    const auto* left = std::get_if<event::ResponderLeft>(&event.body);
    const auto* acknowledged = std::get_if<event::Acknowledged>(&event.body);
    const ActorId* named = joined != nullptr ? &joined->person : left != nullptr ? &left->person : acknowledged != nullptr ? &acknowledged->person : nullptr;
    return named != nullptr && *named == event.actor;
}

Markup channel_line(const Event& event) {
    if (posts_no_line(event.body) || is_seen_in_channel(event.body) || is_shown_by_run_message(event.body)) return {};
    // How far each notification has come is on the card; only a failure needs somebody to act.
    const auto* changed = std::get_if<event::NotificationChanged>(&event.body);
    // A channel that refuses lines refuses the one that says so too; it stands on the card, in the timeline and in `health`.
    const auto* failed = std::get_if<event::DeliveryFailed>(&event.body);
    if (failed != nullptr && failed->what == kRefusedLine) return {};
    // The severity's own line says it already.
    const auto* there = std::get_if<event::PagerDutyChanged>(&event.body);
    if (there != nullptr && there->what == "priority_updated" && event.source == Source("outbox")) return {};
    if (changed != nullptr && changed->state != NotificationState::failed) return {};
    Markup line;
    if (event.corrects) line << "↩ ";
    if (event.actor != system_actor() && !names_actor(event)) line.person(event.actor.value) << " · ";
    line << describe(event.body);
    // A note said to have happened earlier shows when: a bare time is echoed with its date (design §4).
    if (event.recorded_at - event.occurred_at > std::chrono::minutes{1}) (line << " · at ").time(event.occurred_at);
    return line;
}

}  // namespace tocsin
