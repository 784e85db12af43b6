#include "bot/slack/mentions.hpp"

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

using Kind = Token::Kind;

bool is_id(std::string_view s, std::string_view first_letters) {
    const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return s.size() > 1 && first_letters.find(s.front()) != std::string_view::npos && std::ranges::all_of(s, fits);
}

bool is_url(std::string_view s) {
    const bool known = s.starts_with("http://") || s.starts_with("https://") || s.starts_with("mailto:") || s.starts_with("tel:");
    return known && s.find_first_of(" \n\t") == std::string_view::npos;
}

/// What stands between `<` and `>`, without them; kind text if it is nothing that we know.
Token token_of(std::string_view inside) {
    const std::size_t bar = inside.find('|');
    const std::string_view head = inside.substr(0, bar);
    Token token;
    token.has_label = bar != std::string_view::npos;
    if (token.has_label) token.label = unescape(inside.substr(bar + 1));
    const auto is = [&](Kind kind, std::string_view text) {
        token.kind = kind;
        token.text = unescape(text);
        return token;
    };
    if (head.starts_with('@') && is_id(head.substr(1), "UWB")) return is(Kind::user, head.substr(1));
    if (head.starts_with('#') && is_id(head.substr(1), "CGD")) return is(Kind::channel, head.substr(1));
    if (head.starts_with("!subteam^") && is_id(head.substr(9), "S")) return is(Kind::group, head.substr(9));
    if (head.size() > 1 && head.starts_with('!') && !head.starts_with("!subteam^")) return is(Kind::special, head.substr(1));
    if (is_url(head)) return is(Kind::link, head);
    return {};
}

void add_text(std::vector<Token>& out, std::string_view escaped) {
    if (escaped.empty()) return;
    if (out.empty() || out.back().kind != Kind::text) out.push_back({});
    out.back().text += unescape(escaped);
}

std::string_view opening(Kind kind) {
    switch (kind) {
        case Kind::user: return "<@";
        case Kind::channel: return "<#";
        case Kind::group: return "<!subteam^";
        case Kind::special: return "<!";
        case Kind::link: return "<";
        case Kind::text: return "";
    }
    return "";
}

std::string words_of(const Token& token) {
    switch (token.kind) {
        case Kind::user:
        case Kind::group: return "@" + token.text;
        case Kind::channel: return "#" + token.text;
        case Kind::link: return token.text.starts_with("mailto:") ? token.text.substr(7) : token.text;
        case Kind::special: return token.has_label ? token.label : "@" + token.text;
        case Kind::text: return token.text;
    }
    return token.text;
}

}  // namespace

std::vector<Token> tokens(std::string_view escaped) {
    std::vector<Token> out;
    while (!escaped.empty()) {
        const std::size_t open = escaped.find('<');
        add_text(out, escaped.substr(0, open));
        if (open == std::string_view::npos) break;
        escaped.remove_prefix(open);
        const std::size_t close = escaped.find_first_of("<>", 1);
        const bool closed = close != std::string_view::npos && escaped[close] == '>';
        const Token token = closed ? token_of(escaped.substr(1, close - 1)) : Token{};
        if (token.kind == Kind::text) {
            add_text(out, "<");
            escaped.remove_prefix(1);
        } else {
            out.push_back(token);
            escaped.remove_prefix(close + 1);
        }
    }
    return out;
}

std::string to_escaped(const std::vector<Token>& tokens) {
    std::string out;
    for (const Token& token : tokens) {
        out += opening(token.kind);
        out += escape(token.text);
        if (token.kind == Kind::text) continue;
        if (token.has_label) out += "|" + escape(token.label);
        out += ">";
    }
    return out;
}

std::string plain_words(std::string_view escaped) {
    std::string out;
    for (const Token& token : tokens(escaped)) out += words_of(token);
    return out;
}

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else out += c;
    }
    return out;
}

std::string unescape(std::string_view text) {
    // `&amp;` last, or `&amp;lt;` would be decoded twice.
    std::string out = text::replace_all(std::string(text), "&lt;", "<");
    out = text::replace_all(std::move(out), "&gt;", ">");
    return text::replace_all(std::move(out), "&amp;", "&");
}

}  // namespace tocsin::slack
