#include "bot/slack/signature.hpp"

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

/// Only digits: `parse_int` alone would take a minus sign. 12 digits reach past the year 30000.
std::optional<Time> time_of(std::string_view timestamp) {
    if (timestamp.empty() || timestamp.size() > 12 || timestamp.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    const auto seconds = text::parse_int(timestamp);
    return seconds ? std::optional(time_from_unix_seconds(*seconds)) : std::nullopt;
}

}  // namespace

std::string sign(std::string_view secret, std::string_view timestamp, std::string_view body) {
    std::string base = "v0:";
    base.reserve(base.size() + timestamp.size() + 1 + body.size());
    base.append(timestamp).append(":").append(body);
    return "v0=" + crypto::to_hex(crypto::hmac_sha256(secret, base));
}

std::optional<std::size_t> verify_signature(std::span<const std::string> secrets, std::string_view timestamp,
                                            std::string_view signature, std::string_view body, Time now) {
    const auto sent = time_of(timestamp);
    if (!sent) return std::nullopt;
    const auto age = std::chrono::floor<std::chrono::seconds>(now) - *sent;
    if (age > kSignatureWindow || age < -kSignatureWindow) return std::nullopt;
    std::optional<std::size_t> matched;
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        const bool usable = !text::trim(secrets[i]).empty();
        // No early end: the time taken must not tell which secret is in use.
        if (crypto::equal_constant_time(sign(secrets[i], timestamp, body), signature) && usable && !matched) matched = i;
    }
    return matched;
}

}  // namespace tocsin::slack
