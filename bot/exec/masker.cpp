#include "bot/exec/masker.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "bot/exec/clean.hpp"

namespace tocsin::exec {
namespace {

constexpr std::size_t kStart = 4;          ///< bytes by which a pattern is looked up
constexpr std::size_t kShortestLine = 12;  ///< of a secret of several lines, such as a key, that is a secret by itself
constexpr std::size_t kLongestEscape = 6;  ///< bytes that one byte can become: \u00e9

std::uint32_t start_of(std::string_view text) {
    std::uint32_t start = 0;
    std::memcpy(&start, text.data(), kStart);
    return start;
}
std::size_t bucket(std::uint32_t start) { return (start * 2654435761U) >> 16U; }

bool is_base64(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/'; }

/// base64 is broken into lines; without them it is one word.
MappedText without_line_ends(std::string_view text) {
    MappedText out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') continue;
        const char plain = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];  // base64url as base64
        out.add({&plain, 1}, i, i + 1);
    }
    return out;
}

std::optional<unsigned> hex_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return std::nullopt;
    unsigned value = 0;
    const char* end = text.data() + at + digits;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value, 16);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

MappedText percent_decoded(std::string_view text, bool plus_is_space) {
    MappedText out;
    for (std::size_t i = 0; i < text.size();) {
        const auto value = text[i] == '%' ? hex_at(text, i + 1, 2) : std::nullopt;
        const char byte = value ? static_cast<char>(*value) : plus_is_space && text[i] == '+' ? ' ' : text[i];
        const std::size_t end = i + (value ? 3 : 1);
        out.add({&byte, 1}, i, end);
        i = end;
    }
    return out;
}

void add_code_point(MappedText& out, unsigned point, std::size_t begin, std::size_t end) {
    const auto low = [](unsigned bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
    if (point < 0x80) out.add(std::string{static_cast<char>(point)}, begin, end);
    else if (point < 0x800) out.add(std::string{static_cast<char>(0xC0U | (point >> 6U)), low(point)}, begin, end);
    else out.add(std::string{static_cast<char>(0xE0U | (point >> 12U)), low(point >> 6U), low(point)}, begin, end);
}

/// Takes the escape at `i`; where the next character begins. A pair of surrogates, which no secret of ours needs, stays unrecognised.
std::size_t take_json_escape(std::string_view text, std::size_t i, MappedText& out) {
    constexpr std::string_view letters = "nrtbf\"\\/", meant = "\n\r\t\b\f\"\\/";
    if (i + 1 < text.size()) {
        if (const auto which = letters.find(text[i + 1]); which != letters.npos) {
            out.add(meant.substr(which, 1), i, i + 2);
            return i + 2;
        }
        if (const auto point = text[i + 1] == 'u' ? hex_at(text, i + 2, 4) : std::nullopt) {
            add_code_point(out, *point, i, i + 6);
            return i + 6;
        }
    }
    out.add(text.substr(i, 1), i, i + 1);
    return i + 1;
}

MappedText json_unescaped(std::string_view text) {
    MappedText out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '\\') {
            i = take_json_escape(text, i, out);
        } else {
            out.add(text.substr(i, 1), i, i + 1);
            ++i;
        }
    }
    return out;
}

std::vector<Span> merged(std::vector<Span> spans) {
    std::ranges::sort(spans, {}, &Span::begin);
    std::vector<Span> out;
    for (const auto& span : spans) {
        if (!out.empty() && span.begin <= out.back().end) out.back().end = std::max(out.back().end, span.end);
        else out.push_back(span);
    }
    return out;
}

}  // namespace

void Masker::Index::add(std::string pattern) {
    const auto start = start_of(pattern);
    likely_.set(bucket(start));
    by_start_[start].push_back(std::move(pattern));
}

template <class Found>
void Masker::Index::scan(std::string_view text, Found found) const {
    for (std::size_t i = 0; i + kStart <= text.size(); ++i) {
        const auto start = start_of(text.substr(i));
        if (!likely_.test(bucket(start))) continue;
        const auto patterns = by_start_.find(start);
        if (patterns == by_start_.end()) continue;
        for (const auto& pattern : patterns->second)
            if (text.substr(i).starts_with(pattern)) found(Span{i, i + pattern.size()});
    }
}

bool Masker::add(std::string_view secret) {
    if (secret.size() < kShortestSecret) return false;
    add_plain(secret);
    add_base64(secret);
    const auto lines = text::split(secret, '\n');
    for (std::string_view line : lines) {
        line = text::trim(line);
        if (lines.size() < 2 || line.size() < kShortestLine) continue;
        add_plain(line);
        add_base64(line);
    }
    return true;
}

void Masker::add_plain(std::string_view value) {
    holds_space_ = holds_space_ || value.contains(' ');
    longest_ = std::max(longest_, value.size() * kLongestEscape);
    // As the output in which it is looked for is cleaned, and as it was given for those views that undo an encoding.
    if (std::string cleaned = clean(value).text; cleaned.size() >= kStart) plain_.add(std::move(cleaned));
    plain_.add(std::string(value));
}

/// Of the bytes after 0, 1 or 2 others: the characters that depend on nothing else. Those beside them are taken in by `find`.
void Masker::add_base64(std::string_view value) {
    for (std::size_t before = 0; before < 3; ++before) {
        const std::string coded = crypto::to_base64(std::string(before, '\0').append(value).append(2, '\0'));
        const std::size_t begin = (before * 8 + 5) / 6, end = (before + value.size()) * 8 / 6;
        base64_.add(coded.substr(begin, end - begin));
    }
}

std::vector<Span> Masker::find(std::string_view text) const {
    std::vector<Span> found;
    const auto look = [&](const MappedText& view) {
        plain_.scan(view.text, [&](Span at) { found.push_back({view.from[at.begin], view.to[at.end - 1]}); });
    };
    if (longest_ == 0) return found;
    plain_.scan(text, [&](Span at) { found.push_back(at); });
    if (text.contains('%')) look(percent_decoded(text, false));
    if (holds_space_ && text.contains('+')) look(percent_decoded(text, true));
    if (text.contains('\\')) look(json_unescaped(text));
    const MappedText word = without_line_ends(text);
    base64_.scan(word.text, [&](Span at) {
        // The characters at both ends may hold some bits of the secret, too.
        if (at.begin > 0 && is_base64(word.text[at.begin - 1])) --at.begin;
        if (at.end < word.text.size() && is_base64(word.text[at.end])) ++at.end;
        found.push_back({word.from[at.begin], word.to[at.end - 1]});
    });
    return merged(std::move(found));
}

std::string Masker::masked(std::string_view text) const { return with_masks(text, find(text), 0, text.size()); }

std::string with_masks(std::string_view text, const std::vector<Span>& spans, std::size_t begin, std::size_t end) {
    std::string out;
    for (const auto& span : spans) {
        if (span.end <= begin || span.begin >= end) continue;
        if (span.begin > begin) out += text.substr(begin, span.begin - begin);
        out += kMask;
        begin = std::min(span.end, end);
    }
    return out.append(text.substr(begin, end - begin));
}

}  // namespace tocsin::exec
