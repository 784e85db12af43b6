#include "bot/net/http.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"

namespace tocsin::net {

std::string_view Headers::get(std::string_view name) const {
    const auto found = std::ranges::find_if(fields_, [&](const Header& h) { return text::equals_ignoring_case(h.name, name); });
    return found == fields_.end() ? std::string_view() : found->value;
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields_, [&](const Header& h) { return text::equals_ignoring_case(h.name, name); }));
}

std::string_view Request::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string Request::query(std::string_view name) const {
    const auto mark = target.find('?');
    if (mark == std::string::npos) return {};
    for (std::string_view pair : text::split(std::string_view(target).substr(mark + 1), '&')) {
        const auto equals = pair.find('=');
        if (percent_decode(pair.substr(0, equals)) != name) continue;
        return equals == std::string_view::npos ? std::string() : percent_decode(pair.substr(equals + 1));
    }
    return {};
}

std::vector<std::string> Request::query_names() const {
    std::vector<std::string> out;
    const auto mark = target.find('?');
    if (mark == std::string::npos) return out;
    for (std::string_view pair : text::split(std::string_view(target).substr(mark + 1), '&'))
        if (!pair.empty()) out.push_back(percent_decode(pair.substr(0, pair.find('='))));
    return out;
}

std::string_view Request::param(std::string_view name) const {
    const auto found = std::ranges::find(path_params, name, &std::pair<std::string, std::string>::first);
    return found == path_params.end() ? std::string_view() : found->second;
}

Response text_response(int status, std::string body) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}
Response json_response(int status, std::string body) {
    return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

std::string percent_decode(std::string_view s) {
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '+') {
            out += ' ';
            continue;
        }
        const auto byte = s[i] == '%' ? crypto::from_hex(s.substr(i + 1, 2)) : std::nullopt;
        if (byte && byte->size() == 1) {
            out += *byte;
            i += 2;
        } else {
            out += s[i];
        }
    }
    return out;
}

std::string percent_encode(std::string_view s) {
    std::string out;
    for (char c : s) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                std::string_view("-._~").contains(c);
        if (unreserved) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

}  // namespace tocsin::net
