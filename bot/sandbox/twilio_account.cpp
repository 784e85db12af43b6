#include "bot/sandbox/twilio_account.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBody = 1600;  ///< Twilio's own limit; ours is stricter
constexpr std::size_t kOurMaxBody = 320;
constexpr std::size_t kMaxTwiml = 4000;

bool is_e164(std::string_view number) {
    return number.size() >= 9 && number.size() <= 16 && number[0] == '+' && number.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::map<std::string, std::string> form_of(std::string_view body) {
    std::map<std::string, std::string> out;
    for (const auto pair : text::split(body, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
        out.emplace(net::percent_decode(pair.substr(0, equals)), net::percent_decode(value));
    }
    return out;
}

std::string encoded(const TwilioAccount::Form& form) {
    std::string out;
    for (const auto& [name, value] : form) out += (out.empty() ? "" : "&") + net::percent_encode(name) + "=" + net::percent_encode(value);
    return out;
}

/// As Twilio writes times: `Fri, 06 Nov 2026 21:30:00 +0000`.
std::string rfc2822(Time at) { return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(static_cast<std::time_t>(unix_seconds(at)))); }

/// https://docs: base64(HMAC-SHA1(token, url and, sorted by name, each name and value)).
std::string signature_of(std::string_view token, std::string url, TwilioAccount::Form form) {
    std::ranges::sort(form);
    for (const auto& [name, value] : form) url += name + value;
    return crypto::to_base64(crypto::as_bytes(crypto::hmac_sha1(token, url)));
}

std::string unescaped(std::string text) {
    for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) text = text::replace_all(std::move(text), from, to);
    return text;
}

/// The texts between `<Say>` (or another such element) and its end, one after another.
std::string texts_in(std::string_view twiml, std::string_view element) {
    const std::string opens = fmt::format("<{}>", element), ends = fmt::format("</{}>", element);
    std::string out;
    while (true) {
        const auto begin = twiml.find(opens);
        const auto end = twiml.find(ends);
        if (begin == std::string_view::npos || end == std::string_view::npos) return unescaped(out);
        out += std::string(twiml.substr(begin + opens.size(), end - begin - opens.size())) + " ";
        twiml.remove_prefix(end + ends.size());
    }
}

std::string action_in(std::string_view twiml) {
    constexpr std::string_view key = "action=\"";
    const auto begin = twiml.find(key);
    if (begin == std::string_view::npos) return {};
    twiml.remove_prefix(begin + key.size());
    return unescaped(std::string(twiml.substr(0, twiml.find('"'))));
}

Outcome act_out(const Fault& fault) {
    switch (fault.kind) {
        case Fault::Kind::drop_before: return NoAnswer{false, false};
        case Fault::Kind::hang_before: return NoAnswer{false, true};
        case Fault::Kind::drop_after: return NoAnswer{true, false};
        case Fault::Kind::hang_after: return NoAnswer{true, true};
        case Fault::Kind::rate_limited: {
            auto response = net::json_response(429, R"({"code":20429,"message":"Too Many Requests","status":429})");
            response.headers.add("Retry-After", std::to_string(fault.retry_after / std::chrono::seconds{1}));
            return response;
        }
        case Fault::Kind::api_error: return net::json_response(400, json{{"code", fault.status}, {"message", fault.body}, {"status", 400}}.dump());
        case Fault::Kind::http: break;
    }
    return net::text_response(fault.status, fault.body);
}

}  // namespace

TwilioAccount::TwilioAccount(const Clock& clock, TwilioOptions options) : clock_(clock), options_(std::move(options)) {}

std::string TwilioAccount::next_sid(std::string_view prefix) { return fmt::format("{}{:032x}", prefix, ++made_); }

net::Response TwilioAccount::refuse(const std::string& method, int status, int code, std::string message, bool expected) {
    if (!expected) violations_.push_back({clock_.now(), method, message});
    return net::json_response(status, json{{"code", code}, {"message", message}, {"status", status}}.dump());
}

Outcome TwilioAccount::handle(const net::Request& request) {
    const std::string path(request.path());
    const std::string method = request.method + " " + path.substr(path.rfind('/') + 1);
    const auto fault = faults_.take(method);
    if (fault && !fault->applies()) return act_out(*fault);
    auto response = run(request, method);
    if (fault) return act_out(*fault);
    return response;
}

net::Response TwilioAccount::run(const net::Request& request, const std::string& method) {
    const std::string root = "/2010-04-01/Accounts/" + options_.account_sid + "/";
    if (request.headers.get("Authorization") != "Basic " + crypto::to_base64(options_.account_sid + ":" + options_.auth_token))
        return refuse(method, 401, 20003, "Authenticate", false);
    if (request.path() == root + "Messages.json" && request.method == "GET") return list_messages(request);
    if (request.path() == root + "Calls.json" && request.method == "GET") return list_calls(request);
    if (request.method != "POST") return refuse(method, 404, 20404, "no such address: " + request.target, false);
    if (request.headers.get("Content-Type") != "application/x-www-form-urlencoded") return refuse(method, 400, 20001, "the body must be a form", false);
    const auto form = form_of(request.body);
    if (request.path() == root + "Messages.json") return take_message(method, form);
    if (request.path() == root + "Calls.json") return take_call(method, form);
    return refuse(method, 404, 20404, "no such address: " + request.target, false);
}

net::Response TwilioAccount::take_message(const std::string& method, const std::map<std::string, std::string>& form) {
    const auto field = [&](const char* name) { const auto found = form.find(name); return found == form.end() ? std::string() : found->second; };
    if (!is_e164(field("To"))) return refuse(method, 400, 21211, "Invalid 'To' Phone Number: " + field("To"), false);
    const std::string service = field("MessagingServiceSid");
    if (!service.empty() && !field("From").empty()) return refuse(method, 400, 21609, "'From' and 'MessagingServiceSid' exclude each other", false);
    if (!service.empty() && service != options_.messaging_service) return refuse(method, 404, 20404, "no such messaging service: " + service, false);
    if (service.empty() && field("From") != options_.from) return refuse(method, 400, 21606, "'From' is not one of the account's: " + field("From"), false);
    if (const auto refused = refused_.find(field("To")); refused != refused_.end()) return refuse(method, 400, refused->second, "refused", true);
    const std::string body = field("Body");
    if (body.empty()) return refuse(method, 400, 21602, "Message body is required", false);
    if (body.size() > kMaxBody) return refuse(method, 400, 21617, "The message body exceeds the 1600 character limit", false);
    if (body.size() > kOurMaxBody) violations_.push_back({clock_.now(), method, "the text is longer than 320 characters"});
    if (std::ranges::any_of(body, [](char c) { return static_cast<unsigned char>(c) > 126; }))
        violations_.push_back({clock_.now(), method, "the text leaves the GSM alphabet: " + body});
    if (!field("StatusCallback").starts_with("https://")) violations_.push_back({clock_.now(), method, "no StatusCallback over https"});
    messages_.push_back({next_sid("SM"), field("To"), body, field("StatusCallback"), clock_.now()});
    if (options_.reports_by_itself)
        for (const char* status : {"sent", "delivered"}) reports_.push_back(message_report(messages_.back(), status));
    return net::json_response(201, json{{"sid", messages_.back().sid}, {"status", "queued"}, {"to", field("To")}, {"body", body}, {"error_code", nullptr}}.dump());
}

net::Response TwilioAccount::take_call(const std::string& method, const std::map<std::string, std::string>& form) {
    const auto field = [&](const char* name) { const auto found = form.find(name); return found == form.end() ? std::string() : found->second; };
    if (!is_e164(field("To"))) return refuse(method, 400, 21211, "Invalid 'To' Phone Number: " + field("To"), false);
    if (field("From") != options_.from) return refuse(method, 400, 21210, "'From' is not verified: " + field("From"), false);
    if (const auto refused = refused_.find(field("To")); refused != refused_.end()) return refuse(method, 400, refused->second, "refused", true);
    const std::string twiml = field("Twiml");
    if (twiml.size() > kMaxTwiml) return refuse(method, 400, 21205, "Twiml is over 4000 characters", false);
    const bool asks = twiml.contains("<Gather ");
    if (!twiml.starts_with("<?xml") || !twiml.ends_with("</Response>") || asks == twiml.contains("This is a test.")) violations_.push_back({clock_.now(), method, "a page asks for an answer, and a test for none"});
    if (asks && !action_in(twiml).starts_with("https://")) violations_.push_back({clock_.now(), method, "no action over https"});
    calls_.push_back({next_sid("CA"), field("To"), field("StatusCallback"), texts_in(twiml, "Say"), action_in(twiml), clock_.now()});
    if (options_.reports_by_itself) reports_.push_back(call_report(calls_.back(), "in-progress"));
    return net::json_response(201, json{{"sid", calls_.back().sid}, {"status", "queued"}, {"to", field("To")}}.dump());
}

bool TwilioAccount::may_list(const net::Request& request, const std::string& method) {
    const auto objects = [&](std::string what) { violations_.push_back({clock_.now(), method, std::move(what)}); };
    for (const std::string& name : request.query_names()) {
        const bool by_date = name.starts_with("DateSent") || name.starts_with("StartTime");
        if (by_date) objects("what is still queued has no " + name + " and would be overlooked");
        else if (name != "To" && name != "PageSize") objects("there is no parameter " + name);
    }
    if (request.query("To").empty()) objects("To must narrow the list");
    return !request.query("To").empty();
}

net::Response TwilioAccount::list_messages(const net::Request& request) {
    if (!may_list(request, "GET Messages.json")) return refuse("GET Messages.json", 400, 20001, "To is missing", true);
    json items = json::array();
    for (const auto& message : messages_to(request.query("To")))
        items.insert(items.begin(), json{{"sid", message.sid}, {"to", message.to}, {"body", message.body}, {"status", "queued"},
                                         {"date_created", rfc2822(message.at)}, {"date_sent", nullptr}});
    return net::json_response(200, json{{"messages", std::move(items)}, {"next_page_uri", nullptr}}.dump());
}

net::Response TwilioAccount::list_calls(const net::Request& request) {
    if (!may_list(request, "GET Calls.json")) return refuse("GET Calls.json", 400, 20001, "To is missing", true);
    json items = json::array();
    for (const auto& call : calls_to(request.query("To")))
        items.insert(items.begin(), json{{"sid", call.sid}, {"to", call.to}, {"status", "queued"}, {"direction", "outbound-api"},
                                         {"date_created", rfc2822(call.at)}, {"start_time", nullptr}});
    return net::json_response(200, json{{"calls", std::move(items)}, {"next_page_uri", nullptr}}.dump());
}

std::vector<TwilioMessage> TwilioAccount::messages_to(std::string_view number) const {
    auto out = messages_;
    std::erase_if(out, [&](const auto& message) { return message.to != number; });
    return out;
}
std::vector<TwilioCall> TwilioAccount::calls_to(std::string_view number) const {
    auto out = calls_;
    std::erase_if(out, [&](const auto& call) { return call.to != number; });
    return out;
}

net::Request TwilioAccount::signed_post(const std::string& url, const Form& form) const {
    net::Request out;
    out.method = "POST";
    const auto path = url.find('/', url.find("://") + 3);
    out.target = url.substr(path);
    out.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    out.headers.add("X-Twilio-Signature", signature_of(options_.auth_token, url, form));
    out.headers.add("I-Twilio-Idempotency-Token", crypto::to_hex(crypto::sha256(url + encoded(form))));
    out.body = encoded(form);
    return out;
}

net::Request TwilioAccount::message_report(const TwilioMessage& message, std::string_view status, std::string_view error_code) {
    Form form{{"AccountSid", options_.account_sid}, {"ApiVersion", "2010-04-01"}, {"From", options_.from}, {"MessageSid", message.sid},
              {"MessageStatus", std::string(status)}, {"SmsSid", message.sid}, {"SmsStatus", std::string(status)}, {"To", message.to}};
    if (!error_code.empty()) form.emplace_back("ErrorCode", error_code);
    return signed_post(message.status_url, form);
}

net::Request TwilioAccount::call_report(const TwilioCall& call, std::string_view status) {
    return signed_post(call.status_url, {{"AccountSid", options_.account_sid}, {"ApiVersion", "2010-04-01"}, {"CallSid", call.sid}, {"CallStatus", std::string(status)},
                                         {"Direction", "outbound-api"}, {"From", options_.from}, {"To", call.to}, {"SequenceNumber", "0"}});
}

net::Request TwilioAccount::reply(std::string_view from_number, std::string_view text, std::string_view public_url) {
    return signed_post(std::string(public_url) + "/twilio/sms", {{"AccountSid", options_.account_sid}, {"Body", std::string(text)}, {"From", std::string(from_number)},
                                                                  {"MessageSid", next_sid("SM")}, {"NumMedia", "0"}, {"To", options_.from}});
}

net::Request TwilioAccount::press(const TwilioCall& call, std::string_view digits) {
    return signed_post(call.action_url, {{"AccountSid", options_.account_sid}, {"CallSid", call.sid}, {"CallStatus", "in-progress"}, {"Digits", std::string(digits)},
                                         {"From", options_.from}, {"To", call.to}});
}

void TwilioAccount::take_answer(const net::Request& sent, const net::Response& answer) {
    const auto form = form_of(sent.body);
    const bool in_call = form.contains("Digits");
    const auto field = [&](const char* name) { const auto found = form.find(name); return found == form.end() ? std::string() : found->second; };
    const bool is_twiml = answer.body.empty() || (answer.body.starts_with("<?xml") && answer.body.ends_with("</Response>"));
    if (answer.status != 200 || !is_twiml) violations_.push_back({clock_.now(), "answer", fmt::format("HTTP {} to a reply: {}", answer.status, answer.body)});
    const std::string said = texts_in(answer.body, in_call ? "Say" : "Message");
    replies_.push_back({field(in_call ? "To" : "From"), field(in_call ? "Digits" : "Body"), std::string(text::trim(said)), in_call, clock_.now()});
}

std::vector<net::Request> TwilioAccount::take_reports() { return std::exchange(reports_, {}); }

}  // namespace tocsin::sandbox
