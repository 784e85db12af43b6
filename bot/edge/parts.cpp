#include "bot/edge/parts.hpp"

#include "bot/base/log.hpp"
#include "bot/ops/await_store.hpp"

namespace tocsin::edge {

namespace asio = boost::asio;

asio::awaitable<bool> bury(Parts parts, Source source, std::string reason, std::string body, Time now) {
    log::error("dead_letter", {{"source", source.value}, {"why", reason}});
    parts.metrics.dead_letter(source.value);
    auto job = job_for(store::Priority::machine, now, {}, [=](store::UnitOfWork& work) {
        work.tables().letters.bury({source, reason, body, now});
        return Reply{};
    });
    const auto written = co_await ops::submit(parts.store, std::move(job));
    co_return written.has_value();
}

asio::awaitable<void> prepare(Parts parts, std::vector<PagerDutyName> names, Time received_at) {
    constexpr Duration limit = std::chrono::milliseconds{1500};
    if (parts.duties != nullptr && !names.empty()) co_await parts.duties->refresh(std::move(names), received_at + limit);
}

Duration time_left(const Parts& parts, Time received_at) {
    return std::max<Duration>(received_at + kAnswerWithin - parts.scheduler.now(), std::chrono::milliseconds{100});
}

net::Response unauthenticated() {
    return net::json_response(401, R"({"ok":false,"error":"unauthenticated"})");
}

net::Response overloaded() {
    auto response = net::json_response(503, R"({"ok":false,"error":"overloaded","reply":"Busy; say it again in a moment."})");
    response.headers.add("Retry-After", "2");
    return response;
}

store::Job job_for(store::Priority priority, Time now, std::vector<store::DeliveryKey> keys,
                   std::function<Reply(store::UnitOfWork&)> handle) {
    store::Job job;
    job.priority = priority;
    job.now = now;
    job.keys = std::move(keys);
    job.handle = std::move(handle);
    return job;
}

}  // namespace tocsin::edge
