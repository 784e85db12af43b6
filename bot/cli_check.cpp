#include "bot/cli_check.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "bot/cli_common.hpp"
#include "bot/config.hpp"
#include "bot/net/client.hpp"
#include "bot/pagerduty/client.hpp"
#include "bot/slack/client.hpp"

namespace tocsin::cli {
namespace {

namespace asio = boost::asio;

/// Asks each service once; one line an answer.
class Online {
public:
    explicit Online(const Config& config) : config_(config), http_(io_.get_executor()) {}

    int run() {
        asio::co_spawn(io_, ask(), asio::detached);
        io_.run();
        return ok_ ? kOk : kFailed;
    }

private:
    void tell(bool good, const std::string& line) {
        ok_ = ok_ && good;
        fmt::print("{} {}\n", good ? "✓" : "✗", line);
    }

    asio::awaitable<void> ask() {
        if (config_.slack.enabled) co_await ask_slack();
        if (config_.pagerduty.enabled) co_await ask_pagerduty();
        http_.close();
    }

    asio::awaitable<void> ask_slack() {
        slack::Client client(http_, clock_, config_.slack.api_url, config_.slack.bot_token);
        const auto answer = co_await client.call(slack::call::auth_test());
        if (const auto* ok = std::get_if<slack::Ok>(&answer)) tell(true, "Slack: the bot token is good for workspace " + ok->team.value);
        else if (const auto* no = std::get_if<slack::Permanent>(&answer)) tell(false, "Slack: " + no->sentence);
        else if (const auto* retry = std::get_if<slack::Retryable>(&answer)) tell(false, "Slack was not reached: " + retry->why);
        else tell(false, "Slack asks for a pause; try again in a minute");
    }

    asio::awaitable<void> ask_pagerduty() {
        pagerduty::Client client(http_, config_.pagerduty.api_url, config_.pagerduty.events_url, config_.pagerduty.api_token);
        if (!client.has_rest()) {
            fmt::print("- PagerDuty: no api_token, so acknowledgements and notes do not flow back\n");
            co_return;
        }
        const auto answer = co_await client.rest(pagerduty::request::users_by_email(client.access(), config_.pagerduty.from));
        if (std::holds_alternative<pagerduty::Ok>(answer.outcome)) tell(true, "PagerDuty: the API token is good");
        else if (const auto* no = std::get_if<pagerduty::Permanent>(&answer.outcome)) tell(false, "PagerDuty: " + no->sentence);
        else if (const auto* retry = std::get_if<pagerduty::Retryable>(&answer.outcome)) tell(false, "PagerDuty was not reached: " + retry->why);
        else tell(false, "PagerDuty asks for a pause; try again in a minute");
    }

    const Config& config_;
    asio::io_context io_{1};
    SystemClock clock_;
    net::Client http_;
    bool ok_ = true;
};

}  // namespace

int check_config(const std::string& path, bool online) {
    const auto config = load_config(path, process_environment);
    if (!config) return bad_config(config.error());
    for (const auto& note : config->notes) fmt::print("note: {}\n", note);
    fmt::print("{} is fine.\n", path);
    return online ? Online(*config).run() : kOk;
}

}  // namespace tocsin::cli
