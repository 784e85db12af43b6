#include "handlers/slack_watch.hpp"

#include "bot/base/time_format.hpp"
#include "handlers/effects.hpp"
#include "handlers/escalate.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

constexpr const char* kAdvice = "Install the app again and set slack.bot_token; until then nothing can be said or heard in Slack. "
                                "The API, the command line and PagerDuty go on.";

constexpr const char* kTitle = "tocsin was taken out of Slack";

store::Attribution by_watch() { return {system_actor(), Source("slack")}; }

/// The alarm of an earlier time, while somebody still works on it.
const Incident* alarm_going_on(Context& context) {
    for (const IncidentNumber number : context.tables().incidents.list({})) {
        const Incident* state = context.work().find(number);
        if (state->title == kTitle && state->declared_by == system_actor()) return state;
    }
    return nullptr;
}

/// Without a channel: there is no Slack to have one in.
IncidentNumber raise_alarm(Context& context) {
    event::Declared declared;
    declared.title = kTitle;
    declared.severity = Severity::sev2;
    declared.wants_channel = false;
    const IncidentNumber number = context.work().declare(declared, by_watch());
    follow_up(context, Event(context.work().recorded().back()));
    return number;
}

/// Slack is gone; what is left are the means of the on-call file. Says what was done, for `health`.
std::string page_admins(Context& context, const std::string& why) {
    const auto edition = context.settings().oncall->current();
    std::vector<PagePlan> plans;
    for (const UserId& user : admins_of(context.tables(), context.settings()))
        if (auto plan = edition ? plan_for(edition->file, user) : std::nullopt) plans.push_back(*std::move(plan));
    if (plans.empty()) return "Nobody was paged: the on-call file knows none of `access.admins`.";
    const Incident* before = alarm_going_on(context);
    const IncidentNumber number = before != nullptr ? before->number : raise_alarm(context);
    for (const auto& plan : plans) begin_page(context, number, plan, why);
    return "The admins are paged by " + context.name(number) + ".";
}

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
    const auto known = context.tables().watch.find(kSlackAppWatch);
    if (known && known->state == "removed") return {};
    const std::string why = "Slack said " + removed.how + ". " + kAdvice;
    say_in_pagerduty(context);
    context.tables().watch.set(kSlackAppWatch, "removed", why + " " + page_admins(context, why), context.now());
    return {};
}

void slack_works(Context& context) {
    const auto watched = context.tables().watch.find(kSlackAppWatch);
    if (!watched || watched->state == "ok") return;
    context.tables().watch.set(kSlackAppWatch, "ok", {}, context.now());
    const std::string back = "Slack takes what tocsin says again";
    if (const Incident* alarm = alarm_going_on(context))
        context.record_as(alarm->number, {event::NoteAdded{back + "."}, event::ResolveProposed{{}, back}}, by_watch());
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
