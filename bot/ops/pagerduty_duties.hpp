// Who is on call at PagerDuty: asked for over REST before a command that needs it, and kept in the table `pagerduty_duty`, from
// which the use cases read. Owned by App; I/O thread. A stale answer beats none.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/pagerduty_duty.hpp"
#include "bot/pagerduty/client.hpp"
#include "bot/pagerduty/rest_decode.hpp"
#include "bot/store/store.hpp"

namespace tocsin::ops {

class PagerDutyDuties {
public:
    /// `client` may be null or have no token: then nothing is asked.
    PagerDutyDuties(store::Store& store, pagerduty::Client* client, const Clock& clock) : store_(store), client_(client), clock_(clock) {}

    /// Asks for those of the names whose last answer is not fresh, until `deadline` at most, and keeps what came. While PagerDuty
    /// does not answer it is asked every 30 seconds only, so that a command at night does not wait for it each time.
    boost::asio::awaitable<void> refresh(std::vector<PagerDutyName> names, Time deadline);

private:
    using Entries = std::vector<pagerduty::OnCallEntry>;
    template <class T>
    using Answer = boost::asio::awaitable<Result<T>>;

    std::vector<PagerDutyName> stale_of(std::vector<PagerDutyName> names) const;
    Answer<std::string> ask(pagerduty::RestRequest request, Time deadline);
    /// The escalation policy of each service by the service's id; empty where PagerDuty does not know the service.
    Answer<std::map<std::string, std::string>> policies_of(std::vector<PagerDutyName> names, Time deadline);
    /// Every page.
    Answer<Entries> on_call(pagerduty::request::OncallsOf what, std::vector<std::string> ids, Time deadline);
    Answer<std::vector<PagerDutyDuty>> fetch(std::vector<PagerDutyName> names, Time deadline);
    boost::asio::awaitable<void> keep(std::vector<PagerDutyDuty> duties);

    store::Store& store_;
    pagerduty::Client* client_;
    const Clock& clock_;
    std::map<std::string, Time> said_at_;
    Time not_before_{};
};

}  // namespace tocsin::ops
