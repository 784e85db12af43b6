// What became of one attempt to reach somebody: recorded on the page's timeline, so that its escalation goes on from there; and
// the Slack message kept, so that it can be edited. On the store thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// `row` is a delivery::Notify. An outcome that comes after somebody acknowledged is recorded and nothing else.
void notification_result(Context& context, const OutboxRow& row, const DeliveryOutcome& outcome);

/// The page was answered while nobody knew whether this attempt had gone out, and it is not repeated: so the card does not say
/// that it was not sent.
void answered_in_doubt(Context& context, const OutboxRow& row, const std::string& why);

/// `; other contacts: phone +48…, e-mail …`: how else a person can be reached; empty if there is no other way.
std::string other_contacts(const Settings& settings, const PageState& page, const oncall::Target& target, oncall::Means failed);

}  // namespace tocsin::handlers
