#include "bot/edge/slack_naming.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/slack/mentions.hpp"

namespace tocsin::edge {
namespace {

namespace asio = boost::asio;

using Kind = slack::Token::Kind;

/// A question is begun within this time, and lasts 1.5 s at most; Slack waits 3 s for all of it.
constexpr Duration kNamesWithin = std::chrono::milliseconds{300};
constexpr const char* kHidden = "#(a private channel)";

slack::NamedThings thing(const slack::Token& token, const TeamId& team) {
    slack::NamedThings out;
    if (token.kind == Kind::user) out.people.push_back(slack_actor(team, UserId(token.text)));
    else (token.kind == Kind::group ? out.groups : out.channels).push_back(token.text);
    return out;
}

/// What is not known to be harmless is not named either.
asio::awaitable<bool> is_of_private_incident(Parts parts, std::string channel) {
    auto is_private = std::make_shared<bool>(false);
    const auto read = co_await ops::read(parts.store, [is_private, channel](const store::Snapshot& view) {
        const auto state = view.find(view.tables().incidents.by_channel(ChannelId(channel)));
        *is_private = state && state->private_;
    });
    co_return !read || *is_private;
}

struct NameTexts {
    const Called& called;

    void in(std::string& text) const { text = slack::with_names(text, called); }

    /// The free texts of handlers/command.hpp, by the names that they have there.
    template <class Command>
    void operator()(Command& command) const {
        if constexpr (requires { command.text; }) in(command.text);
        if constexpr (requires { command.title; }) in(command.title);
        if constexpr (requires { command.note; }) in(command.note);
        if constexpr (requires { command.reason; }) in(command.reason);
        if constexpr (requires { command.summary; }) in(command.summary);
        if constexpr (requires { command.cause; }) in(command.cause);
        if constexpr (requires { command.label; }) in(command.label);
    }
};

}  // namespace

asio::awaitable<Called> names_in(Parts parts, std::string_view escaped, TeamId team, Time received_at) {
    Called out;
    for (const auto& token : slack::tokens(escaped)) {
        if (!slack::has_id(token) || out.contains(token.text)) continue;
        if (token.kind == Kind::channel && co_await is_of_private_incident(parts, token.text)) {
            out[token.text] = kHidden;
            continue;
        }
        std::string name = parts.directory.called(token, team);
        if (name.empty() && parts.scheduler.now() - received_at < kNamesWithin) {
            co_await parts.directory.learn(thing(token, team));
            name = parts.directory.called(token, team);
        }
        // Nobody could say whether it is a private one; better what was typed than an id.
        if (name.empty() && !token.label.empty()) name = "#" + text::visible_name(token.label);
        if (!name.empty()) out[token.text] = std::move(name);
    }
    co_return out;
}

handlers::ParsedCommand with_names(handlers::ParsedCommand parsed, const Called& called) {
    std::visit(NameTexts{called}, parsed.command);
    return parsed;
}

asio::awaitable<FormValues> with_names(Parts parts, FormValues values, TeamId team, Time received_at) {
    for (auto& [field, texts] : values)
        for (auto& text : texts) {
            const Called called = co_await names_in(parts, text, team, received_at);
            text = slack::with_names(text, called);
        }
    co_return values;
}

}  // namespace tocsin::edge
