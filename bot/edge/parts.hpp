// What every endpoint is made of: references to the long-lived objects of App. A value; I/O thread.
#pragma once

#include <string>
#include <vector>

#include "bot/base/scheduler.hpp"
#include "bot/ops/directory.hpp"
#include "bot/ops/metrics.hpp"
#include "bot/ops/pagerduty_duties.hpp"
#include "bot/store/store.hpp"
#include "handlers/context.hpp"

namespace tocsin::edge {

struct Parts {
    store::Store& store;
    Scheduler& scheduler;
    ops::Directory& directory;
    ops::Metrics& metrics;
    const handlers::Settings& settings;
    /// Who is on call at PagerDuty; null where PagerDuty is not configured.
    ops::PagerDutyDuties* duties = nullptr;
};

/// A person or a machine gets its answer within this time (Slack: 3 s); a job that has not started then is withdrawn.
inline constexpr Duration kAnswerWithin = std::chrono::milliseconds{2500};
/// What is left of it for a request that came at `received_at`, at least a moment.
Duration time_left(const Parts& parts, Time received_at);

/// What a use case will need of PagerDuty is asked for before it runs: for 1.5 s at most, counted from `received_at` like all that
/// is fetched before a transaction (design §2).
boost::asio::awaitable<void> prepare(Parts parts, std::vector<PagerDutyName> names, Time received_at);

/// Keeps an authentic but unreadable delivery for a person to look at, durably, before it is answered (design §4).
/// False if even that failed.
boost::asio::awaitable<bool> bury(Parts parts, Source source, std::string reason, std::string body, Time now);

/// The one answer to whoever cannot prove who they are: same bytes whatever the reason.
net::Response unauthenticated();
/// 503 with Retry-After: say it again later.
net::Response overloaded();

/// A job that may wait at most `kAnswerWithin`; the two ways not to be answered in time as `Errc::overloaded`.
store::Job job_for(store::Priority priority, Time now, std::vector<store::DeliveryKey> keys,
                   std::function<Reply(store::UnitOfWork&)> handle);

}  // namespace tocsin::edge
