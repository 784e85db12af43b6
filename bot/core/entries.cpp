#include "bot/core/entries.hpp"

#include <algorithm>

#include "bot/core/describe.hpp"
#include "bot/core/describe_message.hpp"

namespace tocsin {
namespace {

bool corrects_a_message(const EventBody& body) {
    return std::holds_alternative<event::MessageRevised>(body) || std::holds_alternative<event::MessageDeleted>(body) ||
           std::holds_alternative<event::EntryWithdrawn>(body);
}

/// A message with another text, everything else as it was.
EventBody with_text(EventBody body, const Markup& text) {
    if (auto* message = std::get_if<event::MessageCaptured>(&body)) message->text = text;
    if (auto* task = std::get_if<event::TaskAdded>(&body)) task->text = plain_text(text);
    return body;
}

}  // namespace

std::vector<EntryState> entry_states(std::span<const Event> events) {
    std::vector<EntryState> out(events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!corrects_a_message(events[i].body)) continue;
        out[i].is_correction = true;
        if (!events[i].corrects) continue;
        const auto entry = std::ranges::lower_bound(events, *events[i].corrects, {}, &Event::seq);
        if (entry == events.end() || entry->seq != *events[i].corrects) continue;
        EntryState& state = out[static_cast<std::size_t>(entry - events.begin())];
        if (const auto* revised = std::get_if<event::MessageRevised>(&events[i].body)) state.revised = &revised->text;
        state.deleted |= std::holds_alternative<event::MessageDeleted>(events[i].body);
        state.withdrawn |= std::holds_alternative<event::EntryWithdrawn>(events[i].body);
    }
    return out;
}

Markup who_of(const Event& event) {
    const auto* message = std::get_if<event::MessageCaptured>(&event.body);
    return message != nullptr ? message_author(*message) : Markup().person(event.actor.value);
}

Markup describe_entry(const Event& event, const EntryState& state) {
    const EventBody body = state.revised == nullptr ? event.body : with_text(event.body, *state.revised);
    const auto* message = std::get_if<event::MessageCaptured>(&body);
    Markup m = message != nullptr ? message_words(*message) : describe(body);
    if (state.revised != nullptr) m << " (edited)";
    if (state.deleted) m << " (deleted in Slack)";
    return m;
}

}  // namespace tocsin
