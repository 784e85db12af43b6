// `health`: what waits, what failed, whether Slack and PagerDuty answer. Read from the outbox, which is where trouble
// with the outside shows first.
#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/oncall/over.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {

namespace {

constexpr Duration kDenialsShown = std::chrono::hours{24 * 7};
constexpr int kDenialsListed = 5;

/// Heartbeats that do not come, and what this program watches besides.
std::string trouble_of(const store::Watched& watched) {
    const std::string name = text::replace_all(watched.name, "_", " ");
    return "\n✗ " + name + " " + watched.state + (watched.detail.empty() ? "" : ": " + watched.detail) + ", since ";
}

void say_what_is_missing(Context& context, Reply& reply) {
    for (const auto& heartbeat : context.tables().watch.heartbeats()) {
        if (!heartbeat.missing_since) continue;
        reply.text << "\n✗ the heartbeat " << heartbeat.name << " is missing, last seen ";
        reply.text.time(heartbeat.seen_at);
        if (visible(context, heartbeat.incident) != nullptr) reply.text << " (" << context.name(heartbeat.incident) << ")";
    }
    for (const auto& watched : context.tables().watch.all()) {
        if (watched.state == "ok") continue;
        reply.text << trouble_of(watched);
        reply.text.time(watched.since);
    }
}

void say_how_it_takes(Reply& reply, std::string_view name, const store::DestinationHealth& health) {
    if (health.retrying == 0) {
        reply.text << fmt::format("\n✓ {} takes what is sent to it", name);
        return;
    }
    reply.text << fmt::format("\n✗ {}: {} being retried, the oldest from ", name, health.retrying);
    reply.text.time(*health.since);
    reply.text << ": " << health.last_error;
}

void say_how_both_are(Context& context, Reply& reply) {
    const auto& outbox = context.tables().outbox;
    const auto& pagerduty = context.settings().pagerduty;
    if (!context.settings().team.empty()) say_how_it_takes(reply, "Slack", outbox.health_of("slack:", "respond:"));
    if (pagerduty.rest || !pagerduty.routing_names.empty()) say_how_it_takes(reply, "PagerDuty", outbox.health_of("pagerduty:", "page:"));
}

void say_how_slack_comes(Context& context, Reply& reply) {
    const auto link = context.settings().slack_link->view();
    if (!link) return;
    reply.text << (link->is_open ? "\n✓ Slack is connected over Socket Mode since " : "\n✗ Slack is not connected over Socket Mode since ");
    reply.text.time(link->since);
    if (!link->is_open) reply.text << ": " << link->why;
}

/// Who was refused is for those who give rights.
void say_who_was_denied(Context& context, Reply& reply) {
    if (context.caller().level < AccessLevel::admin) return;
    const Time since = context.now() - kDenialsShown;
    const auto denied = context.tables().denials.count_since(since);
    if (denied == 0) return;
    reply.text << fmt::format("\nrefused for want of a right, about no incident, in the last 7 days: {} (table denial)", denied);
    for (const auto& one : context.tables().denials.newest(since, kDenialsListed)) {
        (reply.text << "\n• ").person(one.actor.value) << ": ";
        reply.text.code(one.verb) << " needs " << one.needed << ", ";
        reply.text.time(one.at);
    }
}

}  // namespace

Reply handle(Context& context, const command::Health&) {
    const auto outbox = context.tables().outbox.health();
    const auto dead = context.tables().letters.dead();
    Reply reply;
    const bool fine = outbox.failed == 0 && outbox.retrying == 0 && dead == 0;
    const char* all = outbox.waiting == 0 ? "✓ Everything that should have gone out went out." : "✓ Nothing failed to go out; what waits is on its way.";
    reply.text << (fine ? all : "⚠ Some of what should have gone out did not.");
    reply.text << fmt::format("\noutbox: {} waiting, {} being retried, {} given up", outbox.waiting, outbox.retrying, outbox.failed);
    if (outbox.oldest) reply.text << "; the oldest waits for " << format_duration(context.now() - *outbox.oldest);
    if (!outbox.last_error.empty()) reply.text << "\nlast trouble: " << outbox.last_error;
    for (const auto& failure : outbox.newest_failures) {
        if (!failure.incident.none() && visible(context, failure.incident) == nullptr) continue;
        const std::string times = failure.times == 1 ? " at " : fmt::format(", {} times, the last at ", failure.times);
        reply.text << "\n✗ " << failure.kind << (failure.incident.none() ? "" : " of " + context.name(failure.incident)) << times;
        reply.text.time(failure.failed_at);
        reply.text << ": " << failure.reason;
    }
    say_how_both_are(context, reply);
    say_how_slack_comes(context, reply);
    say_what_is_missing(context, reply);
    say_who_was_denied(context, reply);
    if (dead > 0) reply.text << fmt::format("\n{} unreadable deliveries were kept for you to look at (table dead_letter)", dead);
    if (const auto trouble = context.settings().oncall->trouble(); !trouble.empty())
        reply.text << "\n⚠ The on-call file was refused, and the one before it stays in use: " << trouble;
    if (const auto edition = context.settings().oncall->current())
        for (const auto& why : oncall::policies_over(edition->file, context.now())) reply.text << "\n⚠ On call: " << why;
    if (const auto trouble = context.settings().runbooks->trouble(); !trouble.empty())
        reply.text << "\n⚠ The runbooks were refused, and those before them stay in use: " << trouble;
    return reply;
}

}  // namespace tocsin::handlers
