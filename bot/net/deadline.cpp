#include "bot/net/deadline.hpp"

#include <boost/asio/steady_timer.hpp>

namespace tocsin::net {

namespace {
constexpr Deadline::Point kNever = Deadline::Point::max();
}

struct Deadline::State {
    boost::asio::steady_timer timer;
    std::function<void()> on_expiry;
    Point due = kNever;
    Point rings = kNever;  ///< when the timer will fire; never = not armed
    bool expired = false;
};

Deadline::Deadline(const boost::asio::any_io_executor& executor, std::function<void()> on_expiry)
    : state_(std::make_shared<State>(boost::asio::steady_timer(executor), std::move(on_expiry))) {}

Deadline::~Deadline() { state_->timer.cancel(); }

void Deadline::set(Point due) {
    state_->due = due;
    state_->expired = false;
    if (due < state_->rings) arm(state_);
}

void Deadline::clear() {
    state_->due = kNever;
    state_->expired = false;
}

bool Deadline::expired() const { return state_->expired; }

void Deadline::arm(const std::shared_ptr<State>& state) {
    state->rings = state->due;
    state->timer.expires_at(state->due);
    state->timer.async_wait([weak = std::weak_ptr(state)](boost::system::error_code error) {
        const auto alive = weak.lock();
        if (error || !alive) return;
        alive->rings = kNever;
        if (alive->due == kNever) return;
        if (std::chrono::steady_clock::now() < alive->due) return arm(alive);
        alive->due = kNever;
        alive->expired = true;
        alive->on_expiry();
    });
}

}  // namespace tocsin::net
