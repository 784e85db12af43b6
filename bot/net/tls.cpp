#include "bot/net/tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tocsin::net {
namespace {

namespace ssl = boost::asio::ssl;
using ErrorCode = boost::system::error_code;

// Mozilla "intermediate" 5.7 without finite-field Diffie-Hellman, which needs parameters that nobody here misses.
constexpr const char* kCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:P-256:P-384";

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return fail(Errc::invalid_argument, fmt::format("cannot read {}", path),
                    "check that the file exists and may be read");
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<TlsPem> load(const TlsIdentity& identity) {
    if (const auto* pem = std::get_if<TlsPem>(&identity)) return *pem;
    const auto& files = std::get<TlsFiles>(identity);
    auto certificate = read_file(files.certificate_file);
    if (!certificate) return std::unexpected(certificate.error());
    auto key = read_file(files.key_file);
    if (!key) return std::unexpected(key.error());
    return TlsPem{std::move(*certificate), std::move(*key)};
}

std::string name_of(const TlsIdentity& identity) {
    const auto* files = std::get_if<TlsFiles>(&identity);
    return files ? fmt::format("{} and {}", files->certificate_file, files->key_file) : "the given PEM text";
}

/// Wire form of the only protocol offered (RFC 7301).
constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*) {
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(&chosen, out_size, kAlpn, sizeof kAlpn, in, in_size);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void apply_common_settings(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, kCiphers);
    SSL_CTX_set1_groups_list(context, kGroups);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // An idle connection gives its 32 KiB of record buffers back.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

}  // namespace

Result<TlsContext> make_server_context(const TlsIdentity& identity) {
    auto pem = load(identity);
    if (!pem) return std::unexpected(pem.error());
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    apply_common_settings(native);
    // Resumption by ticket only: a cache of sessions would cost memory for every client that ever came.
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(native, 1);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    ErrorCode error;
    context->use_certificate_chain(boost::asio::buffer(pem->certificate), error);
    if (!error) context->use_private_key(boost::asio::buffer(pem->key), ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(native) != 1) {
        return fail(Errc::invalid_argument,
                    fmt::format("{} are not a certificate and its private key{}", name_of(identity),
                                error ? ": " + error.message() : ""),
                    "both must be PEM, and the key must be the certificate's own");
    }
    return context;
}

Result<TlsContext> make_client_context(const std::string& extra_ca_file, bool verify) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    apply_common_settings(context->native_handle());
    SSL_CTX_set_alpn_protos(context->native_handle(), kAlpn, sizeof kAlpn);
    ErrorCode error;
    context->set_default_verify_paths(error);
    if (!error && !extra_ca_file.empty()) context->load_verify_file(extra_ca_file, error);
    if (error) {
        return fail(Errc::invalid_argument,
                    fmt::format("cannot load trusted certificates {}: {}", extra_ca_file, error.message()));
    }
    context->set_verify_mode(verify ? ssl::verify_peer : ssl::verify_none);
    return context;
}

}  // namespace tocsin::net
