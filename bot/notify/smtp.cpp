#include "bot/notify/smtp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "bot/notify/curl.hpp"

namespace tocsin::notify {
namespace {

namespace asio = boost::asio;

constexpr long kConnectSeconds = 10, kWholeSeconds = 20;

using Easy = std::unique_ptr<CURL, decltype(Curl::easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(Curl::slist_free_all)>;

struct Reading {
    std::string_view rest;
};
std::size_t read_message(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& reading = *static_cast<Reading*>(user);
    const std::size_t taken = std::min(size * count, reading.rest.size());
    std::memcpy(buffer, reading.rest.data(), taken);
    reading.rest.remove_prefix(taken);
    return taken;
}

int is_stopping(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return static_cast<const std::stop_token*>(user)->stop_requested() ? 1 : 0; }

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
    if (const auto code = libcurl().easy_setopt(curl, option, value); code != CURLE_OK)
        throw std::runtime_error(fmt::format("libcurl refuses option {}: {}", static_cast<int>(option), libcurl().easy_strerror(code)));
}

net::MailError error_of(CURL* curl, CURLcode code, const char* detail, bool text_is_out) {
    long answered = 0;
    libcurl().easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answered);
    const std::string why = *detail != '\0' ? detail : libcurl().easy_strerror(code);
    if (code == CURLE_LOGIN_DENIED) return {true, false, "the mail server refuses `notify.smtp.user` or its password"};
    if (code == CURLE_USE_SSL_FAILED) return {true, false, "the mail server offers no TLS, and without it nothing is sent"};
    if (code == CURLE_SSL_CACERT_BADFILE) return {true, false, "`notify.smtp.ca_file` holds no certificates that can be read"};
    // Waiting makes it no better, and the next means can wake somebody at once.
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return {true, false, "the mail server's certificate is not trusted: " + why + "; if it is the right one, name its issuer in `notify.smtp.ca_file`"};
    if (code == CURLE_SSL_CONNECT_ERROR) return {false, false, "the mail server speaks no TLS that can be used: " + why};
    if (answered >= 500 && answered < 600) return {true, false, fmt::format("the mail server refused it with {}", answered)};
    if (answered >= 400 && answered < 500) return {false, false, fmt::format("the mail server answered {}: later", answered)};
    return {false, text_is_out, "mail server: " + why};
}

SmtpTransport::Result deliver(const SmtpOptions& options, const net::Mail& mail, const std::stop_token& stop) {
    const Easy curl(libcurl().easy_init(), libcurl().easy_cleanup);
    if (!curl) throw std::runtime_error("libcurl could not be set up");
    Reading reading{mail.message};
    char detail[CURL_ERROR_SIZE] = "";
    const List to(libcurl().slist_append(nullptr, mail.to.c_str()), libcurl().slist_free_all);
    set(curl.get(), CURLOPT_URL, options.url.c_str());
    set(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl.get(), CURLOPT_USE_SSL, static_cast<long>(is_loopback_smtp(options.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    set(curl.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    // Debian's libcurl goes on to look into the system's folder of certificates.
    if (!options.ca_file.empty()) set(curl.get(), CURLOPT_CAINFO, options.ca_file.c_str());
    if (!options.user.empty()) {
        set(curl.get(), CURLOPT_USERNAME, options.user.c_str());
        set(curl.get(), CURLOPT_PASSWORD, options.password.c_str());
    }
    set(curl.get(), CURLOPT_MAIL_FROM, mail.from.c_str());
    set(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    set(curl.get(), CURLOPT_READFUNCTION, &read_message);
    set(curl.get(), CURLOPT_READDATA, static_cast<void*>(&reading));
    set(curl.get(), CURLOPT_UPLOAD, 1L);
    set(curl.get(), CURLOPT_NOSIGNAL, 1L);
    set(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(curl.get(), CURLOPT_TIMEOUT, kWholeSeconds);
    set(curl.get(), CURLOPT_NOPROGRESS, 0L);
    set(curl.get(), CURLOPT_XFERINFOFUNCTION, &is_stopping);
    set(curl.get(), CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stop)));
    set(curl.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(detail));
    const CURLcode code = libcurl().easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    return std::unexpected(error_of(curl.get(), code, detail, reading.rest.empty()));
}

}  // namespace

bool is_loopback_smtp(const std::string& url) {
    for (std::string_view prefix : {"smtp://127.", "smtp://localhost:", "smtp://localhost/", "smtp://[::1]"})
        if (url.starts_with(prefix)) return true;
    return url == "smtp://localhost";
}

SmtpTransport::SmtpTransport(asio::any_io_executor executor, SmtpOptions options)
    : executor_(std::move(executor)), options_(std::move(options)) {
    libcurl().global_init(CURL_GLOBAL_DEFAULT);
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

SmtpTransport::~SmtpTransport() {
    thread_.request_stop();
    thread_.join();
    libcurl().global_cleanup();
}

void SmtpTransport::work(const std::stop_token& stop) {
    while (true) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
        Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        Result result;
        try {
            result = deliver(options_, next.mail, stop);
        } catch (const std::exception& broken) {
            result = std::unexpected(net::MailError{false, false, broken.what()});
        }
        asio::post(executor_, [done = std::move(next.done), result = std::move(result)] { done(result); });
    }
}

asio::awaitable<SmtpTransport::Result> SmtpTransport::send(net::Mail mail) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result)>(
        [this, &mail](auto handler) {
            auto held = std::make_shared<decltype(handler)>(std::move(handler));
            const std::lock_guard lock(mutex_);
            waiting_.push_back({std::move(mail), [held](Result result) { std::move (*held)(std::move(result)); }});
            changed_.notify_one();
        },
        asio::use_awaitable);
}

}  // namespace tocsin::notify
