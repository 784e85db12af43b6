#include "bot/ops/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <set>

#include "bot/base/text.hpp"

namespace tocsin::ops {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

const Histogram::BucketBoundaries kSeconds{0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
constexpr std::array<const char*, 3> kPriorities{"human", "page", "machine"};

double seconds(std::chrono::nanoseconds span) { return std::chrono::duration<double>(span).count(); }

/// A label value from outside: kept short, and never cut inside a character, for which Prometheus refuses the whole page.
std::string label(std::string_view value) { return text::truncate(value, 64); }

/// Types that others make up get series of their own up to this many; the rest is counted together.
constexpr std::size_t kIgnoredTypes = 100;

}  // namespace

/// The series of one route: found by comparing a word instead of building and hashing a set of labels at each request.
struct RouteSeries {
    Histogram* seconds = nullptr;
    std::map<int, Counter*> by_status;
};

struct Metrics::Families {
    prometheus::Registry registry;
    prometheus::Family<Counter>& requests = prometheus::BuildCounter().Name("tocsin_http_requests_total").Help("HTTP requests by route and status").Register(registry);
    prometheus::Family<Histogram>& request_seconds = prometheus::BuildHistogram().Name("tocsin_http_request_seconds").Help("Time to answer by route").Register(registry);
    prometheus::Family<Histogram>& ack_seconds = prometheus::BuildHistogram().Name("tocsin_ack_seconds").Help("From the whole request to its answer, commit included, by source").Register(registry);
    prometheus::Family<Counter>& ignored = prometheus::BuildCounter().Name("tocsin_ignored_total").Help("Authentic deliveries of a kind that is not acted on").Register(registry);
    prometheus::Family<Counter>& refused = prometheus::BuildCounter().Name("tocsin_unauthenticated_total").Help("Requests whose signature or token was wrong").Register(registry);
    prometheus::Counter& denied = prometheus::BuildCounter().Name("tocsin_denials_total").Help("Refused for want of a right, about no incident").Register(registry).Add({});
    prometheus::Family<Counter>& dead = prometheus::BuildCounter().Name("tocsin_dead_letters_total").Help("Authentic but unreadable deliveries").Register(registry);
    prometheus::Family<Counter>& deliveries = prometheus::BuildCounter().Name("tocsin_deliveries_total").Help("Outbox attempts by kind and outcome").Register(registry);
    prometheus::Family<Gauge>& queue = prometheus::BuildGauge().Name("tocsin_store_queue").Help("Jobs waiting for the writer by priority").Register(registry);
    prometheus::Gauge& jobs = prometheus::BuildGauge().Name("tocsin_store_jobs").Help("Jobs committed since the start").Register(registry).Add({});
    prometheus::Gauge& commits = prometheus::BuildGauge().Name("tocsin_store_commits").Help("Commits since the start; jobs divided by commits is the group size").Register(registry).Add({});
    prometheus::Gauge& commit_seconds = prometheus::BuildGauge().Name("tocsin_store_last_commit_seconds").Help("Time of the newest commit, fsync included").Register(registry).Add({});
    prometheus::Gauge& disk_full = prometheus::BuildGauge().Name("tocsin_store_disk_full").Help("1 while the disk is full").Register(registry).Add({});
    prometheus::Gauge& outbox_waiting = prometheus::BuildGauge().Name("tocsin_outbox_waiting").Help("Deliveries that wait").Register(registry).Add({});
    prometheus::Gauge& outbox_failed = prometheus::BuildGauge().Name("tocsin_outbox_failed").Help("Deliveries that were given up").Register(registry).Add({});
    prometheus::Gauge& outbox_age = prometheus::BuildGauge().Name("tocsin_outbox_oldest_seconds").Help("Age of the oldest delivery that could be sent").Register(registry).Add({});
    prometheus::Family<Gauge>& heartbeat_age = prometheus::BuildGauge().Name("tocsin_heartbeat_age_seconds").Help("Time since each heartbeat was last seen").Register(registry);
    prometheus::Family<Gauge>& heartbeat_missing = prometheus::BuildGauge().Name("tocsin_heartbeat_missing").Help("1 while a heartbeat is missing").Register(registry);
    prometheus::Family<Gauge>& watch_trouble = prometheus::BuildGauge().Name("tocsin_watch_trouble").Help("1 while something that is watched is not ok, by name").Register(registry);
    prometheus::Family<Gauge>& slack_open = prometheus::BuildGauge().Name("tocsin_slack_connections").Help("Open connections of Socket Mode").Register(registry);
    std::map<std::string, RouteSeries, std::less<>> routes;
    std::map<std::string, Histogram*, std::less<>> ack_by_source;
    std::set<std::pair<std::string, std::string>> ignored_types;
    prometheus::Histogram& timer_late = prometheus::BuildHistogram().Name("tocsin_timer_late_seconds").Help("How late timers fired").Register(registry).Add({}, kSeconds);
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::request(std::string_view route, int status, std::chrono::nanoseconds took) {
    if (route.empty()) route = "none";
    auto series = families_->routes.find(route);
    if (series == families_->routes.end()) {
        const std::string name(route);
        series = families_->routes.emplace(name, RouteSeries{&families_->request_seconds.Add({{"route", name}}, kSeconds), {}}).first;
    }
    Counter*& counted = series->second.by_status[status];
    if (counted == nullptr) counted = &families_->requests.Add({{"route", series->first}, {"status", std::to_string(status)}});
    counted->Increment();
    series->second.seconds->Observe(seconds(took));
}
void Metrics::acknowledged(std::string_view source, std::chrono::nanoseconds took) {
    auto series = families_->ack_by_source.find(source);
    if (series == families_->ack_by_source.end())
        series = families_->ack_by_source.emplace(source, &families_->ack_seconds.Add({{"source", label(source)}}, kSeconds)).first;
    series->second->Observe(seconds(took));
}
void Metrics::ignored(std::string_view source, std::string_view type) {
    std::pair series(label(source), label(type));
    auto& known = families_->ignored_types;
    if (known.size() < kIgnoredTypes) known.insert(series);
    else if (!known.contains(series)) series.second = "other";
    families_->ignored.Add({{"source", series.first}, {"type", series.second}}).Increment();
}
void Metrics::unauthenticated(std::string_view source) { families_->refused.Add({{"source", label(source)}}).Increment(); }
void Metrics::dead_letter(std::string_view source) { families_->dead.Add({{"source", label(source)}}).Increment(); }
void Metrics::delivered(std::string_view kind, std::string_view outcome) {
    families_->deliveries.Add({{"kind", label(kind)}, {"outcome", label(outcome)}}).Increment();
}
void Metrics::slack_connections(std::size_t open) { families_->slack_open.Add({}).Set(static_cast<double>(open)); }
void Metrics::denials(std::int64_t ever) { families_->denied.Increment(static_cast<double>(ever) - families_->denied.Value()); }
void Metrics::timer_fired(Duration late) { families_->timer_late.Observe(seconds(late)); }

void Metrics::observe(const store::Stats& stats) {
    for (std::size_t i = 0; i < kPriorities.size(); ++i)
        families_->queue.Add({{"priority", kPriorities[i]}}).Set(static_cast<double>(stats.waiting[i]));
    families_->jobs.Set(static_cast<double>(stats.jobs));
    families_->commits.Set(static_cast<double>(stats.commits));
    families_->commit_seconds.Set(seconds(stats.last_commit));
    families_->disk_full.Set(stats.disk_full ? 1 : 0);
}

void Metrics::observe(const store::OutboxHealth& health, Time now) {
    families_->outbox_waiting.Set(static_cast<double>(health.waiting));
    families_->outbox_failed.Set(static_cast<double>(health.failed));
    families_->outbox_age.Set(health.oldest ? seconds(now - *health.oldest) : 0);
}

void Metrics::observe(const std::vector<store::Heartbeat>& heartbeats, const std::vector<store::Watched>& watched, Time now) {
    for (const auto& heartbeat : heartbeats) {
        families_->heartbeat_age.Add({{"name", label(heartbeat.name)}}).Set(seconds(now - heartbeat.seen_at));
        families_->heartbeat_missing.Add({{"name", label(heartbeat.name)}}).Set(heartbeat.missing_since ? 1 : 0);
    }
    for (const auto& one : watched) families_->watch_trouble.Add({{"name", label(one.name)}}).Set(one.state == "ok" ? 0 : 1);
}

std::string Metrics::render() const { return prometheus::TextSerializer().Serialize(families_->registry.Collect()); }

}  // namespace tocsin::ops
