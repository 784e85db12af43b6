#include "bot/slack/form.hpp"

#include <algorithm>
#include <optional>

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

constexpr std::size_t kMaxFields = 100;
constexpr std::size_t kUsualFields = 20;

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
    std::string out(part.size(), '\0');
    std::size_t written = 0;
    for (std::size_t read = 0; read < part.size(); ++read) {
        char byte = part[read];
        if (byte == '+') byte = ' ';
        if (byte == '%') {
            const auto escaped = escaped_byte(part.substr(read));
            if (!escaped) return std::nullopt;
            byte = *escaped;
            read += 2;
        }
        out[written++] = byte;
    }
    out.resize(written);
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

Result<UrlEncodedForm> UrlEncodedForm::parse(std::string_view body) {
    UrlEncodedForm form;
    form.fields_.reserve(kUsualFields);
    for (std::string_view pair : text::split(body, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = decode_part(pair.substr(0, equals));
        auto value = decode_part(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
        if (!name || !value) return fail(Errc::invalid_argument, "the form holds a malformed % escape");
        Field field{text::sanitized(std::move(*name)), text::sanitized(std::move(*value))};
        if (form.has(field.name)) return fail(Errc::invalid_argument, "the form repeats the field " + text::truncate(field.name, 100));
        form.fields_.push_back(std::move(field));
        if (form.fields_.size() > kMaxFields) return fail(Errc::invalid_argument, "the form has more than 100 fields");
    }
    return form;
}

const std::string& UrlEncodedForm::get(std::string_view name) const {
    static const std::string kNothing;
    const auto found = std::ranges::find(fields_, name, &Field::name);
    return found == fields_.end() ? kNothing : found->value;
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
