// Delivers pages by e-mail, SMS, voice, webhook and ntfy; and refuses, with the reason, those by a means that is not
// configured, so that the next one is used at once. Owned by App; I/O thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "bot/net/http_client.hpp"
#include "bot/net/mail_transport.hpp"
#include "bot/notify/options.hpp"
#include "bot/notify/outcome.hpp"
#include "bot/notify/page_text.hpp"
#include "bot/ops/directory.hpp"
#include "bot/outbox/sender.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

class NotifySender final : public Sender {
public:
    /// `mail` may be null: no e-mail. All references must outlive the sender.
    NotifySender(net::HttpClient& http, net::MailTransport* mail, ops::Directory& directory, const handlers::Settings& settings,
                 const Clock& clock, notify::Options options)
        : http_(http), mail_(mail), directory_(directory), settings_(settings), clock_(clock), options_(std::move(options)) {}

    boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, Prepared prepared) override;
    Time earliest(const OutboxRow& row, const Prepared& prepared, Time now) override;

private:
    using Outcome = boost::asio::awaitable<DeliveryOutcome>;

    Outcome send_mail(std::string address, notify::PageFacts facts);
    Outcome send_sms(std::string number, notify::PageFacts facts, OutboxRow row);
    Outcome start_call(std::string number, notify::PageFacts facts, OutboxRow row);
    Outcome post(net::OutRequest request, std::string who);
    /// After an answer that was lost: delivered if that attempt left its message or call at Twilio, `TryLater` if Twilio does not
    /// say, nothing if it is to be sent now. `body`: of a message; a call says nothing by which it could be recognised, so
    /// that one counts which no other row of this process has made.
    boost::asio::awaitable<std::optional<DeliveryOutcome>> look_for(oncall::Means by, std::string number, std::string body, OutboxRow row);
    DeliveryOutcome told_by_twilio(const notify::Outcome& outcome, std::string detail);
    void note_known(const std::string& sid);
    std::string callback(std::string_view kind, const notify::PageFacts& facts) const;
    DeliveryOutcome told(const notify::Outcome& outcome, std::string detail);

    net::HttpClient& http_;
    net::MailTransport* mail_;
    ops::Directory& directory_;
    const handlers::Settings& settings_;
    const Clock& clock_;
    notify::Options options_;
    std::map<std::string, Time> known_;  ///< what is at Twilio and whose it is, by sid; of the last day
};

}  // namespace tocsin::outbox
