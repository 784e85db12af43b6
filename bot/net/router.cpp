#include "bot/net/router.hpp"

#include <algorithm>
#include <optional>

#include "bot/base/text.hpp"

namespace tocsin::net {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> out;
    for (std::string_view part : text::split(path, '/')) out.emplace_back(part);
    return out;
}

bool is_name(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

/// In a path a plus is a plus; only in forms and queries it is a space.
std::string decode_segment(std::string_view segment) {
    return percent_decode(text::replace_all(std::string(segment), "+", "%2B"));
}

std::optional<Router::PathParams> fit(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    Router::PathParams params;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_name(pattern[i]) && !path[i].empty())
            params.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), decode_segment(path[i]));
        else if (pattern[i] != path[i]) return std::nullopt;
    }
    return params;
}

bool takes(const Route& route, std::string_view method) {
    return std::ranges::any_of(route.methods, [&](const std::string& m) {
        return m == method || (m == "GET" && method == "HEAD");
    });
}

void add_methods(std::string& allow, const Route& route) {
    for (const std::string& method : route.methods) {
        if (!allow.empty()) allow += ", ";
        allow += method == "GET" ? "GET, HEAD" : method;
    }
}

}  // namespace

Router& Router::add(Route route) {
    auto segments = segments_of(route.pattern);
    entries_.push_back({std::move(route), std::move(segments)});
    return *this;
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    const auto parts = text::split(path, '/');
    Match match;
    for (const Entry& entry : entries_) {
        auto params = fit(entry.segments, parts);
        if (!params) continue;
        if (takes(entry.route, method)) return {&entry.route, std::move(*params), {}};
        add_methods(match.allow, entry.route);
    }
    return match;
}

}  // namespace tocsin::net
