#include "bot/pagerduty/signature.hpp"

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"

namespace tocsin::pagerduty {
namespace {

constexpr std::size_t kMaxSignatures = 16;

}  // namespace

std::string sign(std::string_view secret, std::string_view body) {
    return "v1=" + crypto::to_hex(crypto::hmac_sha256(secret, body));
}

std::optional<std::size_t> verify_signature(std::span<const std::string> secrets, std::string_view header,
                                            std::string_view body) {
    auto entries = text::split(header, ',');
    if (entries.size() > kMaxSignatures) entries.resize(kMaxSignatures);
    std::optional<std::size_t> matched;
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        const bool usable = !text::trim(secrets[i]).empty();
        const std::string expected = sign(secrets[i], body);
        // No early end: the time taken must not tell which secret is in use.
        for (std::string_view entry : entries)
            if (crypto::equal_constant_time(expected, text::trim(entry)) && usable && !matched) matched = i;
    }
    return matched;
}

}  // namespace tocsin::pagerduty
