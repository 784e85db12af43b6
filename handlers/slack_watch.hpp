// Whether the app is still let into Slack, and whether Slack tells of everything: for `health`, `/readyz?verbose` and the alarms made of
// the metrics. Store thread.
#pragma once

#include "bot/slack/inbound.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

inline constexpr const char* kSlackAppWatch = "slack_app";
inline constexpr const char* kSlackEventsWatch = "slack_events";

/// `app_uninstalled` or `tokens_revoked`: they come in any order, or one alone. The alarm goes by what is left: notes in PagerDuty on what
/// is going on, and a page to each admin whom the on-call file knows.
Reply app_removed(Context& context, const slack::AppRemoved& removed);
/// Slack took a call: the app is there. To resolve the alarm is proposed.
void slack_works(Context& context);

Reply events_limited(Context& context, Time minute);
/// An event came: two minutes after the last complaint of Slack that is the end of it.
void events_come(Context& context);

}  // namespace tocsin::handlers
