// `oncall`: who is on call, until when and who is next; what it costs people; the address of a calendar.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/oncall_going_on.hpp"
#include "bot/oncall/render_load.hpp"
#include "handlers/duty.hpp"
#include "handlers/feeds.hpp"
#include "handlers/forms.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/pagerduty_duty.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Calendar;
using oncall::Edition;

constexpr std::chrono::days kUsualLoad{28};

std::string layer_text(const oncall::OnCall& shift) { return shift.layer.empty() ? " (override)" : " (" + shift.layer.value + ")"; }

void add_next(Markup& text, Context& context, const Edition& edition, const Calendar& calendar, const std::vector<oncall::OnCall>& now, Time at) {
    const auto overrides = overrides_around(context.tables(), calendar.schedule().id, at, at);
    const auto next = calendar.next_change(at, overrides);
    const auto& zone = context.caller().zone;
    if (const auto then = oncall::going_on(calendar, now, next, overrides)) {
        text << "\n    then " << people_text(context, edition.file, oncall::people_of(now)) << " (" << text::join(then->layers, ", ") << ")";
        if (then->until) text << " until " << both_zones(*then->until, zone);
    }
    if (!next) return;
    text << "\n    next, " << both_zones(next->at, zone) << ": ";
    if (next->on_call.empty()) text << "nobody";
    for (std::size_t i = 0; i < next->on_call.size(); ++i) {
        const auto& shift = next->on_call[i];
        text << (i == 0 ? "" : "; ") << person_text(context, edition.file, shift.person) << layer_text(shift) << " until " << both_zones(shift.until, zone);
    }
}

void add_schedule(Markup& text, Context& context, const Edition& edition, const Calendar& calendar, Time at) {
    const auto& schedule = calendar.schedule();
    text.bold(schedule.id.value) << ": ";
    const auto written = context.tables().oncall.written_until(schedule.id);
    const bool past = written && at < *written;
    const auto on_call = on_call_at(context.tables(), calendar, at);
    if (on_call.empty()) text << (past ? "nobody is on record for then" : "⚠ nobody");
    for (std::size_t i = 0; i < on_call.size(); ++i) {
        const auto& shift = on_call[i];
        if (i > 0) text << "; ";
        text << person_text(context, edition.file, shift.person) << layer_text(shift) << " until " << both_zones(shift.until, context.caller().zone);
    }
    // The past is over: nobody comes next in it.
    if (!past) add_next(text, context, edition, calendar, on_call, at);
}

/// The schedules that the policy of the caller's channel asks come first.
std::vector<const Calendar*> in_order(const Context& context, const Edition& edition) {
    std::vector<const Calendar*> out;
    const auto& channel = context.caller().channel;
    const auto is_here = [&](const Calendar& calendar) {
        const oncall::Target target{oncall::TargetKind::schedule, calendar.schedule().id.value};
        return std::ranges::any_of(edition.file.services, [&](const oncall::Service& service) {
            const auto* policy = service.channel == channel && !channel.empty() ? edition.file.find(service.policy) : nullptr;
            return policy != nullptr && std::ranges::any_of(policy->steps, [&](const oncall::Step& s) { return std::ranges::find(s.notify, target) != s.notify.end(); });
        });
    };
    for (const bool here : {true, false})
        for (const auto& calendar : edition.calendars.all())
            if (is_here(calendar) == here) out.push_back(&calendar);
    return out;
}

/// What is shown: schedules of the file, and names that PagerDuty owns.
struct Shown {
    std::vector<const Calendar*> calendars;
    std::vector<PagerDutyName> names;

    void add(const Edition& edition, const oncall::Policy& policy) {
        for (const auto& step : policy.steps)
            for (const auto& target : step.notify) {
                const auto* calendar = target.kind == oncall::TargetKind::schedule ? edition.calendars.find(oncall::ScheduleId(target.id)) : nullptr;
                if (calendar != nullptr && std::ranges::find(calendars, calendar) == calendars.end()) calendars.push_back(calendar);
            }
        add(pagerduty_names(policy));
    }
    void add(const std::vector<PagerDutyName>& more) {
        for (const auto& name : more)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
};

std::unexpected<Error> nothing_named(const Edition& edition, const std::string& typed) {
    std::vector<std::string> names;
    const auto add = [&](const auto& all) {
        for (const auto& one : all)
            if (std::ranges::find(names, one.id.value) == names.end()) names.push_back(one.id.value);
    };
    add(edition.file.schedules);
    add(edition.file.policies);
    add(edition.file.services);
    const auto near = text::nearest(typed.substr(0, 60), std::vector<std::string_view>(names.begin(), names.end()));
    return fail(Errc::not_found, fmt::format("There is no schedule, policy or service `{}`.{}", text::truncate(typed, 60), near ? fmt::format(" Did you mean `{}`?", *near) : ""),
                "There are: " + text::join(names, ", ") + "; or `pagerduty:ID`, `load`, `feed SCHEDULE`.");
}

/// A schedule, `pagerduty:P…`, or whatever stands behind a policy or a service.
Result<Shown> shown_for(const Edition& edition, const std::string& typed) {
    Shown out;
    const auto calendar = find_calendar(edition, typed);
    if (calendar) out.calendars = {*calendar};
    else if (const auto id = pagerduty_id_in(typed); !id.empty()) out.names = {{id, false}};
    else if (const auto* service = edition.file.find_service(typed)) {
        out.add(pagerduty_names(edition.file, *service));
        if (const auto* policy = edition.file.find(service->policy)) out.add(edition, *policy);
    } else {
        const auto& policies = edition.file.policies;
        const auto policy = std::ranges::find_if(policies, [&](const oncall::Policy& p) { return text::equals_ignoring_case(p.id.value, typed); });
        if (policy == policies.end()) return nothing_named(edition, typed);
        out.add(edition, *policy);
    }
    // A service's own id, typed by hand.
    for (auto& name : out.names)
        name.service = std::ranges::any_of(edition.file.services, [&](const oncall::Service& s) { return s.pagerduty.value == name.id; });
    return out;
}

Shown everything(const Context& context, const Edition& edition) {
    Shown out{in_order(context, edition), {}};
    for (const auto& policy : edition.file.policies) out.add(pagerduty_names(policy));
    for (const auto& service : edition.file.services) out.add(pagerduty_names(edition.file, service));
    return out;
}

void add_name(Markup& text, Context& context, const Edition& edition, const PagerDutyName& name) {
    const auto duty = context.tables().pagerduty.duty(name.id);
    text.bold("pagerduty:" + name.id);
    for (const auto& service : edition.file.services)
        if (name.service && service.pagerduty.value == name.id) text << " (service " << service.name << ")";
    if (!name.service && duty && !duty->name.empty()) text << " (" << duty->name << ")";
    text << ": " << duty_text(context, edition.file, name);
}

}  // namespace

Reply handle(Context& context, const command::OncallShow& show) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    auto shown = show.schedule.empty() ? Result<Shown>(everything(context, **edition)) : shown_for(**edition, show.schedule);
    if (!shown) return refuse(shown.error());
    if (show.at && shown->calendars.empty() && !shown->names.empty())
        return refuse({Errc::invalid_argument, "PagerDuty is asked only who is on call now.", "Leave `--at` out, or look into PagerDuty."});
    if (show.at) shown->names.clear();
    if (shown->calendars.empty() && shown->names.empty()) return say("There is no schedule behind that, and nothing that PagerDuty owns.");
    Markup text;
    for (const auto* calendar : shown->calendars) {
        if (!text.empty()) text << "\n";
        add_schedule(text, context, **edition, *calendar, show.at.value_or(context.now()));
    }
    for (const auto& name : shown->names) {
        if (!text.empty()) text << "\n";
        add_name(text, context, **edition, name);
    }
    Reply reply = say(std::move(text));
    if (!shown->calendars.empty()) reply.offers = {form_offer(FormKind::override_, "Override…"), form_offer(FormKind::swap, "Swap shifts…")};
    return reply;
}

Reply handle(Context& context, const command::OncallLoad& load) {
    const auto edition = context.settings().oncall->current();
    const Time to = load.to.value_or(context.now());
    const Time from = load.from.value_or(to - kUsualLoad);
    if (from >= to) return refuse({Errc::invalid_argument, "`--to` must be after `--from`.", {}});
    const auto rows = load_of(context.tables(), edition.get(), from, to, [&](IncidentNumber number) { return visible(context, number) != nullptr; });
    Reply reply = say(Markup("On-call load from ") << both_zones(from, context.caller().zone) << " to " << both_zones(to, context.caller().zone) << ":");
    for (const auto& row : rows) {
        reply.text << "\n• ";
        reply.text << (edition ? person_text(context, edition->file, row.person) : Markup(row.person.value));
        reply.text << (row.schedule.empty() ? ", by name" : ", " + row.schedule.value)
                   << fmt::format(": {:.1f} h, {} page{} ({} outside working hours, {} at night), acknowledged after {} (median), {} (p90), {} n/a, {} passed by",
                                  std::chrono::duration<double, std::ratio<3600>>(row.on_call).count(), row.pages, row.pages == 1 ? "" : "s", row.outside_hours, row.at_night,
                                  row.median ? format_duration(*row.median) : "n/a", row.p90 ? format_duration(*row.p90) : "n/a", row.unacknowledged, row.passed);
    }
    if (rows.empty()) reply.text << "\nNothing is recorded for this time.";
    reply.text << "\n" << std::string(oncall::kLoadDefinitions);
    reply.data = oncall::load_json(rows, from, to);
    return reply;
}

Reply handle(Context& context, const command::OncallFeed& feed) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    std::string path;
    if (feed.schedule.empty()) {
        const auto person = find_person(context, **edition, {});
        if (!person) return refuse(person.error());
        path = person_feed_path((*person)->id);
    } else {
        const auto calendar = find_calendar(**edition, feed.schedule);
        if (!calendar) return refuse(calendar.error());
        path = schedule_feed_path((*calendar)->schedule().id);
    }
    if (context.settings().public_url.empty())
        return refuse({Errc::unavailable, "It is not known under which address calendars reach me.", "An admin sets `server.public_url`."});
    std::string base = context.settings().public_url;
    while (base.ends_with('/')) base.pop_back();
    return say(Markup("Subscribe to this address in your calendar; whoever has it can read it: ") << base + path + "?token=" + feed_token(context.settings().feed_secret, path));
}

}  // namespace tocsin::handlers
