#include "bot/slack/called.hpp"

#include <algorithm>

namespace tocsin::slack {
namespace {

/// What stands at the beginning of a text: `<@U012ABC>`, `<#C012|general>`, or `@U012ABC`, `#C012` as the command grammar takes them. How
/// long it is; 0 if it has no name.
std::size_t named_at(std::string_view text, const Called& called, std::string& name) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::size_t length = std::min(text.find_first_not_of(letters, 1), text.size());
    std::string id(text.substr(1, length - 1));
    if (text.front() == '<') {
        const auto close = text.find_first_of("<>", 1);
        if (close == std::string_view::npos || text[close] != '>') return 0;
        length = close + 1;
        const auto found = tokens(text.substr(0, length));
        if (found.size() != 1 || !has_id(found.front())) return 0;
        id = found.front().text;
    }
    const auto known = called.find(id);
    if (known == called.end()) return 0;
    name = known->second;
    return length;
}

}  // namespace

bool has_id(const Token& token) { return token.kind == Token::Kind::user || token.kind == Token::Kind::group || token.kind == Token::Kind::channel; }

std::string with_names(std::string_view text, const Called& called) {
    std::string out;
    while (!text.empty()) {
        const auto at = std::min(text.find_first_of("<@#"), text.size());
        out += text.substr(0, at);
        text.remove_prefix(at);
        if (text.empty()) break;
        std::string name(text.substr(0, 1));
        const std::size_t length = named_at(text, called, name);
        out += name;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace tocsin::slack
