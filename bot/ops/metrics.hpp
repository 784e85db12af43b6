// What Prometheus sees. Owned by App; written on the I/O thread, rendered there too (prometheus-cpp counters are atomic).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bot/base/time.hpp"
#include "bot/store/outbox_repository.hpp"
#include "bot/store/store.hpp"
#include "bot/store/watch_repository.hpp"

namespace tocsin::ops {

class Metrics {
public:
    Metrics();
    ~Metrics();

    /// `route` is the pattern, never the path: label values must be few.
    void request(std::string_view route, int status, std::chrono::nanoseconds took);
    /// From the last byte of a command or webhook to its answer, the commit included.
    void acknowledged(std::string_view source, std::chrono::nanoseconds took);
    void ignored(std::string_view source, std::string_view type);  ///< authentic, of a kind that we do not act on
    void unauthenticated(std::string_view source);
    void dead_letter(std::string_view source);
    void delivered(std::string_view kind, std::string_view outcome);
    void timer_fired(Duration late);
    void slack_connections(std::size_t open);  ///< of Socket Mode; not shown where it is not used

    /// Copied from the store just before rendering. `ever`: since the database was made.
    void denials(std::int64_t ever);
    void observe(const store::Stats& stats);
    void observe(const store::OutboxHealth& health, Time now);
    void observe(const std::vector<store::Heartbeat>& heartbeats, const std::vector<store::Watched>& watched, Time now);

    /// Prometheus text format 0.0.4.
    std::string render() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace tocsin::ops
