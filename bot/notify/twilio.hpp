// Twilio's REST API, 2010-04-01, and what speaks like it: requests as values, and what the answers mean. It sends nothing
// itself. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/notify/http_answer.hpp"
#include "bot/notify/options.hpp"

namespace tocsin::notify::twilio {

/// `status_url`: where the provider tells how it went.
net::OutRequest send_message(const TwilioOptions& options, std::string_view to, std::string_view body, std::string_view status_url);
/// `twiml`: what the call says and asks.
net::OutRequest start_call(const TwilioOptions& options, std::string_view to, std::string_view twiml, std::string_view status_url);
/// The newest messages or calls to a number: to look before repeating. Not narrowed by `DateSent` or `StartTime`: what still waits
/// in Twilio's queue has neither (docs: Message and Call resource).
net::OutRequest list_messages(const TwilioOptions& options, std::string_view to);
net::OutRequest list_calls(const TwilioOptions& options, std::string_view to);

Outcome classify(const Answer& answer);

struct Listed {
    std::string sid;
    std::string body;  ///< of a message
    Time created;      ///< when Twilio took it; whole seconds
};
Result<std::vector<Listed>> decode_messages(std::string_view json);
Result<std::vector<Listed>> decode_calls(std::string_view json);

/// Asks for a digit, which goes to `action_url`.
std::string gather_twiml(std::string_view speech, std::string_view action_url);
std::string say_twiml(std::string_view speech);
/// An SMS back; none if `text` is empty.
std::string message_twiml(std::string_view text);

/// Twilio's error code in words and with its number: `the carrier filtered it (30007)`.
std::string error_in_words(std::string_view code);

/// base64(HMAC-SHA1(token, url + each parameter's name and value, sorted by name)): the value of X-Twilio-Signature.
std::string sign(std::string_view auth_token, std::string_view url, std::string_view form);
/// Constant in time for signatures of the right length.
bool verify_signature(std::string_view auth_token, std::string_view url, std::string_view form, std::string_view signature);

/// E.164: a plus and 8 to 15 digits.
bool is_phone_number(std::string_view number);

}  // namespace tocsin::notify::twilio
