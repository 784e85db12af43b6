#include "bot/notify/twilio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "bot/base/crypto.hpp"
#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::notify::twilio {
namespace {

/// Longer than a voicemail greeting takes to come on: then the call is told as answered, which it is not.
constexpr int kRingSeconds = 30;

constexpr auto kErrors = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"20003", "Twilio refuses the account or its token; see `notify.twilio`"},
    {"20429", "Twilio asks for a pause"},
    {"21210", "the number to call from is not verified at Twilio"},
    {"21211", "this is no phone number"},
    {"21215", "Twilio may not call that country; allow it under Voice Geographic Permissions"},
    {"21408", "Twilio may not send to that country; allow it under Messaging Geographic Permissions"},
    {"21606", "`notify.twilio.from` cannot send text messages"},
    {"21608", "a trial account sends to verified numbers alone"},
    {"21610", "this person replied STOP and gets no text messages until they reply START"},
    {"21612", "there is no way from `notify.twilio.from` to this number"},
    {"21614", "this is no mobile number"},
    {"30001", "Twilio's queue is full"},
    {"30002", "the Twilio account is suspended"},
    {"30003", "the phone is switched off or out of reach"},
    {"30004", "the phone or its carrier blocks it"},
    {"30005", "this number is not in use"},
    {"30006", "this is a landline, or its carrier takes no text messages"},
    {"30007", "the carrier filtered it as spam"},
    {"30008", "the carrier does not say why"},
    {"30034", "the number is not registered for messages to the United States"},
});

/// Newest first; what is looked for is a minute old.
constexpr int kListed = 100;

/// `Fri, 06 Nov 2026 21:30:00 +0000`, as Twilio writes times (RFC 2822, always in UTC).
std::optional<Time> parse_date(std::string_view text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto parts = text::split(text, ' ');
    if (parts.size() != 6 || parts[2].size() != 3 || parts[5] != "+0000") return std::nullopt;
    const auto month = months.find(parts[2]);
    if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
    return parse_iso8601(fmt::format("{}-{:02}-{}T{}Z", parts[3], month / 3 + 1, parts[1], parts[4]));
}

Result<std::vector<Listed>> decode_list(std::string_view json, const char* name) {
    const auto document = JsonDocument::parse(json);
    if (!document) return std::unexpected(document.error());
    std::vector<Listed> out;
    for (const auto& one : document->root()[name].elements()) {
        const auto created = parse_date(one.text_or("date_created"));
        if (!created) return fail(Errc::invalid_argument, "`date_created` is no time");
        out.push_back({one.text("sid"), one.text_or("body"), *created});
    }
    if (document->error()) return std::unexpected(*document->error());
    return out;
}

std::string form_of(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) out += (out.empty() ? "" : "&") + net::percent_encode(name) + "=" + net::percent_encode(value);
    return out;
}

net::OutRequest request(const TwilioOptions& options, std::string method, std::string_view resource) {
    net::OutRequest out;
    out.method = std::move(method);
    out.url = fmt::format("{}/2010-04-01/Accounts/{}/{}", options.api_url, net::percent_encode(options.account_sid), resource);
    out.headers.add("Authorization", "Basic " + crypto::to_base64(options.account_sid + ":" + options.auth_token));
    out.headers.add("Accept", "application/json");
    return out;
}

net::OutRequest post(const TwilioOptions& options, std::string_view resource, std::string form) {
    auto out = request(options, "POST", resource);
    out.headers.add("Content-Type", "application/x-www-form-urlencoded");
    out.body = std::move(form);
    return out;
}

std::string xml_text(std::string_view raw) {
    std::string out = text::sanitize(raw);
    for (const auto& [from, to] : {std::pair{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}}) out = text::replace_all(std::move(out), from, to);
    return out;
}

std::string document(std::string_view inside) { return fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?><Response>{}</Response>)", inside); }

struct Refusal {
    std::string code, message;
};
Refusal refusal_in(std::string_view body) {
    const auto document = JsonDocument::parse(body);
    if (!document) return {};
    return {document->root().scalar_or("code"), document->root().scalar_or("message")};
}

}  // namespace

net::OutRequest send_message(const TwilioOptions& options, std::string_view to, std::string_view body, std::string_view status_url) {
    const bool by_service = !options.messaging_service.empty();
    return post(options, "Messages.json",
                form_of({{"To", to}, {by_service ? "MessagingServiceSid" : "From", by_service ? options.messaging_service : options.from},
                         {"Body", body}, {"StatusCallback", status_url}}));
}

net::OutRequest start_call(const TwilioOptions& options, std::string_view to, std::string_view twiml, std::string_view status_url) {
    return post(options, "Calls.json",
                form_of({{"To", to}, {"From", options.from}, {"Twiml", twiml}, {"Timeout", std::to_string(kRingSeconds)}, {"StatusCallback", status_url},
                         {"StatusCallbackEvent", "ringing"}, {"StatusCallbackEvent", "answered"}, {"StatusCallbackEvent", "completed"}}));
}

net::OutRequest list_messages(const TwilioOptions& options, std::string_view to) {
    return request(options, "GET", fmt::format("Messages.json?To={}&PageSize={}", net::percent_encode(to), kListed));
}

net::OutRequest list_calls(const TwilioOptions& options, std::string_view to) {
    return request(options, "GET", fmt::format("Calls.json?To={}&PageSize={}", net::percent_encode(to), kListed));
}

Outcome classify(const Answer& answer) {
    auto out = notify::classify(answer, "Twilio");
    if (auto* taken = std::get_if<Taken>(&out)) {
        const auto document = JsonDocument::parse(answer->body);
        if (document) taken->id = document->root().scalar_or("sid");
    }
    if (auto* no = std::get_if<No>(&out)) {
        const auto refusal = refusal_in(answer->body);
        if (refusal.code == "20429") return Later{"Twilio asks for a pause", retry_after_of(*answer), false};
        if (!refusal.code.empty()) {
            no->code = refusal.code;
            const auto words = error_in_words(refusal.code);
            // A code that is not in the table: Twilio's own sentence says more than its number.
            no->sentence = words.starts_with("error ") && !refusal.message.empty() ? fmt::format("{} ({})", text::truncate(text::one_line(refusal.message), 200), refusal.code) : words;
        }
    }
    return out;
}

Result<std::vector<Listed>> decode_messages(std::string_view json) { return decode_list(json, "messages"); }
Result<std::vector<Listed>> decode_calls(std::string_view json) { return decode_list(json, "calls"); }

std::string gather_twiml(std::string_view speech, std::string_view action_url) {
    const std::string said = xml_text(speech);
    return document(fmt::format(R"(<Gather numDigits="1" timeout="8" method="POST" action="{}"><Say>This is tocsin. You are being paged. {}Press 1 to acknowledge.</Say><Pause length="1"/><Say>{}Press 1 to acknowledge.</Say></Gather><Say>You have not acknowledged. Paging goes on.</Say>)",
                                xml_text(action_url), said, said));
}

std::string say_twiml(std::string_view speech) { return document(fmt::format("<Say>{}</Say>", xml_text(speech))); }

std::string message_twiml(std::string_view text) { return document(text.empty() ? "" : fmt::format("<Message>{}</Message>", xml_text(text))); }

std::string error_in_words(std::string_view code) {
    const auto known = std::ranges::find(kErrors, code, &std::pair<std::string_view, std::string_view>::first);
    if (known != kErrors.end()) return fmt::format("{} ({})", known->second, code);
    return code.empty() ? std::string("no reason was given") : fmt::format("error {}", text::truncate(text::one_line(code), 20));
}

std::string sign(std::string_view auth_token, std::string_view url, std::string_view form) {
    std::set<std::pair<std::string, std::string>> sorted;
    for (const auto pair : text::split(form, '&')) {
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        sorted.emplace(net::percent_decode(pair.substr(0, equals)), net::percent_decode(value));
    }
    std::string base(url);
    for (const auto& [name, value] : sorted) base.append(name).append(value);
    return crypto::to_base64(crypto::as_bytes(crypto::hmac_sha1(auth_token, base)));
}

bool verify_signature(std::string_view auth_token, std::string_view url, std::string_view form, std::string_view signature) {
    return !auth_token.empty() && crypto::equal_constant_time(sign(auth_token, url, form), signature);
}

bool is_phone_number(std::string_view number) {
    return number.size() >= 9 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
           number.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace tocsin::notify::twilio
