#include "bot/edge/slack_endpoint.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/slack/signature.hpp"
#include "handlers/grammar.hpp"
#include "handlers/pagerduty_duty.hpp"
#include "handlers/parser.hpp"
#include "handlers/people.hpp"
#include "handlers/permission.hpp"
#include "handlers/run_command.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

constexpr const char* kSource = "slack";

std::vector<store::DeliveryKey> trigger_key(const TeamId& team, const std::string& trigger_id) {
    if (trigger_id.empty()) return {};
    return {{"slack:" + team.value + ":trigger", trigger_id}};
}

net::Response plain(std::string text) { return net::text_response(200, std::move(text)); }

}  // namespace

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
    const Time now = request.received_at;
    const std::string content_type(request.headers.get("Content-Type"));
    if (!is_authentic(request)) {
        if (slack::is_ssl_check(content_type, request.body)) co_return plain({});
        parts_.metrics.unauthenticated(kSource);
        co_return unauthenticated();
    }
    auto decoded = slack::decode(content_type, request.body);
    if (!decoded) {
        const bool kept = co_await bury(parts_, Source(kSource), decoded.error().message, std::move(request.body), now);
        co_return kept ? plain({}) : overloaded();
    }
    const auto begun = std::chrono::steady_clock::now();
    auto response = co_await std::visit([&](auto& kind) { return answer_kind(std::move(kind), now); }, *decoded);
    parts_.metrics.acknowledged(kSource, std::chrono::steady_clock::now() - begun);
    co_return response;
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::SslCheck, Time) { co_return plain({}); }

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::UrlVerification kind, Time) { co_return plain(kind.challenge); }

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::EventCallback kind, Time) {
    parts_.metrics.ignored(kSource, kind.type);
    co_return plain({});
}
asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::OtherInteraction kind, Time) {
    parts_.metrics.ignored(kSource, kind.type);
    co_return plain({});
}
asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::OtherEvent kind, Time) {
    parts_.metrics.ignored(kSource, kind.type);
    co_return plain({});
}

asio::awaitable<handlers::Caller> SlackEndpoint::caller_of(TeamId team, UserId user, ChannelId channel, std::string response_url) {
    handlers::Caller caller;
    caller.actor = slack_actor(team, user);
    caller.source = Source(kSource);
    caller.channel = std::move(channel);
    if (slack::is_allowed_response_url(response_url, response_base_)) caller.response_url = std::move(response_url);
    const auto person = co_await parts_.directory.get(caller.actor);
    // Somebody of another workspace (a shared channel) is a guest here, whatever Slack says of them at home.
    const bool stranger = !parts_.settings.team.empty() && team != parts_.settings.team;
    caller.level = handlers::level_of(parts_.settings, caller.actor, stranger || (person && person->guest));
    caller.zone = handlers::zone_of(parts_.settings, caller.actor, person ? &*person : nullptr);
    co_return caller;
}

asio::awaitable<net::Response> SlackEndpoint::answer_kind(slack::SlashCommand kind, Time now) {
    auto caller = co_await caller_of(kind.team, kind.user, kind.channel, kind.response_url);
    const auto& settings = parts_.settings;
    const auto parsed = handlers::parse(kind.text, {now, caller.zone, settings.key, settings.command});
    if (!parsed) co_return co_await encode(refuse(parsed.error()));
    co_await prepare(parts_, handlers::names_to_ask(settings, *parsed), now);
    // Pure reads have no key (design G2): a repeat may well see something newer.
    auto keys = handlers::is_read(parsed->command) ? std::vector<store::DeliveryKey>() : trigger_key(kind.team, kind.trigger_id);
    auto job = job_for(store::Priority::human, now, std::move(keys),
                       [caller = caller, parsed = *parsed, &settings](store::UnitOfWork& work) {
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
                               const bool must_read = !last.ok || button->action == ButtonAction::confirm_page || button->action == ButtonAction::confirm_merge;
                               if (must_read && !caller.response_url.empty())
                                   work.enqueue(last.incident, delivery::Respond{caller.response_url, last.text});
                           }
                           return last;
                       });
    // What the press led to, its own words included, is in its transaction; only if there was none must the presser be told.
    auto late = [tell = answer_late(caller.response_url)](const Result<store::Committed>& result) {
        if (!result) tell(result);
    };
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), std::move(late));
    if (std::holds_alternative<ops::Withdrawn>(outcome)) co_return overloaded();
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    if (in_time != nullptr && !in_time->result) co_return overloaded();
    co_return plain({});
}

}  // namespace tocsin::edge
