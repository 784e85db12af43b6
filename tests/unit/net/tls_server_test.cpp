// The server over TLS: versions, protocols, certificates and their reload, refusals inside TLS, junk before it.
#include <catch2/catch.hpp>
#include <openssl/ssl.h>

#include "tests/unit/net/tls_client.hpp"

namespace tocsin::net::test {
namespace {

using namespace std::string_literals;

Limits short_handshakes() {
    Limits limits;
    limits.tls_handshake = limits.idle = milliseconds{150};
    limits.linger = milliseconds{200};
    return limits;
}

}  // namespace

TEST_CASE("TLS 1.2 and 1.3 are spoken, 1.1 is not") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    for (const auto& [version, name] : {std::pair{TLS1_2_VERSION, "TLSv1.2"}, std::pair{TLS1_3_VERSION, "TLSv1.3"}}) {
        TlsClient client(server.port(), {version, {}});
        REQUIRE(client.connected());
        CHECK(client.version() == name);
        client.send(get("/hello"));
        CHECK(client.read_some().starts_with("HTTP/1.1 200 OK\r\n"));
    }
    CHECK_FALSE(TlsClient(server.port(), {TLS1_1_VERSION, {}}).connected());
    CHECK_FALSE(TlsClient(server.port(), {TLS1_VERSION, {}}).connected());
}

TEST_CASE("http/1.1 is the only protocol offered") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    CHECK(TlsClient(server.port(), {0, "\x02h2\x08http/1.1"}).protocol() == "http/1.1");
    CHECK_FALSE(TlsClient(server.port(), {0, "\x02h2"}).connected());
    CHECK(TlsClient(server.port()).connected());
}

TEST_CASE("a client cannot renegotiate") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    TlsClient client(server.port(), {TLS1_2_VERSION, {}});
    REQUIRE(client.connected());
    CHECK_FALSE(client.renegotiate());
}

TEST_CASE("a connection serves many requests over TLS, also pipelined and byte by byte") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    TlsClient client(server.port());
    for (int i = 0; i < 20; ++i) {
        client.send(post("Content-Length: 3\r\n", "abc"));
        CHECK(client.read_some().ends_with("\r\n\r\n3"));
    }
    for (char c : post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")) client.send({&c, 1});
    CHECK(client.read_some().ends_with("\r\n\r\n3"));
    client.send(get("/hello") + get("/hello", "Connection: close\r\n"));
    const Reply rest = client.read_to_end();
    CHECK(rest.responses() == 2);
    CHECK(rest.closed);
    CHECK(server.observer().opened == 1);
}

TEST_CASE("refusals inside TLS are answered and the connection is closed properly") {
    struct Row {
        std::string bytes;
        int status;
    };
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    const Row row = GENERATE(Row{post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
                             Row{post("Host: b\r\n"), 400}, Row{post("Content-Length: 262145\r\n"), 413},
                             Row{post("X-A: " + std::string(9000, 'a') + "\r\n"), 431},
                             Row{post("Transfer-Encoding: chunked\r\n", "0\r\n" + std::string(1 << 20, 'a')), 431},
                             Row{post("Expect: foo\r\n"), 417}, Row{"junk\r\n", 400});
    TlsClient client(server.port());
    client.send(row.bytes);
    const Reply reply = client.read_to_end();
    INFO(row.bytes.substr(0, 100));
    CHECK(reply.status() == row.status);
    CHECK(reply.responses() == 1);
    CHECK(reply.has("\r\nConnection: close\r\n"));
    CHECK(reply.closed);
    CHECK(reply.took <= milliseconds{1000});
    CHECK(server.calls() == 0);
}

TEST_CASE("a body cut without close_notify never reaches the endpoint") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    TlsClient client(server.port());
    client.send(post("Content-Length: 5\r\n", "abcd"));
    client.cut();
    CHECK(eventually([&] { return server.observer().opened == 1 && server.connections() == 0; }));
    CHECK(server.calls() == 0);
}

TEST_CASE("junk instead of a handshake closes the connection") {
    const CertificateFiles certificate;
    TestServer server(short_handshakes(), certificate.files());
    CHECK(exchange(server.port(), {get("/hello")}).closed);
    CHECK(exchange(server.port(), {"\x80\x81\xfe\xff"s}).closed);
    CHECK(exchange(server.port(), {"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"}).closed);
    CHECK(server.calls() == 0);
}

TEST_CASE("a handshake that does not come is given up") {
    const CertificateFiles certificate;
    TestServer server(short_handshakes(), certificate.files());
    const Reply reply = exchange(server.port(), {"\x16\x03\x01"s});
    CHECK(reply.closed);
    CHECK(reply.took < milliseconds{1500});
}

TEST_CASE("an idle TLS connection is closed with close_notify") {
    const CertificateFiles certificate;
    TestServer server(short_handshakes(), certificate.files());
    TlsClient client(server.port());
    client.send(get("/hello"));
    CHECK(client.read_to_end().closed);
}

TEST_CASE("stopping ends idle TLS connections at once") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    TlsClient client(server.port());
    client.send(get("/hello"));
    CHECK_FALSE(client.read_some().empty());
    server.begin_stop(milliseconds{5000});
    CHECK(client.read_to_end().closed);
    CHECK(server.wait_stopped(milliseconds{2000}));
}

TEST_CASE("a reload gives new connections the new certificate and leaves old ones alone") {
    CertificateFiles certificate;
    TestServer server({}, certificate.files());
    TlsClient before(server.port());
    const std::string old_pem = certificate.pem().certificate;
    CHECK(before.certificate() == old_pem);
    certificate.renew({"127.0.0.1"});
    Result<void> reloaded;
    server.on_thread([&] { reloaded = server.server().reload_certificates(); });
    CHECK(reloaded);
    CHECK(TlsClient(server.port()).certificate() == certificate.pem().certificate);
    CHECK(certificate.pem().certificate != old_pem);
    before.send(get("/hello"));
    CHECK(before.read_some().starts_with("HTTP/1.1 200"));
}

TEST_CASE("a reload of something broken fails with the file's name and keeps the old certificate") {
    CertificateFiles certificate;
    TestServer server({}, certificate.files());
    const std::string old_pem = certificate.pem().certificate;
    Result<void> reloaded;
    certificate.spoil();
    server.on_thread([&] { reloaded = server.server().reload_certificates(); });
    REQUIRE_FALSE(reloaded);
    CHECK(reloaded.error().message.find(certificate.certificate_file()) != std::string::npos);
    const CertificateFiles other;
    const TlsPem mixed{other.pem().certificate, certificate.pem().key};
    server.on_thread([&] { reloaded = server.server().reload_certificates(mixed); });
    CHECK_FALSE(reloaded);
    CHECK(TlsClient(server.port()).certificate() == old_pem);
}

TEST_CASE("an identity given at a reload is the one that later reloads read again") {
    const CertificateFiles first;
    CertificateFiles second;
    TestServer server({}, first.files());
    server.on_thread([&] { CHECK(server.server().reload_certificates(second.files())); });
    second.renew({"127.0.0.1"});
    server.on_thread([&] { CHECK(server.server().reload_certificates()); });
    CHECK(TlsClient(server.port()).certificate() == second.pem().certificate);
}

TEST_CASE("a server does not start without a readable certificate") {
    boost::asio::io_context context;
    SystemClock clock;
    ServerOptions options;
    options.tls = TlsFiles{"/nonexistent.crt", "/nonexistent.key"};
    Server server(context.get_executor(), options, {}, clock);
    const auto started = server.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().message == "cannot read /nonexistent.crt");
}

}  // namespace tocsin::net::test
