// What the tests of the means share. Header only; one thread.
#pragma once

#include "bot/notify/page_text.hpp"

namespace tocsin::notify {

inline PageFacts test_facts() {
    PageFacts facts;
    facts.incident = IncidentNumber(42);
    facts.name = "INC-42";
    facts.severity = "SEV1";
    facts.status = "investigating";
    facts.title = "Checkout is failing";
    facts.service = "checkout";
    facts.reason = "database is full";
    facts.paged_by = "Ann";
    facts.page = "P1";
    facts.number = 3;
    facts.person = "Bob Baker";
    facts.requested_at = time_from_unix_seconds(1'794'000'600);
    facts.channel_url = "https://slack.com/app_redirect?channel=C1";
    return facts;
}

}  // namespace tocsin::notify
