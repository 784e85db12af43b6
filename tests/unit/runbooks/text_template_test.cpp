#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <map>
#include <string>

#include "runbooks/engine/text_template.hpp"

using namespace tocsin;
using runbooks::TextTemplate;

namespace {

TextTemplate::Lookup from(std::map<std::string, std::string> values) {
    return [values = std::move(values)](std::string_view name) {
        const auto found = values.find(std::string(name));
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

std::string filled(std::string_view text, std::map<std::string, std::string> values) {
    const auto parsed = TextTemplate::parse(text);
    if (!parsed) return "ERROR " + parsed.error().message;
    const auto out = parsed->fill(from(std::move(values)));
    return out ? *out : "ERROR " + out.error().message;
}

}  // namespace

TEST_CASE("a text template fills in what it names and nothing else") {
    const auto [text, wanted] = GENERATE(table<std::string, std::string>({
        {"", ""},
        {"plain", "plain"},
        {"{{a}}", "1"},
        {"x{{ a }}y{{steps.s-1.out}}", "x1y2"},
        {"{{a}}{{a}}", "11"},
        {R"({"k":{"v":"{{a}}"}})", R"({"k":{"v":"1"}})"},
        {"{{{{a}}", "{{a}}"},
        {"{{{{{{{{", "{{{{"},
        {"}} {", "}} {"},
        {"$(a) `a` ${a} {a} {%a%}", "$(a) `a` ${a} {a} {%a%}"},
        {"{{b}}", "ERROR `b` has no value"},
        {"{{", "ERROR a `{{` is not closed in `{{`"},
        {"{{}}", "ERROR `{{}}` names nothing in `{{}}`"},
        {"{{a b}}", "ERROR `a b` is no name in `{{a b}}`"},
        {"{{a..b}}", "ERROR `a..b` is no name in `{{a..b}}`"},
        {"{{{a}}}", "ERROR `{a` is no name in `{{{a}}}`"},
        {"{{#each a}}", "ERROR `#each a` is no name in `{{#each a}}`"},
        {"{{a|raw}}", "ERROR `a|raw` is no name in `{{a|raw}}`"},
    }));
    CHECK(filled(text, {{"a", "1"}, {"steps.s-1.out", "2"}}) == wanted);
}

TEST_CASE("what is filled in is never read as a template") {
    CHECK(filled("{{a}}", {{"a", "{{b}}"}, {"b", "secret"}}) == "{{b}}");
    CHECK(filled("{{a}}{{c}}", {{"a", "{{"}, {"c", "b}}"}, {"b", "secret"}}) == "{{b}}");
    CHECK(filled("{{{{{{a}}", {{"a", "b}}"}, {"b", "secret"}}) == "{{b}}");
}

TEST_CASE("a value in a URL cannot leave its place") {
    const auto url = TextTemplate::parse("https://{{host}}/v1/{{path}}?q={{query}}").value();
    CHECK(url.fill_url(from({{"host", "evil@x/"}, {"path", "../../admin?x#y"}, {"query", "a&b=c d%é"}})).value() ==
          "https://evil%40x%2F/v1/..%2F..%2Fadmin%3Fx%23y?q=a%26b%3Dc%20d%25%C3%A9");
}

TEST_CASE("a template that would fill memory is refused") {
    const auto text = TextTemplate::parse("{{a}}{{a}}{{a}}").value();
    CHECK(text.fill(from({{"a", std::string(500'000, 'x')}})).error().code == Errc::too_large);
}

TEST_CASE("a template's source reads back as the same template") {
    rc::check([] {
        const auto text = *rc::gen::container<std::string>(rc::gen::element('{', '}', 'a', '.', '-', ' ', '\n'));
        const auto parsed = TextTemplate::parse(text);
        if (!parsed) return;
        RC_ASSERT(TextTemplate::parse(parsed->source()).value() == *parsed);
    });
}
