#include "bot/demo.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/sandbox_config.hpp"
#include "bot/sandbox_oncall.hpp"
#include "bot/sandbox_server.hpp"
#include "bot/sandbox_view.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;
using sandbox::World;

constexpr std::chrono::seconds kStepLimit{60};
/// That many looks at every 20 ms.
constexpr int kCalm = 10;
constexpr const char* kAcknowledge = "tocsin.acknowledge_page";

class Demo {
public:
    explicit Demo(SandboxServer& server, std::string draft_path) : server_(server), draft_path_(std::move(draft_path)) {}

    asio::awaitable<void> play() {
        try {
            co_await story();
            ok_ = true;
        } catch (const std::exception& error) {
            fmt::print("✗ The demo stopped: {}\n", error.what());
        }
        co_await server_.stop();
    }
    bool ok() const { return ok_; }

private:
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
        co_await runbook_with_an_approval(in);
        co_await type(World::kBob, in, "resolve error rate is back to normal");
        co_await type(World::kBob, in, "followup add a canary to the payment client @U0CAROL due friday");
        co_await type(World::kBob, in, "postmortem owner @U0CAROL");
        co_await type(World::kBob, in, "postmortem export");
        co_await until("the draft in the channel", [this] { return draft() != nullptr; });
        tell("Slack takes one message a second in a channel; the last lines follow at that pace");
        // Between two looks of the dispatcher nothing is under way for a moment.
        co_await until("everything to be delivered", [this, calm = 0]() mutable { return (calm = server_.app().settled() ? calm + 1 : 0) > kCalm; });
        std::ofstream(draft_path_, std::ios::binary | std::ios::trunc) << draft()->bytes;
        fmt::print("\n--- what Slack and PagerDuty show now ---\n{}", world_as_text(world()));
        for (const auto& violation : world().slack.violations()) throw std::runtime_error("Slack would object: " + violation.method + ": " + violation.what);
        fmt::print("\nThe draft is in {}\nThe record is in {}; check it with: tocsin verify --db {}\n", draft_path_,
                   server_.app().config().database_path, server_.app().config().database_path);
    }

    asio::awaitable<void> page_that_the_first_person_misses(std::string in) {
        co_await type(World::kBob, in, "oncall ledger-primary");
        co_await type(World::kBob, in, "page ledger payments are queueing --yes");
        co_await until("Carol's phone to ring", [this] { return !world().twilio.calls_to(kCarolsPhone).empty(); });
        tell("Carol sleeps: a message in Slack, a text message and a call went out, and nobody answered. The next step pages Alice");
        co_await until("Alice's message", [this] { return !page_to(World::kAlice).ts.empty(); });
        const auto page = page_to(World::kAlice);
        tell("Alice presses Acknowledge in her message; whatever has not gone out is not sent");
        if (const auto done = co_await server_.press_button(World::kAlice, page.channel, page.ts, kAcknowledge); !done) throw std::runtime_error(done.error().message);
        co_await until("the messages to say who has it", [this] { return page_to(World::kAlice).ts.empty(); });
    }

    asio::awaitable<void> runbook_with_an_approval(std::string in) {
        co_await type(World::kCarol, in, "run roll-back --dry-run");
        co_await type(World::kCarol, in, "run roll-back");
        co_await until("the runbook to ask", [this] { return !question_of_run(in_channel()).ts.empty(); });
        const auto asked = question_of_run(in);
        tell("The runbook asks whether to go on; Carol started it and may not say so herself. Bob presses Approve");
        if (const auto done = co_await server_.press_button(World::kBob, asked.channel, asked.ts, asked.button); !done) throw std::runtime_error(done.error().message);
        co_await until("the run to end", [this] { return shows_run("succeeded"); });
        co_await type(World::kBob, in, "runs 1");
    }

    struct Question {
        std::string channel, ts, button;
    };
    /// The run's message, while it has a button to approve with.
    Question question_of_run(const std::string& channel_id) {
        constexpr std::string_view approve = "tocsin.answer_run.1";
        for (const auto& message : world().slack.messages(channel_id)) {
            const auto buttons = world().slack.buttons(channel_id, message.ts);
            const bool asks = message.blocks.find("Approve") != std::string::npos && std::ranges::find(buttons, approve) != buttons.end();
            if (asks) return {channel_id, message.ts, std::string(approve)};
        }
        return {};
    }
    bool shows_run(std::string_view state) {
        return std::ranges::any_of(channel()->messages, [&](const auto& message) {
            return message.text.find("Run 1 · ") != std::string::npos && message.text.find(state) != std::string::npos;
        });
    }
    std::string in_channel() { return channel()->id; }

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

    World& world() { return server_.world(); }

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

    asio::awaitable<void> deliver() { co_await server_.deliver_webhooks(); }

    asio::awaitable<void> type(std::string user, std::string channel_id, std::string text) {
        const auto& name = world().slack.state().users.at(user).name;
        fmt::print("\n{}> /incident {}\n", name, text);
        const std::string answer = co_await server_.type_command(user, channel_id, text);
        fmt::print("   {}\n", text::replace_all(std::string(text::trim(answer)), "\n", "\n   "));
        std::fflush(stdout);
    }

    asio::awaitable<void> until(std::string_view what, std::function<bool()> happened) {
        asio::steady_timer timer(server_.io());
        const auto limit = std::chrono::steady_clock::now() + kStepLimit;
        while (!happened()) {
            if (std::chrono::steady_clock::now() > limit) throw std::runtime_error(fmt::format("waited {} s for {}", kStepLimit.count(), what));
            timer.expires_after(std::chrono::milliseconds{20});
            co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    SandboxServer& server_;
    std::string draft_path_;
    bool ok_ = false;
};

}  // namespace

int run_demo(const std::string& folder) {
    log::set_level(log::Level::warning);
    SandboxServer server({0, folder});
    if (const auto started = server.start(); !started) {
        fmt::print(stderr, "The demo could not start: {} {}\n", started.error().message, started.error().hint);
        return 1;
    }
    Demo demo(server, (std::filesystem::path(folder) / "INC-1-postmortem.md").string());
    asio::co_spawn(server.io(), demo.play(), asio::detached);
    server.io().run();
    return demo.ok() ? 0 : 1;
}

}  // namespace tocsin
