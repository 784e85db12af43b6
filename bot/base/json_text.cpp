#include "bot/base/json_text.hpp"

#include <algorithm>

#include "bot/base/run_length.hpp"
#include "bot/base/text.hpp"

namespace tocsin {
namespace {

std::size_t harmless_length(std::string_view s) {
    const auto is_harmless = [](char c) { return c >= ' ' && c != '"' && c != '\\'; };  // UTF-8 is below ' '
    return text::run_length(s, is_harmless);
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\b': out += "\\b"; return;
        case '\f': out += "\\f"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (true) {
        const std::size_t harmless = harmless_length(text);
        out += text.substr(0, harmless);
        text.remove_prefix(harmless);
        if (text.empty()) break;
        const std::size_t length = text::well_formed_length(text);
        if (length == 1) append_escaped(out, text.front());
        else out += length == 0 ? text::kReplacement : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

}  // namespace tocsin
