#include "bot/outbox/pagerduty_outcome.hpp"

#include <string>

namespace tocsin::outbox {

DeliveryOutcome to_outcome(const pagerduty::Outcome& answer, Delivered done) {
    return std::visit(Overload{
                          [&](const pagerduty::Ok& ok) -> DeliveryOutcome {
                              if (!ok.dedup_key.empty()) done.detail = ok.dedup_key;
                              return done;
                          },
                          [&](const pagerduty::Already&) -> DeliveryOutcome { return done; },
                          [](const pagerduty::RateLimited& limited) -> DeliveryOutcome {
                              return TryLater{"PagerDuty asks for a pause", limited.retry_after, false, false};
                          },
                          [](const pagerduty::Retryable& retry) -> DeliveryOutcome {
                              return TryLater{"PagerDuty: " + retry.why, std::nullopt, true, false};
                          },
                          [](const pagerduty::Permanent& no) -> DeliveryOutcome { return Refused{std::to_string(no.code), no.sentence}; },
                      },
                      answer);
}

}  // namespace tocsin::outbox
