#include "bot/sandbox/world.hpp"

namespace tocsin::sandbox {
namespace {

SlackOptions slack_options(bool strict) {
    SlackOptions options;
    options.team_id = World::kTeam;
    options.enforce_rate_limits = strict;
    options.keep_calls = strict;
    return options;
}

PagerDutyOptions pagerduty_options(bool strict) {
    PagerDutyOptions options;
    options.enforce_rate_limits = strict;
    return options;
}

SlackUser person(const char* id, const char* name, const char* email, const char* zone) {
    SlackUser user;
    user.id = id;
    user.name = name;
    user.email = email;
    user.tz = zone;
    return user;
}

}  // namespace

World::World(Scheduler& scheduler, bool strict)
    : slack(scheduler, slack_options(strict)), pagerduty(scheduler, pagerduty_options(strict)), twilio(scheduler), mail(scheduler), network(scheduler),
      sockets(slack.sockets()) {
    furnish_slack();
    furnish_pagerduty();
    const auto to_slack = [this](const net::Request& request) { return slack.handle(request); };
    const auto to_pagerduty = [this](const net::Request& request) { return pagerduty.handle(request); };
    for (const char* origin : {"https://slack.com", "https://hooks.slack.com", "https://files.slack.com"}) network.add_host(origin, to_slack);
    network.add_host("https://api.twilio.com", [this](const net::Request& request) { return twilio.handle(request); });
    for (const char* origin : {"https://api.pagerduty.com", "https://events.pagerduty.com"}) network.add_host(origin, to_pagerduty);
}

void World::furnish_slack() {
    slack.add_user(person(kAlice, "alice", "alice@example.com", "UTC"));
    slack.add_user(person(kBob, "bob", "bob@example.com", "America/New_York"));
    slack.add_user(person(kCarol, "carol", "carol@example.com", "Europe/Warsaw"));
    auto guest = person(kGuest, "gus", "gus@elsewhere.example", "UTC");
    guest.is_guest = true;
    slack.add_user(guest);
    slack.add_channel(kGeneral, "general", {kAlice, kBob, kCarol, kGuest});
    slack.add_channel(kAnnounce, "incidents", {kAlice, kBob, kCarol});
    slack.add_channel(kUpdates, "incident-updates", {kAlice, kBob, kCarol});
}

void World::furnish_pagerduty() {
    pagerduty.add_user({kPagerAlice, "Alice", "alice@example.com"});
    pagerduty.add_user({kPagerBob, "Bob", "bob@example.com"});
    pagerduty.add_user({kPagerDora, "Dora", "dora@example.com"});
    for (const auto& [id, name] : {std::pair{"PRIO1", "P1"}, {"PRIO2", "P2"}, {"PRIO3", "P3"}}) pagerduty.add_priority({id, name});
    pagerduty.add_policy({"PPOLICY", "Default", {{kPagerBob}, {kPagerAlice}}, ""});
    pagerduty.add_service({kCheckout, "checkout", "PPOLICY", "", kCheckoutKey, {}});
    pagerduty.add_service({kPayments, "payments", "PPOLICY", "", kPaymentsKey, {}});
}

}  // namespace tocsin::sandbox
