// `health`: what waits, what failed, whether Slack and PagerDuty answer. Read from the outbox, which is where trouble
// with the outside shows first.
#include <fmt/format.h>

#include <algorithm>
#include <array>

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

constexpr Duration kRecently = std::chrono::hours{1};

bool is_for_pagerduty(std::string_view kind) {
    constexpr std::array<std::string_view, 3> kPages{"page_service", "check_page", "resolve_page"};
    return kind.contains("pagerduty") || std::ranges::find(kPages, kind) != kPages.end();
}

bool is_for_slack(std::string_view kind) {
    constexpr std::array<std::string_view, 3> kElsewhere{"notify", "run_step", "ping_heartbeat"};
    return !is_for_pagerduty(kind) && std::ranges::find(kElsewhere, kind) == kElsewhere.end();
}

/// What was refused within the hour; nothing if all was taken.
const store::FailedDelivery* refused_recently(const store::OutboxHealth& outbox, Time now, bool (*is_for_it)(std::string_view)) {
    const auto is_it = [&](const store::FailedDelivery& failure) { return failure.failed_at > now - kRecently && is_for_it(failure.kind); };
    const auto found = std::ranges::find_if(outbox.newest_failures, is_it);
    return found == outbox.newest_failures.end() ? nullptr : &*found;
}

void say_how_it_takes(Reply& reply, std::string_view name, const store::DestinationHealth& health, const store::FailedDelivery* refused) {
    if (health.retrying == 0 && refused == nullptr) {
        reply.text << fmt::format("\n✓ {} takes what is sent to it", name);
        return;
    }
    if (health.retrying == 0) {
        reply.text << fmt::format("\n✗ {} refused something at ", name);
        reply.text.time(refused->failed_at);
        return;
    }
    reply.text << fmt::format("\n✗ {}: {} being retried, the oldest from ", name, health.retrying);
    reply.text.time(*health.since);
    reply.text << ": " << health.last_error;
}

void say_how_both_are(Context& context, const store::OutboxHealth& health, Reply& reply) {
    const auto& outbox = context.tables().outbox;
    const auto& pagerduty = context.settings().pagerduty;
    const auto refused = [&](bool (*is_for_it)(std::string_view)) { return refused_recently(health, context.now(), is_for_it); };
    if (!context.settings().team.empty()) say_how_it_takes(reply, "Slack", outbox.health_of("slack:", "respond:"), refused(is_for_slack));
    if (pagerduty.rest || !pagerduty.routing_names.empty()) say_how_it_takes(reply, "PagerDuty", outbox.health_of("pagerduty:", "page:"), refused(is_for_pagerduty));
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
    say_how_both_are(context, outbox, reply);
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
