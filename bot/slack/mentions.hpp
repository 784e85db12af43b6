// Text as Slack escapes it, taken apart and put together again (docs: messaging/formatting-message-text). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::slack {

struct Token {
    enum class Kind {
        text,     ///< text: decoded
        user,     ///< text: U… or W…
        channel,  ///< text: C… or G…
        group,    ///< text: S…
        special,  ///< text: here, channel, everyone, date^…
        link,     ///< text: URL
    };
    Kind kind = Kind::text;
    std::string text;
    std::string label;        ///< decoded; without the bar
    bool has_label = false;   ///< `<#C1|>` has one that is empty

    friend bool operator==(const Token&, const Token&) = default;
};

/// Never fails: a `<` that opens nothing known is text.
std::vector<Token> tokens(std::string_view escaped);
/// The inverse: `tokens(to_escaped(t)) == t` for what `tokens` gave.
std::string to_escaped(const std::vector<Token>& tokens);

/// The neutral form that the command grammar takes: user → `@U012ABC`, channel → `#C012`, group → `@S012`, link → its
/// URL (`mailto:` → the address), special → `@here` or its fallback text, the rest decoded.
std::string plain_words(std::string_view escaped);

/// `&`, `<`, `>` and nothing else, to and from their entities.
std::string escape(std::string_view text);
std::string unescape(std::string_view text);

}  // namespace tocsin::slack
