#include "handlers/timer_fired.hpp"

#include "handlers/channel_news.hpp"
#include "handlers/escalate.hpp"
#include "handlers/hand_off.hpp"
#include "handlers/heartbeat.hpp"
#include "handlers/pagerduty_check.hpp"
#include "handlers/page_watch.hpp"
#include "handlers/promise.hpp"
#include "handlers/reminder.hpp"
#include "handlers/runs.hpp"
#include "handlers/user_groups.hpp"

namespace tocsin::handlers {
namespace {

constexpr Duration kHeadsEvery = std::chrono::hours{1};
constexpr Duration kPruneEvery = std::chrono::hours{24};
constexpr Duration kFailedDeliveriesKept = std::chrono::hours{24 * 30};
constexpr Duration kDenialsKept = std::chrono::hours{24 * 365};

void sign_heads(Context& context) {
    for (const IncidentNumber number : context.tables().journal.unsigned_heads()) context.work().sign_head(number);
    context.work().set_timer(TimerKind::head_signing, {}, "all", context.now() + kHeadsEvery);
}

void prune(Context& context) {
    context.tables().letters.forget_keys(context.now() - kKeyLife);
    context.tables().outbox.prune_failed(context.now() - kFailedDeliveriesKept);
    context.tables().denials.forget(context.now() - kDenialsKept);
    context.work().set_timer(TimerKind::pruning, {}, "all", context.now() + kPruneEvery);
}

}  // namespace

Reply timer_fired(Context& context, const TimerRow& timer) {
    if (!context.tables().timers.consume(timer.id, timer.due)) return {};
    switch (timer.kind) {
        case TimerKind::update_due: promise_due(context, timer); break;
        case TimerKind::page_watch: page_watched(context, timer); break;
        case TimerKind::head_signing: sign_heads(context); break;
        case TimerKind::pruning: prune(context); break;
        case TimerKind::page_tick: page_ticked(context, timer); break;
        case TimerKind::hand_off: handed_off(context, timer); break;
        case TimerKind::heartbeat: heartbeat_overdue(context, timer); break;
        case TimerKind::heartbeat_ping: ping_due(context); break;
        case TimerKind::pagerduty_check: pagerduty_check_due(context); break;
        case TimerKind::alive: note_alive(context); break;
        case TimerKind::run_tick: run_ticked(context, timer); break;
        case TimerKind::user_groups: user_groups_due(context); break;
        case TimerKind::item_due: item_due(context, timer); break;
        case TimerKind::members_check: members_check_due(context, timer); break;
        case TimerKind::followup_reminder: followup_reminder_due(context, timer); break;
    }
    return {};
}

void set_system_timers(store::UnitOfWork& work, const Settings& settings) {
    const auto ensure = [&](TimerKind kind, Duration every) {
        if (!work.tables().timers.find(kind, {}, "all")) work.set_timer(kind, {}, "all", work.now() + every);
    };
    ensure(TimerKind::head_signing, kHeadsEvery);
    ensure(TimerKind::pruning, kPruneEvery);
    start_heartbeats(work, settings);
    start_pagerduty_check(work, settings);
    start_user_groups(work, settings);
}

}  // namespace tocsin::handlers
