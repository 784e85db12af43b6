#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "bot/net/tls.hpp"

namespace tocsin::net {
namespace {

constexpr long kBackdated = -24L * 60 * 60;  // clocks of the machines that talk may differ
constexpr long kOneYear = 365L * 24 * 60 * 60;

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION, X509_EXTENSION_free>>;
using Bytes = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>>;

void require(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("OpenSSL could not ") + what);
}

bool is_address(const std::string& host) { return Bytes(a2i_IPADDRESS(host.c_str())) != nullptr; }

std::string alternative_names(std::span<const std::string> hosts) {
    std::string names;
    for (const std::string& host : hosts) {
        if (!names.empty()) names += ',';
        names += (is_address(host) ? "IP:" : "DNS:") + host;
    }
    return names;
}

void add_extension(X509* certificate, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "add a certificate extension");
}

void set_serial_and_name(X509* certificate, const std::string& host) {
    std::uint64_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "draw a serial number");
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1);
    X509_NAME* name = X509_get_subject_name(certificate);
    const auto* text = reinterpret_cast<const unsigned char*>(host.data());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, static_cast<int>(host.size()), -1, 0);
    X509_set_issuer_name(certificate, name);
}

template <class Write>
std::string to_pem(Write write) {
    const std::unique_ptr<BIO, Freed<BIO, BIO_free_all>> memory(BIO_new(BIO_s_mem()));
    require(memory && write(memory.get()) == 1, "write PEM");
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace

TlsPem self_signed_certificate(std::span<const std::string> hosts) {
    if (hosts.empty()) throw std::runtime_error("a certificate needs at least one host");
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    require(key && certificate, "make a key");
    X509_set_version(certificate.get(), X509_VERSION_3);
    set_serial_and_name(certificate.get(), hosts.front());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), kBackdated);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kOneYear);
    X509_set_pubkey(certificate.get(), key.get());
    add_extension(certificate.get(), NID_subject_alt_name, alternative_names(hosts));
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "sign a certificate");
    const auto write_key = [&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    };
    return {to_pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); }), to_pem(write_key)};
}

}  // namespace tocsin::net
