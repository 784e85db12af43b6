#include "handlers/slack_watch.hpp"

#include "bot/base/time_format.hpp"

namespace tocsin::handlers {
namespace {

constexpr const char* kAdvice = "Install the app again and set slack.bot_token; until then nothing can be said or heard in Slack. "
                                "The API, the command line and PagerDuty go on.";

/// The PagerDuty incidents of what is going on are where people still look.
void say_in_pagerduty(Context& context) {
    if (!context.settings().pagerduty.rest) return;
    for (const IncidentNumber number : context.tables().incidents.list({})) {
        const Incident* state = context.work().find(number);
        for (const auto& link : state->pagerduty) {
            if (link.state == "resolved") continue;
            const std::string note = "tocsin was taken out of Slack: the channel of " + context.name(number) + " is not served any more. " + kAdvice;
            context.tables().pagerduty.expect_own(link.id, "annotated", note, context.now());
            context.work().enqueue(number, delivery::AddPagerDutyNote{link.id, note, system_actor()});
        }
    }
}

}  // namespace

Reply app_removed(Context& context, const slack::AppRemoved& removed) {
    if (context.tables().watch.set(kSlackAppWatch, "removed", "Slack said " + removed.how + ". " + kAdvice, context.now())) say_in_pagerduty(context);
    return {};
}

void slack_works(Context& context) {
    const auto watched = context.tables().watch.find(kSlackAppWatch);
    if (watched && watched->state != "ok") context.tables().watch.set(kSlackAppWatch, "ok", {}, context.now());
}

void events_come(Context& context) {
    constexpr Duration kQuiet = std::chrono::minutes{2};
    const auto watched = context.tables().watch.find(kSlackEventsWatch);
    if (watched && watched->state != "ok" && context.now() - watched->seen_at > kQuiet) context.tables().watch.set(kSlackEventsWatch, "ok", {}, context.now());
}

Reply events_limited(Context& context, Time minute) {
    context.tables().watch.set(kSlackEventsWatch, "limited", "Slack told nothing of the minute after " + format_utc_minute(minute) +
                               "; marks set then are not in the record: set them again", context.now());
    return {};
}

}  // namespace tocsin::handlers
