#include "bot/edge/slack_endpoint.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/edge/slack_caller.hpp"
#include "bot/edge/slack_naming.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/slack/signature.hpp"
#include "handlers/forms.hpp"
#include "handlers/grammar.hpp"
#include "handlers/pagerduty_duty.hpp"
#include "handlers/parser.hpp"
#include "handlers/run_command.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr const char* kSource = "slack";

/// Whose words must be read even if all went well: there is nothing else to see.
bool is_answered(ButtonAction action) {
    return action == ButtonAction::confirm_page || action == ButtonAction::confirm_merge || action == ButtonAction::say;
}

net::Response plain(std::string text) { return net::text_response(200, std::move(text)); }

}  // namespace

std::vector<store::DeliveryKey> trigger_key(const TeamId& team, const std::string& trigger_id) {
    if (trigger_id.empty()) return {};
    return {{"slack:" + team.value + ":trigger", trigger_id}};
}

void tell_caller(store::UnitOfWork& work, const handlers::Caller& caller, const Reply& reply) {
    if (!caller.response_url.empty()) work.enqueue(reply.incident, delivery::Respond{caller.response_url, reply.text, reply.offers});
    else if (const UserId user = slack_user(caller.actor); !user.empty()) work.enqueue(reply.incident, delivery::DirectMessage{user, reply.text});
}

void SlackEndpoint::add_routes(net::Router& router) {
    for (const char* path : {"/slack/events", "/slack/commands", "/slack/interactions", "/slack/options"})
        router.add({{"POST"}, path, net::kLargeBody, [this](net::Request request) { return answer(std::move(request)); }});
}

bool SlackEndpoint::is_authentic(const net::Request& request) {
    constexpr const char* signature = "X-Slack-Signature";
    constexpr const char* timestamp = "X-Slack-Request-Timestamp";
    if (request.headers.count(signature) != 1 || request.headers.count(timestamp) != 1) return false;
    const auto which = slack::verify_signature(secrets_, request.headers.get(timestamp), request.headers.get(signature), request.body, request.received_at);
    if (which && *which > 0) log::info("older_signing_secret_used", {{"source", kSource}, {"index", static_cast<std::uint64_t>(*which)}});
    return which.has_value();
}

asio::awaitable<net::Response> SlackEndpoint::answer(net::Request request) {
    std::string content_type(request.headers.get("Content-Type"));
    if (is_authentic(request)) co_return co_await take(std::move(content_type), std::move(request.body), request.received_at);
    if (slack::is_ssl_check(content_type, request.body)) co_return plain({});
    parts_.metrics.unauthenticated(kSource);
    co_return unauthenticated();
}

asio::awaitable<net::Response> SlackEndpoint::take(std::string content_type, std::string body, Time now) {
    auto decoded = slack::decode(content_type, body);
    if (!decoded) {
        const bool kept = co_await bury(parts_, Source(kSource), decoded.error().message, std::move(body), now);
        co_return kept ? plain({}) : overloaded();
    }
    const auto begun = std::chrono::steady_clock::now();
    auto response = co_await std::visit([&](auto& kind) { return answer_kind(std::move(kind), now); }, *decoded);
    parts_.metrics.acknowledged(kSource, std::chrono::steady_clock::now() - begun);
    co_return response;
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::SslCheck, Time) { co_return plain({}); }

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::UrlVerification kind, Time) { co_return plain(kind.challenge); }

asio::awaitable<net::Response> SlackEndpoint::ignore(std::string type) {
    parts_.metrics.ignored(kSource, type);
    co_return plain({});
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::EventCallback kind, Time now) { return events_.answer(std::move(kind), now); }
asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::AppRateLimited kind, Time now) { return events_.answer(std::move(kind), now); }
asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::OtherInteraction kind, Time) { return ignore(kind.type); }
asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::OtherEvent kind, Time) { return ignore(kind.type); }

asio::awaitable<handlers::Caller> SlackEndpoint::caller_of(TeamId team, UserId user, ChannelId channel, std::string response_url) {
    if (!slack::is_allowed_response_url(response_url, response_base_)) response_url.clear();
    return slack_caller(parts_, std::move(team), std::move(user), std::move(channel), std::move(response_url));
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::SlashCommand kind, Time now) {
    auto caller = co_await caller_of(kind.team, kind.user, kind.channel, kind.response_url);
    const auto& settings = parts_.settings;
    const auto parsed = handlers::parse(kind.text, {now, caller.zone, settings.key, settings.command});
    if (auto wanted = handlers::form_instead(kind.text, parsed, {now, caller.zone, settings.key, settings.command}, settings); wanted && client_ != nullptr && !kind.trigger_id.empty())
        co_return co_await ask_for_rest(std::move(kind), caller, *std::move(wanted), now);
    if (!parsed) co_return co_await encode(refuse(parsed.error()));
    co_await prepare(parts_, handlers::names_to_ask(settings, *parsed), now);
    auto named = with_names(*parsed, co_await names_in(parts_, kind.raw_text, kind.team, now));
    // Pure reads have no key (design G2): a repeat may well see something newer.
    auto keys = handlers::is_read(parsed->command) ? std::vector<store::DeliveryKey>() : trigger_key(kind.team, kind.trigger_id);
    auto job = job_for(store::Priority::human, now, std::move(keys),
                       [caller = caller, parsed = std::move(named), &settings](store::UnitOfWork& work) {
                           handlers::Context context(work, settings, caller);
                           return handlers::run_command(context, parsed);
                       });
    auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), answer_late(caller.response_url));
    if (std::holds_alternative<ops::Withdrawn>(outcome)) co_return overloaded();
    if (std::holds_alternative<ops::StillRunning>(outcome)) co_return co_await encode(say("Still working; the answer follows here."));
    auto& result = std::get<ops::InTime>(outcome).result;
    if (!result) co_return overloaded();
    co_return co_await encode(std::move(result->reply));
}

asio::awaitable<net::Response> SlackEndpoint::encode(Reply reply) {
    auto state = std::make_shared<std::optional<Incident>>();
    if (reply.with_card) {
        co_await ops::read(parts_.store, [state, number = reply.incident](const store::Snapshot& view) { *state = view.find(number); });
    }
    const slack::CardContext context{parts_.settings.key, parts_.scheduler.now(), parts_.directory, {}, parts_.settings.bridge};
    const auto message = slack::reply_message(reply, context, *state ? &**state : nullptr);
    co_return net::json_response(200, slack::response_body(message, reply.shared));
}

store::Done SlackEndpoint::answer_late(std::string response_url) {
    return [this, response_url = std::move(response_url)](const Result<store::Committed>& result) {
        if (response_url.empty()) return;
        Markup text = result ? result->reply.text : Markup("That did not work: " + result.error().message + " Say it again.");
        auto job = job_for(store::Priority::machine, parts_.scheduler.now(), {}, [response_url, text](store::UnitOfWork& work) {
            work.enqueue({}, delivery::Respond{response_url, text});
            return Reply{};
        });
        parts_.store.submit(std::move(job), [](const Result<store::Committed>&) {});
    };
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::BlockActions kind, Time now) {
    const auto caller = co_await caller_of(kind.team, kind.user, kind.channel, kind.response_url);
    std::vector<Result<Button>> buttons;
    for (const auto& action : kind.actions) {
        if (action.action_id.starts_with("tocsin.")) buttons.push_back(slack::decode_button(action.action_id, action.value));
    }
    if (buttons.empty()) co_return plain({});
    std::vector<PagerDutyName> names;
    for (const auto& button : buttons)
        if (button) std::ranges::move(handlers::names_to_ask(parts_.settings, *button), std::back_inserter(names));
    co_await prepare(parts_, std::move(names), now);
    auto job = job_for(store::Priority::human, now, trigger_key(kind.team, kind.trigger_id),
                       [caller, buttons, settings = &parts_.settings](store::UnitOfWork& work) {
                           handlers::Context context(work, *settings, caller);
                           Reply last;
                           for (const auto& button : buttons) {
                               last = button ? handlers::press(context, *button) : refuse(button.error());
                               // The answer to a press has no body; what the person must read goes to the response_url.
                               if (!last.ok || is_answered(button->action)) tell_caller(work, caller, last);
                           }
                           return last;
                       });
    // What the press led to, its own words included, is in its transaction; only if there was none must the presser be told.
    auto late = [this, caller, answer = answer_late(caller.response_url)](const Result<store::Committed>& result) {
        if (!result) answer(result);
        else if (result->reply.form) tell(caller, result->reply.text);
    };
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), std::move(late));
    if (std::holds_alternative<ops::Withdrawn>(outcome)) co_return overloaded();
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    if (in_time != nullptr && !in_time->result) co_return overloaded();
    if (in_time != nullptr && in_time->result->reply.form)
        if (const auto instead = co_await show_form(*in_time->result, kind.trigger_id, now)) tell(caller, *instead);
    co_return plain({});
}

}  // namespace tocsin::edge
