#include "bot/slack/form.hpp"

#include <optional>

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

constexpr std::size_t kMaxFields = 100;

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

/// The byte of an escape whose `%` begins `rest`.
std::optional<char> escaped_byte(std::string_view rest) {
    const auto high = rest.size() > 2 ? hex_digit(rest[1]) : std::nullopt;
    const auto low = rest.size() > 2 ? hex_digit(rest[2]) : std::nullopt;
    return high && low ? std::optional(static_cast<char>(*high * 16 + *low)) : std::nullopt;
}

std::optional<std::string> decode_part(std::string_view part) {
    std::string out;
    out.reserve(part.size());
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] == '%') {
            const auto byte = escaped_byte(part.substr(i));
            if (!byte) return std::nullopt;
            out += *byte;
            i += 2;
        } else {
            out += part[i] == '+' ? ' ' : part[i];
        }
    }
    return out;
}

std::string encode_part(std::string_view part) {
    constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (char c : part) {
        const auto byte = static_cast<unsigned char>(c);
        if (kUnreserved.find(c) != std::string_view::npos) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
        }
    }
    return out;
}

}  // namespace

Result<Form> Form::parse(std::string_view body) {
    Form form;
    for (std::string_view pair : text::split(body, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        const auto name = decode_part(pair.substr(0, equals));
        const auto value = decode_part(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
        if (!name || !value) return fail(Errc::invalid_argument, "the form holds a malformed % escape");
        const std::string clean = text::sanitize(*name);
        if (!form.fields_.emplace(clean, text::sanitize(*value)).second)
            return fail(Errc::invalid_argument, "the form repeats the field " + text::truncate(clean, 100));
        if (form.fields_.size() > kMaxFields) return fail(Errc::invalid_argument, "the form has more than 100 fields");
    }
    return form;
}

std::string Form::get(std::string_view name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::string() : found->second;
}

std::string encode_form(const std::map<std::string, std::string, std::less<>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += encode_part(name) + "=" + encode_part(value);
    }
    return out;
}

}  // namespace tocsin::slack
