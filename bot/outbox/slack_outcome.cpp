#include "bot/outbox/slack_outcome.hpp"

namespace tocsin::outbox {

DeliveryOutcome to_outcome(const slack::ApiOutcome& answer, Delivered done) {
    return std::visit(Overload{
                          [&](const slack::Ok& ok) -> DeliveryOutcome {
                              if (!ok.channel.empty()) done.channel = ok.channel;
                              if (!ok.ts.empty()) done.ts = ok.ts;
                              if (!ok.channel_name.empty()) done.channel_name = ok.channel_name;
                              return done;
                          },
                          [&](const slack::Already&) -> DeliveryOutcome { return done; },
                          [](const slack::RateLimited& limited) -> DeliveryOutcome {
                              return TryLater{"Slack asks for a pause", limited.retry_after, false, false};
                          },
                          [](const slack::Retryable& retry) -> DeliveryOutcome {
                              return TryLater{"Slack: " + retry.why, std::nullopt, retry.maybe_done, false};
                          },
                          [](const slack::Permanent& no) -> DeliveryOutcome { return Refused{no.error, no.sentence}; },
                      },
                      answer);
}

DeliveryOutcome not_seen(const slack::ApiOutcome& answer) {
    auto outcome = to_outcome(answer);
    if (auto* later = std::get_if<TryLater>(&outcome)) {
        later->why = "cannot see whether the last attempt arrived: " + later->why;
        later->maybe_sent = true;
    }
    return outcome;
}

bool is_refused_as(const slack::ApiOutcome& answer, std::string_view code) {
    const auto* no = std::get_if<slack::Permanent>(&answer);
    return no != nullptr && no->error == code;
}

}  // namespace tocsin::outbox
