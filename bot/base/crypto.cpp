#include "bot/base/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <memory>
#include <stdexcept>

namespace tocsin::crypto {
namespace {

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

void require(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what + " failed");
}

/// Fetched once: OpenSSL 3 otherwise looks the algorithm up by its name at each use, which costs more than the hashing.
const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    require(fetched != nullptr, "SHA-256");
    return fetched;
}

using Mac = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

/// HMAC-SHA-256 with some key or other, to be copied and given its own; made once for the same reason.
const EVP_MAC_CTX* hmac_pattern() {
    static const EVP_MAC_CTX* const pattern = [] {
        EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        require(algorithm != nullptr, "HMAC");
        EVP_MAC_CTX* made = EVP_MAC_CTX_new(algorithm);
        char digest[] = "SHA256";
        const OSSL_PARAM chosen[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
        require(made != nullptr && EVP_MAC_init(made, bytes_of("x"), 1, chosen) == 1, "HMAC");
        return made;
    }();
    return pattern;
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Key private_key_of(std::string_view raw) {
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(raw), raw.size()), &EVP_PKEY_free);
    require(key != nullptr, "reading an Ed25519 private key");
    return key;
}

std::string public_half(EVP_PKEY* key) {
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    require(EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size) == 1, "public key");
    return raw;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
    Sha256 out;
    require(EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, sha256_algorithm(), nullptr) == 1, "SHA-256");
    return out;
}

Sha1 hmac_sha1(std::string_view key, std::string_view bytes) {
    Sha1 out{};
    std::size_t size = 0;
    char digest[] = "SHA1";
    const OSSL_PARAM chosen[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    require(EVP_Q_mac(nullptr, "HMAC", nullptr, nullptr, chosen, key.data(), key.size(), bytes_of(bytes), bytes.size(), out.data(), out.size(), &size) != nullptr,
            "HMAC-SHA-1");
    return out;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
    Sha256 out;
    const Mac mac(EVP_MAC_CTX_dup(hmac_pattern()), &EVP_MAC_CTX_free);
    // A null pointer would keep the pattern's key.
    const std::string_view given = key.data() == nullptr ? std::string_view("") : key;
    std::size_t size = 0;
    require(mac != nullptr && EVP_MAC_init(mac.get(), bytes_of(given), given.size(), nullptr) == 1 &&
                EVP_MAC_update(mac.get(), bytes_of(bytes), bytes.size()) == 1 &&
                EVP_MAC_final(mac.get(), out.data(), &size, out.size()) == 1,
            "HMAC");
    return out;
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
    require(context_ != nullptr, "EVP_MD_CTX_new");
    require(EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_), sha256_algorithm(), nullptr) == 1, "SHA-256");
}
Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256Stream::update(std::string_view bytes) {
    require(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size()) == 1, "SHA-256");
}

Sha256 Sha256Stream::finish() {
    Sha256 out;
    require(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), out.data(), nullptr) == 1, "SHA-256");
    return out;
}

std::string to_hex(std::span<const unsigned char> bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (unsigned char b : bytes) {
        out += digits[b >> 4];
        out += digits[b & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
    const auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string out;
    out.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = digit(hex[i]);
        const int low = digit(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string to_base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    require(RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) == 1, "RAND_bytes");
    return out;
}

SigningKey generate_signing_key() { return signing_key_from_private(random_bytes(32)); }

SigningKey signing_key_from_private(std::string_view private_key) {
    const Key key = private_key_of(private_key);
    return {std::string(private_key), public_half(key.get())};
}

std::string sign(const SigningKey& signing_key, std::string_view message) {
    const Key key = private_key_of(signing_key.private_key);
    const Digest context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1, "Ed25519");
    std::string out(64, '\0');
    std::size_t size = out.size();
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes_of(message),
                           message.size()) == 1,
            "Ed25519");
    return out;
}

bool verify(std::string_view public_key, std::string_view message, std::string_view signature) {
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key), public_key.size()),
                  &EVP_PKEY_free);
    if (!key) return false;
    const Digest context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    require(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1, "Ed25519");
    return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) == 1;
}

}  // namespace tocsin::crypto
