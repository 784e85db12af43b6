// A blocking TLS client over OpenSSL alone, so that the tests do not trust the code they test.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/unit/net/harness.hpp"

namespace tocsin::net::test {

struct TlsWish {
    int version = 0;           ///< TLS1_1_VERSION …; 0 = any
    std::string protocols;     ///< ALPN in wire form; empty = none offered
};

class TlsClient {
public:
    explicit TlsClient(std::uint16_t port, TlsWish wish = {});
    ~TlsClient();

    bool connected() const { return connected_; }
    void send(std::string_view bytes);
    /// Until close_notify, the end of the stream or 3 s. `closed` only if close_notify came.
    Reply read_to_end();
    /// What one read gives.
    std::string read_some();
    std::string version() const;
    std::string protocol() const;
    /// PEM
    std::string certificate() const;
    /// True if the server agreed.
    bool renegotiate();
    /// FIN without close_notify: what a cut looks like.
    void cut() { raw_.half_close(); }

private:
    struct Parts;
    RawClient raw_;
    std::unique_ptr<Parts> parts_;
    bool connected_ = false;
};

/// A certificate for these hosts, written to files that end with this object.
class CertificateFiles {
public:
    explicit CertificateFiles(std::vector<std::string> hosts = {"127.0.0.1", "localhost"});
    ~CertificateFiles();
    TlsFiles files() const;
    const TlsPem& pem() const { return pem_; }
    void renew(std::vector<std::string> hosts);
    void spoil();
    std::string certificate_file() const { return folder_ + "/server.crt"; }

private:
    void write();
    std::string folder_;
    TlsPem pem_;
};

}  // namespace tocsin::net::test
