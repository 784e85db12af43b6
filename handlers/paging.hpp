// `page`: asks, looks whether it makes sense, and starts tocsin's own escalation or gives the page to PagerDuty, whose fate
// handlers/page_watch follows. On the store thread.
#pragma once

#include "handlers/command.hpp"
#include "handlers/context.hpp"
#include "handlers/escalate.hpp"
#include "handlers/other_pager.hpp"

namespace tocsin::handlers {

/// `page TARGET [reason]`: asks for confirmation; the press of that button, or an operator's word, pages.
Reply page(Context& context, const Incident& state, const command::Page& command);
/// Pages without asking, for what the program does by itself: `target` as typed after `page`. Errors say why nobody was.
Result<void> page_target(Context& context, IncidentNumber incident, const std::string& target, const std::string& reason, const PageCause& cause = {});
/// Asks PagerDuty to page, without looking whether it should. All pages of one target are one alert there; that of a question is one of its own.
Reply page_by_pagerduty(Context& context, const Incident& state, const PagerDutyRoute& route, const std::string& reason, const PageCause& cause = {});
/// The confirmed page.
Reply page_confirmed(Context& context, const Incident& state, const command::Page& command);

/// A question has its answer, and its page is an alert of its own in PagerDuty: that ends there too, unless it certainly never came there.
void end_page_there(Context& context, IncidentNumber incident, const PageState& page);

}  // namespace tocsin::handlers
