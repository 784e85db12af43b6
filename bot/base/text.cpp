#include "bot/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "bot/base/run_length.hpp"

namespace tocsin::text {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// How many bytes at the start of `s` stay as they are without a further look.
std::size_t plain_length(std::string_view s) {
    const auto is_plain = [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; };
    return run_length(s, is_plain);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row.back();
}

}  // namespace

std::size_t well_formed_length(std::string_view s) {
    const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0U; };
    const auto in = [](unsigned value, unsigned low, unsigned high) { return value >= low && value <= high; };
    const unsigned b0 = byte(0);
    if (b0 < 0x80) return 1;
    if (in(b0, 0xC2, 0xDF)) return in(byte(1), 0x80, 0xBF) ? 2 : 0;
    if (in(b0, 0xE0, 0xEF)) {
        const unsigned low = b0 == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = b0 == 0xED ? 0x9F : 0xBF;
        return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) ? 3 : 0;
    }
    if (in(b0, 0xF0, 0xF4)) {
        const unsigned low = b0 == 0xF0 ? 0x90 : 0x80;
        const unsigned high = b0 == 0xF4 ? 0x8F : 0xBF;
        return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) && in(byte(3), 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

std::string sanitize(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (true) {
        const std::size_t plain = plain_length(bytes);
        out += bytes.substr(0, plain);
        bytes.remove_prefix(plain);
        if (bytes.empty()) break;
        const std::size_t length = well_formed_length(bytes);
        const auto first = static_cast<unsigned char>(bytes.front());
        if (length == 0 || first == 0) {
            out += kReplacement;
        } else if (length > 1 || first >= 0x20 || first == '\n' || first == '\t') {
            if (first != 0x7F) out += bytes.substr(0, length);
        }
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

std::string sanitized(std::string bytes) { return plain_length(bytes) == bytes.size() ? std::move(bytes) : sanitize(bytes); }

std::string_view trim(std::string_view s) {
    while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
    return s;
}

std::string lower(std::string_view s) {
    std::string out(s);
    std::ranges::transform(out, out.begin(), lower_char);
    return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower_char, lower_char);
}

std::vector<std::string_view> split(std::string_view s, char separator) {
    std::vector<std::string_view> parts;
    if (s.empty()) return parts;
    std::size_t start = 0;
    for (std::size_t end = s.find(separator); end != std::string_view::npos; end = s.find(separator, start)) {
        parts.push_back(s.substr(start, end - start));
        start = end + 1;
    }
    parts.push_back(s.substr(start));
    return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string out;
    for (const auto& part : parts) {
        if (&part != &parts.front()) out += separator;
        out += part;
    }
    return out;
}

std::string replace_all(std::string s, std::string_view from, std::string_view to) {
    for (std::size_t at = s.find(from); at != std::string::npos; at = s.find(from, at + to.size())) s.replace(at, from.size(), to);
    return s;
}

std::string truncate(std::string_view s, std::size_t limit) {
    constexpr std::string_view ellipsis = "…";
    if (s.size() <= limit) return std::string(s);
    if (limit < ellipsis.size()) return std::string();
    std::size_t keep = limit - ellipsis.size();
    while (keep > 0 && is_continuation(s[keep])) --keep;
    return std::string(s.substr(0, keep)).append(ellipsis);
}

std::string one_line(std::string_view s) {
    std::string out;
    for (char c : trim(s)) {
        if (!is_space(c)) {
            out += c;
        } else if (!out.ends_with(' ')) {
            out += ' ';
        }
    }
    return out;
}

std::string visible_name(std::string_view name) {
    constexpr std::string_view kUnseen[] = {"\u200B", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2060",
                                            "\u2066", "\u2067", "\u2068", "\u2069", "\u061C", "\uFEFF", "\u00AD"};
    constexpr std::string_view kJoiners[] = {"\u200C", "\u200D"};
    std::string out(name);
    for (const auto mark : kUnseen) out = replace_all(std::move(out), mark, "");
    std::string seen = out;
    for (const auto joiner : kJoiners) seen = replace_all(std::move(seen), joiner, "");
    return trim(seen).empty() ? std::string() : std::string(trim(out));
}

std::size_t code_points(std::string_view s) {
    return static_cast<std::size_t>(std::ranges::count_if(s, [](char c) { return !is_continuation(c); }));
}

std::optional<std::int64_t> parse_int(std::string_view s) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (s.empty() || error != std::errc{} || end != s.data() + s.size()) return std::nullopt;
    return value;
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
    std::optional<std::string_view> best;
    std::size_t best_distance = 2 + word.size() / 4;
    const std::string wanted = lower(word);
    for (std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(wanted, lower(candidate));
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const auto near = nearest(word, candidates);
    return near ? "; did you mean `" + std::string(*near) + "`?" : std::string();
}

std::string slug(std::string_view s, std::size_t limit) {
    std::string out;
    for (char c : s) {
        const char l = lower_char(c);
        if ((l >= 'a' && l <= 'z') || (l >= '0' && l <= '9')) {
            out += l;
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
        if (out.size() >= limit) break;
    }
    while (out.ends_with('-')) out.pop_back();
    return out;
}

}  // namespace tocsin::text
