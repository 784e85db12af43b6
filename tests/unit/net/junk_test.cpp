// What does not speak our protocol at all, on a plain and on a TLS listener: closed without reaching anybody, and what is logged of it is one
// short line that says who and why, at level debug, so that no scanner of ports fills a disk.
#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>

#include "bot/base/text.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/unit/net/tls_client.hpp"

namespace tocsin::net::test {
namespace {

using namespace std::string_literals;
using story::CapturedLog;

constexpr std::size_t kLongestLine = 256;

struct Junk {
    const char* name;
    std::string bytes;
};

/// As long as a browser's: 512 bytes in one record.
std::string client_hello() { return "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s + std::string(506, '\x9a'); }

std::vector<Junk> junk() {
    return {
        {"TLS ClientHello", client_hello()},
        {"PROXY line of version 1", "PROXY TCP6 " + repeated(2, "ffff:f...f:ffff:ffff:ffff:ffff:ffff:ffff ") + "65535 65535\r\n"},
        {"PROXY header of version 2", "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"s + std::string(12, '\x01')},
        {"binary junk", "\x80\x81\xfe\xff"s + repeated(40, "\x01\xfe")},
        {"64 KiB of binary junk", repeated(32'768, "\x01\xfe")},
        {"64 KiB of a line without end", std::string(65'536, 'a')},
        {"a line of escapes, quotes and line ends of other alphabets", repeated(1000, "\x1b[2J\"\\\x7f\xc2\x85\xe2\x80\xa8") + "\r\n\r\n"},
        {"SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"},
        {"a method of 4 KiB", std::string(4096, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a target of rubbish", "GET /" + repeated(2000, "\x1b") + " HTTP/1.1\r\nHost: a\r\n\r\n"},
    };
}

class LogOfJunk {
public:
    LogOfJunk() : file_(std::filesystem::temp_directory_path() / ("tocsin-junk-" + std::to_string(::getpid()))), log_(file_) {}
    ~LogOfJunk() { std::filesystem::remove(file_); }

    std::vector<std::string> lines() const {
        const std::string all = log_.text();
        std::vector<std::string> out;
        for (const auto line : text::split(all, '\n'))
            if (!line.empty()) out.emplace_back(line);
        return out;
    }

private:
    std::string file_;
    CapturedLog log_;
};

/// So many lines since the last call, each of this event, from this machine, and short.
void check_logged(const LogOfJunk& log, std::size_t& seen, std::size_t count, const std::string& event, const std::string& why) {
    const auto lines = log.lines();
    CHECK(lines.size() == seen + count);
    for (std::size_t i = seen; i < lines.size(); ++i) {
        INFO(lines[i].substr(0, 1000));
        CHECK(lines[i].size() <= kLongestLine);
        CHECK(lines[i].find(R"("level":"debug","event":")" + event + R"(","peer":"127.0.0.1",)") != std::string::npos);
        CHECK(lines[i].find("\"" + why + "\":\"") != std::string::npos);
    }
    seen = lines.size();
}

/// Whole, and in two parts: all of them if it is short, else the first and the last 64.
std::vector<std::size_t> cuts_of(const std::string& bytes) {
    std::vector<std::size_t> out;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        if (bytes.size() <= 600 || cut < 64 || cut + 64 > bytes.size()) out.push_back(cut);
    return out;
}

}  // namespace

TEST_CASE("junk on a plain listener is refused once, and a short line says so, wherever it is cut") {
    const LogOfJunk log;
    TestServer server;
    std::size_t seen = 0;
    for (const Junk& one : junk()) {
        const std::string_view bytes = one.bytes;
        const auto cuts = cuts_of(one.bytes);
        for (const std::size_t cut : cuts) {
            INFO(one.name << " cut at " << cut);
            const Reply reply = exchange(server.port(), {bytes.substr(0, cut), bytes.substr(cut)});
            CHECK(reply.closed);
            CHECK(reply.responses() == 1);
            CHECK(reply.status() >= 400);
            CHECK(reply.took <= milliseconds{1000});
        }
        check_logged(log, seen, cuts.size(), "request_refused", "reason");
    }
    CHECK(server.calls() == 0);
}

TEST_CASE("junk on a TLS listener ends the handshake, and a short line says so") {
    const LogOfJunk log;
    const CertificateFiles certificate;
    Limits limits;
    limits.tls_handshake = milliseconds{150};
    TestServer server(limits, certificate.files());
    std::size_t seen = 0;
    for (const Junk& one : junk()) {
        INFO(one.name);
        const Reply reply = exchange(server.port(), {one.bytes});
        CHECK(reply.closed);
        CHECK(reply.responses() == 0);
        check_logged(log, seen, 1, "tls_handshake_failed", "error");
    }
    CHECK(server.calls() == 0);
}

TEST_CASE("junk inside TLS is refused as on a plain listener") {
    const LogOfJunk log;
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    std::size_t seen = 0;
    for (const Junk& one : junk()) {
        INFO(one.name);
        TlsClient client(server.port());
        client.send(one.bytes);
        CHECK(client.read_to_end().responses() == 1);
        check_logged(log, seen, 1, "request_refused", "reason");
    }
    CHECK(server.calls() == 0);
}

TEST_CASE("at the level that a server runs with, junk leaves no line at all") {
    const LogOfJunk log;
    const CertificateFiles certificate;
    TestServer plain, secure({}, certificate.files());
    log::set_level(log::Level::info);
    for (const Junk& one : junk()) {
        exchange(plain.port(), {one.bytes});
        exchange(secure.port(), {one.bytes}, milliseconds{200});
    }
    CHECK(log.lines().empty());
}

}  // namespace tocsin::net::test
