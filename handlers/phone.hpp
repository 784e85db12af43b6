// What comes back over the telephone: how a text message or call went, and what a person answers. On the store thread; the
// look-ups of people over values alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// One notification, as the addresses that we gave out name it.
struct NotificationRef {
    IncidentNumber incident;
    std::string page;
    int number = 0;
};

/// The person of the on-call file with this number, as whoever acts: by their Slack id if they have one. Nothing for a stranger.
std::optional<Caller> caller_by_phone(const Settings& settings, std::string_view phone);

/// Recorded on the page; a failure lets the next means follow at once.
Reply phone_reported(Context& context, const NotificationRef& which, NotificationState state, const std::string& detail);

/// A text message: `ACK 42`, `ack` or `1` acknowledges the caller's newest waiting page, anything else is told what can be said.
Reply phone_said(Context& context, std::string_view text);
/// A digit in a call: 1 acknowledges the page of that call.
Reply phone_pressed(Context& context, const NotificationRef& which, std::string_view digits);

}  // namespace tocsin::handlers
