// The app's Home tab: who opened it, what each person reads there, and when it has changed. Free functions; the view on a reader
// thread, the rest inside one transaction on the store thread.
#pragma once

#include <string>

#include "bot/core/delivery_outcome.hpp"
#include "bot/core/home_view.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Somebody who opened their Home tab within this time has it kept up to date.
inline constexpr Duration kHomeWatched = std::chrono::hours{1};
/// Changes of this long are published together.
inline constexpr Duration kHomePause = std::chrono::seconds{3};

/// As of `now`, with nothing on it that the person may not see.
HomeView home_of(const store::Snapshot& view, const Settings& settings, const UserId& user, Time now);

/// `shown`: Slack's hash of what the person sees there now; empty if there is nothing.
void home_opened(Context& context, const UserId& user, const std::string& shown);
/// If the event changes what stands on somebody's Home tab, those of all who look at theirs are drawn anew.
void home_after(Context& context, const EventBody& event);
void homes_changed(Context& context);

/// Publishing came to this. What Slack refuses is said by `health`, once, and not tried again before somebody opens their tab.
void home_published(Context& context, const UserId& user, const Delivered& done);
void home_refused(Context& context, const std::string& code, const std::string& why);

}  // namespace tocsin::handlers
