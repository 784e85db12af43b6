#include "bot/sandbox_server.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/sandbox_button.hpp"
#include "bot/sandbox_config.hpp"
#include "bot/sandbox_view.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;

constexpr Duration kWebhooksEvery = std::chrono::milliseconds{200};
/// How long a press waits for words to the person who pressed: half a second.
constexpr int kLooksForAnswer = 10;
constexpr std::chrono::milliseconds kLookEvery{50};

asio::awaitable<void> pause(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

SandboxServer::SandboxServer(SandboxOptions options)
    : options_(prepare_sandbox(std::move(options))), scheduler_(io_.get_executor()), world_(scheduler_),
      client_(io_.get_executor(), trusting_sandbox(options_.folder)),
      app_(sandbox_config(options_), {io_.get_executor(), scheduler_, world_.network, random_, &world_.mail, nullptr, {}, true, &world_.sockets}),
      listeners_(app_, io_.get_executor(), scheduler_), people_(world_, client_, app_.config().settings.command),
      page_(world_, app_.config().settings, [this](net::Request request) { return people_.post(std::move(request)); }) {}

Result<void> SandboxServer::start() {
    install_app(world_);
    world_.twilio.report_by_itself();
    if (auto app = app_.start([this](const std::string& why) {
            log::error("store_failed", {{"why", why}});
            io_.stop();
        }); !app) return app;
    auto router = app_.public_routes();
    add_console(router);
    listeners_.add(app_.config().server.listen, std::move(router), sandbox_tls(options_.folder));
    if (auto listening = listeners_.start(); !listening) return listening;
    people_.find_bot_at(url());
    watch_pagerduty();
    return {};
}

void SandboxServer::reload() {
    app_.reload_oncall();
    app_.reload_runbooks();
}

void SandboxServer::add_console(net::Router& router) {
    router.add({{"GET"}, "/", net::kSmallBody, [this](net::Request request) { return look(std::move(request)); }});
    router.add({{"POST"}, "/sandbox/send", net::kSmallBody, [this](net::Request request) { return send(std::move(request)); }});
    router.add({{"POST"}, "/sandbox/press", net::kSmallBody, [this](net::Request request) { return press(std::move(request)); }});
    page_.add_routes(router);
    router.add({{"POST"}, "/sandbox/trigger", net::kSmallBody, [this](net::Request request) { return trigger(std::move(request)); }});
}

void SandboxServer::watch_pagerduty() {
    if (people_.has_webhooks()) asio::co_spawn(io_, people_.deliver_webhooks(), asio::detached);
    webhooks_ = scheduler_.call_at(scheduler_.now() + kWebhooksEvery, [this] { watch_pagerduty(); });
}

asio::awaitable<net::Response> SandboxServer::send(net::Request request) {
    const std::string user = request.query("user");
    const std::string channel = request.query("channel");
    const auto& state = world_.slack.state();
    if (!state.users.contains(user)) co_return net::text_response(404, "There is no user " + user + " in the sandbox.\n");
    const auto* named = world_.slack.channel_named(channel);
    const std::string id = named != nullptr ? named->id : channel;
    if (!state.channels.contains(id)) co_return net::text_response(404, "There is no channel " + channel + " in the sandbox.\n");
    const std::string answer = co_await people_.type(user, id, request.body);
    co_return net::text_response(200, std::string(text::trim(answer)) + "\n");
}

asio::awaitable<net::Response> SandboxServer::press(net::Request request) {
    const Place place = place_in(world_.slack, request.query("user"), request.query("channel"));
    const auto button = button_at(world_.slack, place, request.body);
    if (button.action.empty()) {
        const std::string shown = buttons_at(world_.slack, place);
        const std::string none = "There are no buttons " + (place.channel.empty() ? "" : "in `" + request.query("channel") + "` ") + "now; `--channel` says where to look.\n";
        co_return net::text_response(404, shown.empty() ? none : "No button `" + request.body + "` is shown there now. There are (label, action, what it says):\n" + shown);
    }
    const auto told = world_.slack.ephemerals(place.user).size();
    if (const auto pressed = co_await people_.press(place.user, button.channel, button.ts, button.action); !pressed)
        co_return net::text_response(400, pressed.error().message + "\n");
    // What the person alone is told, such as why it was refused, comes a moment after the press.
    for (int looks = 0; looks < kLooksForAnswer && world_.slack.ephemerals(place.user).size() <= told; ++looks) co_await pause(kLookEvery);
    if (world_.slack.ephemerals(place.user).size() > told) co_return net::text_response(200, std::string(text::trim(newest_answer(world_, place.user))) + "\n");
    co_return net::text_response(200, "Pressed " + button.action + "; `tocsin sandbox look` shows what came of it.\n");
}

asio::awaitable<net::Response> SandboxServer::trigger(net::Request request) {
    const std::string name = request.query("service");
    if (name != "payments" && name != "checkout") co_return net::text_response(404, "The sandbox has the services checkout and payments.\n");
    if (text::trim(request.body).empty()) co_return net::text_response(400, "What is wrong? For instance: 'Payments are slow'\n");
    const std::string service = name == "payments" ? sandbox::World::kPayments : sandbox::World::kCheckout;
    const auto made = world_.pagerduty.trigger(service, request.body);
    if (!made) co_return net::text_response(400, made.error().message + "\n");
    co_return net::text_response(200, "PagerDuty incident " + *made + " triggered.\n");
}

asio::awaitable<net::Response> SandboxServer::look(net::Request request) {
    if (request.query("as") == "text") co_return net::text_response(200, world_as_text(world_));
    co_return net::Response{200, {{"Content-Type", "text/html; charset=utf-8"}}, world_as_page(world_)};
}

asio::awaitable<void> SandboxServer::stop() {
    constexpr std::chrono::seconds kFinishWithin{2};
    scheduler_.cancel(webhooks_);
    app_.begin_shutdown();
    client_.close();
    co_await listeners_.stop(kFinishWithin);
    co_await app_.stop(kFinishWithin);
    io_.stop();
}

namespace {

/// As a shell takes it for one word.
std::string in_shell(const std::string& word) {
    const bool is_plain = word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-") == std::string::npos;
    return is_plain ? word : "'" + text::replace_all(word, "'", "'\\''") + "'";
}

/// `tocsin sandbox` as the other terminal has to say it to reach this one.
std::string command_for(const SandboxServer& server) {
    std::string out = "tocsin sandbox";
    if (server.port() != SandboxOptions{}.port) out += fmt::format(" --port {}", server.port());
    if (const auto& folder = server.options().folder; folder != default_sandbox_folder()) out += " --data " + in_shell(std::filesystem::absolute(folder).string());
    return out;
}

void print_hints(SandboxServer& server) {
    const std::string command = command_for(server), database = server.app().config().database_path;
    fmt::print("tocsin sandbox: {}  (simulated Slack and PagerDuty; nothing leaves this machine)\n"
               "  play it in a browser: {}/sandbox  (its certificate is self-signed)\n"
               "In another terminal, try:\n", server.url(), server.url());
    for (const char* words : {"send '/incident declare sev2 Checkout is failing'", "send --channel inc-1-checkout-is-failing '/incident ack'",
                              "press --channel inc-1-checkout-is-failing monitoring", "trigger 'Payments are slow'", "send '/incident oncall'",
                              "send '/incident runbook list'", "send '/incident page INC-1 ledger payments are queueing --yes'", "look",
                              "demo        plays a whole incident by itself"})
        fmt::print("  {} {}\n", command, words);
    fmt::print("  tocsin postmortem INC-1 --db {}\n"
               "The same over the API, as Alice:\n"
               "  export TOCSIN_URL={} TOCSIN_TOKEN={} TOCSIN_CA={}\n"
               "  tocsin incident list\n"
               "The database is {}, the on-call file {},\nthe runbooks are in {}/runbooks (commands: echo, date, false, sleep); `kill -HUP {}` reads both anew.\n"
               "For `tocsin … --config`, as in `tocsin runbook lint`: {}\nCtrl-C ends it.\n",
               in_shell(database), server.url(), kSandboxToken, in_shell(sandbox_certificate(server.options().folder)), database, server.app().config().oncall_file,
               server.options().folder, getpid(), in_shell(std::filesystem::absolute(sandbox_config_file(server.options().folder)).string()));
}

}  // namespace

int run_sandbox(SandboxOptions options) {
    std::signal(SIGPIPE, SIG_IGN);
    SandboxServer server(std::move(options));
    if (const auto started = server.start(); !started) {
        fmt::print(stderr, "The sandbox could not start: {} {}\n", started.error().message, started.error().hint);
        return 1;
    }
    print_hints(server);
    std::fflush(stdout);
    asio::signal_set signals(server.io(), SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) asio::co_spawn(server.io(), server.stop(), asio::detached);
    });
    asio::signal_set hang_up(server.io(), SIGHUP);
    std::function<void()> await_hang_up = [&] {
        hang_up.async_wait([&](const boost::system::error_code& error, int) {
            if (error) return;
            server.reload();
            await_hang_up();
        });
    };
    await_hang_up();
    server.io().run();
    return 0;
}

}  // namespace tocsin
