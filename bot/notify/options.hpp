// What the configuration says about the means beside Slack and PagerDuty. Values; owned by App, read-only; any thread.
#pragma once

#include <optional>
#include <string>

namespace tocsin::notify {

struct SmtpOptions {
    std::string url;  ///< smtps://host:port, or smtp://host:port with STARTTLS
    std::string from;
    std::string user, password;  ///< without a user, no authentication
    std::string ca_file{};       ///< PEM, trusted beside the system's certificates
};

struct TwilioOptions {
    std::string api_url = "https://api.twilio.com";
    std::string account_sid, auth_token;
    std::string from;  ///< a number in E.164, which calls come from, and text messages too without a service
    std::string messaging_service{};  ///< MG…: text messages go through it
};

struct Options {
    std::optional<SmtpOptions> smtp;
    std::optional<TwilioOptions> twilio;
    std::string webhook_secret;
};

}  // namespace tocsin::notify
