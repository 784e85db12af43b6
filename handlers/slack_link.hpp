// How Slack reaches this process in Socket Mode: written by whoever holds the connection, read by `health` and the probes. It is
// for people to read; nothing is decided by it. Owned by the settings, shared; any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "bot/base/time.hpp"

namespace tocsin::handlers {

class SlackLink {
public:
    struct View {
        bool is_open = false;
        Time since;       ///< of the state
        std::string why;  ///< it is not open
    };

    /// The first instant stays while one connection follows another, and while one failure does.
    void opened(Time at) {
        const std::lock_guard lock(mutex_);
        if (!view_ || !view_->is_open) view_ = View{true, at, {}};
    }
    void lost(Time at, std::string why) {
        const std::lock_guard lock(mutex_);
        const bool was_lost = view_ && !view_->is_open;
        view_ = View{false, was_lost ? view_->since : at, std::move(why)};
    }
    /// Nothing where Socket Mode is not used.
    std::optional<View> view() const {
        const std::lock_guard lock(mutex_);
        return view_;
    }

private:
    mutable std::mutex mutex_;
    std::optional<View> view_;
};

}  // namespace tocsin::handlers
