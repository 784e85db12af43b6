// The real e-mail transport against a mail server on this machine.
#include "bot/notify/smtp.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "tests/unit/notify/smtp_server.hpp"

using namespace tocsin;
using namespace tocsin::notify;
using Catch::Contains;

namespace {

struct Exchange {
    std::expected<void, net::MailError> result;
    std::vector<std::string> commands;
    std::string data;
    bool all_secret = false;
};

/// How the client reaches the server and whom it trusts.
struct Client {
    std::string user{};
    std::string host = "127.0.0.1";
    std::string ca_file{};
};

Exchange exchange(SmtpAnswers answers, const Client& client = {}) {
    Exchange out;
    SmtpServer server(std::move(answers));
    {
        boost::asio::io_context io(1);
        const auto work = boost::asio::make_work_guard(io);
        SmtpTransport transport(io.get_executor(), {server.url(client.host), "tocsin@example.com", client.user, client.user, client.ca_file});
        boost::asio::co_spawn(io, transport.send({"tocsin@example.com", "bob@example.com", "Subject: x\r\n\r\n.dot\r\nend\r\n"}),
                              [&](const std::exception_ptr& error, std::expected<void, net::MailError> result) {
                                  if (error) std::rethrow_exception(error);
                                  out.result = std::move(result);
                                  io.stop();
                              });
        io.run();
    }
    server.wait();
    out.commands = server.commands();
    out.data = server.data();
    out.all_secret = server.all_secret();
    return out;
}

/// A certificate signed by itself, and the file that makes a client trust it.
class Identity {
public:
    explicit Identity(const std::vector<std::string>& hosts) : pem_(net::self_signed_certificate(hosts)) {
        static int made = 0;
        path_ = std::string(TOCSIN_BINARY_DIR) + "/smtp_test_" + std::to_string(::getpid()) + "_" + std::to_string(++made) + ".pem";
        std::ofstream(path_) << pem_.certificate;
    }
    ~Identity() { std::filesystem::remove(path_); }
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;
    const net::TlsPem& pem() const { return pem_; }
    const std::string& file() const { return path_; }

private:
    net::TlsPem pem_;
    std::string path_;
};

SmtpAnswers with_tls(SmtpTls tls, const Identity& identity) {
    SmtpAnswers out;
    out.tls = tls;
    out.identity = identity.pem();
    return out;
}

/// Not taken for this machine, so TLS is required; and it is this machine.
constexpr const char* kFarAway = "LOCALHOST";

void is_refused(const Exchange& done, const std::string& why) {
    REQUIRE_FALSE(done.result);
    CHECK_THAT(done.result.error().message, Contains(why));
    CHECK(done.result.error().permanent);
    CHECK_FALSE(done.result.error().maybe_sent);
    CHECK(done.data.empty());
    CHECK(done.all_secret);
}

bool has(const std::vector<std::string>& commands, const std::string& command) { return std::ranges::find(commands, command) != commands.end(); }

}  // namespace

TEST_CASE("a message is taken as it is, with its dots doubled on the way") {
    const auto done = exchange({});
    CHECK(done.result.has_value());
    CHECK(has(done.commands, "MAIL FROM:<tocsin@example.com>"));
    CHECK(has(done.commands, "RCPT TO:<bob@example.com>"));
    CHECK(done.data == "Subject: x\r\n\r\n..dot\r\nend\r\n");
}

TEST_CASE("a user name is sent where one is configured") {
    const auto done = exchange({}, {.user = "user"});
    CHECK(done.result.has_value());
    CHECK(std::ranges::any_of(done.commands, [](const std::string& command) { return command.starts_with("AUTH PLAIN"); }));
}

TEST_CASE("refused for good, for now, and not known") {
    const auto no = exchange({"550 no such mailbox"});
    REQUIRE_FALSE(no.result);
    CHECK(no.result.error().permanent);
    CHECK_THAT(no.result.error().message, Contains("550"));
    const auto later = exchange({"450 greylisted"});
    REQUIRE_FALSE(later.result);
    CHECK_FALSE(later.result.error().permanent);
    CHECK_FALSE(later.result.error().maybe_sent);
    const auto refused = exchange({"250 ok", "554 looks like spam"});
    REQUIRE_FALSE(refused.result);
    CHECK(refused.result.error().permanent);
    const auto lost = exchange({"250 ok", "250 taken", true});
    REQUIRE_FALSE(lost.result);
    CHECK(lost.result.error().maybe_sent);
    CHECK_FALSE(lost.result.error().permanent);
}

TEST_CASE("without TLS nothing leaves this machine") {
    CHECK(is_loopback_smtp("smtp://127.0.0.1:25"));
    CHECK(is_loopback_smtp("smtp://localhost:25"));
    CHECK_FALSE(is_loopback_smtp("smtp://localhost.example.com:25"));
    CHECK_FALSE(is_loopback_smtp("smtp://mail.example.com:587"));
}

TEST_CASE("a letter and its password go through TLS: offered by STARTTLS, or from the first byte") {
    const Identity identity({"localhost"});
    for (const auto tls : {SmtpTls::starttls, SmtpTls::implicit}) {
        const auto done = exchange(with_tls(tls, identity), {"user", kFarAway, identity.file()});
        INFO((done.result ? std::string() : done.result.error().message));
        CHECK(done.result.has_value());
        CHECK(done.all_secret);
        CHECK(done.data == "Subject: x\r\n\r\n..dot\r\nend\r\n");
        CHECK(has(done.commands, "RCPT TO:<bob@example.com>"));
        CHECK(has(done.commands, "STARTTLS") == (tls == SmtpTls::starttls));
    }
}

TEST_CASE("a certificate that is not trusted, or names another host, is refused in words, and nothing was sent") {
    const Identity identity({"localhost"}), another({"localhost"}), elsewhere({"mail.example.com"});
    for (const auto tls : {SmtpTls::starttls, SmtpTls::implicit}) {
        is_refused(exchange(with_tls(tls, identity), {"user", kFarAway, {}}), "the mail server's certificate is not trusted");
        is_refused(exchange(with_tls(tls, identity), {"user", kFarAway, another.file()}), "name its issuer in `notify.smtp.ca_file`");
        is_refused(exchange(with_tls(tls, elsewhere), {"user", kFarAway, elsewhere.file()}), "the mail server's certificate is not trusted");
        is_refused(exchange(with_tls(tls, identity), {"user", kFarAway, "/no/such/file"}), "`notify.smtp.ca_file` holds no certificates");
    }
}

TEST_CASE("a server without STARTTLS gets nothing, unless it is on this machine") {
    is_refused(exchange({}, {"user", kFarAway, {}}), "the mail server offers no TLS, and without it nothing is sent");
    CHECK(exchange({}).result.has_value());
}
