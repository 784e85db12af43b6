#include "bot/sandbox_config.hpp"

#include "bot/sandbox/world.hpp"
#include "bot/slack/surface.hpp"

namespace tocsin {

using sandbox::World;

Config sandbox_config(const std::string& database_path, std::uint16_t port) {
    const sandbox::SlackOptions slack;
    const sandbox::PagerDutyOptions pagerduty;
    Config config;
    config.server.listen = {"127.0.0.1", port};
    config.database_path = database_path;
    config.slack.enabled = true;
    config.slack.signing_secrets = {slack.signing_secret};
    config.slack.bot_token = slack.bot_token;
    config.pagerduty.enabled = true;
    config.pagerduty.webhook_secrets = {pagerduty.webhook_secret};
    config.pagerduty.api_token = pagerduty.api_token;
    config.pagerduty.from = "bob@example.com";
    config.pagerduty.routing_keys = {{"checkout", World::kCheckoutKey}, {"payments", World::kPaymentsKey}};
    const sandbox::TwilioOptions twilio;
    config.pagerduty.page_service = World::kCheckout;
    config.notify.smtp = notify::SmtpOptions{"smtp://localhost", "tocsin@example.com", {}, {}};
    config.notify.twilio = notify::TwilioOptions{"https://api.twilio.com", twilio.account_sid, twilio.auth_token, twilio.from};
    config.notify.webhook_secret = "sandbox-webhook-secret";
    config.api_tokens = {{"sandbox", kSandboxToken, UserId(World::kAlice)}};
    auto& settings = config.settings;
    settings.public_url = "https://localhost:" + std::to_string(port);
    settings.team = TeamId(World::kTeam);
    settings.announce_channel = ChannelId(World::kAnnounce);
    settings.updates_channel = ChannelId(World::kUpdates);
    settings.admins = {UserId(World::kAlice)};
    settings.operators = {UserId(World::kBob)};
    settings.pagerduty.routing_names = {"checkout", "payments"};
    settings.pagerduty.rest = true;
    settings.pagerduty.check_every = std::chrono::minutes{1};
    settings.pagerduty.join = {{std::chrono::minutes{5}, {"service"}, 1}};
    return config;
}

void install_app(World& world) {
    std::vector<std::string> events;
    for (const auto& event : slack::event_needs()) events.emplace_back(event.type);
    world.slack.install(slack::scope_names(), std::move(events));
}

}  // namespace tocsin
