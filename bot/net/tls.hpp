// TLS settings: contexts for the server and the client, and certificates for tests and the sandbox. Free functions; any
// thread. Follows Mozilla "intermediate" (TLS 1.2 and 1.3, ECDHE with AEAD only).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <variant>

#include "bot/base/error.hpp"

namespace boost::asio::ssl {
class context;
}

namespace tocsin::net {

/// Certificate chain (leaf first) and private key as PEM files; read again at every reload.
struct TlsFiles {
    std::string certificate_file;
    std::string key_file;
};
/// The same as PEM text.
struct TlsPem {
    std::string certificate;
    std::string key;
};
using TlsIdentity = std::variant<TlsFiles, TlsPem>;

// Shared, because every connection made with a context may outlive a reload.
using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// Fails (invalid_argument) if a file cannot be read, is no PEM, or key and certificate do not belong together.
Result<TlsContext> make_server_context(const TlsIdentity& identity);

/// Trusts the system's certificates and, if not empty, those in `extra_ca_file` (PEM).
/// `verify` false is for a health check of this very machine and nothing else.
Result<TlsContext> make_client_context(const std::string& extra_ca_file = {}, bool verify = true);

/// A new ECDSA P-256 key and a certificate signed by itself for these names and IP addresses, valid for one year.
TlsPem self_signed_certificate(std::span<const std::string> hosts);

}  // namespace tocsin::net
