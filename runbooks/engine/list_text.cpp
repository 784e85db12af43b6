#include "runbooks/engine/list_text.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"

namespace tocsin::runbooks {
namespace {

using nlohmann::json;

std::optional<std::vector<std::string>> items_of_array(std::string_view text) {
    const auto array = json::parse(text, nullptr, false);
    if (!array.is_array() || array.size() > kMostItems) return std::nullopt;
    std::vector<std::string> out;
    for (const auto& item : array) {
        if (!item.is_string() && !item.is_number() && !item.is_boolean()) return std::nullopt;
        out.push_back(item.is_string() ? item.get<std::string>() : item.dump());
    }
    return out;
}

}  // namespace

std::optional<std::vector<std::string>> items_of(std::string_view text) {
    text = text::trim(text);
    if (text.starts_with('[')) return items_of_array(text);
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(", \t\r\n"), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (out.size() > kMostItems) return std::nullopt;
    return out;
}

std::string list_text(const std::vector<std::string>& items) { return json(items).dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace tocsin::runbooks
