// The port through which e-mail leaves: real (notify/smtp), or simulated in process (sandbox, tests). Owned by App; used on
// the I/O thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <string>

namespace tocsin::net {

struct Mail {
    std::string from, to;  ///< bare addresses: the envelope
    std::string message;   ///< RFC 5322, lines ended by CR LF
};

struct MailError {
    bool permanent = false;   ///< the server refused for good (5xx); repeating it cannot help
    bool maybe_sent = false;  ///< the text was out, and the answer to it never came
    std::string message;      ///< for a person
};

class MailTransport {
public:
    virtual ~MailTransport() = default;
    /// Once the server has taken the message.
    virtual boost::asio::awaitable<std::expected<void, MailError>> send(Mail mail) = 0;
};

}  // namespace tocsin::net
