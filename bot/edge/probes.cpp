#include "bot/edge/probes.hpp"

#include <fmt/format.h>

#include "bot/base/time_format.hpp"
#include "bot/oncall/over.hpp"
#include "bot/ops/await_store.hpp"
#include "handlers/version.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

struct Check {
    const char* name;
    bool ok;
    const char* trouble;
};

struct Beats {
    std::vector<store::Heartbeat> heartbeats;
    std::vector<store::Watched> watched;
};

/// What is amiss outside of this program: to be read, never a reason not to be ready.
std::string amiss(const Beats& beats) {
    std::string lines;
    for (const auto& heartbeat : beats.heartbeats)
        if (heartbeat.missing_since) lines += fmt::format("  the heartbeat {} is missing, last seen {}\n", heartbeat.name, format_rfc3339(heartbeat.seen_at));
    for (const auto& one : beats.watched)
        if (one.state != "ok") lines += fmt::format("  {} {} since {}{}\n", one.name, one.state, format_rfc3339(one.since), one.detail.empty() ? "" : ": " + one.detail);
    return lines;
}

std::string slack_line(const handlers::SlackLink& link) {
    const auto view = link.view();
    if (!view) return {};
    const auto since = format_rfc3339(view->since);
    return view->is_open ? fmt::format("  Slack is connected over Socket Mode since {}\n", since)
                         : fmt::format("  ⚠ Slack is not connected over Socket Mode since {}: {}\n", since, view->why);
}

asio::awaitable<net::Response> alive(net::Request) { co_return net::text_response(200, "ok\n"); }

}  // namespace

void Probes::add_routes(net::Router& router) {
    router.add({{"GET"}, "/livez", net::kSmallBody, alive});
    router.add({{"GET"}, "/readyz", net::kSmallBody, [this](net::Request request) { return ready(std::move(request)); }});
    router.add({{"GET"}, "/metrics", net::kSmallBody, [this](net::Request request) { return metrics(std::move(request)); }});
}

asio::awaitable<net::Response> Probes::ready(net::Request request) {
    const auto stats = parts_.store.stats();
    const Check checks[] = {
        {"store", !stats.failed, "the database failed; the process ends for a restart"},
        {"disk", !stats.disk_full, "the disk is full; writing goes on by itself when there is room"},
        {"shutdown", !shutting_down_, "shutting down"},
    };
    bool ok = true;
    std::string lines;
    for (const auto& check : checks) {
        ok = ok && check.ok;
        lines += fmt::format("{} {}{}\n", check.ok ? "✓" : "✗", check.name, check.ok ? "" : std::string(": ") + check.trouble);
    }
    const bool verbose = request.target.contains("verbose");
    if (verbose) {
        lines += fmt::format("  jobs {} in {} commits, waiting {} human, {} page, {} machine\n  version {}\n", stats.jobs, stats.commits,
                             stats.waiting[0], stats.waiting[1], stats.waiting[2], handlers::version());
        auto beats = std::make_shared<Beats>();
        const auto read = co_await ops::read(parts_.store, [beats](const store::Snapshot& view) {
            *beats = {view.tables().watch.heartbeats(), view.tables().watch.all()};
        });
        if (read) lines += amiss(*beats);
        lines += slack_line(*parts_.settings.slack_link);
        if (const auto trouble = parts_.settings.oncall->trouble(); !trouble.empty())
            lines += "  ⚠ the on-call file was refused, the one before it stays in use: " + trouble + "\n";
        if (const auto edition = parts_.settings.oncall->current())
            for (const auto& why : oncall::policies_over(edition->file, parts_.scheduler.now())) lines += "  ⚠ on call: " + why + "\n";
        if (const auto trouble = parts_.settings.runbooks->trouble(); !trouble.empty())
            lines += "  ⚠ the runbooks were refused, those before them stay in use: " + trouble + "\n";
    }
    co_return net::text_response(ok ? 200 : 503, verbose ? lines : ok ? "ok\n" : "not ready\n");
}

asio::awaitable<net::Response> Probes::metrics(net::Request) {
    parts_.metrics.observe(parts_.store.stats());
    auto health = std::make_shared<store::OutboxHealth>();
    auto beats = std::make_shared<Beats>();
    auto denials = std::make_shared<std::int64_t>(0);
    const auto read = co_await ops::read(parts_.store, [health, beats, denials](const store::Snapshot& view) {
        *health = view.tables().outbox.health();
        *denials = view.tables().denials.ever();
        *beats = {view.tables().watch.heartbeats(), view.tables().watch.all()};
    });
    if (read) {
        parts_.metrics.observe(*health, parts_.scheduler.now());
        parts_.metrics.denials(*denials);
        parts_.metrics.observe(beats->heartbeats, beats->watched, parts_.scheduler.now());
    }
    co_return net::Response{200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, parts_.metrics.render()};
}

}  // namespace tocsin::edge
