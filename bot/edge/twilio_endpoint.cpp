#include "bot/edge/twilio_endpoint.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "bot/base/text.hpp"
#include "bot/notify/page_text.hpp"
#include "bot/notify/twilio.hpp"
#include "bot/oncall/profile.hpp"
#include "bot/ops/await_store.hpp"
#include "handlers/people.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;
namespace twilio = notify::twilio;
using handlers::NotificationRef;

constexpr const char* kSource = "twilio";
constexpr std::size_t kSms = 320;
/// Who calls a number of ours by mistake learns nothing.
constexpr std::string_view kSilence;

struct Meaning {
    std::string_view status;
    NotificationState state;
    std::string_view words;
};
constexpr auto kMeanings = std::to_array<Meaning>({
    {"sent", NotificationState::sent, "on its way to the carrier"},
    {"delivered", NotificationState::delivered, ""},
    {"read", NotificationState::read, ""},
    {"undelivered", NotificationState::failed, ""},
    {"failed", NotificationState::failed, ""},
    {"ringing", NotificationState::sent, "ringing"},
    // A mailbox answers too; only a pressed 1 says that somebody was there.
    {"in-progress", NotificationState::delivered, "answered, by a person or a mailbox"},
    {"answered", NotificationState::delivered, "answered, by a person or a mailbox"},
    {"completed", NotificationState::delivered, "answered, by a person or a mailbox"},
    {"busy", NotificationState::failed, "the line is busy"},
    {"no-answer", NotificationState::failed, "nobody picked up"},
    {"canceled", NotificationState::failed, "the call was canceled"},
});

std::string field(std::string_view form, std::string_view name) {
    for (const auto pair : text::split(form, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        if (net::percent_decode(pair.substr(0, equals)) != name) continue;
        return equals < pair.size() ? text::sanitize(net::percent_decode(pair.substr(equals + 1))) : std::string();
    }
    return {};
}

std::optional<NotificationRef> named_in(const net::Request& request) {
    const auto incident = text::parse_int(request.param("incident"));
    const auto number = text::parse_int(request.param("number"));
    if (!incident || !number || *incident < 1 || *number < 1 || *number > 1'000'000) return std::nullopt;
    return NotificationRef{IncidentNumber(*incident), text::sanitize(request.param("page")), static_cast<int>(*number)};
}

net::Response twiml(std::string body) { return net::Response{200, {{"Content-Type", "text/xml; charset=utf-8"}}, std::move(body)}; }

std::string detail_of(const Meaning& meaning, std::string_view form) {
    if (meaning.state != NotificationState::failed || !meaning.words.empty()) return std::string(meaning.words);
    return twilio::error_in_words(field(form, "ErrorCode"));
}

}  // namespace

void TwilioEndpoint::add_routes(net::Router& router) {
    router.add({{"POST"}, "/twilio/status/{incident}/{page}/{number}", net::kSmallBody, [this](net::Request request) { return status(std::move(request)); }});
    router.add({{"POST"}, "/twilio/sms", net::kSmallBody, [this](net::Request request) { return sms(std::move(request)); }});
    router.add({{"POST"}, "/twilio/voice/{incident}/{page}/{number}", net::kSmallBody, [this](net::Request request) { return voice(std::move(request)); }});
}

bool TwilioEndpoint::is_authentic(const net::Request& request) const {
    constexpr const char* signature = "X-Twilio-Signature";
    if (request.headers.count(signature) != 1) return false;
    return twilio::verify_signature(options_.auth_token, parts_.settings.public_url + request.target, request.body, request.headers.get(signature));
}

net::Response TwilioEndpoint::stranger() {
    parts_.metrics.unauthenticated(kSource);
    return unauthenticated();
}

asio::awaitable<net::Response> TwilioEndpoint::malformed(net::Request request, std::string why) {
    const bool kept = co_await bury(parts_, Source(kSource), std::move(why), request.target + "\n" + request.body, request.received_at);
    co_return kept ? twiml(twilio::message_twiml({})) : overloaded();
}

void TwilioEndpoint::introduce(const handlers::Caller& caller) {
    if (is_slack_person(caller.actor)) return;
    const auto edition = parts_.settings.oncall->knowing(caller.actor);
    const auto* known = edition ? edition->file.find(caller.actor) : nullptr;
    if (known == nullptr) return;
    Person person;
    person.id = caller.actor;
    person.name = known->name;
    person.email = known->email;
    person.zone = oncall::zone_for(known, nullptr);
    person.fetched_at = parts_.scheduler.now();
    parts_.directory.remember(std::move(person));
}

asio::awaitable<std::optional<handlers::Caller>> TwilioEndpoint::caller_at(std::string phone) {
    auto caller = handlers::caller_by_phone(parts_.settings, phone);
    if (!caller) co_return caller;
    const auto profile = co_await parts_.directory.get(caller->actor);
    caller->zone = handlers::zone_of(parts_.settings, caller->actor, profile ? &*profile : nullptr);
    co_return caller;
}

asio::awaitable<std::optional<Reply>> TwilioEndpoint::run(handlers::Caller caller, store::DeliveryKey key, Time now,
                                                          std::function<Reply(handlers::Context&)> use_case) {
    auto job = job_for(store::Priority::page, now, {std::move(key)},
                       [caller = std::move(caller), use_case = std::move(use_case), settings = &parts_.settings](store::UnitOfWork& work) {
                           handlers::Context context(work, *settings, caller);
                           return use_case(context);
                       });
    const auto outcome = co_await ops::submit_within(parts_.store, parts_.scheduler, std::move(job), time_left(parts_, now), {});
    const auto* in_time = std::get_if<ops::InTime>(&outcome);
    // Twilio says it again, and then its key gives the same answer.
    if (in_time == nullptr || !in_time->result) co_return std::nullopt;
    co_return in_time->result->reply;
}

asio::awaitable<net::Response> TwilioEndpoint::status(net::Request request) {
    if (!is_authentic(request)) co_return stranger();
    const auto which = named_in(request);
    std::string sid = field(request.body, "MessageSid"), said = field(request.body, "MessageStatus");
    if (sid.empty()) sid = field(request.body, "CallSid");
    if (said.empty()) said = field(request.body, "CallStatus");
    if (!which || sid.empty() || said.empty()) co_return co_await malformed(std::move(request), "a report without its message or status");
    const auto meaning = std::ranges::find(kMeanings, std::string_view(said), &Meaning::status);
    if (meaning == kMeanings.end()) {
        parts_.metrics.ignored(kSource, said == "queued" || said == "initiated" || said == "accepted" || said == "sending" ? said : "unknown");
        co_return net::text_response(204, {});
    }
    handlers::Caller caller;
    caller.actor = system_actor();
    caller.source = Source(kSource);
    const auto reply = co_await run(caller, {"twilio:" + options_.account_sid + ":status", sid + " " + said}, request.received_at,
                                    [which = *which, state = meaning->state, detail = detail_of(*meaning, request.body)](handlers::Context& context) {
                                        return handlers::phone_reported(context, which, state, detail);
                                    });
    co_return reply ? net::text_response(204, {}) : overloaded();
}

asio::awaitable<net::Response> TwilioEndpoint::sms(net::Request request) {
    if (!is_authentic(request)) co_return stranger();
    const std::string sid = field(request.body, "MessageSid"), from = field(request.body, "From");
    if (sid.empty() || from.empty()) co_return co_await malformed(std::move(request), "a text message without its sender or id");
    const auto caller = co_await caller_at(from);
    if (!caller) {
        parts_.metrics.ignored(kSource, "stranger");
        co_return twiml(twilio::message_twiml(kSilence));
    }
    introduce(*caller);
    const auto reply = co_await run(*caller, {"twilio:" + options_.account_sid + ":sms", sid}, request.received_at,
                                    [text = field(request.body, "Body")](handlers::Context& context) { return handlers::phone_said(context, text); });
    if (!reply) co_return overloaded();
    co_return twiml(twilio::message_twiml(notify::gsm_text(text::one_line(plain_text(reply->text, parts_.directory)), kSms)));
}

asio::awaitable<net::Response> TwilioEndpoint::voice(net::Request request) {
    if (!is_authentic(request)) co_return stranger();
    const auto which = named_in(request);
    const std::string sid = field(request.body, "CallSid"), to = field(request.body, "To"), digits = field(request.body, "Digits");
    if (!which || sid.empty() || digits.empty()) co_return co_await malformed(std::move(request), "a pressed digit without its call");
    const auto caller = co_await caller_at(to);
    if (!caller) co_return twiml(twilio::say_twiml("This number is not in the on-call file any more. Nothing was done."));
    introduce(*caller);
    const auto reply = co_await run(*caller, {"twilio:" + options_.account_sid + ":voice", sid + " " + digits}, request.received_at,
                                    [which = *which, digits](handlers::Context& context) { return handlers::phone_pressed(context, which, digits); });
    if (!reply) co_return overloaded();
    const std::string said = plain_text(reply->text, parts_.directory);
    // Another digit: the question is asked again.
    if (!reply->ok && digits != "1") co_return twiml(twilio::gather_twiml(said + " ", parts_.settings.public_url + request.target));
    co_return twiml(twilio::say_twiml(said));
}

}  // namespace tocsin::edge
