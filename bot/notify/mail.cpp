#include "bot/notify/mail.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"

namespace tocsin::notify {
namespace {

/// RFC 2045: at most 76 characters a line.
constexpr std::size_t kBase64Line = 76;
/// RFC 2047: an encoded word has at most 75 characters; 45 bytes make 60, and the frame 12.
constexpr std::size_t kWordBytes = 45;

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 32 && c < 127; });
}

/// A header's text: as it is if it may be, else as encoded words that never cut a code point.
std::string header_text(std::string_view raw, bool may_be_plain = true) {
    const std::string text = text::one_line(text::sanitize(raw));
    if (may_be_plain && is_plain(text) && text.size() <= kWordBytes && !text.contains("=?")) return text;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size()) {
            const auto length = std::max<std::size_t>(1, text::well_formed_length(std::string_view(text).substr(end)));
            if (end + length - i > kWordBytes) break;
            end += length;
        }
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + crypto::to_base64(std::string_view(text).substr(i, end - i)) + "?=";
        i = end;
    }
    return out;
}

/// RFC 5322 in UTC, independent of the locale.
std::string header_date(Time at) {
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const auto clock = std::chrono::floor<std::chrono::seconds>(at) - day;
    const std::chrono::hh_mm_ss time{clock};
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                       kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

std::string body_base64(std::string_view text) {
    const std::string encoded = crypto::to_base64(text::replace_all(text::sanitize(text), "\n", "\r\n"));
    std::string out;
    for (std::size_t i = 0; i < encoded.size(); i += kBase64Line) out += encoded.substr(i, kBase64Line) + "\r\n";
    return out;
}

}  // namespace

bool is_mail_address(std::string_view address) {
    const auto at = address.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 254) return false;
    return address.find('@', at + 1) == std::string_view::npos && std::ranges::none_of(address, [](char c) {
        return static_cast<unsigned char>(c) <= 32 || c == 127 || std::string_view("<>()[]\\,;:\"").contains(c);
    });
}

std::string message_id_of(const PageFacts& facts, std::string_view from) {
    const auto at = from.find('@');
    const auto domain = at == std::string_view::npos ? std::string_view("localhost") : from.substr(at + 1);
    return fmt::format("{}.{}.{}.{}@{}", text::lower(facts.name), text::lower(facts.page), facts.number,
                       facts.requested_at.time_since_epoch() / std::chrono::microseconds{1}, domain);
}

std::string mail_text(const Letter& letter) {
    std::string out;
    const auto header = [&](std::string_view name, const std::string& value) { out += fmt::format("{}: {}\r\n", name, value); };
    const auto address = [](const std::string& bare) { return text::one_line(text::sanitize(bare)); };
    header("Date", header_date(letter.date));
    header("From", "tocsin <" + address(letter.from) + ">");
    // A name in quotes or brackets could be read as a second address.
    const bool plain_name = letter.to_name.find_first_of("<>()[]\\,;:\"@.") == std::string::npos;
    const std::string name = letter.to_name.empty() ? "" : header_text(letter.to_name, plain_name) + " ";
    header("To", name + "<" + address(letter.to) + ">");
    header("Subject", header_text(letter.subject));
    header("Message-ID", "<" + address(letter.message_id) + ">");
    // No vacation notice shall answer, and no mail program hide it.
    header("Auto-Submitted", "auto-generated");
    if (letter.urgent) {
        header("Importance", "high");
        header("X-Priority", "1");
    }
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "base64");
    return out + "\r\n" + body_base64(letter.text);
}

}  // namespace tocsin::notify
