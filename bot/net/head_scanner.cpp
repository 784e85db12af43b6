#include "bot/net/head_scanner.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "bot/base/run_length.hpp"
#include "bot/base/text.hpp"

namespace tocsin::net {
namespace {

using text::equals_ignoring_case;

// Room for the method and the version beside the target, so that a request line that never ends is refused early.
constexpr std::size_t kRestOfRequestLine = 32;

constexpr Refusal kLineEnd{400, "lines must end in CR LF"};
constexpr Refusal kControlCharacter{400, "control character in the request head"};
constexpr Refusal kFolded{400, "a header line must not begin with white space"};
constexpr Refusal kHeadTooLarge{431, "the request head is too large"};
constexpr Refusal kTooManyFields{431, "too many header fields"};
constexpr Refusal kTargetTooLong{414, "the request target is too long"};
constexpr Refusal kRequestLine{400, "the request line must be: METHOD /path HTTP/1.1"};
constexpr Refusal kMethodUnknown{501, "this method is not supported"};
constexpr Refusal kTarget{400, "the request target must begin with / and hold visible ASCII only"};
constexpr Refusal kVersion{505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
constexpr Refusal kFieldName{400, "a header line must be: name, colon, value"};

constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

/// One bit a byte value, so that the hot loops ask a table.
using ByteSet = std::array<bool, 256>;
constexpr ByteSet byte_set(std::string_view extra) {
    ByteSet set{};
    for (int c = '0'; c <= '9'; ++c) set[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c) set[static_cast<std::size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) set[static_cast<std::size_t>(c)] = true;
    for (char c : extra) set[static_cast<unsigned char>(c)] = true;
    return set;
}
constexpr ByteSet kTokenBytes = byte_set("!#$%&'*+-.^_`|~");      // RFC 9110 5.6.2
constexpr ByteSet kTargetBytes = byte_set("-._~%!$&'()*+,;=:@/?[]{}|^\"<>\\`");  // visible ASCII but #
constexpr ByteSet kHostBytes = byte_set("-._~");
constexpr ByteSet kIpv6Bytes = byte_set(":.");

bool all_in(std::string_view s, const ByteSet& set) {
    return std::ranges::all_of(s, [&](char c) { return set[static_cast<unsigned char>(c)]; });
}
bool is_digits(std::string_view s) {
    return !s.empty() && std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view trim_blanks(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

/// `name`, `1.2.3.4` or `[::1]`, with an optional port. Commas, white space and user names never appear in one.
bool is_host(std::string_view value) {
    const bool is_ipv6 = value.starts_with('[');
    const auto end = is_ipv6 ? value.find(']') : value.find(':');
    if (is_ipv6 && end == std::string_view::npos) return false;
    const std::string_view name = is_ipv6 ? value.substr(1, end - 1) : value.substr(0, end);
    const std::string_view port = end == std::string_view::npos ? "" : value.substr(is_ipv6 ? end + 1 : end);
    const bool port_ok = port.empty() || (port.front() == ':' && port.size() <= 6 && is_digits(port.substr(1)));
    return !name.empty() && port_ok && all_in(name, is_ipv6 ? kIpv6Bytes : kHostBytes);
}

/// Digits only: no sign, no list, no spaces; nothing if it does not fit.
std::optional<std::uint64_t> parse_length(std::string_view value) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (!is_digits(value) || error != std::errc{} || end != value.data() + value.size()) return std::nullopt;
    return length;
}

}  // namespace

/// What must not hold once the whole head is known, and what is answered if it does. First match wins.
struct HeadScanner::Rule {
    bool (*broken)(const HeadScanner&);
    Refusal refusal;
};
const HeadScanner::Rule HeadScanner::kRules[] = {
    {[](const HeadScanner& h) { return h.seen_.hosts > 1; }, {400, "more than one Host header"}},
    {[](const HeadScanner& h) { return h.seen_.hosts == 0 && !h.framing_.is_http_1_0; },
     {400, "HTTP/1.1 needs a Host header"}},
    {[](const HeadScanner& h) { return !h.seen_.host_is_valid; }, {400, "the Host header is no host name"}},
    {[](const HeadScanner& h) { return h.seen_.content_lengths > 0 && h.seen_.transfer_encodings > 0; },
     {400, "both Content-Length and Transfer-Encoding"}},
    {[](const HeadScanner& h) { return h.seen_.content_lengths > 1; }, {400, "more than one Content-Length header"}},
    {[](const HeadScanner& h) { return !h.seen_.length_is_valid; }, {400, "Content-Length is no whole number"}},
    {[](const HeadScanner& h) { return h.seen_.transfer_encodings > 1; }, {400, "more than one Transfer-Encoding header"}},
    {[](const HeadScanner& h) { return !h.seen_.encoding_is_chunked; },
     {400, "the only Transfer-Encoding taken is: chunked"}},
    {[](const HeadScanner& h) { return h.seen_.transfer_encodings > 0 && h.framing_.is_http_1_0; },
     {400, "HTTP/1.0 has no Transfer-Encoding"}},
    {[](const HeadScanner& h) { return h.is_get_or_head_ && h.framing_.has_body(); }, {400, "GET and HEAD take no body"}},
    {[](const HeadScanner& h) { return h.seen_.expects > 1 || !h.seen_.expect_is_continue; },
     {417, "the only expectation met is: 100-continue"}},
};

HeadScanner::State HeadScanner::refuse(Refusal why) {
    refusal_ = why;
    return state_ = State::refused;
}

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
    while (state_ == State::need_more && position_ < bytes.size()) {
        skip_ordinary(bytes);
        if (position_ == bytes.size()) break;
        if (auto wrong = check_byte(bytes)) return refuse(*wrong);
        const bool line_is_whole = bytes[position_++] == '\n';
        if (auto wrong = check_size()) return refuse(*wrong);
        if (!line_is_whole) continue;
        const std::string_view line = bytes.substr(line_start_, position_ - line_start_ - 2);
        line_start_ = position_;
        line_ended(line);
    }
    return state_;
}

/// Inside a line and its limits nothing about visible ASCII needs a closer look.
void HeadScanner::skip_ordinary(std::string_view bytes) {
    if (position_ == line_start_ || bytes[position_ - 1] == '\r') return;
    const std::size_t most = in_request_line_ ? std::min(limits_.bytes, limits_.target_bytes + kRestOfRequestLine) : limits_.bytes;
    const std::string_view rest = bytes.substr(position_, most - std::min(most, position_));
    const auto is_ordinary = [](char c) { return c >= ' ' && c <= '~'; };
    position_ += text::run_length(rest, is_ordinary);
}

std::optional<Refusal> HeadScanner::check_byte(std::string_view bytes) const {
    const auto byte = static_cast<unsigned char>(bytes[position_]);
    const bool after_cr = position_ > line_start_ && bytes[position_ - 1] == '\r';
    if (after_cr != (byte == '\n')) return kLineEnd;
    if (byte >= 0x20 && byte != 0x7F) [[likely]] {
        const bool folds = byte == ' ' && position_ == line_start_ && !in_request_line_;
        if (folds) return kFolded;
        return in_request_line_ && byte > 0x7F ? std::optional(kRequestLine) : std::nullopt;
    }
    if (byte == '\t') {
        if (in_request_line_) return kRequestLine;
        return position_ == line_start_ ? std::optional(kFolded) : std::nullopt;
    }
    return byte == '\r' || byte == '\n' ? std::nullopt : std::optional(kControlCharacter);
}

std::optional<Refusal> HeadScanner::check_size() const {
    if (in_request_line_ && position_ > limits_.target_bytes + kRestOfRequestLine) return kTargetTooLong;
    if (position_ > limits_.bytes) return kHeadTooLarge;
    return std::nullopt;
}

HeadScanner::State HeadScanner::line_ended(std::string_view line) {
    if (in_request_line_) {
        in_request_line_ = false;
        if (auto wrong = request_line(line)) return refuse(*wrong);
        return state_;
    }
    if (line.empty()) return head_ended();
    if (auto wrong = field_line(line)) return refuse(*wrong);
    return state_;
}

std::optional<Refusal> HeadScanner::request_line(std::string_view line) {
    const auto words = text::split(line, ' ');
    if (words.size() != 3) return kRequestLine;
    const std::string_view method = words[0], target = words[1], version = words[2];
    if (method.empty() || !all_in(method, kTokenBytes)) return kRequestLine;
    const bool is_version = version.size() == 8 && version.starts_with("HTTP/") && is_digits(version.substr(5, 1)) &&
                            version[6] == '.' && is_digits(version.substr(7));
    if (!is_version) return kRequestLine;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return kVersion;
    if (std::ranges::find(kMethods, method) == kMethods.end()) return kMethodUnknown;
    if (target.size() > limits_.target_bytes) return kTargetTooLong;
    if (!target.starts_with('/') || !all_in(target, kTargetBytes)) return kTarget;
    framing_.is_http_1_0 = version == "HTTP/1.0";
    is_get_or_head_ = method == "GET" || method == "HEAD";
    return std::nullopt;
}

std::optional<Refusal> HeadScanner::field_line(std::string_view line) {
    if (++fields_ > limits_.fields) return kTooManyFields;
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || !all_in(line.substr(0, colon), kTokenBytes)) return kFieldName;
    note_field(line.substr(0, colon), trim_blanks(line.substr(colon + 1)));
    return std::nullopt;
}

void HeadScanner::note_field(std::string_view name, std::string_view value) {
    if (equals_ignoring_case(name, "Host")) {
        ++seen_.hosts;
        seen_.host_is_valid &= is_host(value);
    } else if (equals_ignoring_case(name, "Content-Length")) {
        ++seen_.content_lengths;
        framing_.content_length = parse_length(value);
        seen_.length_is_valid &= framing_.content_length.has_value();
    } else if (equals_ignoring_case(name, "Transfer-Encoding")) {
        ++seen_.transfer_encodings;
        seen_.encoding_is_chunked &= equals_ignoring_case(value, "chunked");
        framing_.chunked = true;
    } else if (equals_ignoring_case(name, "Expect")) {
        ++seen_.expects;
        seen_.expect_is_continue &= equals_ignoring_case(value, "100-continue");
    } else if (equals_ignoring_case(name, "Connection")) {
        for (std::string_view option : text::split(value, ',')) {
            seen_.says_close |= equals_ignoring_case(trim_blanks(option), "close");
            seen_.says_keep_alive |= equals_ignoring_case(trim_blanks(option), "keep-alive");
        }
    }
}

HeadScanner::State HeadScanner::head_ended() {
    for (const Rule& rule : kRules) {
        if (rule.broken(*this)) return refuse(rule.refusal);
    }
    framing_.expects_continue = seen_.expects == 1 && !framing_.is_http_1_0;
    framing_.keep_alive = !seen_.says_close && (!framing_.is_http_1_0 || seen_.says_keep_alive);
    return state_ = State::complete;
}

}  // namespace tocsin::net
