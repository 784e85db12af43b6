// The load generator: unique signed commands over many keep-alive connections, from one thread. Prints one line:
// requests=N errors=N seconds=S rate=R p50_us=N p99_us=N
#include <fmt/format.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

#include "bench/connection.hpp"
#include "bench/load_options.hpp"
#include "bench/requests.hpp"

namespace tocsin::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Load {
public:
    explicit Load(const LoadOptions& options);
    ~Load();
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    void run();
    void print() const;

private:
    struct Slot {
        std::unique_ptr<Connection> connection;
        Clock::time_point since;  ///< when its request was, or should have been, sent
    };
    static constexpr std::uint64_t kTimer = ~0ULL;

    void open(std::size_t index);
    void send(Slot& slot, Clock::time_point due);
    void advance(std::size_t index);
    void send_due();
    Slot* next_idle();
    void wait_until_connected();
    void wait(int milliseconds);
    bool has_more() const { return next_ < requests_.size() && Clock::now() < end_; }
    Clock::time_point due_of(std::size_t index) const {
        return start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(index) / options_.rate));
    }
    void arm_timer();
    void disarm_timer() const;

    LoadOptions options_;
    Requests requests_;
    SSL_CTX* context_ = nullptr;
    int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    int timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    std::vector<Slot> slots_;
    std::vector<float> latencies_;  ///< microseconds
    std::size_t next_ = 0, under_way_ = 0, errors_ = 0;
    std::size_t turn_ = 0;    ///< the connection that is asked first when a request is due
    bool started_ = false;
    bool behind_ = false;     ///< requests are due, and every connection waits for an answer
    Clock::time_point start_, end_ = Clock::time_point::max(), finished_;
};

Load::Load(const LoadOptions& options) : options_(options), requests_(options.requests, options.channels, options.kind, options.text) {
    if (options_.tls) {
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_read_ahead(context_, 1);  // else OpenSSL asks the kernel twice a record, on a machine that the servers share
    }
    latencies_.reserve(requests_.size());
    slots_.resize(static_cast<std::size_t>(options_.connections));
    epoll_event wanted{EPOLLIN, {.u64 = kTimer}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &wanted);
    for (std::size_t i = 0; i < slots_.size(); ++i) open(i);
}

Load::~Load() {
    slots_.clear();
    SSL_CTX_free(context_);
    ::close(timer_);
    ::close(epoll_);
}

void Load::open(std::size_t index) {
    slots_[index].connection = std::make_unique<Connection>(options_.port, context_);
    epoll_event wanted{EPOLLIN, {.u64 = index}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, slots_[index].connection->fd(), &wanted);
}

void Load::send(Slot& slot, Clock::time_point due) {
    slot.since = due;
    ++under_way_;
    slot.connection->send(requests_[next_++]);
}

void Load::advance(std::size_t index) {
    Slot& slot = slots_[index];
    const bool was_waiting = slot.connection->state() == Connection::State::waiting;
    const int status = slot.connection->advance();
    if (status != 0) {
        --under_way_;
        latencies_.push_back(std::chrono::duration<float, std::micro>(Clock::now() - slot.since).count());
        errors_ += status != 200;
    } else if (slot.connection->over() && was_waiting) {
        --under_way_;
        ++errors_;
    }
    if (slot.connection->over()) open(index);
    const bool idle = slots_[index].connection->state() == Connection::State::idle;
    if (!started_ || !idle || !has_more()) return;
    if (options_.rate == 0) send(slots_[index], Clock::now());
    else if (behind_) send_due();
}

void Load::wait(int milliseconds) {
    epoll_event events[64];
    const int count = ::epoll_wait(epoll_, events, 64, milliseconds);
    for (int i = 0; i < count; ++i) {
        if (events[i].data.u64 != kTimer) advance(events[i].data.u64);
        else send_due();
    }
}

void Load::wait_until_connected() {
    const auto connecting = [](const Slot& slot) { return slot.connection->state() == Connection::State::connecting; };
    while (std::ranges::any_of(slots_, connecting)) wait(1000);
}

void Load::arm_timer() {
    const auto at = due_of(next_).time_since_epoch();
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(at);
    const itimerspec when{{}, {whole.count(), std::chrono::nanoseconds(at - whole).count()}};
    ::timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
}

void Load::disarm_timer() const {
    const itimerspec never{};
    ::timerfd_settime(timer_, 0, &never, nullptr);
}

/// In turn: the server closes a connection that is idle for long, and a request may be on its way to it just then.
Load::Slot* Load::next_idle() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        Slot& slot = slots_[turn_++ % slots_.size()];
        if (slot.connection->state() == Connection::State::idle) return &slot;
    }
    return nullptr;
}

/// Latency counts from when a request should have been sent: a server that stalls is not spared the ones that wait.
void Load::send_due() {
    behind_ = false;
    while (has_more() && due_of(next_) <= Clock::now()) {
        Slot* idle = next_idle();
        behind_ = idle == nullptr;
        if (behind_) break;
        send(*idle, due_of(next_));
    }
    if (has_more() && !behind_) arm_timer();
    else disarm_timer();
}

void Load::run() {
    wait_until_connected();
    started_ = true;
    start_ = Clock::now();
    if (options_.seconds < 1e6) end_ = start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options_.seconds));
    if (options_.rate > 0) send_due();
    else
        for (Slot& slot : slots_)
            if (has_more()) send(slot, Clock::now());
    while (has_more() || under_way_ > 0) wait(100);
    finished_ = Clock::now();
}

void Load::print() const {
    auto sorted = latencies_;
    std::ranges::sort(sorted);
    const auto at = [&](double part) { return sorted.empty() ? 0.0F : sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))]; };
    const double seconds = std::chrono::duration<double>(finished_ - start_).count();
    fmt::print("requests={} errors={} seconds={:.3f} rate={:.0f} p50_us={:.0f} p99_us={:.0f}\n", sorted.size(), errors_, seconds,
               static_cast<double>(sorted.size()) / seconds, at(0.5), at(0.99));
}

}  // namespace
}  // namespace tocsin::bench

namespace {

/// A batch process never pushes a woken server off its core (sched(7)): the answers that came meanwhile are taken together
/// when the server sleeps. Otherwise each answer costs the server a switch of processes, which no client elsewhere would.
void give_way_to_the_server() {
    const sched_param none{};
    ::sched_setscheduler(0, SCHED_BATCH, &none);
}

}  // namespace

int main(int count, char** words) {
    try {
        give_way_to_the_server();
        tocsin::bench::Load load(tocsin::bench::parse_load_options(count, words));
        load.run();
        load.print();
        return 0;
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_load: {}\n", failure.what());
        return 1;
    }
}
