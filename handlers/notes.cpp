// `note`, `set`, `update`, `undo`, `redact`: what is written into the record.
#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/people.hpp"
#include "handlers/fitting.hpp"
#include "handlers/home.hpp"
#include "handlers/promise.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// What is said to have happened so long before an incident is likely a slip, such as a clock of another zone.
constexpr std::chrono::hours kLongBefore{6};

Result<Drafts> changed(bool is_news, std::string_view what, Draft draft) {
    if (!is_news) return fail(Errc::conflict, "That is the " + std::string(what) + " already, so nothing was changed.");
    return Drafts{std::move(draft)};
}

/// An end before its start is kept, but whoever set it is told what the figures will say (design G6).
void warn_if_invalid(const Incident& state, Reply& reply) {
    const auto started = state.time(KeyTime::started);
    if (!started) return;
    for (const KeyTime end : {KeyTime::detected, KeyTime::acknowledged, KeyTime::mitigated, KeyTime::resolved}) {
        const auto at = state.time(end);
        if (at && *at < *started) reply.text << "\nNow `" << std::string(name_of(end)) << "` lies before `started`: its duration will read invalid.";
    }
}

/// What else says it: the entry's newer texts, and entries that were made of the same message before, with theirs.
std::vector<EventSeq> told_again(Context& context, IncidentNumber incident, EventSeq entry) {
    const auto named = context.tables().timeline.find(incident, entry);
    const auto* message = named ? std::get_if<event::MessageCaptured>(&named->body) : nullptr;
    store::TimelineFilter captured, revised;
    captured.kind = kind_of(event::MessageCaptured{});
    revised.kind = kind_of(event::MessageRevised{});
    std::vector<EventSeq> entries{entry}, out;
    if (message != nullptr)
        for (const auto& event : context.tables().timeline.events(incident, captured)) {
            const auto* other = std::get_if<event::MessageCaptured>(&event.body);
            if (other == nullptr || event.seq == entry || other->channel != message->channel || other->ts != message->ts) continue;
            entries.push_back(event.seq);
            out.push_back(event.seq);
        }
    for (const auto& event : context.tables().timeline.events(incident, revised))
        if (event.corrects && std::ranges::find(entries, *event.corrects) != entries.end() && std::holds_alternative<event::MessageRevised>(event.body)) out.push_back(event.seq);
    return out;
}

/// What is offered for the record may say it as well: the message that the entry was made of; of a task's, nobody knows which.
void forget_offered(Context& context, IncidentNumber incident, const std::optional<Event>& named) {
    if (!named) return;
    if (const auto* message = std::get_if<event::MessageCaptured>(&named->body)) return context.tables().imports.forget(message->channel, message->ts);
    if (std::holds_alternative<event::TaskAdded>(named->body) && !named->link.empty()) context.tables().imports.forget(incident);
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::Note& command) {
    if (auto refused = too_long("note", command.text, kLongestText, state.number)) return *std::move(refused);
    Draft draft(event::NoteAdded{with_names(context, command.text)}, command.at);
    const auto begun = state.time(KeyTime::started) ? state.time(KeyTime::started) : state.time(KeyTime::declared);
    Reply reply = settle(context, state, Drafts{std::move(draft)});
    if (reply.ok && command.at && begun && *command.at < *begun - kLongBefore)
        reply.text << "\n⚠ That is " << format_duration(*begun - *command.at) << " before it began. If the hour is that of another place, `undo` takes the note back.";
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::SetTime& command) {
    if (!command.time)
        return settle(context, state, changed(state.time(command.which).has_value(), name_of(command.which),
                                              event::KeyTimeSet{command.which, {}, state.time(command.which)}));
    Reply reply = settle(context, state, decide::key_time(state, command.which, *command.time, context.intent()));
    if (!reply.ok) return reply;
    const Incident& now = *context.work().find(state.number);
    warn_if_invalid(now, reply);
    if (command.which == KeyTime::resolved && is_open(now.status))
        reply.text << "\n⚠ The incident is still " << std::string(name_of(now.status)) << ": the time alone does not resolve it, `resolve` does.";
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::SetTitle& command) {
    if (auto refused = too_long("title", command.title, kLongestTitle, state.number)) return *std::move(refused);
    return settle(context, state, changed(state.title != command.title, "title", event::TitleChanged{state.title, command.title}));
}

Reply handle(Context& context, const Incident& state, const command::SetSummary& command) {
    if (auto refused = too_long("summary", command.summary, kLongestText, state.number)) return *std::move(refused);
    return settle(context, state, changed(state.summary != command.summary, "summary", event::SummarySet{command.summary}));
}

Reply handle(Context& context, const Incident& state, const command::SetCause& command) {
    if (auto refused = too_long("cause", command.cause, kLongestText, state.number)) return *std::move(refused);
    return settle(context, state, changed(state.cause != command.cause, "cause", event::CauseSet{command.cause}));
}

Reply handle(Context& context, const Incident& state, const command::SetService& command) {
    return settle(context, state, changed(state.service != command.service, "service", event::ServiceChanged{state.service, command.service}));
}

Reply handle(Context& context, const Incident& state, const command::PublishUpdate& command) {
    if (!is_open(state.status) && command.next_due)
        return refuse({Errc::conflict, "The incident is " + std::string(name_of(state.status)) + ", so no next update can be promised.",
                       "Leave out `--next`."}, state.number);
    if (auto refused = too_long("update", command.text, kLongestText, state.number)) return *std::move(refused);
    const IncidentNumber number = state.number;
    Reply reply = settle(context, state, Drafts{event::UpdatePublished{command.text, command.next_due}});
    drop_promise(context, number);
    if (command.next_due) promise_update(context, number, *command.next_due);
    if (context.settings().updates_channel.empty())
        reply.text << "\nNo `slack.updates_channel` is configured: the update stands in the incident's channel and the record only.";
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::Undo&) {
    const auto recent = context.tables().timeline.recent(state.number, context.now() - decide::kUndoWindow);
    return settle(context, state, decide::undo(state, recent, context.caller().actor));
}

Reply handle(Context& context, const Incident& state, const command::Redact& command) {
    const auto named = context.tables().timeline.find(state.number, command.seq);
    const auto others = told_again(context, state.number, command.seq);
    const auto erased = context.work().redact(state.number, command.seq, command.reason, context.attribution());
    if (!erased) return refuse(erased.error(), state.number);
    for (const EventSeq other : others) static_cast<void>(context.work().redact(state.number, other, command.reason, context.attribution()));
    forget_offered(context, state.number, named);
    context.tables().forms.forget_about(state.number);
    context.work().enqueue(state.number, delivery::RefreshCard{});
    homes_changed(context);
    return say(Markup("The content of entry ") << std::to_string(command.seq.value) << " is erased here; its digest stays, so the record "
               "can still be verified.\nWhat was posted to Slack or PagerDuty must be deleted there.", state.number);
}

}  // namespace tocsin::handlers
