#include "bot/sandbox/mail_sink.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "bot/base/text.hpp"

namespace tocsin::sandbox {
namespace {

/// RFC 5322, 2.1.1, without the line end.
constexpr std::size_t kMaxLine = 998;

std::string from_base64(std::string_view encoded) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : encoded) {
        const auto digit = kDigits.find(c);
        if (digit == std::string_view::npos) continue;
        bits = bits << 6U | static_cast<unsigned>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> static_cast<unsigned>(held) & 255U);
    }
    return out;
}

/// Encoded words as a mail program shows them.
std::string decoded_header(std::string_view raw) {
    constexpr std::string_view kBegin = "=?UTF-8?B?", kEnd = "?=";
    std::string out;
    while (true) {
        const auto begin = raw.find(kBegin);
        if (begin == std::string_view::npos) return out + std::string(raw);
        // White space between two encoded words is not shown.
        if (const auto before = raw.substr(0, begin); out.empty() || !text::trim(before).empty()) out += before;
        raw.remove_prefix(begin + kBegin.size());
        const auto end = raw.find(kEnd);
        if (end == std::string_view::npos) return out + "(broken)";
        out += from_base64(raw.substr(0, end));
        raw.remove_prefix(end + kEnd.size());
    }
}

struct Parsed {
    std::multimap<std::string, std::string> headers;  ///< names in lower case, unfolded
    std::string body;
    std::vector<std::string> objections;

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

Parsed parse(std::string_view message) {
    Parsed out;
    std::string* last = nullptr;
    bool in_body = false;
    while (!message.empty()) {
        const auto end = message.find("\r\n");
        const auto line = message.substr(0, end);
        if (end == std::string_view::npos) out.objections.emplace_back("the last line does not end with CR LF");
        message.remove_prefix(end == std::string_view::npos ? message.size() : end + 2);
        if (line.size() > kMaxLine) out.objections.emplace_back("a line is longer than 998 bytes");
        if (line.find_first_of("\r\n") != std::string_view::npos) out.objections.emplace_back("a bare CR or LF");
        if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) > 126; })) out.objections.emplace_back("a byte that is not ASCII");
        if (in_body) {
            out.body += line;
        } else if (line.empty()) {
            in_body = true;
        } else if (line.front() == ' ' && last != nullptr) {
            *last += line;
        } else if (const auto colon = line.find(": "); colon != std::string_view::npos && colon > 0) {
            last = &out.headers.emplace(text::lower(line.substr(0, colon)), std::string(line.substr(colon + 2)))->second;
        } else {
            out.objections.emplace_back("no header: " + std::string(line));
        }
    }
    for (const char* once : {"date", "from", "to", "subject", "message-id", "mime-version", "content-type"})
        if (out.headers.count(once) != 1) out.objections.emplace_back(std::string("the header is not there once: ") + once);
    if (out.header("content-transfer-encoding") != "base64") out.objections.emplace_back("the text is not in base64");
    return out;
}

}  // namespace

void MailSink::keep(const net::Mail& mail) {
    const auto parsed = parse(mail.message);
    for (const auto& why : parsed.objections) violations_.push_back({scheduler_.now(), "DATA", why});
    const auto has = [&](const std::string& header, const std::string& address) { return parsed.header(header).ends_with("<" + address + ">"); };
    if (!has("from", mail.from)) violations_.push_back({scheduler_.now(), "MAIL FROM", "the letter is not from " + mail.from});
    if (!has("to", mail.to)) violations_.push_back({scheduler_.now(), "RCPT TO", "the letter is not to " + mail.to});
    mails_.push_back({scheduler_.now(), mail.from, mail.to, parsed.header("message-id"), decoded_header(parsed.header("subject")),
                      text::replace_all(from_base64(parsed.body), "\r\n", "\n"), mail.message});
}

boost::asio::awaitable<std::expected<void, net::MailError>> MailSink::send(net::Mail mail) {
    std::optional<MailFault> fault;
    if (!faults_.empty()) {
        fault = std::move(faults_.front());
        faults_.pop_front();
    }
    if (!fault || fault->taken) keep(mail);
    if (fault) co_return std::unexpected(fault->error);
    co_return std::expected<void, net::MailError>();
}

}  // namespace tocsin::sandbox
