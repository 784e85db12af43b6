// The real e-mail transport against a mail server on this machine.
#include "bot/notify/smtp.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
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
};

Exchange exchange(SmtpAnswers answers, const std::string& user = {}) {
    Exchange out;
    SmtpServer server(std::move(answers));
    {
        boost::asio::io_context io(1);
        const auto work = boost::asio::make_work_guard(io);
        SmtpTransport transport(io.get_executor(), {server.url(), "tocsin@example.com", user, user});
        boost::asio::co_spawn(io, transport.send({"tocsin@example.com", "bob@example.com", "Subject: x\r\n\r\n.dot\r\nend\r\n"}),
                              [&](const std::exception_ptr& error, std::expected<void, net::MailError> result) {
                                  if (error) std::rethrow_exception(error);
                                  out.result = std::move(result);
                                  io.stop();
                              });
        io.run();
    }
    out.commands = server.commands();
    out.data = server.data();
    return out;
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
    const auto done = exchange({}, "user");
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
