// Looks at PagerDuty over REST: which incidents are open there, what happened to those that we know otherwise, and whether our
// webhook subscription works. It reads; the one thing it changes is to switch that subscription on again. Used by
// PagerDutySender; I/O thread.
#pragma once

#include <set>
#include <string>

#include "bot/outbox/sender.hpp"
#include "bot/pagerduty/client.hpp"
#include "bot/pagerduty/rest_decode.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

class PagerDutyCheck {
public:
    /// `asked_at`: which of very many incidents have their turn.
    PagerDutyCheck(pagerduty::Client& client, const handlers::Settings& settings, Prepared known, Time asked_at)
        : client_(client), settings_(settings), known_(std::move(known)), asked_at_(asked_at) {}

    /// Facts and the subscription's state; or the first call that failed.
    boost::asio::awaitable<DeliveryOutcome> run();

private:
    using Trouble = std::optional<pagerduty::Outcome>;

    /// The body of the answer; empty after trouble, which is kept.
    boost::asio::awaitable<std::string> ask(pagerduty::RestRequest request);
    boost::asio::awaitable<void> look_at_subscriptions();
    /// Those that are open there, and of these first what is news.
    boost::asio::awaitable<void> look_at_open();
    /// What is open and in the state that we know, for its notes and its priority: with what is left of the minute's look-ups.
    boost::asio::awaitable<void> look_at_followed();
    /// Those that are open as far as we know, and that PagerDuty did not name.
    boost::asio::awaitable<void> look_at_vanished();
    /// Its log, its notes and its priority.
    boost::asio::awaitable<void> look_at(pagerduty::IncidentDetails incident);
    /// In another state than we know, or not known at all.
    bool is_news(const pagerduty::IncidentDetails& incident) const;
    const KnownThere* known(const pagerduty::IncidentDetails& incident) const;
    void compare_priority(const pagerduty::IncidentDetails& incident);
    bool is_ours(const pagerduty::Subscription& subscription) const;
    void unreadable(const Error& error);

    pagerduty::Client& client_;
    const handlers::Settings& settings_;
    Prepared known_;
    Time asked_at_;
    Delivered found_;
    Trouble trouble_;
    std::vector<pagerduty::IncidentDetails> followed_;
    std::set<std::string> open_;       ///< ids that PagerDuty named
    std::set<std::string> services_;   ///< whose incidents our subscriptions tell of; empty: all
    bool told_of_any_ = true;          ///< false: no subscription of ours, so nothing was lost
    std::size_t looked_at_ = 0;
};

}  // namespace tocsin::outbox
