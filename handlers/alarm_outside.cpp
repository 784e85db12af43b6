#include "handlers/alarm_outside.hpp"

#include "handlers/sight.hpp"

namespace tocsin::handlers {

void alarm_outside(Context& context, const Incident& state, const Markup& what) {
    Markup alarm("🚨 ");
    alarm.bold(context.name(state.number)) << ": " << what;
    auto& work = context.work();
    if (state.private_) {
        for (const auto& user : admins_of(context.tables(), context.settings())) work.enqueue(state.number, delivery::DirectMessage{user, alarm});
    } else if (const auto& channel = context.settings().announce_channel; !channel.empty()) {
        work.enqueue(state.number, delivery::PostTo{channel, std::move(alarm)});
    }
}

}  // namespace tocsin::handlers
