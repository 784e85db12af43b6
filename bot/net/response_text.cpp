#include "bot/net/response_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "bot/base/text.hpp"

namespace tocsin::net {
namespace {

struct Phrase {
    int status;
    std::string_view text;
};
constexpr std::array kPhrases{
    Phrase{200, "OK"}, Phrase{201, "Created"}, Phrase{202, "Accepted"}, Phrase{204, "No Content"},
    Phrase{301, "Moved Permanently"}, Phrase{302, "Found"}, Phrase{303, "See Other"}, Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"}, Phrase{400, "Bad Request"}, Phrase{401, "Unauthorized"}, Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"}, Phrase{405, "Method Not Allowed"}, Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"}, Phrase{409, "Conflict"}, Phrase{410, "Gone"}, Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"}, Phrase{415, "Unsupported Media Type"}, Phrase{417, "Expectation Failed"},
    Phrase{422, "Unprocessable Content"}, Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"}, Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"}, Phrase{502, "Bad Gateway"}, Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"}, Phrase{505, "HTTP Version Not Supported"}};

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t start = out.size();
    out.append(value).append("\r\n");
    std::for_each(out.begin() + static_cast<std::ptrdiff_t>(start), out.end() - 2, [](char& c) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    });
}

/// Fields that only the server may set, because they frame the message.
bool is_framing(std::string_view name) {
    return text::equals_ignoring_case(name, "Content-Length") || text::equals_ignoring_case(name, "Transfer-Encoding") ||
           text::equals_ignoring_case(name, "Connection");
}

}  // namespace

std::string_view reason_phrase(int status) {
    const auto found = std::ranges::find(kPhrases, status, &Phrase::status);
    return found == kPhrases.end() ? "Unknown" : found->text;
}

void append_response(std::string& out, const Response& response, const ResponseFraming& framing) {
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
    for (const Header& field : response.headers.all()) {
        if (!is_framing(field.name)) append_field(out, field.name, field.value);
    }
    if (response.headers.count("X-Content-Type-Options") == 0) out += "X-Content-Type-Options: nosniff\r\n";
    if (response.headers.count("Cache-Control") == 0) out += "Cache-Control: no-store\r\n";
    if (!framing.keep_alive) out += "Connection: close\r\n";
    else if (framing.is_http_1_0) out += "Connection: keep-alive\r\n";
    const bool may_have_body = response.status != 204 && response.status != 304;  // RFC 9110 6.4.1
    if (may_have_body) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
    out += "\r\n";
    if (may_have_body && !framing.is_head) out += response.body;
}

}  // namespace tocsin::net
