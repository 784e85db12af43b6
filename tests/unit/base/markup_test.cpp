#include "bot/base/markup.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/base/text.hpp"

using namespace tocsin;
using Kind = MarkupSpan::Kind;

TEST_CASE("a markup gives back the spans that made it") {
    Markup m("status ");
    m.bold("SEV1").person("slack:T1:U1");
    m << " at ";
    m.time(time_from_unix_seconds(0)).link("https://example.com/x", "label").code("a b");
    const std::vector<MarkupSpan> expected{{Kind::plain, "status ", ""}, {Kind::bold, "SEV1", ""},
                                           {Kind::person, "slack:T1:U1", ""}, {Kind::plain, " at ", ""},
                                           {Kind::time, "0", ""}, {Kind::link, "label", "https://example.com/x"},
                                           {Kind::code, "a b", ""}};
    CHECK(m.spans() == expected);
    CHECK(Markup::from_encoded(m.encoded()) == m);
    CHECK(plain_text(m) == "status SEV1@U1 at 1970-01-01 00:00 UTClabel (https://example.com/x)a b");
}

TEST_CASE("untrusted text never becomes structure") {
    REQUIRE(rc::check("plain text stays one plain span", [](const std::string& any) {
        const Markup m(any);
        for (const auto& span : m.spans()) RC_ASSERT(span.kind == Kind::plain);
        Markup bold;
        bold.bold(any);
        RC_ASSERT(bold.spans().size() == 1U);
    }));
}

TEST_CASE("only safe URLs become links") {
    for (const char* safe : {"https://a.example/x?y=1", "http://a", "mailto:a@b.c"}) CHECK(is_safe_url(safe));
    for (const char* bad : {"javascript:alert(1)", "data:text/html,x", "https://a b", "https://a|b", "https://a>b", "//a", "ftp://a"}) {
        CHECK_FALSE(is_safe_url(bad));
        Markup m;
        m.link(bad, "label");
        CHECK(m.spans() == std::vector<MarkupSpan>{{Kind::plain, "label", ""}});
    }
}
