// `oncall`: who is on call, until when and who is next; what it costs people; the address of a calendar.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/time_format.hpp"
#include "bot/oncall/render_load.hpp"
#include "handlers/duty.hpp"
#include "handlers/feeds.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Calendar;
using oncall::Edition;

constexpr std::chrono::days kUsualLoad{28};

void add_next(Markup& text, Context& context, const Edition& edition, const Calendar& calendar, Time at) {
    const auto next = calendar.next_change(at, overrides_around(context.tables(), calendar.schedule().id, at, at));
    if (!next) return;
    const auto people = oncall::people_of(next->on_call);
    text << "\n    next, " << both_zones(next->at, context.caller().zone) << ": ";
    if (people.empty()) text << "nobody";
    else text << people_text(context, edition.file, people);
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
        text << person_text(context, edition.file, shift.person) << (shift.layer.empty() ? " (override)" : " (" + shift.layer.value + ")") << " until "
             << both_zones(shift.until, context.caller().zone);
    }
    // The past is over: nobody comes next in it.
    if (!past) add_next(text, context, edition, calendar, at);
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

}  // namespace

Reply handle(Context& context, const command::OncallShow& show) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    auto calendars = in_order(context, **edition);
    if (!show.schedule.empty()) {
        const auto one = find_calendar(**edition, show.schedule);
        if (!one) return refuse(one.error());
        calendars = {*one};
    }
    if (calendars.empty()) return say("The on-call file has no schedule.");
    Markup text;
    for (const auto* calendar : calendars) {
        if (!text.empty()) text << "\n";
        add_schedule(text, context, **edition, *calendar, show.at.value_or(context.now()));
    }
    return say(std::move(text));
}

Reply handle(Context& context, const command::OncallLoad& load) {
    const auto edition = context.settings().oncall->current();
    const Time to = load.to.value_or(context.now());
    const Time from = load.from.value_or(to - kUsualLoad);
    if (from >= to) return refuse({Errc::invalid_argument, "`--to` must be after `--from`.", {}});
    const auto rows = load_of(context.tables(), edition.get(), from, to);
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
