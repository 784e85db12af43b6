// What Prometheus reads: names, values and labels in the rendered text, and that labels stay few and readable whatever
// comes from outside.
#include "bot/ops/metrics.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "bot/base/text.hpp"

using namespace tocsin;
using Catch::Contains;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::vector<std::string> lines_with(const ops::Metrics& metrics, const std::string& start) {
    std::vector<std::string> out;
    std::istringstream text(metrics.render());
    for (std::string line; std::getline(text, line);)
        if (line.starts_with(start)) out.push_back(line);
    return out;
}

}  // namespace

TEST_CASE("requests are counted by route and status and timed by route") {
    ops::Metrics metrics;
    metrics.request("/slack/events", 200, milliseconds{3});
    metrics.request("/slack/events", 200, milliseconds{4});
    metrics.request("/slack/events", 401, milliseconds{1});
    metrics.request("", 404, milliseconds{1});
    const auto text = metrics.render();
    CHECK_THAT(text, Contains("tocsin_http_requests_total{route=\"/slack/events\",status=\"200\"} 2\n"));
    CHECK_THAT(text, Contains("tocsin_http_requests_total{route=\"/slack/events\",status=\"401\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_http_requests_total{route=\"none\",status=\"404\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_http_request_seconds_count{route=\"/slack/events\"} 3\n"));
    CHECK_THAT(text, Contains("tocsin_http_request_seconds_bucket{route=\"/slack/events\",le=\"0.002\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_http_request_seconds_bucket{route=\"/slack/events\",le=\"0.005\"} 3\n"));
    CHECK_THAT(text, Contains("# TYPE tocsin_http_requests_total counter\n"));
}

TEST_CASE("the time to an answer is kept by source, up to 10 s") {
    ops::Metrics metrics;
    metrics.acknowledged("slack", milliseconds{7});
    metrics.acknowledged("slack", seconds{3});
    metrics.acknowledged("pagerduty", seconds{60});
    const auto text = metrics.render();
    CHECK_THAT(text, Contains("tocsin_ack_seconds_count{source=\"slack\"} 2\n"));
    CHECK_THAT(text, Contains("tocsin_ack_seconds_bucket{source=\"slack\",le=\"2.5\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_ack_seconds_bucket{source=\"pagerduty\",le=\"10\"} 0\n"));
    CHECK_THAT(text, Contains("tocsin_ack_seconds_bucket{source=\"pagerduty\",le=\"+Inf\"} 1\n"));
}

TEST_CASE("what came in wrongly and what went out are counted by what they were") {
    ops::Metrics metrics;
    metrics.ignored("slack", "reaction_added");
    metrics.unauthenticated("pagerduty");
    metrics.unauthenticated("pagerduty");
    metrics.dead_letter("slack");
    metrics.delivered("post_line", "delivered");
    metrics.delivered("post_line", "try_later");
    metrics.timer_fired(milliseconds{20});
    const auto text = metrics.render();
    CHECK_THAT(text, Contains("tocsin_ignored_total{source=\"slack\",type=\"reaction_added\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_unauthenticated_total{source=\"pagerduty\"} 2\n"));
    CHECK_THAT(text, Contains("tocsin_dead_letters_total{source=\"slack\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_deliveries_total{kind=\"post_line\",outcome=\"delivered\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_deliveries_total{kind=\"post_line\",outcome=\"try_later\"} 1\n"));
    CHECK_THAT(text, Contains("tocsin_timer_late_seconds_bucket{le=\"0.025\"} 1\n"));
}

TEST_CASE("the store's and the outbox's state are shown as they were last seen") {
    ops::Metrics metrics;
    store::Stats stats;
    stats.jobs = 12;
    stats.commits = 3;
    stats.waiting = {5, 6, 7};
    stats.last_commit = milliseconds{2};
    stats.disk_full = true;
    metrics.observe(stats);
    const Time now = time_from_unix_seconds(1'800'000'000);
    store::OutboxHealth health;
    health.waiting = 4;
    health.failed = 2;
    health.oldest = now - seconds{90};
    metrics.observe(health, now);
    auto text = metrics.render();
    CHECK_THAT(text, Contains("tocsin_store_queue{priority=\"human\"} 5\n") && Contains("tocsin_store_queue{priority=\"page\"} 6\n") &&
                         Contains("tocsin_store_queue{priority=\"machine\"} 7\n"));
    CHECK_THAT(text, Contains("tocsin_store_jobs 12\n") && Contains("tocsin_store_commits 3\n"));
    CHECK_THAT(text, Contains("tocsin_store_last_commit_seconds 0.002\n") && Contains("tocsin_store_disk_full 1\n"));
    CHECK_THAT(text, Contains("tocsin_outbox_waiting 4\n") && Contains("tocsin_outbox_failed 2\n") && Contains("tocsin_outbox_oldest_seconds 90\n"));
    stats.disk_full = false;
    metrics.observe(stats);
    metrics.observe(store::OutboxHealth{}, now);
    text = metrics.render();
    CHECK_THAT(text, Contains("tocsin_store_disk_full 0\n") && Contains("tocsin_outbox_oldest_seconds 0\n") && Contains("tocsin_outbox_waiting 0\n"));
}

TEST_CASE("a label from outside cannot end its line, and is cut between two characters") {
    ops::Metrics metrics;
    metrics.ignored("slack", "x\"} 1\ntocsin_fake 1");
    CHECK(lines_with(metrics, "tocsin_fake").empty());
    std::string bells;
    for (int i = 0; i < 40; ++i) bells += "🔔";
    metrics.ignored("slack", "a" + bells);
    const auto text = metrics.render();
    CHECK(text::sanitize(text) == text);
    for (const auto& line : lines_with(metrics, "tocsin_ignored_total")) CHECK(line.size() < 120);
}

TEST_CASE("a sender of ever new types cannot make series without end") {
    ops::Metrics metrics;
    for (int i = 0; i < 10'000; ++i) metrics.ignored("slack", "type_" + std::to_string(i));
    metrics.ignored("slack", "type_1");
    const auto lines = lines_with(metrics, "tocsin_ignored_total{");
    CHECK(lines.size() <= 101);
    CHECK(std::ranges::find(lines, "tocsin_ignored_total{source=\"slack\",type=\"type_1\"} 2") != lines.end());
    CHECK(std::ranges::find(lines, "tocsin_ignored_total{source=\"slack\",type=\"other\"} 9900") != lines.end());
}
