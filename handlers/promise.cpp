#include "handlers/promise.hpp"

#include "bot/base/text.hpp"

namespace tocsin::handlers {
namespace {

constexpr const char* kKey = "promise";
constexpr const char* kMessage = "update_reminder";

/// What the timer carries: how far the reminding has come, and the promise itself.
struct Stage {
    std::string name;  ///< `lead`, `channel` or `missed`
    Time promised;
};

std::string encode(const Stage& stage) { return stage.name + " " + std::to_string(unix_micros(stage.promised)); }

Stage decode(const TimerRow& timer) {
    const auto parts = text::split(timer.detail, ' ');
    const auto micros = parts.size() == 2 ? text::parse_int(parts[1]) : std::nullopt;
    if (!micros) return {"lead", timer.due};
    return {std::string(parts[0]), time_from_unix_micros(*micros)};
}

void next_stage(Context& context, IncidentNumber incident, const Stage& stage, Time at) {
    context.work().set_timer(TimerKind::update_due, incident, kKey, at, encode(stage));
}

void remind(Context& context, const Incident& state, const std::string& whom, Time promised) {
    const ActorId& lead = state.role(Role::lead);
    Markup message("⏰ ");
    if (whom == "lead" && !lead.empty()) message.mention(lead.value) << ": a";
    else message << "A";
    (message << " status update was promised for ").time(promised);
    message << ". ";
    message.code(context.settings().command + " update …") << " sends it.";
    context.work().enqueue(state.number, delivery::PostNamed{kMessage, message});
    context.record_as(state.number, {event::UpdateReminded{whom, promised}}, {system_actor(), Source("timer")});
}

void miss(Context& context, const Incident& state, Time promised) {
    Markup message = Markup("✗ The status update promised for ").time(promised) << " was missed.";
    context.work().enqueue(state.number, delivery::PostNamed{kMessage, message});
    context.record_as(state.number, {event::UpdateMissed{promised}}, {system_actor(), Source("timer")});
}

}  // namespace

void promise_update(Context& context, IncidentNumber incident, Time due) {
    context.tables().references.erase(incident, kMessage);
    next_stage(context, incident, {"lead", due}, due);
}

void drop_promise(Context& context, IncidentNumber incident) {
    context.work().cancel_timer(TimerKind::update_due, incident, kKey);
    context.tables().references.erase(incident, kMessage);
}

void promise_due(Context& context, const TimerRow& timer) {
    const Incident* state = context.work().find(timer.incident);
    if (state == nullptr || !is_open(state->status) || !state->next_update_due) return;
    const Stage stage = decode(timer);
    const bool held_up = context.now() - timer.due > kOurOwnDelay;
    if (stage.name == "lead" || held_up) {
        remind(context, *state, "lead", stage.promised);
        next_stage(context, timer.incident, {"channel", stage.promised}, context.now() + kRemindChannelAfter);
    } else if (stage.name == "channel") {
        remind(context, *state, "channel", stage.promised);
        next_stage(context, timer.incident, {"missed", stage.promised}, context.now() + kMissedAfter - kRemindChannelAfter);
    } else {
        miss(context, *state, stage.promised);
    }
}

}  // namespace tocsin::handlers
