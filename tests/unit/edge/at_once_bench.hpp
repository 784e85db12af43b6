// Endpoints behind a real TLS server, over a store with its own thread, and clients on threads of their own: what `serve` does, without its
// outside. Made by a test case; its I/O thread and store thread end with it. The clock stands still.
#pragma once

#include <barrier>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <latch>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bot/base/log.hpp"
#include "bot/edge/pagerduty_endpoint.hpp"
#include "bot/edge/slack_endpoint.hpp"
#include "bot/net/server.hpp"
#include "bot/pagerduty/signature.hpp"
#include "bot/slack/form.hpp"
#include "bot/slack/signature.hpp"
#include "tests/unit/net/tls_client.hpp"
#include "tests/unit/store/support.hpp"

namespace tocsin::testing {

using store::testing::kStart;

class AtOnceBench {
public:
    AtOnceBench() {
        log::set_level(log::Level::error);
        settings.team = TeamId("T1");
        settings.admins = {UserId("U1")};
        settings.pagerduty.join = {{std::chrono::minutes{5}, {"service"}}};
        open_store();
        directory.emplace(*store_, nullptr, clock, settings.oncall);
        const edge::Parts parts{*store_, clock, *directory, metrics, settings};
        slack_.emplace(parts, std::vector{kSecret}, "", nullptr);
        pagerduty_.emplace(parts, std::vector{kSecret}, nullptr);
        net::Router router;
        slack_->add_routes(router);
        pagerduty_->add_routes(router);
        net::ServerOptions options;
        options.tls = certificate_.files();
        server_.emplace(io.get_executor(), std::move(options), std::move(router), clock);
        REQUIRE(server_->start());
        thread_ = std::jthread([this] { io.run(); });
    }
    ~AtOnceBench() {
        boost::asio::co_spawn(io, server_->stop(std::chrono::seconds{5}), [this](const std::exception_ptr&) {
            store_->close();
            boost::asio::post(io, [this] { work_.reset(); });
        });
        thread_.join();
    }

    std::string slack_bytes(const std::string& text, const std::string& trigger) {
        const std::string body = slack::encode_form({{"team_id", "T1"}, {"channel_id", "C1"}, {"user_id", "U1"}, {"command", "/incident"}, {"text", text},
                                                     {"response_url", "https://hooks.slack.com/commands/T1/1"}, {"trigger_id", trigger}});
        const auto timestamp = std::to_string(unix_seconds(kStart));
        return bytes("/slack/commands", body, "Content-Type: application/x-www-form-urlencoded\r\nX-Slack-Request-Timestamp: " + timestamp +
                                                  "\r\nX-Slack-Signature: " + slack::sign(kSecret, timestamp, body) + "\r\n");
    }
    std::string pagerduty_bytes(const std::string& body) {
        return bytes("/pagerduty/webhook", body, "Content-Type: application/json\r\nX-PagerDuty-Signature: " + pagerduty::sign(kSecret, body) + "\r\n");
    }

    /// From each of `threads` threads, which begin together, each delivery `times` times on connections of its own; the answers' bytes.
    std::vector<std::string> deliver(int threads, int times, const std::vector<std::string>& deliveries) {
        std::vector<std::vector<std::string>> answers(static_cast<std::size_t>(threads));
        std::barrier start(threads);
        {
            std::vector<std::jthread> senders;
            for (auto& own : answers) senders.emplace_back([&] { own = send_together(start, times, deliveries); });
        }
        std::vector<std::string> out;
        for (auto& own : answers) out.insert(out.end(), own.begin(), own.end());
        return out;
    }
    std::string deliver(const std::string& delivery) { return deliver(1, 1, {delivery}).front(); }

    /// The writer stays in one job until `let_go`; what comes meanwhile waits for the next commit.
    void hold() {
        begun_.emplace(1), gate_.emplace(1);
        store::Job job;
        job.now = kStart;
        job.handle = [this](store::UnitOfWork&) {
            begun_->count_down();
            gate_->wait();
            return Reply{};
        };
        store_->submit(std::move(job), [](const Result<store::Committed>&) {});
        begun_->wait();
    }
    void let_go() { gate_->count_down(); }
    bool wait_for_jobs(std::size_t count) {
        return net::test::eventually([&] {
            const auto waiting = store_->stats().waiting;
            return std::accumulate(waiting.begin(), waiting.end(), std::size_t{0}) >= count;
        });
    }
    store::Stats stats() const { return store_->stats(); }

    void look(const std::function<void(const store::Snapshot&)>& work) {
        const auto done = std::make_shared<std::latch>(1);
        store_->read(work, [done](const Result<void>&) { done->count_down(); });
        done->wait();
    }
    std::int64_t incidents() {
        std::int64_t out = 0;
        look([&](const store::Snapshot& view) { out = view.tables().incidents.last_number().value; });
        return out;
    }
    std::vector<std::string> kinds(int number) {
        std::vector<std::string> out;
        look([&](const store::Snapshot& view) {
            for (const auto& event : view.tables().timeline.events(IncidentNumber(number))) out.emplace_back(kind_of(event.body));
        });
        return out;
    }

private:
    static inline const std::string kSecret = "signing-secret";

    static std::string bytes(const std::string& target, const std::string& body, const std::string& fields) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    std::vector<std::string> send_together(std::barrier<>& start, int times, const std::vector<std::string>& deliveries) {
        std::vector<std::unique_ptr<net::test::TlsClient>> clients;
        for (std::size_t i = 0; i < static_cast<std::size_t>(times) * deliveries.size(); ++i)
            clients.push_back(std::make_unique<net::test::TlsClient>(server_->port()));
        start.arrive_and_wait();
        for (std::size_t i = 0; i < clients.size(); ++i) clients[i]->send(deliveries[i % deliveries.size()]);
        std::vector<std::string> out;
        for (const auto& client : clients) out.push_back(client->read_to_end().bytes);
        return out;
    }

    void open_store() {
        store::Options options;
        options.path = folder_ / "tocsin.db";
        options.clock = &clock;
        options.random = &random_;
        options.post = [this](std::function<void()> work) { boost::asio::post(io, std::move(work)); };
        options.on_outbox = options.on_timer = [] {};
        options.own_thread = true;
        auto opened = store::open_sqlite(std::move(options));
        REQUIRE(opened);
        store_ = std::move(*opened);
    }

public:
    boost::asio::io_context io{1};
    ManualScheduler clock{kStart};
    ops::Metrics metrics;
    handlers::Settings settings;
    std::optional<ops::Directory> directory;

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io.get_executor()};
    store::testing::TemporaryFolder folder_;
    SystemRandom random_;
    net::test::CertificateFiles certificate_;
    std::optional<std::latch> begun_, gate_;
    std::unique_ptr<store::Store> store_;
    std::optional<edge::SlackEndpoint> slack_;
    std::optional<edge::PagerDutyEndpoint> pagerduty_;
    std::optional<net::Server> server_;
    std::jthread thread_;
};

}  // namespace tocsin::testing
