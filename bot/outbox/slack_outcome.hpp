// What an answer of Slack means for the row that asked. For the files of SlackSender alone. Free functions; any thread.
#pragma once

#include <string_view>

#include "bot/core/delivery_outcome.hpp"
#include "bot/slack/api.hpp"

namespace tocsin::outbox {

/// What every call has in common once Slack answered; `done` brings the fields of the kind.
DeliveryOutcome to_outcome(const slack::ApiOutcome& answer, Delivered done = {});
/// That a lost attempt could not be looked for: nothing is known yet, so the next attempt looks again.
DeliveryOutcome not_seen(const slack::ApiOutcome& answer);
bool is_refused_as(const slack::ApiOutcome& answer, std::string_view code);

}  // namespace tocsin::outbox
