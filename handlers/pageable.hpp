// What can be paged here, in words: the on-call file's services, policies, schedules and people, and what PagerDuty has a routing
// key for. Free functions inside one transaction; store thread.
#pragma once

#include <string>

#include "bot/base/error.hpp"
#include "bot/base/markup.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// `What can be paged: Checkout, payments, primary.`, each name once; or that nothing is configured.
std::string pageable(const Context& context);
/// One true sentence about what pages for this incident's service.
Markup how_to_page(const Context& context, IncidentNumber incident, const ServiceName& service);
/// Nothing is known by the name that was typed after `page`.
std::unexpected<Error> nothing_to_page(const Context& context, const std::string& typed);
/// Somebody whom the on-call file does not know: PagerDuty's Events API v2 reaches a service and never a person.
std::unexpected<Error> cannot_page_person(const Context& context);

}  // namespace tocsin::handlers
