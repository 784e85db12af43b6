// A simulated Twilio account: text messages and calls over REST, reports and replies back, signed. A state machine, stricter
// than the real service and never kinder. Owned by `tocsin sandbox` or a test; one thread; no sockets.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

struct TwilioOptions {
    std::string account_sid = "AC00000000000000000000000000sandbx";
    std::string auth_token = "sandbox-twilio-token";
    std::string from = "+12025550100";
    std::string messaging_service = "MG00000000000000000000000000sandbx";
    /// Messages are reported as sent and delivered by themselves, calls as answered.
    bool reports_by_itself = false;
};

struct TwilioMessage {
    std::string sid, to, body, status_url;
    Time at;
};
struct TwilioCall {
    std::string sid, to, status_url;
    std::string speech;      ///< all that is said
    std::string action_url;  ///< where a pressed digit goes
    Time at;
};

/// What a person texted back or pressed, and what was answered to that: a text message, or what the voice says.
struct TwilioReply {
    std::string number, text, answer;
    bool in_call = false;
    Time at;
};

class TwilioAccount {
public:
    using Form = std::vector<std::pair<std::string, std::string>>;

    explicit TwilioAccount(const Clock& clock, TwilioOptions options = {});

    /// What the app calls.
    Outcome handle(const net::Request& request);

    const TwilioOptions& options() const { return options_; }
    const std::vector<TwilioMessage>& messages() const { return messages_; }
    const std::vector<TwilioCall>& calls() const { return calls_; }
    std::vector<TwilioMessage> messages_to(std::string_view number) const;
    std::vector<TwilioCall> calls_to(std::string_view number) const;

    // What Twilio posts, signed, to be delivered by the caller. A redelivery is the same request again.
    net::Request message_report(const TwilioMessage& message, std::string_view status, std::string_view error_code = {});
    net::Request call_report(const TwilioCall& call, std::string_view status);
    /// `public_url`: of the bot under test; replies go to its configured address.
    net::Request reply(std::string_view from_number, std::string_view text, std::string_view public_url);
    net::Request press(const TwilioCall& call, std::string_view digits);
    /// Twilio's side of the answer to a reply or a pressed key. Not 200 and what is no TwiML are violations.
    void take_answer(const net::Request& sent, const net::Response& answer);
    /// Those whose answers were taken, oldest first.
    const std::vector<TwilioReply>& replies() const { return replies_; }
    /// Any form, signed as Twilio would.
    net::Request signed_post(const std::string& url, const Form& form) const;
    /// The reports that are due by themselves, oldest first.
    std::vector<net::Request> take_reports();
    bool has_reports() const { return !reports_.empty(); }
    void report_by_itself() { options_.reports_by_itself = true; }

    /// `method`: `POST Messages.json`, `POST Calls.json`, `GET Messages.json`, `GET Calls.json`.
    void fail_next(const std::string& method, Fault fault) { faults_.fail_next(method, std::move(fault)); }
    void fail_all(Fault fault) { faults_.fail_all(std::move(fault)); }
    void clear_faults() { faults_.clear(); }
    /// A number that is refused at once with Twilio's error code.
    void refuse_number(const std::string& number, int code) { refused_[number] = code; }
    /// Must stay empty.
    const std::vector<Violation>& violations() const { return violations_; }

private:
    net::Response refuse(const std::string& method, int status, int code, std::string message, bool expected);
    net::Response run(const net::Request& request, const std::string& method);
    net::Response take_message(const std::string& method, const std::map<std::string, std::string>& form);
    net::Response take_call(const std::string& method, const std::map<std::string, std::string>& form);
    net::Response list_messages(const net::Request& request);
    net::Response list_calls(const net::Request& request);
    bool may_list(const net::Request& request, const std::string& method);
    std::string next_sid(std::string_view prefix);

    const Clock& clock_;
    TwilioOptions options_;
    FaultPlan faults_;
    std::vector<TwilioMessage> messages_;
    std::vector<TwilioCall> calls_;
    std::vector<TwilioReply> replies_;
    std::map<std::string, int> refused_;
    std::vector<net::Request> reports_;
    std::vector<Violation> violations_;
    int made_ = 0;
};

}  // namespace tocsin::sandbox
