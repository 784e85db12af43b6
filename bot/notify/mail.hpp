// A page as an e-mail: RFC 5322 with its text in UTF-8. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/notify/page_text.hpp"

namespace tocsin::notify {

struct Letter {
    std::string from, to;     ///< bare addresses
    std::string to_name;
    std::string subject;
    std::string text;         ///< lines ended by \n
    std::string message_id;   ///< without the angle brackets; the same at every attempt, so that a repeat is recognisable
    Time date;
    bool urgent = false;
};

/// Lines end with CR LF; nothing of the letter can begin a header of its own.
std::string mail_text(const Letter& letter);
/// `inc-42.p1.3.1794000600@example.com`, the domain that of `from`. The time is that of the page, so that two databases with the same
/// numbers differ.
std::string message_id_of(const PageFacts& facts, std::string_view from);
/// One address as an envelope takes it: one @, no spaces, brackets or line ends.
bool is_mail_address(std::string_view address);

}  // namespace tocsin::notify
