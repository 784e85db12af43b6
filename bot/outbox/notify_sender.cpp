#include "bot/outbox/notify_sender.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/core/page_fold.hpp"
#include "bot/net/url.hpp"
#include "bot/notify/http_answer.hpp"
#include "bot/notify/mail.hpp"
#include "bot/notify/ntfy.hpp"
#include "bot/notify/twilio.hpp"
#include "bot/notify/webhook.hpp"
#include "bot/outbox/page_facts.hpp"

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;
namespace twilio = notify::twilio;
using oncall::Means;

bool goes_through_twilio(const OutboxRow& row) {
    const auto* what = std::get_if<delivery::Notify>(&row.what);
    return what != nullptr && (what->by == Means::sms || what->by == Means::call);
}

std::string_view contact_word(Means means) {
    switch (means) {
        case Means::slack: return "Slack id";
        case Means::email: return "e-mail address";
        case Means::sms:
        case Means::call: return "phone number";
        case Means::webhook: return "webhook";
        case Means::ntfy: return "ntfy topic";
        case Means::pagerduty: return "PagerDuty id";
    }
    return "";
}

/// Before its own callbacks said how it went, nobody knows.
bool is_reported(const PageState& page, int number) {
    const Notification* one = find_notification(page, number);
    return one != nullptr && one->state != NotificationState::requested && one->state != NotificationState::withdrawn;
}

const std::string kTwilio = "twilio";
/// Twilio's clock and ours.
constexpr Duration kClocksApart = std::chrono::seconds{5};
constexpr Duration kKnownFor = std::chrono::hours{24};

Refused not_configured(std::string_view what, std::string_view section) {
    return {"not_configured", fmt::format("{} is not configured here (`{}`)", what, section)};
}

}  // namespace

Time NotifySender::earliest(const OutboxRow& row, const Prepared&, Time now) {
    return goes_through_twilio(row) ? pauses_.earliest(kTwilio, now) : now;
}

asio::awaitable<DeliveryOutcome> NotifySender::send(OutboxRow row, Prepared prepared) {
    const auto what = std::get<delivery::Notify>(row.what);
    const auto target = oncall::parse_target(what.target);
    const PageState* page = prepared.incident ? find_page(*prepared.incident, what.page) : nullptr;
    if (page == nullptr || !target) co_return Refused{"no_page", "the page is not known here"};
    const auto person = person_of(settings_, *page, *target);
    // Rows of a sender that is not there come here to be refused.
    if (what.by == Means::slack) co_return not_configured("Slack", "slack");
    if (what.by == Means::pagerduty) co_return not_configured("PagerDuty", "pagerduty");
    if (!person) co_return Refused{"no_person", fmt::format("the on-call file does not know {}", what.target)};
    const std::string address(person->contact(what.by));
    if (address.empty()) co_return Refused{"no_contact", fmt::format("{} has no {} in the on-call file", person->name, contact_word(what.by))};
    if (goes_through_twilio(row) && row.maybe_sent && is_reported(*page, what.number)) co_return told(notify::Taken{}, "Twilio has it");
    auto facts = facts_of(*prepared.incident, *page, what.number, &*person, settings_, directory_);
    switch (what.by) {
        case Means::email: co_return co_await send_mail(address, std::move(facts));
        case Means::sms: co_return co_await send_sms(address, std::move(facts), std::move(row));
        case Means::call: co_return co_await start_call(address, std::move(facts), std::move(row));
        case Means::webhook: co_return co_await post(notify::webhook_request(address, facts, options_.webhook_secret), "the webhook");
        case Means::ntfy: co_return co_await post(notify::ntfy_request(address, facts), "ntfy");
        case Means::slack:
        case Means::pagerduty: break;
    }
    throw std::logic_error("not a means of this sender");
}

DeliveryOutcome NotifySender::told(const notify::Outcome& outcome, std::string detail) {
    return std::visit(Overload{
                          [&](const notify::Taken&) -> DeliveryOutcome {
                              Delivered done;
                              done.detail = std::move(detail);
                              return done;
                          },
                          [](const notify::Later& later) -> DeliveryOutcome { return TryLater{later.why, later.after, later.maybe_sent, false}; },
                          [](const notify::No& no) -> DeliveryOutcome { return Refused{no.code, no.sentence}; },
                      },
                      outcome);
}

asio::awaitable<DeliveryOutcome> NotifySender::post(net::OutRequest request, std::string who) {
    // An address of the file reaches what it says and nothing else: https, or http to this machine.
    if (const auto url = net::parse_url(request.url); !url) co_return Refused{"bad_url", who + " has an address that cannot be used: " + url.error().message};
    const auto answer = co_await http_.send(std::move(request));
    co_return told(notify::classify(answer, who), who + " took it");
}

asio::awaitable<DeliveryOutcome> NotifySender::send_mail(std::string address, notify::PageFacts facts) {
    if (mail_ == nullptr || !options_.smtp) co_return not_configured("E-mail", "notify.smtp");
    if (!notify::is_mail_address(address)) co_return Refused{"bad_address", fmt::format("{}'s e-mail address cannot be used", facts.person)};
    notify::Letter letter;
    letter.from = options_.smtp->from;
    letter.to = address;
    letter.to_name = facts.person;
    letter.subject = notify::subject_of(facts);
    letter.text = notify::letter_of(facts);
    letter.message_id = notify::message_id_of(facts, letter.from);
    letter.date = clock_.now();
    letter.urgent = facts.urgency == oncall::Urgency::high;
    const auto sent = co_await mail_->send({letter.from, letter.to, notify::mail_text(letter)});
    if (!sent && sent.error().permanent) co_return Refused{"smtp", sent.error().message};
    // A repeat is recognised by its Message-ID.
    if (!sent) co_return TryLater{sent.error().message, std::nullopt, sent.error().maybe_sent, false};
    Delivered done;
    done.detail = "the mail server took it";
    co_return done;
}

std::string NotifySender::callback(std::string_view kind, const notify::PageFacts& facts) const {
    return fmt::format("{}/twilio/{}/{}/{}/{}", settings_.public_url, kind, facts.incident.value, facts.page, facts.number);
}

void NotifySender::note_known(const std::string& sid) {
    std::erase_if(known_, [&](const auto& entry) { return entry.second + kKnownFor < clock_.now(); });
    known_.emplace(sid, clock_.now());
}

asio::awaitable<std::optional<DeliveryOutcome>> NotifySender::look_for(Means by, std::string number, std::string body, OutboxRow row) {
    const bool is_call = by == Means::call;
    const auto answer = co_await http_.send(is_call ? twilio::list_calls(*options_.twilio, number) : twilio::list_messages(*options_.twilio, number));
    const bool answered = std::holds_alternative<notify::Taken>(twilio::classify(answer));
    const auto listed = !answered ? fail(Errc::unavailable, "") : is_call ? twilio::decode_calls(answer->body) : twilio::decode_messages(answer->body);
    if (!listed) co_return TryLater{"cannot see whether the last attempt arrived at Twilio", std::nullopt, true, false};
    const Time since = std::chrono::floor<std::chrono::seconds>(row.created_at) - kClocksApart;
    const auto is_ours = [&](const twilio::Listed& one) { return one.created >= since && one.body == body && !known_.contains(one.sid); };
    const auto found = std::ranges::find_if(*listed, is_ours);
    if (found == listed->end()) co_return std::nullopt;
    note_known(found->sid);
    co_return told(notify::Taken{}, "Twilio has it");
}

DeliveryOutcome NotifySender::told_by_twilio(const notify::Outcome& outcome, std::string detail) {
    if (const auto* taken = std::get_if<notify::Taken>(&outcome)) note_known(taken->id);
    if (const auto* later = std::get_if<notify::Later>(&outcome); later != nullptr && later->after) pauses_.note(kTwilio, clock_.now() + *later->after);
    return told(outcome, std::move(detail));
}

asio::awaitable<DeliveryOutcome> NotifySender::send_sms(std::string number, notify::PageFacts facts, OutboxRow row) {
    if (!options_.twilio) co_return not_configured("SMS", "notify.twilio");
    const std::string body = notify::sms_of(facts);
    if (row.maybe_sent)
        if (auto found = co_await look_for(Means::sms, number, body, std::move(row))) co_return std::move(*found);
    const auto answer = co_await http_.send(twilio::send_message(*options_.twilio, number, body, callback("status", facts)));
    co_return told_by_twilio(twilio::classify(answer), "Twilio took it");
}

asio::awaitable<DeliveryOutcome> NotifySender::start_call(std::string number, notify::PageFacts facts, OutboxRow row) {
    if (!options_.twilio) co_return not_configured("Calling", "notify.twilio");
    if (row.maybe_sent)
        if (auto found = co_await look_for(Means::call, number, {}, std::move(row))) co_return std::move(*found);
    const std::string speech = notify::speech_of(facts);
    // A test asks for nothing, and nothing follows if nobody answers.
    const auto twiml = facts.test ? twilio::say_twiml("This is tocsin. " + speech + speech) : twilio::gather_twiml(speech, callback("voice", facts));
    const auto answer = co_await http_.send(twilio::start_call(*options_.twilio, number, twiml, callback("status", facts)));
    co_return told_by_twilio(twilio::classify(answer), "Twilio is calling");
}

}  // namespace tocsin::outbox
