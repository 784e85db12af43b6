// One attempt to deliver one outbox row. A sender gets the row and what the store knows for it, talks to one destination
// and says how it ended; it never repeats anything by itself and never writes. Owned by the Dispatcher's owner; I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/core/delivery_outcome.hpp"
#include "bot/core/home_view.hpp"
#include "bot/core/incident.hpp"
#include "bot/core/run_view.hpp"
#include "bot/outbox/pauses.hpp"
#include "bot/store/home_repository.hpp"
#include "bot/store/reference_repository.hpp"

namespace tocsin::outbox {

/// A PagerDuty incident as far as we know it.
struct KnownThere {
    std::string state;                    ///< as PagerDutyLink::state; `observed` while only looked at
    std::optional<std::string> priority;  ///< nothing: unknown
    bool followed = false;                ///< belongs to an incident of ours that is open
};

/// Read in one view just before the attempt, so that "the card" means its newest state.
struct Prepared {
    std::optional<Incident> incident;
    std::optional<store::MessageReference> message;  ///< the Slack message that this row edits, if it exists
    std::vector<OutboxRow> waiting_lines;            ///< more than one: a digest of them all
    std::optional<RunView> run;                      ///< of refresh_run, post_run_output and ask_person
    std::string printed;                             ///< for post_run_output only
    std::vector<Event> timeline;                     ///< for upload_postmortem only
    /// For check_pagerduty: each PagerDuty incident that we know, by id; since when we look.
    std::map<std::string, KnownThere> pagerduty;
    std::optional<Time> watched_since;
    bool is_in_record = false;                       ///< for refresh_check_mark: the message is
    /// For publish_home: what the person is to see, and what was published last; nothing if they never opened it.
    std::optional<HomeView> home;
    std::optional<store::HomeTab> home_tab;
    bool others_wait = false;                        ///< for archive_channel: something still wants into the channel
};

class Sender {
public:
    virtual ~Sender() = default;
    virtual boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, Prepared prepared) = 0;
    /// The first moment at which the row may be attempted (rate limits), `now` if at once.
    virtual Time earliest(const OutboxRow& row, const Prepared& prepared, Time now) = 0;
    /// A lower bound of `earliest` that needs nothing read: so that a thousand lanes that wait for one limit cost nothing.
    virtual Time earliest_unprepared(const OutboxRow&, Time now) { return now; }
    /// What the services asked for: the dispatcher keeps it beyond the end of the process.
    Pauses& pauses() { return pauses_; }

protected:
    Pauses pauses_;
};

}  // namespace tocsin::outbox
