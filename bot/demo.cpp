#include "bot/demo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/net/asio_scheduler.hpp"
#include "bot/net/server.hpp"
#include "bot/sandbox_bot.hpp"
#include "bot/sandbox_folder.hpp"
#include "bot/sandbox_oncall.hpp"
#include "bot/sandbox_outside.hpp"
#include "bot/sandbox_people.hpp"
#include "bot/sandbox_view.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;
using sandbox::World;

constexpr std::chrono::seconds kStepLimit{60};
/// That many looks at every 20 ms.
constexpr int kCalm = 10;
/// No rate limit keeps a message waiting for longer.
constexpr std::chrono::seconds kSoon{60};
constexpr std::chrono::milliseconds kWebhooksEvery{200};
constexpr std::chrono::seconds kSupervisorWaits{1};
constexpr const char* kAcknowledge = "tocsin.acknowledge_page";

/// Everything of the sandbox but the bot: that is a process of its own, which the story kills.
class Demo {
public:
    explicit Demo(const std::string& folder)
        : options_(prepare_sandbox({0, folder})), scheduler_(io_.get_executor()), world_(scheduler_), client_(io_.get_executor(), trusting_sandbox(folder)),
          outside_(io_.get_executor(), {}, routes(), scheduler_), people_(world_, client_, sandbox_config(options_).settings.command) {}

    Result<void> start() {
        world_.twilio.report_by_itself();
        if (auto listening = outside_.start(); !listening) return listening;
        bot_ = std::make_unique<SandboxBot>(options_.folder, outside_.port());
        return start_bot();
    }
    /// True if every step happened as told.
    bool play() {
        asio::co_spawn(io_, played(), asio::detached);
        io_.run();
        return ok_;
    }

private:
    net::Router routes() {
        net::Router router;
        add_outside_routes(router, world_);
        return router;
    }
    Result<void> start_bot() {
        auto started = bot_->start();
        if (started) people_.find_bot_at(bot_->url());
        return started;
    }

    asio::awaitable<void> played() {
        try {
            watch_webhooks();
            co_await story();
            ok_ = true;
        } catch (const std::exception& error) {
            fmt::print("✗ The demo stopped: {}\n", error.what());
        }
        scheduler_.cancel(webhooks_);
        bot_->kill();
        client_.close();
        co_await outside_.stop(std::chrono::seconds{1});
        io_.stop();
    }
    void watch_webhooks() {
        if (people_.has_webhooks()) asio::co_spawn(io_, people_.deliver_webhooks(), asio::detached);
        webhooks_ = scheduler_.call_at(scheduler_.now() + kWebhooksEvery, [this] { watch_webhooks(); });
    }

    asio::awaitable<void> story() {
        tell("PagerDuty triggers: Checkout error rate above 5 % in eu-west-1");
        sandbox::PagerDutyAlertInput cause;
        cause.summary = "error rate 7.2 %";
        cause.details = R"({"region":"eu-west-1"})";
        const auto alert = world().pagerduty.trigger(World::kCheckout, "[eu-west-1] Checkout error rate above 5 %", {cause});
        if (!alert) throw std::runtime_error(alert.error().message);
        co_await deliver();
        co_await type(World::kBob, World::kGeneral, "list");
        tell("Bob acknowledges in PagerDuty; the incident gets its channel and he leads");
        if (const auto done = world().pagerduty.acknowledge(*alert, World::kPagerBob); !done) throw std::runtime_error(done.error().message);
        co_await deliver();
        co_await until("the incident's channel", [this] { return channel() != nullptr && channel()->pinned.size() == 1; });
        const std::string in = channel()->id;
        co_await type(World::kBob, in, "sev 1 customers cannot pay");
        co_await type(World::kCarol, in, "join");
        co_await type(World::kCarol, in, "note deploy 4711 went out at 13:50, suspect the payment client --at 2m ago");
        co_await type(World::kBob, in, "update We see failing payments in Europe and are rolling back. --next 30m");
        co_await page_that_the_first_person_misses(in);
        co_await type(World::kBob, in, "task roll back deploy 4711 @U0CAROL");
        co_await type(World::kCarol, in, "task done 1");
        co_await runbook_with_an_approval_and_a_crash(in);
        co_await type(World::kBob, in, "resolve error rate is back to normal");
        co_await type(World::kBob, in, "followup add a canary to the payment client @U0CAROL due friday");
        co_await type(World::kBob, in, "postmortem owner @U0CAROL");
        co_await type(World::kBob, in, "postmortem export");
        co_await until("the draft in the channel", [this] { return draft() != nullptr; });
        tell("Slack takes one message a second in a channel; the last lines follow at that pace");
        // Between two looks of the dispatcher nothing is under way for a moment.
        co_await until("everything to be delivered", [this, calm = 0]() mutable { return (calm = nothing_waits() ? calm + 1 : 0) > kCalm; });
        const std::string draft_path = (std::filesystem::path(options_.folder) / "INC-1-postmortem.md").string(), database = sandbox_config(options_).database_path;
        std::ofstream(draft_path, std::ios::binary | std::ios::trunc) << draft()->bytes;
        fmt::print("\n--- what Slack and PagerDuty show now ---\n{}", world_as_text(world()));
        for (const auto& violation : world().slack.violations()) throw std::runtime_error("Slack would object: " + violation.method + ": " + violation.what);
        fmt::print("\nThe draft is in {}\nThe record is in {}; check it with: tocsin verify --db {}\n", draft_path, database, database);
    }

    asio::awaitable<void> page_that_the_first_person_misses(std::string in) {
        co_await type(World::kBob, in, "oncall ledger-primary");
        co_await type(World::kBob, in, "page ledger payments are queueing --yes");
        co_await until("Carol's phone to ring", [this] { return !world().twilio.calls_to(kCarolsPhone).empty(); });
        tell("Carol sleeps: a message in Slack, a text message and a call went out, and nobody answered. The next step pages Alice");
        co_await until("Alice's message", [this] { return !page_to(World::kAlice).ts.empty(); });
        const auto page = page_to(World::kAlice);
        tell("Alice presses Acknowledge in her message; whatever has not gone out is not sent");
        if (const auto done = co_await people_.press(World::kAlice, page.channel, page.ts, kAcknowledge); !done) throw std::runtime_error(done.error().message);
        co_await until("the messages to say who has it", [this] { return page_to(World::kAlice).ts.empty(); });
    }

    asio::awaitable<void> runbook_with_an_approval_and_a_crash(std::string in) {
        co_await type(World::kCarol, in, "run roll-back --dry-run");
        co_await type(World::kCarol, in, "run roll-back");
        co_await until("the runbook to ask", [&] { return !button_of_run(in, "Approve").ts.empty(); });
        tell("The runbook asks whether to go on; Carol started it and may not say so herself. Bob presses Approve");
        co_await press(World::kBob, button_of_run(in, "Approve"));
        co_await until("the roll-back to be under way", [&] { return shows_run("▶ Roll it back"); });
        co_await crash();
        co_await until("the runbook to ask what came of it", [&] { return !button_of_run(in, "It was done").ts.empty(); });
        fmt::print("   {}\n", line_of_run("❓"));
        tell("What had finished is not done again, and the approval stands. But nobody knows whether the roll-back took place, and it is not marked\n"
             "  `idempotent`: tocsin does not repeat it. Bob looks at the cluster, presses \"It was done\" and says how he knows");
        co_await press(World::kBob, button_of_run(in, "It was done"));
        co_await until("the form that asks how", [this] { return world().slack.form(World::kBob) != nullptr; });
        if (const auto sent = co_await people_.fill_in(World::kBob, {{"reason", {"the cluster runs revision 41"}}}); !sent) throw std::runtime_error(sent.error().message);
        co_await until("the run to end", [&] { return shows_run("· succeeded ·"); });
        co_await type(World::kBob, in, "runs 1");
    }

    /// Nothing of the process is left but what is on the disk.
    asio::awaitable<void> crash() {
        const auto killed = bot_->process();
        bot_->kill();
        tell(fmt::format("kill -9: the bot, process {}, is gone while the roll-back is under way. A second later a supervisor starts it again", killed));
        asio::steady_timer supervisor(io_, kSupervisorWaits);
        co_await supervisor.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto begun = std::chrono::steady_clock::now();
        if (const auto started = start_bot(); !started) throw std::runtime_error(started.error().message);
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
        tell(fmt::format("On the same database, as process {}, it listens after {} ms", bot_->process(), took.count()));
    }

    struct ButtonOfRun {
        std::string channel, ts, action;
    };
    /// The button of the run's message with this word on it.
    ButtonOfRun button_of_run(const std::string& channel_id, const std::string& word) {
        for (const auto& message : world().slack.messages(channel_id))
            for (const auto& button : world().slack.shown_buttons(channel_id, message.ts))
                if (button.label == word && button.action.starts_with("tocsin.answer_run")) return {channel_id, message.ts, button.action};
        return {};
    }
    asio::awaitable<void> press(std::string user, ButtonOfRun button) {
        const auto done = co_await people_.press(std::move(user), button.channel, button.ts, button.action);
        if (!done) throw std::runtime_error(done.error().message);
    }
    /// The line of the run's message that holds this; empty if there is none.
    std::string line_of_run(std::string_view words) {
        for (const auto& message : channel()->messages) {
            if (message.text.find("Run 1 · ") == std::string::npos) continue;
            const std::string shown = readable(message);
            for (const auto line : text::split(shown, '\n'))
                if (line.contains(words)) return std::string(text::trim(line));
        }
        return {};
    }
    bool shows_run(std::string_view words) { return !line_of_run(words).empty(); }
    struct Message {
        std::string channel, ts;
    };
    /// The direct message that still waits for an acknowledgement; empty if there is none.
    Message page_to(const std::string& user) {
        for (const auto& [id, channel] : world().slack.state().channels) {
            if (!channel.is_im || !channel.has_member(user)) continue;
            for (const auto& message : channel.messages) {
                const auto buttons = world().slack.buttons(id, message.ts);
                if (std::ranges::find(buttons, kAcknowledge) != buttons.end()) return {id, message.ts};
            }
        }
        return {};
    }

    World& world() { return world_; }

    void tell(std::string_view what) {
        fmt::print("\n● {}\n", what);
        std::fflush(stdout);
    }

    const sandbox::SlackChannel* channel() {
        for (const auto& [id, channel] : world().slack.state().channels)
            if (channel.name.starts_with("inc-")) return &channel;
        return nullptr;
    }

    const sandbox::SlackFile* draft() {
        for (const auto& [id, file] : world().slack.state().files)
            if (file.completed) return &file;
        return nullptr;
    }

    /// Neither now nor in the next moments.
    bool nothing_waits() const {
        bool none = false;
        const auto read = store::read_only(sandbox_config(options_).database_path, [&](const store::Snapshot& view) {
            none = view.tables().outbox.due_heads(scheduler_.now() + kSoon, 1).empty();
        });
        return read && none;
    }

    asio::awaitable<void> deliver() { co_await people_.deliver_webhooks(); }

    asio::awaitable<void> type(std::string user, std::string channel_id, std::string text) {
        const auto& name = world().slack.state().users.at(user).name;
        fmt::print("\n{}> /incident {}\n", name, text);
        const std::string answer = co_await people_.type(user, channel_id, text);
        fmt::print("   {}\n", text::replace_all(std::string(text::trim(answer)), "\n", "\n   "));
        std::fflush(stdout);
    }

    asio::awaitable<void> until(std::string_view what, std::function<bool()> happened) {
        asio::steady_timer timer(io_);
        const auto limit = std::chrono::steady_clock::now() + kStepLimit;
        while (!happened()) {
            if (std::chrono::steady_clock::now() > limit) throw std::runtime_error(fmt::format("waited {} s for {}", kStepLimit.count(), what));
            timer.expires_after(std::chrono::milliseconds{20});
            co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    SandboxOptions options_;
    asio::io_context io_{1};
    net::AsioScheduler scheduler_;
    World world_;
    net::Client client_;
    net::Server outside_;
    SandboxPeople people_;
    std::unique_ptr<SandboxBot> bot_;
    Scheduler::Ticket webhooks_ = 0;
    bool ok_ = false;
};

}  // namespace

int run_demo(const std::string& folder) {
    log::set_level(log::Level::warning);
    std::signal(SIGPIPE, SIG_IGN);
    Demo demo(folder);
    if (const auto started = demo.start(); !started) {
        fmt::print(stderr, "The demo could not start: {} {}\n", started.error().message, started.error().hint);
        return 1;
    }
    return demo.play() ? 0 : 1;
}

}  // namespace tocsin
