#include "bot/edge/socket_mode.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>

#include "bot/base/log.hpp"
#include "bot/base/time_format.hpp"
#include "bot/edge/socket_intake.hpp"
#include "bot/slack/rate_limit.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kOpenMethod = "apps.connections.open";
constexpr Duration kConnectWithin = seconds{10};
/// Slack greets at once; whoever does not is not there.
constexpr Duration kGreetedWithin = seconds{10};
/// After its good-bye Slack closes a connection within seconds; later we do.
constexpr Duration kLeavesWithin = minutes{1};
/// A connection that lived shorter than this makes the pause before the next one longer.
constexpr Duration kGoodLife = minutes{1};
constexpr Duration kFirstPause = seconds{1};
constexpr Duration kLongestPause = seconds{60};
/// Where a person must act before another attempt can help.
constexpr Duration kPauseForPeople = minutes{1};
constexpr std::size_t kUnderWayAtMost = 256;

struct Farewell {
    slack::SocketGoodbye::Reason reason;
    bool needs_people;
    const char* why;
};
constexpr Farewell kFarewells[] = {
    {slack::SocketGoodbye::Reason::warning, false, "Slack is about to close the connection"},
    {slack::SocketGoodbye::Reason::refresh_requested, false, "Slack asked for a new connection"},
    {slack::SocketGoodbye::Reason::link_disabled, true, "Socket Mode is switched off in the app's settings; switch it on at api.slack.com/apps, Socket Mode"},
    {slack::SocketGoodbye::Reason::too_many_websockets, true, "ten connections of this app are open already; end another program that uses this app token"},
    {slack::SocketGoodbye::Reason::other, false, "Slack said good-bye"},
};

}  // namespace

/// Shared with its coroutines, which may be destroyed after everything else.
class SocketMode::Impl : public std::enable_shared_from_this<Impl> {
public:
    explicit Impl(Needs needs) : needs_(std::move(needs)), changed_(needs_.executor, kNever), ended_(needs_.executor, kNever) {}

    void start() {
        link_state().lost(now(), "not connected yet");
        tell_connections();
        spawn(supervise());
    }
    asio::awaitable<void> stop();
    bool idle() const { return under_way_ == 0 && !connecting_; }

private:
    static constexpr auto kNever = asio::steady_timer::time_point::max();

    Time now() const { return needs_.parts.scheduler.now(); }
    handlers::SlackLink& link_state() { return *needs_.parts.settings.slack_link; }
    void spawn(asio::awaitable<void> task, bool is_intake = false);
    static asio::awaitable<void> wait(asio::steady_timer& timer) { co_await timer.async_wait(asio::as_tuple(asio::use_awaitable)); }
    asio::awaitable<void> wait_until(Time when);
    void close_after(const SharedSocketLink& link, Duration span, const char* why);

    asio::awaitable<void> supervise();
    asio::awaitable<void> connect();
    asio::awaitable<void> open_socket(std::string url);
    void fail(const std::string& why);
    bool has_lasting_link() const { return std::ranges::any_of(links_, [](const auto& link) { return !link->leaving; }); }

    asio::awaitable<void> serve(SharedSocketLink link);
    asio::awaitable<void> read_all(SharedSocketLink link);
    void handle(const SharedSocketLink& link, std::string text);
    void greet(const SharedSocketLink& link);
    void leave(const SharedSocketLink& link, const slack::SocketGoodbye& goodbye);
    void forget(const SharedSocketLink& link);
    std::size_t tell_connections();

    Needs needs_;
    std::list<SharedSocketLink> links_;
    slack::RateLimiter limiter_;
    Time next_attempt_{};
    int failures_ = 0;  ///< in a row
    std::size_t under_way_ = 0, tasks_ = 0;
    bool connecting_ = false, stopping_ = false;
    // They never ring: they are cancelled when there is something to look at.
    asio::steady_timer changed_;  ///< for the supervisor
    asio::steady_timer ended_;    ///< a task has
};

/// A task that throws is a bug; what it was about is not acknowledged and comes again.
void SocketMode::Impl::spawn(asio::awaitable<void> task, bool is_intake) {
    ++tasks_;
    if (is_intake) ++under_way_;
    asio::co_spawn(needs_.executor, std::move(task), [self = shared_from_this(), is_intake](const std::exception_ptr& failure) {
        --self->tasks_;
        if (is_intake) --self->under_way_;
        self->ended_.cancel();
        if (!failure) return;
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log::error("socket_mode_task_failed", {{"why", error.what()}});
        }
    });
}

asio::awaitable<void> SocketMode::Impl::wait_until(Time when) {
    const auto alarm = needs_.parts.scheduler.call_at(when, [self = weak_from_this()] {
        if (const auto alive = self.lock()) alive->changed_.cancel();
    });
    co_await wait(changed_);
    needs_.parts.scheduler.cancel(alarm);
}

void SocketMode::Impl::close_after(const SharedSocketLink& link, Duration span, const char* why) {
    needs_.parts.scheduler.cancel(link->deadline);
    link->deadline = needs_.parts.scheduler.call_at(now() + span, [weak = std::weak_ptr(link), why] {
        const auto alive = weak.lock();
        if (!alive) return;
        alive->why = why;
        alive->socket->close();
    });
}

asio::awaitable<void> SocketMode::Impl::supervise() {
    while (!stopping_) {
        const Time due = std::max(next_attempt_, limiter_.earliest(kOpenMethod, {}, now()));
        if (has_lasting_link()) co_await wait(changed_);
        else if (due > now()) co_await wait_until(due);
        else co_await connect();
    }
}

asio::awaitable<void> SocketMode::Impl::connect() {
    connecting_ = true;
    limiter_.note_sent(kOpenMethod, {}, now());
    try {
        const auto answer = co_await needs_.client.call(slack::call::open_connection(), kConnectWithin);
        if (const auto* ok = std::get_if<slack::Ok>(&answer)) co_await open_socket(ok->socket_url);
        else if (const auto* no = std::get_if<slack::Permanent>(&answer)) fail("apps.connections.open: " + no->sentence + " Check slack.app_token");
        else if (const auto* again = std::get_if<slack::Retryable>(&answer)) fail("apps.connections.open: " + again->why);
        else if (const auto* pause = std::get_if<slack::RateLimited>(&answer)) {
            limiter_.note_retry_after(kOpenMethod, now() + pause->retry_after);
            fail("Slack asks for a pause before the next connection");
        }
    } catch (const std::exception& error) {
        fail(error.what());
    }
    connecting_ = false;
}

asio::awaitable<void> SocketMode::Impl::open_socket(std::string url) {
    auto socket = co_await needs_.sockets.open(std::move(url), kConnectWithin);
    if (!socket) {
        fail(socket.error());
        co_return;
    }
    const auto link = std::make_shared<SocketLink>(std::move(*socket), now());
    links_.push_back(link);
    close_after(link, kGreetedWithin, "Slack did not greet");
    spawn(serve(link));
}

/// The next attempt is made after a pause of full jitter, which grows with each failure.
void SocketMode::Impl::fail(const std::string& why) {
    const int doublings = std::min(failures_++, 6);
    next_attempt_ = std::max(next_attempt_, now() + needs_.random.jitter(std::min<Duration>(kFirstPause * (1 << doublings), kLongestPause)));
    log::warning("slack_not_connected", {{"why", why}, {"failures", static_cast<std::uint64_t>(failures_)}});
    if (tell_connections() == 0) link_state().lost(now(), why);
}

asio::awaitable<void> SocketMode::Impl::serve(SharedSocketLink link) {
    try {
        co_await read_all(link);
    } catch (const std::exception& error) {
        link->why = error.what();
        link->socket->close();
    }
    forget(link);
}

asio::awaitable<void> SocketMode::Impl::read_all(SharedSocketLink link) {
    while (true) {
        auto text = co_await link->socket->read();
        if (!text && link->why.empty()) link->why = text.error();
        if (!text) co_return;
        handle(link, std::move(*text));
        while (under_way_ >= kUnderWayAtMost) co_await wait(ended_);
    }
}

/// What comes while the program ends is left to Slack, which sends it again to the next one.
void SocketMode::Impl::handle(const SharedSocketLink& link, std::string text) {
    if (stopping_) return;
    auto frame = slack::decode_frame(text);
    if (!frame) return spawn(bury_frame(needs_.parts, link, std::move(text), frame.error().message, now()), true);
    if (std::holds_alternative<slack::SocketHello>(*frame)) return greet(link);
    if (const auto* goodbye = std::get_if<slack::SocketGoodbye>(&*frame)) return leave(link, *goodbye);
    if (auto* envelope = std::get_if<slack::SocketEnvelope>(&*frame))
        return spawn(take_envelope(needs_.parts, needs_.endpoint, link, std::move(*envelope), now()), true);
    needs_.parts.metrics.ignored("slack", std::get<slack::OtherFrame>(*frame).type);
}

void SocketMode::Impl::greet(const SharedSocketLink& link) {
    if (link->greeted) return;
    link->greeted = true;
    needs_.parts.scheduler.cancel(link->deadline);
    link_state().opened(now());
    log::info("slack_connected", {{"connections", static_cast<std::uint64_t>(tell_connections())}});
}

/// It is read until Slack closes it, since envelopes may still come; its successor is made at once.
void SocketMode::Impl::leave(const SharedSocketLink& link, const slack::SocketGoodbye& goodbye) {
    const auto* farewell = std::ranges::find(kFarewells, goodbye.reason, &Farewell::reason);
    link->leaving = true;
    link->why = farewell->why;
    close_after(link, kLeavesWithin, farewell->why);
    if (farewell->needs_people) {
        log::error("slack_ended_socket_mode", {{"reason", goodbye.word}, {"what_to_do", farewell->why}});
        link_state().lost(now(), farewell->why);
        next_attempt_ = now() + kPauseForPeople + needs_.random.jitter(kPauseForPeople);
    }
    changed_.cancel();
}

void SocketMode::Impl::forget(const SharedSocketLink& link) {
    needs_.parts.scheduler.cancel(link->deadline);
    links_.remove(link);
    log::info("slack_connection_ended", {{"why", link->why}, {"lived", format_duration(now() - link->opened)}});
    if (now() - link->opened >= kGoodLife) failures_ = 0;
    else if (!link->leaving && !stopping_) fail(link->why);
    if (tell_connections() == 0) link_state().lost(now(), link->why);
    changed_.cancel();
}

/// How many are open for envelopes.
std::size_t SocketMode::Impl::tell_connections() {
    const auto open = static_cast<std::size_t>(std::ranges::count_if(links_, [](const auto& link) { return link->greeted; }));
    needs_.parts.metrics.slack_connections(open);
    return open;
}

asio::awaitable<void> SocketMode::Impl::stop() {
    stopping_ = true;
    changed_.cancel();
    while (under_way_ > 0) co_await wait(ended_);
    while (tasks_ > 0) {
        // One that was just being made may have come in the meantime.
        for (const auto& link : links_) {
            link->why = "tocsin ends";
            link->socket->close();
        }
        co_await wait(ended_);
    }
}

SocketMode::SocketMode(Needs needs) : impl_(std::make_shared<Impl>(std::move(needs))) {}
SocketMode::~SocketMode() = default;
void SocketMode::start() { impl_->start(); }
asio::awaitable<void> SocketMode::stop() { return impl_->stop(); }
bool SocketMode::idle() const { return impl_->idle(); }

}  // namespace tocsin::edge
