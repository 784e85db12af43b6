#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/slack/mentions.hpp"
#include "bot/slack/mrkdwn.hpp"

using namespace tocsin;
using slack::mrkdwn;

namespace {

struct FixedNames final : Names {
    std::string name = "Alice";
    std::string person(std::string_view) const override { return name; }
};
const FixedNames kFixedNames;

/// Hostile material: what could open a mention, close a span or be cut in a bad place.
rc::Gen<std::string> hostile() {
    const auto piece = rc::gen::element<std::string>("<@U1>", "<!channel>", "<!everyone>", "@here", "@Channel", "@everyone", "*", "_", "~", "`",
                                                     "```", "|", ">", "<", "&", "&lt;", "a", " ", "\n", "é", "\U0001F600", "https://x.example");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
        std::string out;
        for (const auto& one : pieces) out += one;
        return out;
    });
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// No live mention: every `<` of the output is one that we wrote.
bool is_tame(std::string_view rendered) {
    for (const auto& token : slack::tokens(rendered)) {
        using Kind = slack::Token::Kind;
        if (token.kind == Kind::user || token.kind == Kind::group) return false;
        if (token.kind == Kind::special && !token.text.starts_with("date^")) return false;
        if (token.kind == Kind::text && slack::escape(token.text).find('<') != std::string::npos) return false;
    }
    for (const char* word : {"@here", "@channel", "@everyone", "@Channel"})
        if (has(rendered, word)) return false;
    return true;
}

bool is_utf8(std::string_view s) { return tocsin::Markup(s).encoded() == s && slack::escape_untrusted(s).size() >= s.size(); }

}  // namespace

TEST_CASE("each kind of span has its mrkdwn") {
    const Time at = time_from_unix_seconds(1767322980);
    struct Row {
        Markup markup;
        std::string rendered;
    };
    const std::vector<Row> rows{
        {Markup("a < b & c > d"), "a &lt; b &amp; c &gt; d"},
        {Markup().bold("SEV1"), "*SEV1*"},
        {Markup().bold("a*b\nc`d"), "*a\u2217b c\u02CBd*"},
        {Markup().bold(""), ""},
        {Markup().code("kubectl get"), "`kubectl get`"},
        {Markup().code("a`b"), "`a\u02CBb`"},
        {Markup().code("a\nb"), "```a\nb```"},
        {Markup().person("slack:T1:U1"), "Alice"},
        {Markup().mention("slack:T1:U1"), "<@U1>"},
        {Markup().mention("slack:T1:U1> <!channel"), "Alice"},
        {Markup().mention("pagerduty:P1"), "Alice"},
        {Markup().channel("C012"), "<#C012>"},
        {Markup().channel("C1> <!here"), "#C1&gt; &lt;!here"},
        {Markup().time(at), "<!date^1767322980^{date_short_pretty} {time}|2026-01-02 03:03 UTC>"},
        {Markup().link("https://a.example/?x=1&y=2", "a|b>c"), "<https://a.example/?x=1&amp;y=2|a\u00A6b&gt;c>"},
        {Markup().link("https://a.example", "https://a.example"), "<https://a.example>"},
        {Markup().link("javascript:alert(1)", "click"), "click"},
        {Markup("hi @here and @EVERYONE, mail@channel.example"), "hi @\u2060here and @\u2060EVERYONE, mail@\u2060channel.example"},
        {Markup("run `ls` now"), "run `ls` now"},
        {Markup("a ` b"), "a \u02CB b"},
        {Markup().code("a").code("b"), "`a`\u2060`b`"},
    };
    for (const auto& [markup, rendered] : rows) CHECK(mrkdwn(markup, kFixedNames) == rendered);
}

TEST_CASE("a name with a mention in it stays a name") {
    FixedNames evil;
    evil.name = "<!channel> @here";
    CHECK(mrkdwn(Markup().person("slack:T1:U1"), evil) == "&lt;!channel&gt; @\u2060here");
}

TEST_CASE("no text of a person becomes a live mention, in whatever span it stands") {
    CHECK(rc::check([] {
        const std::string text = *hostile();
        Markup markup;
        markup.append(std::string_view(text)).bold(text).code(text).link("https://a.example/", text).person(text).channel(text);
        const auto limit = static_cast<std::size_t>(*rc::gen::inRange(0, 400));
        RC_ASSERT(is_tame(mrkdwn(markup, kFixedNames)));
        RC_ASSERT(is_tame(mrkdwn(markup, kFixedNames, limit)));
        RC_ASSERT(mrkdwn(markup, kFixedNames, limit).size() <= limit);
        RC_ASSERT(is_tame(slack::escape_untrusted(text)));
    }));
}

TEST_CASE("bold and code end where they should, and nowhere else") {
    CHECK(rc::check([] {
        const std::string text = *hostile();
        const std::string bold = mrkdwn(Markup().bold(text), kFixedNames);
        if (!bold.empty()) {
            RC_ASSERT((bold.starts_with('*') && bold.ends_with('*')));
            RC_ASSERT(bold.find('*', 1) == bold.size() - 1);
            RC_ASSERT(!has(bold, "`"));
            RC_ASSERT(!has(bold, "\n"));
        }
        const std::string code = mrkdwn(Markup().code(text), kFixedNames);
        const std::string_view sign = has(text, "\n") ? "```" : "`";
        if (!code.empty()) {
            RC_ASSERT((code.starts_with(sign) && code.ends_with(sign)));
            RC_ASSERT(!has(std::string_view(code).substr(sign.size(), code.size() - 2 * sign.size()), "`"));
        }
        // Whatever was typed before, the backticks that we add pair up with each other.
        const std::string plain = slack::escape_untrusted(text);
        RC_ASSERT(std::ranges::count(plain, '`') % 2 == 0);
    }));
}

TEST_CASE("a cut falls between entities, code points and spans, and is marked") {
    Markup ampersands(std::string(1000, '&'));
    CHECK(mrkdwn(ampersands, kFixedNames, 24) == "&amp;&amp;&amp;&amp;…");
    CHECK(mrkdwn(Markup(std::string_view("éééééééééé")), kFixedNames, 8) == "éé…");
    CHECK(mrkdwn(Markup().bold("abcdefghij"), kFixedNames, 8) == "*abc*…");
    CHECK(mrkdwn(Markup("abc").link("https://a.example", "label"), kFixedNames, 20) == "abc…");
    CHECK(mrkdwn(Markup("abc").time(Time{}), kFixedNames, 20) == "abc…");
    CHECK(mrkdwn(Markup("abc"), kFixedNames, 3) == "abc");
    CHECK(mrkdwn(Markup("abcd"), kFixedNames, 2).empty());
    CHECK(is_utf8(mrkdwn(Markup(std::string_view("\U0001F600\U0001F600")), kFixedNames, 7)));
}
