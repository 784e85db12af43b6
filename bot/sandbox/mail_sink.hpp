// A simulated mail server: takes e-mail, looks at it more strictly than a real one does, and keeps it. Owned by `tocsin
// sandbox` or a test; I/O thread.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "bot/base/scheduler.hpp"
#include "bot/net/mail_transport.hpp"
#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

struct SinkMail {
    Time at;
    std::string from, to, message_id;
    std::string subject, text;  ///< decoded
    std::string raw;
};

class MailSink final : public net::MailTransport {
public:
    explicit MailSink(Scheduler& scheduler) : scheduler_(scheduler) {}

    boost::asio::awaitable<std::expected<void, net::MailError>> send(net::Mail mail) override;

    const std::vector<SinkMail>& mails() const { return mails_; }
    /// The next message is not taken; or it is, and the answer is lost.
    void fail_next(net::MailError error, bool taken = false) { faults_.push_back({std::move(error), taken}); }
    const std::vector<Violation>& violations() const { return violations_; }

private:
    struct MailFault {
        net::MailError error;
        bool taken = false;
    };
    void keep(const net::Mail& mail);

    Scheduler& scheduler_;
    std::vector<SinkMail> mails_;
    std::deque<MailFault> faults_;
    std::vector<Violation> violations_;
};

}  // namespace tocsin::sandbox
