#include "bot/slack/message_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/slack/mentions.hpp"

namespace tocsin::slack {
namespace {

constexpr std::string_view kGroup = "group:";

void append_token(Markup& out, const Token& token, const TeamId& team) {
    switch (token.kind) {
        case Token::Kind::text: out << std::string_view(token.text); return;
        case Token::Kind::user: out.person(slack_actor(team, UserId(token.text)).value); return;
        case Token::Kind::group: out.person(std::string(kGroup) + token.text); return;
        case Token::Kind::channel: out.channel(token.text); return;
        case Token::Kind::link: out.link(token.text, token.has_label && !token.label.empty() ? token.label : token.text); return;
        case Token::Kind::special: out << (token.has_label ? token.label : "@" + token.text); return;
    }
}

template <class T>
void add_once(std::vector<T>& to, T value) {
    if (std::ranges::find(to, value) == to.end()) to.push_back(std::move(value));
}

}  // namespace

Markup message_text(std::string_view escaped, const TeamId& team, std::size_t limit) {
    Markup out;
    std::size_t used = 0;
    for (Token& token : tokens(escaped)) {
        used += token.text.size();
        if (used > limit) {
            if (token.kind == Token::Kind::text) out << text::truncate(token.text, limit - (used - token.text.size()));
            return out << fmt::format(" (cut: the message has {} characters, and the link leads to all of it)", text::code_points(escaped));
        }
        append_token(out, token, team);
    }
    return out;
}

NamedThings named_in(const Markup& text) {
    NamedThings out;
    for (const auto& span : text.spans()) {
        if (span.kind == MarkupSpan::Kind::channel) add_once(out.channels, span.text);
        if (span.kind != MarkupSpan::Kind::person) continue;
        if (span.text.starts_with(kGroup)) add_once(out.groups, span.text.substr(kGroup.size()));
        else add_once(out.people, ActorId(span.text));
    }
    return out;
}

}  // namespace tocsin::slack
