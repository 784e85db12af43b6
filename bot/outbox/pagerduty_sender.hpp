// Delivers to PagerDuty: pages through Events API v2; acknowledgements, resolves and notes through REST in the name of
// the person who acted; and the look whether a page woke anybody. Owned by App; I/O thread.
#pragma once

#include <expected>
#include <map>
#include <string>

#include "bot/notify/page_text.hpp"
#include "bot/ops/directory.hpp"
#include "bot/outbox/sender.hpp"
#include "bot/pagerduty/client.hpp"
#include "bot/pagerduty/rest_decode.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

class PagerDutySender final : public Sender {
public:
    /// `routing_keys` by name, as configured. All references must outlive the sender.
    PagerDutySender(pagerduty::Client& client, ops::Directory& directory, const handlers::Settings& settings, const Clock& clock,
                    std::map<std::string, std::string> routing_keys, std::string note_address, std::string page_service)
        : client_(client), directory_(directory), settings_(settings), clock_(clock), routing_keys_(std::move(routing_keys)),
          note_address_(std::move(note_address)), page_service_(std::move(page_service)) {}

    boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, Prepared prepared) override;
    Time earliest(const OutboxRow& row, const Prepared& prepared, Time now) override;

private:
    using Outcome = boost::asio::awaitable<DeliveryOutcome>;

    Outcome send_one(delivery::PageService what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::CheckPage what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::ResolvePage what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::SetPagerDutyStatus what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::AddPagerDutyNote what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::FetchPagerDutyDetails what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::CheckPagerDuty what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::SetPagerDutyPriority what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::EscalatePagerDuty what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::AssignPagerDuty what, OutboxRow row, Prepared prepared);
    Outcome send_one(delivery::MergePagerDuty what, OutboxRow row, Prepared prepared);
    /// The incident as it is there now, open; or why it is not to be handed on.
    boost::asio::awaitable<std::expected<pagerduty::IncidentDetails, DeliveryOutcome>> open_there(PagerDutyIncidentId id);
    /// The next level at which somebody is on call, and who.
    boost::asio::awaitable<std::expected<pagerduty::OnCallEntry, DeliveryOutcome>> next_level(pagerduty::IncidentDetails incident);
    /// What has happened there since a request that is being repeated; nothing on a first attempt.
    boost::asio::awaitable<std::expected<std::vector<pagerduty::Change>, DeliveryOutcome>> since_asked(PagerDutyIncidentId id, OutboxRow row);
    /// The PagerDuty user: of the on-call file, else by e-mail address.
    boost::asio::awaitable<std::expected<pagerduty::User, DeliveryOutcome>> user_there(ActorId person);
    /// A REST call that keeps what PagerDuty asked for: every later one waits as well.
    boost::asio::awaitable<pagerduty::RestAnswer> rest(pagerduty::RestRequest request, std::string from = {});
    Outcome send_one(delivery::Notify what, OutboxRow row, Prepared prepared);
    /// An escalation policy without REST: as an alert of the service whose routing key is named like the policy, else of `default`.
    Outcome page_policy_by_event(std::string policy, Incident incident, notify::PageFacts facts, std::string dedup_key);
    struct Alert {
        std::string dedup_key, summary, reason;
    };
    /// Events API v2. A repeat with the same key is the same alert there.
    Outcome trigger(Incident incident, std::string routing_key, Alert alert);
    /// In the name of whoever paged if PagerDuty knows them, else of `pagerduty.from`.
    boost::asio::awaitable<pagerduty::Outcome> open_incident(pagerduty::request::NewIncident what, ActorId by);
    /// The address under which PagerDuty knows the actor: of their `people.pagerduty` in the on-call file, else their own in
    /// Slack; empty if nobody knows it.
    boost::asio::awaitable<std::string> address_of(ActorId actor);
    boost::asio::awaitable<std::string> address_at_pagerduty(ActorId actor);

    /// The note as the bot writes it for somebody: with their name before it.
    std::string in_name_of(const delivery::AddPagerDutyNote& what);

    /// The same person in Slack, looked up by e-mail.
    boost::asio::awaitable<PagerDutyPerson> known_in_slack(pagerduty::User user);

    pagerduty::Client& client_;
    ops::Directory& directory_;
    const handlers::Settings& settings_;
    const Clock& clock_;
    std::map<std::string, std::string> routing_keys_;
    std::string note_address_;
    std::map<std::string, std::string> addresses_;  ///< by PagerDuty user id
    std::string page_service_;  ///< id of the service on which people are paged over REST
};

}  // namespace tocsin::outbox
