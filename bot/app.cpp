#include "bot/app.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/config_oncall.hpp"
#include "bot/edge/api_endpoint.hpp"
#include "bot/edge/heartbeat_endpoint.hpp"
#include "bot/edge/oncall_endpoint.hpp"
#include "bot/edge/pagerduty_endpoint.hpp"
#include "bot/edge/probes.hpp"
#include "bot/edge/run_endpoint.hpp"
#include "bot/edge/slack_endpoint.hpp"
#include "bot/edge/socket_mode.hpp"
#include "bot/edge/twilio_endpoint.hpp"
#include "bot/net/websocket_client.hpp"
#include "bot/notify/smtp.hpp"
#include "bot/oncall/edition_reading.hpp"
#include "bot/oncall/over.hpp"
#include "bot/oncall/recall.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/ops/pagerduty_duties.hpp"
#include "bot/ops/timers.hpp"
#include "bot/outbox/dispatcher.hpp"
#include "bot/outbox/heartbeat_sender.hpp"
#include "bot/outbox/notify_sender.hpp"
#include "bot/outbox/pagerduty_sender.hpp"
#include "bot/outbox/slack_sender.hpp"
#include "bot/runner.hpp"
#include "bot/store/signing_key.hpp"
#include "handlers/hand_off.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;

/// How the bot itself stands in the directory.
constexpr const char* kOwnName = "tocsin";
constexpr Duration kTeamRetry = std::chrono::seconds{30};

/// Counts requests and their times by route.
class MetricsObserver final : public net::ServerObserver {
public:
    explicit MetricsObserver(ops::Metrics& metrics) : metrics_(metrics) {}
    void request_finished(std::string_view pattern, int status, std::chrono::nanoseconds took) override {
        metrics_.request(pattern, status, took);
    }

private:
    ops::Metrics& metrics_;
};

}  // namespace

struct App::Parts {
    Parts(Config c, Outside o) : config(std::move(c)), outside(std::move(o)), observer(metrics) {}

    Config config;
    Outside outside;
    ops::Metrics metrics;
    MetricsObserver observer;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<slack::Client> slack_client;
    std::unique_ptr<pagerduty::Client> pagerduty_client;
    std::unique_ptr<ops::Directory> directory;
    std::unique_ptr<ops::PagerDutyDuties> duties;
    std::unique_ptr<outbox::SlackSender> slack_sender;
    std::unique_ptr<outbox::PagerDutySender> pagerduty_sender;
    std::unique_ptr<outbox::HeartbeatSender> heartbeat_sender;
    std::unique_ptr<notify::SmtpTransport> smtp;
    std::unique_ptr<outbox::NotifySender> notify_sender;
    std::unique_ptr<Runner> runner;
    std::unique_ptr<outbox::Dispatcher> dispatcher;
    std::unique_ptr<ops::Timers> timers;
    std::unique_ptr<edge::SlackEndpoint> slack_endpoint;
    std::unique_ptr<slack::Client> socket_client;
    std::unique_ptr<net::WebsocketClient> websockets;
    std::unique_ptr<edge::SocketMode> socket_mode;
    std::unique_ptr<edge::PagerDutyEndpoint> pagerduty_endpoint;
    std::unique_ptr<edge::HeartbeatEndpoint> heartbeat_endpoint;
    std::unique_ptr<edge::TwilioEndpoint> twilio_endpoint;
    std::unique_ptr<edge::ApiEndpoint> api_endpoint;
    std::unique_ptr<edge::OncallEndpoint> oncall_endpoint;
    std::unique_ptr<edge::RunEndpoint> run_endpoint;
    std::unique_ptr<edge::Probes> probes;
    Scheduler::Ticket team_retry = 0;
    bool asking_team = false;
    bool stopping = false;

    Result<void> open_store(std::function<void(std::string)> on_failure);
    Result<void> derive_feed_secret();
    void make_clients();
    void make_endpoints();
    void make_socket_mode(const edge::Parts& shared);
    void load_directory();
    Result<void> open_oncall();
    void take_edition(const std::shared_ptr<const oncall::Edition>& edition);
    void refuse_edition(const std::vector<ConfigError>& mistakes);
    void recall_team(const Person& person);
    void ask_team();
    asio::awaitable<void> find_team();
};

App::App(Config config, Outside outside) : parts_(std::make_unique<Parts>(std::move(config), std::move(outside))) {}
App::~App() {
    parts_->outside.scheduler.cancel(parts_->team_retry);
    if (parts_->store) parts_->store->close();
}

Result<void> App::Parts::open_store(std::function<void(std::string)> on_failure) {
    store::Options options;
    options.path = config.database_path;
    options.clock = &outside.scheduler;
    options.random = &outside.random;
    options.post = [executor = outside.executor](std::function<void()> work) { asio::post(executor, std::move(work)); };
    options.on_failure = std::move(on_failure);
    options.on_outbox = [this] {
        if (dispatcher) dispatcher->wake();
    };
    options.on_timer = [this] {
        if (timers) timers->wake();
    };
    options.own_thread = outside.store_thread;
    auto opened = store::open_sqlite(std::move(options));
    if (!opened) return std::unexpected(opened.error());
    store = std::move(*opened);
    return derive_feed_secret();
}

/// Feeds keep their addresses for as long as the store keeps its key.
Result<void> App::Parts::derive_feed_secret() {
    if (!config.settings.feed_secret.empty()) return {};
    const auto key = store::load_or_make_signing_key(config.database_path + ".key");
    if (!key) return std::unexpected(key.error());
    config.settings.feed_secret = crypto::to_hex(crypto::hmac_sha256(key->private_key, "tocsin calendar feeds"));
    return {};
}

void App::Parts::make_clients() {
    const auto& pd = config.pagerduty;
    if (config.slack.enabled)
        slack_client = std::make_unique<slack::Client>(outside.http, outside.scheduler, config.slack.api_url, config.slack.bot_token);
    if (pd.enabled) pagerduty_client = std::make_unique<pagerduty::Client>(outside.http, pd.api_url, pd.events_url, pd.api_token);
    directory = std::make_unique<ops::Directory>(*store, slack_client.get(), outside.scheduler, config.settings.oncall);
    if (pagerduty_client) duties = std::make_unique<ops::PagerDutyDuties>(*store, pagerduty_client.get(), outside.scheduler);
    if (slack_client)
        slack_sender = std::make_unique<outbox::SlackSender>(*slack_client, *directory, config.settings, outside.scheduler, outside.response_base);
    if (pagerduty_client)
        pagerduty_sender = std::make_unique<outbox::PagerDutySender>(*pagerduty_client, *directory, config.settings, outside.scheduler,
                                                                     pd.routing_keys, pd.from, pd.page_service);
    if (config.notify.smtp && outside.mail == nullptr) smtp = std::make_unique<notify::SmtpTransport>(outside.executor, *config.notify.smtp);
    net::MailTransport* mail = outside.mail != nullptr ? outside.mail : smtp.get();
    notify_sender = std::make_unique<outbox::NotifySender>(outside.http, mail, *directory, config.settings, outside.scheduler, config.notify);
    if (!config.heartbeat_url.empty()) heartbeat_sender = std::make_unique<outbox::HeartbeatSender>(outside.http, config.heartbeat_url);
    runner = std::make_unique<Runner>(config, outside, *store);
    dispatcher = std::make_unique<outbox::Dispatcher>(
        outbox::Dispatcher::Parts{outside.executor, *store, outside.scheduler, metrics, config.settings, slack_sender.get(),
                                  pagerduty_sender.get(), heartbeat_sender.get(), &runner->sender(), notify_sender.get()});
    timers = std::make_unique<ops::Timers>(*store, outside.scheduler, metrics, config.settings);
}

void App::Parts::make_endpoints() {
    const edge::Parts shared{*store, outside.scheduler, *directory, metrics, config.settings, duties.get()};
    if (config.slack.enabled)
        slack_endpoint = std::make_unique<edge::SlackEndpoint>(shared, config.slack.signing_secrets, outside.response_base, slack_client.get());
    if (config.slack.enabled && !config.slack.app_token.empty()) make_socket_mode(shared);
    if (config.pagerduty.enabled)
        pagerduty_endpoint = std::make_unique<edge::PagerDutyEndpoint>(shared, config.pagerduty.webhook_secrets, pagerduty_client.get());
    if (!config.settings.heartbeats.empty())
        heartbeat_endpoint = std::make_unique<edge::HeartbeatEndpoint>(shared, config.heartbeat_tokens, config.api_tokens);
    if (config.notify.twilio) twilio_endpoint = std::make_unique<edge::TwilioEndpoint>(shared, *config.notify.twilio);
    api_endpoint = std::make_unique<edge::ApiEndpoint>(shared, config.api_tokens);
    oncall_endpoint = std::make_unique<edge::OncallEndpoint>(shared, config.api_tokens);
    run_endpoint = std::make_unique<edge::RunEndpoint>(shared, config.api_tokens);
    probes = std::make_unique<edge::Probes>(shared);
}

void App::Parts::make_socket_mode(const edge::Parts& shared) {
    socket_client = std::make_unique<slack::Client>(outside.http, outside.scheduler, config.slack.api_url, config.slack.app_token);
    if (outside.sockets == nullptr) websockets = std::make_unique<net::WebsocketClient>(outside.executor);
    net::WebsocketConnector& sockets = outside.sockets != nullptr ? *outside.sockets : *websockets;
    socket_mode = std::make_unique<edge::SocketMode>(
        edge::SocketMode::Needs{shared, *slack_endpoint, *socket_client, sockets, outside.random, outside.executor});
}

void App::Parts::load_directory() {
    auto people = std::make_shared<std::vector<Person>>();
    auto names = std::make_shared<std::vector<store::SlackName>>();
    store->read(
        [people, names](const store::Snapshot& view) {
            *people = view.tables().people.all();
            *names = view.tables().messages.names();
        },
        [this, people, names](const Result<void>&) {
            for (const auto& person : *people) recall_team(person);
            directory->load(std::move(*people));
            directory->names().load(std::move(*names));
        });
}

/// `serve` has read the file with the configuration, so that its mistakes were said at once; whoever builds a Config by hand has not.
Result<void> App::Parts::open_oncall() {
    if (config.oncall_file.empty()) return {};
    auto edition = config.settings.oncall->current();
    if (edition == nullptr) {
        auto read = oncall::read_edition(config.oncall_file, process_environment);
        if (!read) return fail(Errc::invalid_argument, text::join(read.error(), "\n"), "Put the on-call file right.");
        edition = std::move(*read);
    }
    // A file that was good grows old by itself. A start must not fail for that, least of all one after a crash in the night.
    for (const auto& why : oncall::policies_over(edition->file, outside.scheduler.now())) log::error("oncall_policy_over", {{"mistake", why}, {"what_to_do", "put the file right and send SIGHUP"}});
    // Pages that wait are pinned to files that may be gone from the disk: they are read now, not when somebody must be woken.
    store->read([book = config.settings.oncall](const store::Snapshot& view) { handlers::recall_pinned(view, *book); }, [](const Result<void>&) {});
    take_edition(edition);
    return {};
}

/// The running edition changes inside the job, between two others, so that no use case sees half of it.
void App::Parts::take_edition(const std::shared_ptr<const oncall::Edition>& edition) {
    store::Job job;
    job.priority = store::Priority::page;
    job.now = outside.scheduler.now();
    job.handle = [settings = &config.settings, edition](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, {system_actor(), Source("oncall")});
        return handlers::take_edition(context, edition);
    };
    store->submit(std::move(job), [book = config.settings.oncall, edition](const Result<store::Committed>& done) {
        if (!done) return log::error("oncall_not_loaded", {{"why", done.error().message}});
        book->set_current(edition);
        log::info("oncall_loaded", {{"version", edition->file.version}});
    });
}

void App::Parts::refuse_edition(const std::vector<ConfigError>& mistakes) {
    config.settings.oncall->refused(mistakes.front());
    for (const auto& mistake : mistakes) log::error("oncall_file_refused", {{"mistake", mistake}});
    log::error("oncall_unchanged", {{"what_happens", "the edition that was read before stays in use"}, {"what_to_do", "put the file right and send SIGHUP again"}});
}

void App::reload_oncall() {
    auto& p = *parts_;
    if (p.config.oncall_file.empty()) return;
    const auto read = oncall::read_edition(p.config.oncall_file, process_environment, oncall_against(p.config, p.outside.scheduler.now()));
    if (!read.edition) return p.refuse_edition(read.wrong);
    const auto used = p.config.settings.oncall->current();
    const bool as_before = used != nullptr && used->file.version == read.edition->file.version;
    if (!read.ended.empty() && !as_before) return p.refuse_edition(read.ended);
    for (const auto& warning : read.warnings) log::warning("oncall_file", {{"warning", warning}});
    p.take_edition(read.edition);
}

void App::reload_runbooks() {
    const auto mistakes = fill_shelf(parts_->config);
    for (const auto& mistake : mistakes) log::error("runbook_refused", {{"mistake", mistake}});
    if (!mistakes.empty()) log::error("runbooks_unchanged", {{"what_happens", "the runbooks that were read before stay"}, {"what_to_do", "put the files right and send SIGHUP again"}});
}

/// While Slack does not answer, the people whom we know tell which workspace it is (design G8).
void App::Parts::recall_team(const Person& person) {
    const auto parts = text::split(person.id.value, ':');
    if (!is_slack_person(person.id) || parts.size() != 3) return;
    if (config.settings.team.empty()) config.settings.team = TeamId(std::string(parts[1]));
    if (person.bot && person.name == kOwnName && config.settings.bot_user.empty()) config.settings.bot_user = slack_user(person.id);
}

void App::Parts::ask_team() {
    const bool known = !config.settings.team.empty() && !config.settings.bot_user.empty();
    if (known || !slack_client || stopping) return;
    asking_team = true;
    asio::co_spawn(outside.executor, find_team(), asio::detached);
}

/// People named by U… in the configuration belong to the workspace of the bot's own token.
asio::awaitable<void> App::Parts::find_team() {
    const auto answer = co_await slack_client->call(slack::call::auth_test());
    asking_team = false;
    const auto* ok = std::get_if<slack::Ok>(&answer);
    if (ok != nullptr) {
        config.settings.team = ok->team;
        config.settings.bot_user = ok->user_id;
        // Kept in the directory, so that the next start knows the workspace even if Slack is down then.
        Person self;
        self.id = slack_actor(ok->team, ok->user_id);
        self.name = kOwnName;
        self.bot = true;
        self.fetched_at = outside.scheduler.now();
        directory->remember(std::move(self));
        log::info("slack_workspace_known", {{"team", ok->team.value}});
        co_return;
    }
    log::warning("slack_workspace_unknown", {{"what_to_do", "check slack.bot_token; trying again"}});
    if (!stopping) team_retry = outside.scheduler.call_at(outside.scheduler.now() + kTeamRetry, [this] { ask_team(); });
}

Result<void> App::start(std::function<void(std::string reason)> on_failure) {
    auto& p = *parts_;
    if (auto opened = p.open_store(std::move(on_failure)); !opened) return opened;
    p.make_clients();
    p.make_endpoints();
    p.load_directory();
    if (auto oncall = p.open_oncall(); !oncall) return oncall;
    if (const auto mistakes = fill_shelf(p.config); !mistakes.empty())
        return fail(Errc::invalid_argument, text::join(mistakes, "\n"), "Put the runbooks right.");
    p.ask_team();
    p.timers->start();
    p.dispatcher->wake();
    if (p.socket_mode) p.socket_mode->start();
    return {};
}

net::Router App::public_routes() {
    net::Router router;
    // Where Slack comes over a websocket alone there is nobody who could sign.
    if (parts_->slack_endpoint && !parts_->config.slack.signing_secrets.empty()) parts_->slack_endpoint->add_routes(router);
    if (parts_->pagerduty_endpoint) parts_->pagerduty_endpoint->add_routes(router);
    if (parts_->heartbeat_endpoint) parts_->heartbeat_endpoint->add_routes(router);
    if (parts_->twilio_endpoint) parts_->twilio_endpoint->add_routes(router);
    parts_->oncall_endpoint->add_feed_routes(router);
    if (!parts_->config.server.admin_listen) {
        parts_->api_endpoint->add_routes(router);
        parts_->oncall_endpoint->add_api_routes(router);
        parts_->run_endpoint->add_routes(router);
        parts_->probes->add_routes(router);
    }
    return router;
}

net::Router App::admin_routes() {
    net::Router router;
    parts_->api_endpoint->add_routes(router);
    parts_->oncall_endpoint->add_api_routes(router);
    parts_->run_endpoint->add_routes(router);
    parts_->probes->add_routes(router);
    return router;
}

net::ServerObserver& App::observer() { return parts_->observer; }
const Config& App::config() const { return parts_->config; }
void App::begin_shutdown() { parts_->probes->begin_shutdown(); }
bool App::idle() const {
    const bool no_socket_works = !parts_->socket_mode || parts_->socket_mode->idle();
    return parts_->dispatcher->idle() && parts_->timers->idle() && !parts_->asking_team && no_socket_works;
}

bool App::settled() const { return idle() && !parts_->dispatcher->resting(); }

void App::wake() {
    parts_->dispatcher->wake();
    parts_->timers->wake();
}

asio::awaitable<void> App::stop(std::chrono::milliseconds deadline) {
    parts_->stopping = true;
    parts_->outside.scheduler.cancel(parts_->team_retry);
    if (parts_->socket_mode) co_await parts_->socket_mode->stop();
    co_await parts_->dispatcher->stop(deadline);
    parts_->timers.reset();
    parts_->store->close();
}

}  // namespace tocsin
