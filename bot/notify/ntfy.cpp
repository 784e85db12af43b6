#include "bot/notify/ntfy.hpp"

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"

namespace tocsin::notify {
namespace {

constexpr std::size_t kTitle = 250;

/// Headers are ASCII; ntfy decodes RFC 2047 words in them.
std::string header_value(std::string_view raw) {
    const std::string text = text::truncate(text::one_line(text::sanitize(raw)), kTitle);
    const bool plain = text.find_first_not_of(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") == std::string::npos;
    return plain ? text : "=?UTF-8?B?" + crypto::to_base64(text) + "?=";
}

}  // namespace

net::OutRequest ntfy_request(std::string_view url, const PageFacts& facts) {
    net::OutRequest out;
    out.url = url;
    out.headers.add("Content-Type", "text/plain; charset=utf-8");
    out.headers.add("Title", header_value(subject_of(facts)));
    // 5 rings through "do not disturb" where the phone allows it.
    out.headers.add("Priority", facts.urgency == oncall::Urgency::high ? "5" : "3");
    out.headers.add("Tags", facts.drill || facts.test ? "construction" : "rotating_light");
    if (!facts.channel_url.empty()) {
        out.headers.add("Click", header_value(facts.channel_url));
        out.headers.add("Actions", "view, Open the channel, " + header_value(facts.channel_url));
    }
    out.body = letter_of(facts);
    return out;
}

}  // namespace tocsin::notify
