#include "tests/unit/net/tls_client.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <filesystem>
#include <fstream>

namespace tocsin::net::test {

struct TlsClient::Parts {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL* ssl = nullptr;
    ~Parts() {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
};

TlsClient::TlsClient(std::uint16_t port, TlsWish wish) : raw_(port), parts_(std::make_unique<Parts>()) {
    // The client would take anything, so that what is refused was refused by the server.
    SSL_CTX_set_cipher_list(parts_->context, "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(parts_->context, wish.version);
    SSL_CTX_set_max_proto_version(parts_->context, wish.version);
    const timeval patience{3, 0};
    ::setsockopt(raw_.native(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    parts_->ssl = SSL_new(parts_->context);
    const auto* protocols = reinterpret_cast<const unsigned char*>(wish.protocols.data());
    if (!wish.protocols.empty()) SSL_set_alpn_protos(parts_->ssl, protocols, static_cast<unsigned>(wish.protocols.size()));
    SSL_set_fd(parts_->ssl, raw_.native());
    connected_ = SSL_connect(parts_->ssl) == 1;
}

TlsClient::~TlsClient() = default;

void TlsClient::send(std::string_view bytes) { SSL_write(parts_->ssl, bytes.data(), static_cast<int>(bytes.size())); }

std::string TlsClient::read_some() {
    char piece[16 * 1024];
    const int got = SSL_read(parts_->ssl, piece, sizeof piece);
    return got > 0 ? std::string(piece, static_cast<std::size_t>(got)) : std::string();
}

Reply TlsClient::read_to_end() {
    const auto begun = std::chrono::steady_clock::now();
    Reply reply;
    for (std::string piece = read_some(); !piece.empty(); piece = read_some()) reply.bytes += piece;
    reply.closed = (SSL_get_shutdown(parts_->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
    reply.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
    return reply;
}

std::string TlsClient::version() const { return SSL_get_version(parts_->ssl); }

std::string TlsClient::protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(parts_->ssl, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::certificate() const {
    X509* certificate = SSL_get1_peer_certificate(parts_->ssl);
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string pem(data, static_cast<std::size_t>(size));
    BIO_free(memory);
    X509_free(certificate);
    return pem;
}

bool TlsClient::renegotiate() { return SSL_renegotiate(parts_->ssl) == 1 && SSL_do_handshake(parts_->ssl) == 1; }

CertificateFiles::CertificateFiles(std::vector<std::string> hosts) {
    std::string pattern = std::filesystem::temp_directory_path() / "tocsin-net-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    renew(std::move(hosts));
}
CertificateFiles::~CertificateFiles() { std::filesystem::remove_all(folder_); }

TlsFiles CertificateFiles::files() const { return {certificate_file(), folder_ + "/server.key"}; }

void CertificateFiles::renew(std::vector<std::string> hosts) {
    pem_ = self_signed_certificate(hosts);
    write();
}
void CertificateFiles::spoil() { std::ofstream(certificate_file()) << "no certificate"; }
void CertificateFiles::write() {
    std::ofstream(certificate_file()) << pem_.certificate;
    std::ofstream(files().key_file) << pem_.key;
}

}  // namespace tocsin::net::test
