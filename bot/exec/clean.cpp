#include "bot/exec/clean.hpp"

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::exec {
namespace {

constexpr char kEscape = '\x1B';
/// C1 controls as UTF-8 are 0xC2 and this byte less 0x40 as the letter after ESC: CSI is ESC [ and C2 9B.
constexpr char kC1Lead = '\xC2';

bool in(char c, unsigned low, unsigned high) {
    const auto u = static_cast<unsigned char>(c);
    return u >= low && u <= high;
}

std::size_t run_of(std::string_view s, std::size_t at, unsigned low, unsigned high) {
    std::size_t end = at;
    while (end < s.size() && in(s[end], low, high)) ++end;
    return end;
}

/// Where the sequence `CSI parameters intermediates final` ends, from after its introducer.
std::size_t control_sequence_end(std::string_view s, std::size_t at) {
    at = run_of(s, run_of(s, at, 0x30, 0x3F), 0x20, 0x2F);
    return at < s.size() && in(s[at], 0x40, 0x7E) ? at + 1 : at;
}

/// Where a string of OSC, DCS, SOS, PM or APC ends, from after its introducer; there, if it has no end on its line.
std::size_t control_string_end(std::string_view s, std::size_t at) {
    for (std::size_t i = at; i < s.size() && s[i] != '\n'; ++i) {
        if (s[i] == '\a') return i + 1;
        if (s.substr(i).starts_with("\x1B\\") || s.substr(i).starts_with("\xC2\x9C")) return i + 2;
    }
    return at;
}

/// `letter`: what follows ESC, also for a C1 control; `at`: after it.
std::size_t sequence_end(std::string_view s, char letter, std::size_t at) {
    if (letter == '[') return control_sequence_end(s, at);
    if (std::string_view("]PX^_").contains(letter)) return control_string_end(s, at);
    return at;
}

std::size_t escape_end(std::string_view s, std::size_t at) {
    const std::size_t letter = run_of(s, at + 1, 0x20, 0x2F);
    if (letter >= s.size() || !in(s[letter], 0x30, 0x7E)) return letter;
    return letter == at + 1 ? sequence_end(s, s[letter], letter + 1) : letter + 1;
}

bool turns_direction(std::string_view point) {
    return (point >= "\xE2\x80\xAA" && point <= "\xE2\x80\xAE") || (point >= "\xE2\x81\xA6" && point <= "\xE2\x81\xA9");
}

/// What a well-formed code point that is not plain becomes.
std::string_view shown(std::string_view point) {
    const auto first = static_cast<unsigned char>(point.front());
    if (first == 0 || turns_direction(point)) return text::kReplacement;
    if (point.size() == 1 && (first < 0x20 || first == 0x7F) && first != '\n' && first != '\t') return {};
    return point;
}

std::size_t plain_end(std::string_view s, std::size_t at) {
    while (at < s.size() && (in(s[at], 0x20, 0x7E) || s[at] == '\n' || s[at] == '\t')) ++at;
    return at;
}

/// Takes one thing that is not plain; where the next begins.
std::size_t take(std::string_view s, std::size_t at, MappedText& out) {
    if (s[at] == kEscape) return escape_end(s, at);
    if (s[at] == '\r') {
        const bool more = at + 1 < s.size() && (s[at + 1] == '\n' || s[at + 1] == '\r');
        if (!more) out.add("\n", at, at + 1);
        return at + 1;
    }
    const std::size_t length = text::well_formed_length(s.substr(at));
    if (length == 0) {
        out.add(text::kReplacement, at, at + 1);
        return at + 1;
    }
    if (length == 2 && s[at] == kC1Lead && in(s[at + 1], 0x80, 0x9F)) return sequence_end(s, static_cast<char>(s[at + 1] - 0x40), at + 2);
    out.add(shown(s.substr(at, length)), at, at + length);
    return at + length;
}

}  // namespace

MappedText clean(std::string_view bytes) {
    MappedText out;
    out.text.reserve(bytes.size());
    out.from.reserve(bytes.size());
    out.to.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = plain_end(bytes, at);
        for (; at < end; ++at) out.add(bytes.substr(at, 1), at, at + 1);
        if (at < bytes.size()) at = take(bytes, at, out);
    }
    return out;
}

}  // namespace tocsin::exec
