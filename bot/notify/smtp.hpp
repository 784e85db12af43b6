// The real MailTransport: SMTP over libcurl. libcurl's easy interface blocks, so it runs on a thread of its own, one message
// at a time; what crosses between the threads does so by `post`. Owned by App; `send` on the I/O thread; ends with its
// destructor, which breaks off the message under way.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "bot/net/mail_transport.hpp"
#include "bot/notify/options.hpp"

namespace tocsin::notify {

/// Whether TLS may be left out: a mail server on this machine.
bool is_loopback_smtp(const std::string& url);

class SmtpTransport final : public net::MailTransport {
public:
    using Result = std::expected<void, net::MailError>;

    /// `executor`: of the I/O thread; results come back there.
    SmtpTransport(boost::asio::any_io_executor executor, SmtpOptions options);
    ~SmtpTransport() override;
    SmtpTransport(const SmtpTransport&) = delete;
    SmtpTransport& operator=(const SmtpTransport&) = delete;

    boost::asio::awaitable<Result> send(net::Mail mail) override;

private:
    struct Waiting {
        net::Mail mail;
        std::function<void(Result)> done;  ///< called on the I/O thread
    };
    void work(const std::stop_token& stop);

    boost::asio::any_io_executor executor_;
    SmtpOptions options_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Waiting> waiting_;
    std::jthread thread_;
};

}  // namespace tocsin::notify
