#include "handlers/marks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/slack/api.hpp"
#include "bot/slack/mentions.hpp"
#include "bot/slack/message_text.hpp"
#include "handlers/fitting.hpp"
#include "handlers/grammar.hpp"
#include "handlers/import.hpp"
#include "handlers/parser.hpp"
#include "handlers/people.hpp"
#include "handlers/permission.hpp"

namespace tocsin::handlers {
namespace {

using slack::time_of;
using store::CapturedMessage;
using store::CaptureState;

std::string_view verb_of(EntryKind kind) {
    constexpr std::string_view verbs[] = {"note", "task", "followup"};
    return verbs[static_cast<std::size_t>(kind)];
}

void tell(Context& context, IncidentNumber incident, const ChannelId& channel, const ActorId& whom, Markup text) {
    if (is_slack_person(whom)) context.work().enqueue(incident, delivery::AnswerInChannel{channel, slack_user(whom), {}, std::move(text)});
}

/// Records one event; its place.
EventSeq record(Context& context, IncidentNumber incident, Draft draft, const store::Attribution& by) {
    const std::size_t before = context.work().recorded().size();
    Drafts drafts;
    drafts.push_back(std::move(draft));
    context.record_as(incident, std::move(drafts), by);
    return context.work().recorded()[before].seq;
}

void correct(Context& context, const CapturedMessage& message, EventBody body, const store::Attribution& by, EventSeq* made = nullptr) {
    Draft draft(std::move(body));
    draft.corrects = message.entry;
    const EventSeq seq = record(context, message.incident, std::move(draft), by);
    if (made != nullptr) *made = seq;
}

void ask_for(Context& context, CapturedMessage message, const MarkNews& news) {
    message.state = CaptureState::asked;
    message.entry = message.text_in = {};
    message.item = {};
    context.tables().messages.put(message);
    const ActorId& by = context.caller().actor;
    context.work().enqueue(message.incident, delivery::CaptureMessage{news.channel, news.ts, news.kind, by, news.mark, news.at,
                                                                      news.known.empty() ? ActorId() : by, news.known, news.files});
}

void withdraw(Context& context, CapturedMessage message) {
    message.state = CaptureState::withdrawn;
    context.tables().messages.put(message);
    correct(context, message, event::EntryWithdrawn{message.item}, context.attribution());
    context.work().enqueue(message.incident, delivery::RefreshCheckMark{message.channel, message.ts});
}

/// Makes the entry be there, or not, as the marks of all people together say.
void reconcile(Context& context, IncidentNumber incident, const MarkNews& news) {
    auto& messages = context.tables().messages;
    const bool wanted = messages.is_marked(news.channel, news.ts, news.kind);
    const auto known = messages.find(news.channel, news.ts, news.kind);
    if (wanted && !known) {
        CapturedMessage fresh;
        fresh.channel = news.channel;
        fresh.ts = news.ts;
        fresh.kind = news.kind;
        fresh.incident = incident;
        return ask_for(context, std::move(fresh), news);
    }
    const bool is_there = known && (known->state == CaptureState::present || known->state == CaptureState::asked);
    if (wanted && !is_there) return ask_for(context, *known, news);
    // One that is being read is looked at again when it was.
    if (!wanted && known && known->state == CaptureState::present) withdraw(context, *known);
}

event::MessageCaptured entry_of(const delivery::CaptureMessage& what, const FetchedMessage& message) {
    event::MessageCaptured entry;
    entry.text = message.gone ? what.known : message.text;
    entry.author = message.gone ? what.author : message.author;
    entry.author_name = message.author_name;
    entry.channel = what.channel;
    entry.ts = what.ts;
    entry.thread = message.thread;
    entry.files = message.gone ? what.files : message.files;
    entry.via = what.via;
    return entry;
}

/// A message may be longer than a task; the link beside it leads to all of it.
std::string as_task(const std::string& text) {
    constexpr std::size_t kMostBytes = 2'900;  // with the remark still a task
    if (text::code_points(text) <= kLongestTask) return text;
    return text::truncate(text, kMostBytes) + fmt::format(" (cut: the message has {} characters, and the link leads to all of it)", text::code_points(text));
}

Draft draft_of(Context& context, const delivery::CaptureMessage& what, const FetchedMessage& message, CapturedMessage& known) {
    if (what.kind == EntryKind::timeline) {
        const auto said = message.gone ? what.at : message.at;
        Draft draft(entry_of(what, message), said ? said : time_of(what.ts));
        draft.link = message.link;
        return draft;
    }
    known.item = ItemNumber(static_cast<std::int64_t>(context.work().find(known.incident)->tasks.size()) + 1);
    const std::string text = message.gone ? plain_text(what.known) : message.plain;
    Draft draft(event::TaskAdded{known.item, as_task(text), {}, {}, what.kind == EntryKind::followup, message.gone ? what.author : message.author, message.thread,
                                 message.gone ? what.files : message.files}, time_of(what.ts));
    draft.link = message.link;
    return draft;
}

bool is_erased(Context& context, const CapturedMessage& message) {
    for (const EventSeq seq : {message.entry, message.text_in}) {
        const auto event = context.tables().timeline.find(message.incident, seq);
        if (!event || std::holds_alternative<event::Erased>(event->body)) return true;
    }
    return false;
}

/// The text of an entry, from the event that has the newest one.
Markup text_in(const Event& event) {
    if (const auto* captured = std::get_if<event::MessageCaptured>(&event.body)) return captured->text;
    if (const auto* revised = std::get_if<event::MessageRevised>(&event.body)) return revised->text;
    const auto* task = std::get_if<event::TaskAdded>(&event.body);
    return task != nullptr ? Markup(task->text) : Markup();
}

/// A message as it reads after its edit.
struct Edit {
    const slack::InboundMessage& message;
    const slack::Called& called;
};

/// What an edited message says as the text of its entry.
Markup new_text(Context& context, const CapturedMessage& known, const Edit& edit) {
    const Markup text = entry_text(context.settings(), edit.message.text);
    return known.item.none() ? text : Markup(as_task(slack::with_names(plain_text(text), edit.called)));
}

/// What the edited message says and when, if it is a note that says when.
std::optional<TimedNote> timed_note_in(Context& context, const Edit& edit) {
    const auto words = after_mention(edit.message.text, context.settings().bot_user);
    auto note = words ? timed_note(slack::plain_words(*words), edit.message.ts, context.caller().zone) : std::nullopt;
    // Only then: a name is nobody's command.
    if (note) note->text = slack::with_names(note->text, edit.called);
    return note;
}

/// Another time was said: an entry cannot move, so it is withdrawn and made anew.
void make_anew(Context& context, const CapturedMessage& known, const slack::InboundMessage& message, std::optional<Time> at, Markup text) {
    correct(context, known, event::EntryWithdrawn{known.item}, context.attribution());
    MarkNews news{known.channel, known.ts, kMentionMark, known.kind, message.edited, true};
    news.at = at;
    news.known = std::move(text);
    news.files = message.files;
    ask_for(context, known, news);
}

/// Apps change their own messages; what a person wrote they cannot.
bool is_by_person(const Event& entry) {
    const auto* captured = std::get_if<event::MessageCaptured>(&entry.body);
    const auto* task = std::get_if<event::TaskAdded>(&entry.body);
    return captured != nullptr ? !captured->author.empty() : task == nullptr || !task->author.empty();
}

void revise(Context& context, CapturedMessage known, const Edit& edit) {
    const auto& message = edit.message;
    const auto note = timed_note_in(context, edit);
    const auto entry = context.tables().timeline.find(known.incident, known.entry);
    if (!message.bot_id.empty() && is_by_person(*entry)) return;
    const Markup text = !note ? new_text(context, known, edit) : known.item.none() ? Markup(note->text) : Markup(as_task(note->text));
    const auto at = note && known.item.none() ? note->at : time_of(known.ts);
    if (at && entry->occurred_at != *at) return make_anew(context, known, message, note ? std::optional(note->at) : std::nullopt, text);
    const auto newest = context.tables().timeline.find(known.incident, known.text_in);
    if (text_in(*newest) != text) correct(context, known, event::MessageRevised{text, known.item}, context.attribution(), &known.text_in);
    context.tables().messages.put(known);
}

/// Of a channel that is no incident's: nothing.
Reply set_mark(Context& context, const MarkNews& news) {
    const IncidentNumber number = context.tables().incidents.by_channel(news.channel);
    const Incident* state = context.work().find(number);
    if (state == nullptr) return {};
    const VerbSpec& verb = *find_verb(verb_of(news.kind));
    if (const auto may = allowed(context, verb, state); news.present && !may) return deny(context, state, verb, may.error());
    const store::MessageMark mark{news.channel, news.ts, news.mark, slack_user(context.caller().actor), news.kind, news.changed, news.present};
    if (context.tables().messages.put(mark)) reconcile(context, number, news);
    return say({}, number);
}

}  // namespace

std::optional<EntryKind> kind_of_reaction(const Settings& settings, std::string_view reaction) {
    const auto found = settings.reactions.find(std::string(reaction.substr(0, reaction.find("::"))));
    return found == settings.reactions.end() ? std::nullopt : std::optional(found->second);
}

Reply message_marked(Context& context, const MarkNews& news) {
    Reply reply = set_mark(context, news);
    if (!reply.ok) tell(context, reply.incident, news.channel, context.caller().actor, reply.text);
    return reply;
}

Reply message_picked(Context& context, const slack::InboundMessage& message, EntryKind kind, MessageTs changed) {
    const auto known = context.tables().messages.find(message.channel, message.ts, kind);
    MarkNews news{message.channel, message.ts, kShortcutMark, kind, std::move(changed), true};
    news.known = entry_text(context.settings(), message.text);
    news.files = message.files;
    Reply reply = set_mark(context, news);
    if (reply.incident.none())
        return refuse({Errc::conflict, "This is no incident's channel, so there is no record to put the message into.",
                       "Use the shortcut on a message of an incident's channel."});
    if (reply.ok && known && known->state == CaptureState::present) reply.text << "This message is in the record already.";
    return reply;
}

Reply message_edited(Context& context, const slack::InboundMessage& message, const slack::Called& called) {
    // A preview of a link, an answer in its thread: Slack calls that a change as well.
    if (message.edited.empty()) return {};
    context.tables().imports.reword(message.channel, message.ts, slack::message_text(message.text, context.settings().team, kCandidateWords));
    for (auto& known : context.tables().messages.find(message.channel, message.ts)) {
        if (message.edited <= known.version) continue;
        known.version = message.edited;
        // What was erased on purpose does not come back by an edit.
        if (known.state == CaptureState::present && !is_erased(context, known)) revise(context, known, {message, called});
        else context.tables().messages.put(known);
    }
    return {};
}

Reply message_erased(Context& context, const slack::MessageErased& erased) {
    context.tables().imports.forget(erased.channel, erased.ts);
    for (auto& known : context.tables().messages.find(erased.channel, erased.ts)) {
        if (std::exchange(known.deleted, true)) continue;
        context.tables().messages.put(known);
        if (known.state == CaptureState::present) correct(context, known, event::MessageDeleted{known.item}, {system_actor(), Source("slack")});
    }
    return {};
}

void message_read(Context& context, const OutboxRow& row, const FetchedMessage& message) {
    const auto& what = std::get<delivery::CaptureMessage>(row.what);
    auto& messages = context.tables().messages;
    auto known = messages.find(what.channel, what.ts, what.kind);
    if (!known || known->state != CaptureState::asked) return;
    const bool wanted = messages.is_marked(what.channel, what.ts, what.kind);
    const bool nothing_known = message.gone && what.known.empty();
    if (!wanted || message.ours || nothing_known) {
        known->state = wanted ? CaptureState::lost : CaptureState::withdrawn;
        messages.put(*known);
        if (wanted && nothing_known) tell(context, row.incident, what.channel, what.by, "The message was deleted before it could be read, so it is not in the record.");
        if (wanted && message.ours) tell(context, row.incident, what.channel, what.by, "What tocsin writes here is in the record already.");
        return;
    }
    if (message.version < known->version && !message.gone && !what.reread) {
        // It was edited while it was read.
        auto again = what;
        again.reread = true;
        return context.work().enqueue(row.incident, again);
    }
    known->entry = known->text_in = record(context, known->incident, draft_of(context, what, message, *known), {what.by, Source("slack")});
    known->state = CaptureState::present;
    known->version = std::max(known->version, message.version);
    if (message.gone || known->deleted) {
        known->deleted = true;
        correct(context, *known, event::MessageDeleted{known->item}, {system_actor(), Source("slack")});
    }
    messages.put(*known);
    context.work().enqueue(known->incident, delivery::RefreshCheckMark{what.channel, what.ts});
}

void message_unreadable(Context& context, const delivery::CaptureMessage& what, const std::string& why) {
    auto known = context.tables().messages.find(what.channel, what.ts, what.kind);
    if (!known || known->state != CaptureState::asked) return;
    known->state = CaptureState::lost;
    context.tables().messages.put(*known);
    if (!is_slack_person(what.by)) return;
    Markup text("A message that you marked for ");
    text.bold(context.name(known->incident)) << " could not be read, so it is not in the record: " << why;
    context.work().enqueue(known->incident, delivery::DirectMessage{slack_user(what.by), std::move(text)});
}

std::optional<std::string> after_mention(std::string_view escaped, const UserId& bot) {
    const auto all = slack::tokens(text::trim(escaped));
    const bool begins = !all.empty() && all.front().kind == slack::Token::Kind::user && (bot.empty() || all.front().text == bot.value);
    if (!begins) return std::nullopt;
    return std::string(text::trim(slack::to_escaped({all.begin() + 1, all.end()})));
}

std::optional<Markup> note_in(const Settings& settings, std::string_view escaped) {
    const auto words = after_mention(escaped, settings.bot_user);
    if (!words) return std::nullopt;
    const std::string_view rest = *words;
    const auto end = rest.find_first_of(" \n\t");
    const VerbSpec* verb = find_verb(rest.substr(0, end));
    if (verb == nullptr || verb->name != "note" || end == std::string_view::npos) return std::nullopt;
    return slack::message_text(text::trim(rest.substr(end)), settings.team);
}

std::optional<TimedNote> timed_note(std::string_view typed, const MessageTs& written, const std::string& zone) {
    const auto when = time_of(written);
    if (!when) return std::nullopt;
    const auto parsed = parse(typed, {*when, zone});
    const auto* note = parsed ? std::get_if<command::Note>(&parsed->command) : nullptr;
    return note != nullptr && note->at ? std::optional(TimedNote{note->text, *note->at}) : std::nullopt;
}

Markup entry_text(const Settings& settings, std::string_view escaped) {
    auto note = note_in(settings, escaped);
    return note ? *note : slack::message_text(escaped, settings.team);
}

}  // namespace tocsin::handlers
