#include "bot/online_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "bot/pagerduty/client.hpp"
#include "bot/slack/client.hpp"
#include "bot/slack/surface.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;

constexpr const char* kAddScope = "Add it at api.slack.com/apps, OAuth & Permissions, Bot Token Scopes; then Reinstall to Workspace";

class OnlineCheck {
public:
    OnlineCheck(const Config& config, net::HttpClient& http, const Clock& clock)
        : config_(config), http_(http), clock_(clock), bot_(http, clock, config.slack.api_url, config.slack.bot_token) {}

    asio::awaitable<std::vector<Finding>> run() {
        if (config_.slack.enabled) co_await ask_slack();
        if (config_.slack.enabled && !config_.slack.app_token.empty()) co_await ask_for_socket();
        if (config_.pagerduty.enabled) co_await ask_pagerduty();
        co_return std::move(found_);
    }

private:
    void tell(Verdict verdict, std::string line) { found_.push_back({verdict, std::move(line)}); }

    /// What every call may come to but its success. `what`: who was asked for what.
    void tell_failure(const std::string& what, const slack::ApiOutcome& answer) {
        if (const auto* no = std::get_if<slack::Permanent>(&answer)) tell(Verdict::wrong, what + ": " + no->sentence);
        else if (const auto* retry = std::get_if<slack::Retryable>(&answer)) tell(Verdict::wrong, what + " was not reached: " + retry->why);
        else tell(Verdict::wrong, what + " asks for a pause; try again in a minute");
    }

    asio::awaitable<void> ask_slack() {
        const auto answer = co_await bot_.call(slack::call::auth_test());
        const auto* ok = std::get_if<slack::Ok>(&answer);
        if (ok == nullptr) {
            tell_failure("Slack", answer);
            co_return;
        }
        tell(Verdict::good, "Slack: the bot token is good for workspace " + ok->team.value);
        const auto& configured = config_.settings.team;
        if (!configured.empty() && configured != ok->team)
            tell(Verdict::wrong, fmt::format("Slack: `slack.team` says {}, but the token belongs to {}; people would be taken for strangers", configured.value, ok->team.value));
        compare_scopes(ok->scopes);
        co_await look_at_channel("slack.announce_channel", config_.settings.announce_channel);
        co_await look_at_channel("slack.updates_channel", config_.settings.updates_channel);
    }

    void compare_scopes(const std::vector<std::string>& granted) {
        if (granted.empty()) return tell(Verdict::wrong, "Slack: the answer does not name the scopes that are granted; is a proxy between that drops x-oauth-scopes?");
        const auto missing = slack::missing_scopes(granted);
        for (const auto& need : missing) tell(Verdict::wrong, fmt::format("Slack: the scope {} is missing ({}). {}", need.scope, need.why, kAddScope));
        const auto needed = slack::scope_names();
        if (missing.empty()) tell(Verdict::good, fmt::format("Slack: all {} scopes are granted", needed.size()));
        std::vector<std::string> more;
        std::ranges::copy_if(granted, std::back_inserter(more), [&](const auto& scope) { return std::ranges::find(needed, scope) == needed.end(); });
        if (!more.empty()) tell(Verdict::remark, fmt::format("Slack: the app has scopes that tocsin does not use: {}", fmt::join(more, ", ")));
    }

    asio::awaitable<void> look_at_channel(std::string key, ChannelId channel) {
        if (channel.empty()) {
            tell(Verdict::remark, fmt::format("Slack: `{}` is not set, so nothing is posted there", key));
            co_return;
        }
        const auto answer = co_await bot_.call(slack::call::channel_info(channel));
        const auto* ok = std::get_if<slack::Ok>(&answer);
        const std::string name = ok == nullptr ? channel.value : fmt::format("#{} ({})", ok->channel_name, channel.value);
        if (ok == nullptr) tell_failure(fmt::format("Slack, `{}` {}", key, name), answer);
        else if (ok->is_archived) tell(Verdict::wrong, fmt::format("Slack: `{}` {} is archived; unarchive it or name another one", key, name));
        else if (!ok->is_member) tell(Verdict::wrong, fmt::format("Slack: the bot is not in `{}` {}. Type `/invite @tocsin` there", key, name));
        else tell(Verdict::good, fmt::format("Slack: the bot is in `{}` {}", key, name));
    }

    asio::awaitable<void> ask_for_socket() {
        slack::Client app(http_, clock_, config_.slack.api_url, config_.slack.app_token);
        const auto answer = co_await app.call(slack::call::open_connection());
        const auto* ok = std::get_if<slack::Ok>(&answer);
        if (ok != nullptr && ok->socket_url.starts_with("ws")) tell(Verdict::good, "Slack: the app token opens Socket Mode");
        else if (ok != nullptr) tell(Verdict::wrong, "Slack: apps.connections.open gave no address of a websocket; check `slack.api_url`");
        else if (const auto* no = std::get_if<slack::Permanent>(&answer))
            tell(Verdict::wrong, fmt::format("Slack: `slack.app_token` does not open Socket Mode ({}). Make one at api.slack.com/apps, Basic Information, App-Level "
                                             "Tokens, with the scope connections:write, and switch Socket Mode on", no->error));
        else tell_failure("Slack, Socket Mode", answer);
    }

    asio::awaitable<void> ask_pagerduty() {
        pagerduty::Client client(http_, config_.pagerduty.api_url, config_.pagerduty.events_url, config_.pagerduty.api_token);
        if (!client.has_rest()) {
            tell(Verdict::remark, "PagerDuty: no api_token, so acknowledgements and notes do not flow back");
            co_return;
        }
        const auto answer = co_await client.rest(pagerduty::request::users_by_email(client.access(), config_.pagerduty.from));
        if (std::holds_alternative<pagerduty::Ok>(answer.outcome)) tell(Verdict::good, "PagerDuty: the API token is good");
        else if (const auto* no = std::get_if<pagerduty::Permanent>(&answer.outcome)) tell(Verdict::wrong, "PagerDuty: " + no->sentence);
        else if (const auto* retry = std::get_if<pagerduty::Retryable>(&answer.outcome)) tell(Verdict::wrong, "PagerDuty was not reached: " + retry->why);
        else tell(Verdict::wrong, "PagerDuty asks for a pause; try again in a minute");
    }

    const Config& config_;
    net::HttpClient& http_;
    const Clock& clock_;
    slack::Client bot_;
    std::vector<Finding> found_;
};

}  // namespace

asio::awaitable<std::vector<Finding>> check_online(const Config& config, net::HttpClient& http, const Clock& clock) {
    OnlineCheck check(config, http, clock);
    co_return co_await check.run();
}

}  // namespace tocsin
