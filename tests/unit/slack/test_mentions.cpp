#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/base/text.hpp"
#include "bot/slack/mentions.hpp"

using namespace tocsin::slack;

TEST_CASE("what Slack escapes becomes the words of a command") {
    struct Row {
        std::string escaped, words;
    };
    const std::vector<Row> rows{
        {"lead <@U012ABC>", "lead @U012ABC"},
        {"lead <@U012ABC|alice>", "lead @U012ABC"},
        {"lead <@W012ABC>", "lead @W012ABC"},
        {"see <#C012|general> and <#C013|>", "see #C012 and #C013"},
        {"page <!subteam^S012|@sre> now", "page @S012 now"},
        {"link <https://a.example/?a=1&amp;b=2|a label> x", "link https://a.example/?a=1&b=2 x"},
        {"<http://a.example>", "http://a.example"},
        {"mail <mailto:a@b.example|a@b.example>", "mail a@b.example"},
        {"<!here> <!channel|channel>", "@here channel"},
        {"<!date^1392734382^{date}|Feb 18>", "Feb 18"},
        {"a &lt;b&gt; &amp; c", "a <b> & c"},
        {"&amp;lt;", "&lt;"},
        {"&lt;@U012ABC&gt;", "<@U012ABC>"},
        {"&quot;&#60;", "&quot;&#60;"},
        {"a < b and <> and <@> and <@lower>", "a < b and <> and <@> and <@lower>"},
        {"<javascript:x|y>", "<javascript:x|y>"},
        {"<<@U1>>", "<@U1>"},
        {"@alice #general", "@alice #general"},
        {"", ""},
    };
    for (const auto& [escaped, words] : rows) {
        CAPTURE(escaped);
        CHECK(plain_words(escaped) == words);
    }
}

TEST_CASE("labels are kept, also empty ones") {
    const auto found = tokens("<#C1|> <#C1> <@U1|a&amp;b>");
    REQUIRE(found.size() == 5);
    CHECK((found[0].has_label && found[0].label.empty()));
    CHECK_FALSE(found[2].has_label);
    CHECK(found[4].label == "a&b");
}

TEST_CASE("escape and unescape are inverse, and nothing in an escaped text opens a mention") {
    CHECK(rc::check([](const std::string& raw) {
        RC_ASSERT(unescape(escape(raw)) == raw);
        RC_ASSERT(plain_words(escape(raw)) == raw);
    }));
}

TEST_CASE("taking a text apart and putting it together loses nothing") {
    CHECK(rc::check([] {
        const auto piece = rc::gen::element<std::string>("<@U1>", "<@U1|a|b>", "<#C1|>", "<!subteam^S1|@g>", "<!here>", "<https://a.b/?x&amp;y|l&lt;>",
                                                         "<mailto:a@b|x>", "text ", "<", ">", "&amp;", "&lt;", "&", "|", "<@", "\n", "é");
        const auto pieces = *rc::gen::container<std::vector<std::string>>(piece);
        std::string whole;
        for (const auto& one : pieces) whole += one;
        const auto first = tokens(whole);
        RC_ASSERT(tokens(to_escaped(first)) == first);
        RC_ASSERT(plain_words(to_escaped(first)) == plain_words(whole));
    }));
}
