// What a person on the sandbox page does outside Slack: on a telephone and in PagerDuty. Free functions over the simulated world; I/O thread.
#pragma once

#include <string>

#include "bot/base/error.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/world.hpp"

namespace tocsin {

/// A text message back from a number that got one; `public_url` is where the program listens. Error: that number got none, or nothing is said.
Result<net::Request> text_back(sandbox::World& world, const std::string& number, const std::string& text, const std::string& public_url);
/// A key pressed in the call `sid`. Errors: no such call, no digit, a call in which nothing is asked.
Result<net::Request> press_digit(sandbox::World& world, const std::string& sid, const std::string& digit);
/// `what`: `acknowledge` or `resolve`. Errors: `user` of Slack has no account in PagerDuty (by e-mail), or PagerDuty refuses.
Result<void> do_in_pagerduty(sandbox::World& world, const std::string& user, const std::string& incident, const std::string& what);

}  // namespace tocsin
