#include "handlers/channel_news.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "bot/core/status.hpp"
#include "bot/slack/api.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

using What = slack::ChannelChanged::What;

struct Becomes {
    EntryKind kind;
    std::string_view words;
};
constexpr std::array kBecomes = std::to_array<Becomes>({{EntryKind::timeline, "puts it on record"}, {EntryKind::task, "makes a task of it"}, {EntryKind::followup, "makes a follow-up of it"}});

constexpr Duration kMembersEvery = std::chrono::hours{1};
/// What two clocks and an event on its way may differ by.
constexpr Duration kJustNow = std::chrono::minutes{2};

/// `:pushpin: or :stopwatch:`, as Slack shows them.
std::string reactions_for(const Settings& settings, EntryKind kind) {
    std::string out;
    for (const auto& [name, makes] : settings.reactions)
        if (makes == kind) out += (out.empty() ? ":" : " or :") + name + ":";
    return out;
}

/// What somebody who has just come can do for it.
Markup welcome_words(const Context& context, const Incident& state, const ActorId& person) {
    const std::string& command = context.settings().command;
    Markup m("Welcome to ");
    m.bold(context.name(state.number)) << ". You alone see this.";
    if (state.role(Role::lead).empty()) (m << "\n• Nobody leads yet: ").code(command + " lead me");
    if (!state.is_responder(person)) (m << "\n• To be counted among those who work on it: ").code(command + " join");
    const auto open = std::ranges::count_if(state.tasks, [](const Task& task) { return !task.done && !task.followup; });
    if (open > 0) (m << fmt::format("\n• {} open task{}: ", open, open == 1 ? "" : "s")).code(command + " task list");
    if (state.next_update_due) (m << "\n• The next status update is promised for ").time(*state.next_update_due);
    for (const auto& [kind, becomes] : kBecomes)
        if (const std::string emoji = reactions_for(context.settings(), kind); !emoji.empty()) m << "\n• " << emoji << " on a message " << std::string(becomes) << ".";
    return m;
}

/// Who works on it, and admins: a private incident is nobody else's business.
std::vector<UserId> own_people(Context& context, const Incident& state) {
    std::vector<UserId> out = admins_of(context.tables(), context.settings());
    for (const auto& person : state.people())
        if (is_slack_person(person) && std::ranges::find(out, slack_user(person)) == out.end()) out.push_back(slack_user(person));
    return out;
}

/// In the announcements, and to whoever leads; of a private incident, to each of its people alone.
void say_elsewhere(Context& context, const Incident& state, const Markup& text) {
    std::vector<UserId> people;
    if (state.private_) people = own_people(context, state);
    else if (is_slack_person(state.role(Role::lead))) people = {slack_user(state.role(Role::lead))};
    if (!state.private_ && !context.settings().announce_channel.empty())
        context.work().enqueue(state.number, delivery::PostTo{context.settings().announce_channel, text});
    for (const auto& user : people) context.work().enqueue(state.number, delivery::DirectMessage{user, text});
}

Markup by_whom(const Context& context) {
    return context.caller().actor == system_actor() ? Markup("in Slack") : Markup("by ").person(context.caller().actor.value);
}

/// Whether Slack hides the channel from whoever is not in it.
bool is_private(const Context& context, const Incident& state) { return state.private_ || context.settings().private_channels; }

void archived(Context& context, const Incident& state, const ChannelId& channel) {
    if (state.channel_archived) return;
    const IncidentNumber number = state.number;
    context.record(number, {event::ChannelArchived{channel}});
    if (!is_open(state.status)) return;
    // It waits, and looks now and then whether the channel is open again: that event may be lost.
    context.work().enqueue(number, delivery::RefreshCard{});
    Markup text("⚠ ");
    text.bold(context.name(number)) << " is " << std::string(name_of(state.status)) << ", and its channel #" << state.channel_name << " was archived "
                                    << by_whom(context) << ". Nothing can be said there: unarchive it in Slack" << (is_private(context, state) ? ", type " : ", and what waits is posted.");
    // Slack takes a bot out of what it archives, and tells it no more of a private channel.
    if (is_private(context, state)) text.code("/invite @tocsin") << " there, and what waits is posted.";
    say_elsewhere(context, *context.work().find(number), text);
}

void deleted(Context& context, const Incident& state, const ChannelId& channel) {
    const IncidentNumber number = state.number;
    const std::string name = state.channel_name;
    context.record(number, {event::ChannelDeleted{channel}});
    Markup text("⚠ The channel #");
    text << name << " of ";
    text.bold(context.name(number)) << " was deleted " << by_whom(context) << ". The record is kept here.";
    const bool goes_on = is_open(state.status);
    if (goes_on) text << " A new channel is being made.";
    say_elsewhere(context, state, text);
    if (goes_on) make_another_channel(context, number, "it was deleted");
}

}  // namespace

void not_in_channel(Context& context, IncidentNumber incident, const std::string& why) {
    const Incident& state = *context.work().find(incident);
    Markup text("⚠ tocsin is not in the channel #");
    text << state.channel_name << " of ";
    text.bold(context.name(incident)) << ", so nothing more is said there and its card stands still: " << why << " Type ";
    text.code("/invite @tocsin") << " there.";
    say_elsewhere(context, state, text);
}

void channel_is_archived(Context& context, IncidentNumber incident) {
    const Incident& state = *context.work().find(incident);
    archived(context, state, state.channel);
}

void make_another_channel(Context& context, IncidentNumber incident, const std::string& why) {
    // Whatever was last said of the old one: nothing more goes there.
    const Incident& state = *context.work().find(incident);
    if (!state.channel.empty() && !state.channel_archived) context.record_as(incident, {event::ChannelArchived{state.channel}}, {system_actor(), Source("outbox")});
    for (const char* message : {"card", "update_reminder"}) context.tables().references.erase(incident, message);
    context.record_as(incident, {event::CreationStepFinished{CreationStep::channel, StepState::pending, "the old channel is of no use (" + why + "): making a new one"}},
                      {system_actor(), Source("outbox")});
}

namespace {

void opened_again(Context& context, const Incident& state) {
    const IncidentNumber number = state.number;
    // Into a private one somebody brings the bot; only then is it known to be open. In what is over nothing is to be said.
    const bool can_join = !is_private(context, state) && is_open(state.status);
    context.record(number, {event::ChannelUnarchived{state.channel}});
    if (can_join) context.work().enqueue(number, delivery::JoinChannel{});
}

/// Whoever brought the bot back wants it to go on. A private channel that was archived tells it in no other way that it is open again.
void bot_came(Context& context, const Incident& state, Time since) {
    const IncidentNumber number = state.number;
    if (state.channel_archived) opened_again(context, state);
    if (!is_open(context.work().find(number)->status)) return;
    context.work().enqueue(number, delivery::RefreshCard{});
    if (!context.tables().outbox.was_shut_out_since(number, since)) return;
    Markup line("tocsin is back. While it was not in this channel, not everything could be said here: ");
    context.work().enqueue(number, delivery::PostLine{line.code(context.settings().command + " timeline") << " has what happened."});
}

Reply welcome(Context& context, const slack::MemberChanged& joined) {
    const Incident* state = context.work().find(context.tables().incidents.by_channel(joined.channel));
    const ActorId& person = context.caller().actor;
    // Whoever declared it knows what it is about, and a guest can do nothing of it.
    const bool is_guest = context.caller().level == AccessLevel::guest;
    if (state == nullptr || !is_open(state->status) || state->declared_by == person || is_guest) return {};
    if (!context.tables().messages.welcome(state->number, joined.user)) return {};
    delivery::AnswerInChannel welcome{joined.channel, joined.user, {}, welcome_words(context, *state, person)};
    welcome.card = true;
    context.work().enqueue(state->number, std::move(welcome));
    return say({}, state->number);
}

}  // namespace

Time bot_came_at(Context& context, const Incident& state) {
    const auto said = context.tables().messages.said_of(state.channel, about_member(context.settings().bot_user));
    return said ? slack::time_of(said->at).value_or(Time{}) : Time{};
}

void channel_is_open(Context& context, IncidentNumber incident) {
    const Incident* state = context.work().find(incident);
    if (state == nullptr || !state->channel_archived) return;
    // Another one is being made, and people are told of that.
    if (is_open(state->status) && state->step(CreationStep::channel).state == StepState::pending) return;
    opened_again(context, *state);
}

void watch_members(Context& context, IncidentNumber incident) {
    context.work().set_timer(TimerKind::members_check, incident, "all", context.now() + kMembersEvery);
}

void members_check_due(Context& context, const TimerRow& timer) {
    const Incident* state = context.work().find(timer.incident);
    if (state == nullptr || is_over(state->status) || state->channel.empty()) return;
    context.work().enqueue(timer.incident, delivery::ReadMembers{});
    watch_members(context, timer.incident);
}

void members_read(Context& context, const OutboxRow& row, const Delivered& found) {
    const Incident* state = context.work().find(row.incident);
    if (state == nullptr || state->channel != found.channel) return;
    const auto admitted = state->admitted;
    for (const auto& person : admitted) {
        const UserId user = slack_user(person);
        const auto said = context.tables().messages.said_of(found.channel, about_member(user));
        const auto told = said ? slack::time_of(said->at) : std::nullopt;
        // Only whoever was seen to come can be seen to have left; and who came just now is not on a list that was asked for before.
        if (!told || *told > row.created_at - kJustNow || std::ranges::find(found.users, user) != found.users.end()) continue;
        member_left(context, found.channel, person);
    }
}

Reply member_changed(Context& context, const slack::MemberChanged& changed, const MessageTs& at) {
    const Incident* state = context.work().find(context.tables().incidents.by_channel(changed.channel));
    if (state == nullptr) return {};
    const bool is_bot = changed.user == context.settings().bot_user;
    const Time before = is_bot ? bot_came_at(context, *state) : Time{};
    if (!context.tables().messages.is_news(changed.channel, about_member(changed.user), at, changed.joined ? "0" : "1")) return {};
    if (is_bot) {
        if (changed.joined) bot_came(context, *state, before);
        return say({}, state->number);
    }
    const ActorId person = context.caller().actor;
    if (!changed.joined) {
        member_left(context, changed.channel, person);
        return say({}, state->number);
    }
    // Whoever is in a private incident's channel is one of its own, before anything is shown to them.
    member_joined(context, changed.channel, person);
    return welcome(context, changed);
}

Reply channel_changed(Context& context, const slack::ChannelChanged& changed, const MessageTs& at) {
    const Incident* state = context.work().find(context.tables().incidents.by_channel(changed.channel));
    if (state == nullptr) return {};
    const bool is_name = changed.what == What::renamed;
    const std::string says = is_name ? changed.name : changed.what == What::unarchived ? "0" : "1";
    if (!context.tables().messages.is_news(changed.channel, is_name ? "name" : "archived", at, says)) return {};
    // What tocsin did itself is on record; that it was the newest is kept all the same.
    if (!changed.user.empty() && changed.user == context.settings().bot_user) return say({}, state->number);
    const IncidentNumber number = state->number;
    switch (changed.what) {
        case What::archived: archived(context, *state, changed.channel); break;
        case What::deleted: deleted(context, *state, changed.channel); break;
        case What::unarchived:
            channel_is_open(context, number);
            break;
        case What::renamed:
            if (state->channel_name != changed.name) context.record(number, {event::ChannelRenamed{state->channel_name, changed.name}});
            break;
    }
    return say({}, number);
}

}  // namespace tocsin::handlers
