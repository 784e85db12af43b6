// Hashes, MACs, signatures and random bytes over OpenSSL. Free functions; any thread; throw std::runtime_error only
// if OpenSSL itself fails.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::crypto {

using Sha256 = std::array<unsigned char, 32>;
using Sha1 = std::array<unsigned char, 20>;

Sha256 sha256(std::string_view bytes);
/// The key is used as its bytes (Slack and PagerDuty: the secret as ASCII, not hex-decoded).
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);
/// Only where another side's protocol has it (Twilio); as a MAC it is still sound.
Sha1 hmac_sha1(std::string_view key, std::string_view bytes);

/// Incremental SHA-256 for digests over many parts.
class Sha256Stream {
public:
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(const Sha256Stream&) = delete;
    Sha256Stream& operator=(const Sha256Stream&) = delete;
    void update(std::string_view bytes);
    Sha256 finish();

private:
    void* context_;
};

std::string to_hex(std::span<const unsigned char> bytes);
/// Lower- or upper-case hex; nothing if odd in length or not hex.
std::optional<std::string> from_hex(std::string_view hex);
std::string to_base64(std::string_view bytes);

/// Constant in time for equal lengths; false at once for different ones.
bool equal_constant_time(std::string_view a, std::string_view b);

std::string random_bytes(std::size_t count);

/// An Ed25519 key pair (RFC 8032); both halves are raw 32-byte strings.
struct SigningKey {
    std::string private_key;
    std::string public_key;
};
SigningKey generate_signing_key();
/// Throws std::runtime_error if `private_key` is not 32 bytes.
SigningKey signing_key_from_private(std::string_view private_key);
/// A 64-byte signature.
std::string sign(const SigningKey& key, std::string_view message);
bool verify(std::string_view public_key, std::string_view message, std::string_view signature);

template <std::size_t N>
std::string_view as_bytes(const std::array<unsigned char, N>& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace tocsin::crypto
