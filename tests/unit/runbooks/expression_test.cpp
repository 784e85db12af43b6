#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <map>
#include <string>

#include "bot/base/text.hpp"
#include "runbooks/engine/expression.hpp"

using namespace tocsin;
using runbooks::Expression;
using runbooks::Truths;

namespace {

const std::map<std::string, std::string, std::less<>> kValues{
    {"severity", "2"}, {"status", "triage"}, {"service", "checkout"}, {"title", "5xx in eu-west-1"}, {"empty", ""}, {"on", "true"}, {"off", "false"}, {"zero", "0"},
    {"regions", R"(["eu","us"])"}, {"words", "eu, us"}, {"hash", "1e3"}, {"steps.a.count", "10"}, {"big", "9007199254740993"}, {"quote", "it's"}};
const std::map<std::string, StepOutcome, std::less<>> kOutcomes{
    {"a", StepOutcome::success}, {"b", StepOutcome::failure}, {"c", StepOutcome::skipped}, {"d", StepOutcome::success}};

Truths truths() {
    Truths out;
    out.value = [](std::string_view name) {
        const auto found = kValues.find(name);
        return found == kValues.end() ? std::nullopt : std::optional(found->second);
    };
    out.outcome = [](std::string_view step) {
        const auto found = kOutcomes.find(step);
        return found == kOutcomes.end() ? StepOutcome::none : found->second;
    };
    return out;
}

bool holds(std::string_view text) {
    const auto parsed = Expression::parse(text);
    if (!parsed) FAIL(text << ": " << parsed.error().message);
    return parsed->holds(truths());
}

std::string mistake(std::string_view text) {
    const auto parsed = Expression::parse(text);
    return parsed ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("an expression answers") {
    const auto [text, wanted] = GENERATE(table<std::string, bool>({
        {"true", true}, {"false", false}, {"on", true}, {"off", false}, {"zero", false}, {"empty", false}, {"missing", false}, {"!missing", true},
        {"severity <= 2", true}, {"severity < 2", false}, {"severity == 2.0", true}, {"severity >= '2'", true}, {"severity > -1", true},
        {"steps.a.count > 9", true}, {"'10' > '9'", true}, {"'a10' > 'a9'", false}, {"hash == 1000", false}, {"hash == '1e3'", true},
        {"big == 9007199254740992", false}, {"big == 9007199254740993", true}, {"1.5 < 1.50001", true},
        {"missing == ''", false}, {"missing == missing", false}, {"missing != missing", true}, {"missing != 'x'", true}, {"missing < 1", false},
        {"missing in ['']", false}, {"missing matches ''", false},
        {"service in ['cart', 'checkout']", true}, {"service in []", false}, {"2 in [1, severity]", true}, {"'us' in regions", true},
        {"'us' in words", true}, {"'u' in regions", false}, {"'us' in missing", false},
        {"title matches '5xx'", true}, {"title matches '^5xx$'", false}, {"title matches '(?i)EU-WEST-\\d'", true}, {"quote == 'it''s'", true},
        {"true || false && false", true}, {"(true || false) && false", false}, {"!true || true", true}, {"!(true || true)", false}, {"!!true", true},
        {"success('a')", true}, {"success('a', 'd')", true}, {"success('a','b')", false}, {"failure('b')", true}, {"failure('a','b')", true},
        {"failure('a')", false}, {"skipped('c')", true}, {"success('c')", false}, {"failure('c')", false}, {"success('not-yet')", false},
        {"success()", true}, {"failure()", false}, {"skipped()", false}, {"always()", true}, {"success('a') && severity <= 2", true},
        {"severity<=2&&status=='triage'", true}, {"\n  on\t", true},
    }));
    INFO(text);
    CHECK(holds(text) == wanted);
}

TEST_CASE("a wrong expression says where and what") {
    const auto [text, wanted] = GENERATE(table<std::string, std::string>({
        {"", "column 1: expected a name, a number, true, false or a text in single quotes, found the end"},
        {"severity =< 2", "column 10: expected &&, || or the end, found `=< 2`; equality is =="},
        {"severity = 2", "column 10: expected &&, || or the end, found `= 2`; equality is =="},
        {"a == \"b\"", "column 6: expected a name, a number, true, false or a text in single quotes, found `\"b\"`; a text stands in single quotes"},
        {"a && ", "column 6: expected a name, a number, true, false or a text in single quotes, found the end"},
        {"a & b", "column 3: expected &&, || or the end, found `& b`"},
        {"(a", "column 3: expected `)`, found the end"},
        {"a)", "column 2: expected &&, || or the end, found `)`"},
        {"é", "column 1: expected a name, a number, true, false or a text in single quotes, found `é`"},
        {"'é' == ,", "column 8: expected a name, a number, true, false or a text in single quotes, found `,`"},
        {"'open", "column 1: this text has no closing quote"},
        {"a in 'x'", "column 9: expected a list such as ['a', 'b'], or the name of one, found the end"},
        {"a in ['x'", "column 10: expected `,` or `]`, found the end"},
        {"a matches b", "column 11: expected a pattern in single quotes, found `b`"},
        {"a matches '('", "column 11: the pattern is wrong: missing ): ("},
        {"succes('a')", "column 1: there is no function `succes`; there are success, failure, always and skipped"},
        {"success(a)", "column 9: expected a step's id in single quotes, found `a)`"},
        {"success('a'", "column 12: expected `,` or `)`, found the end"},
        {"always('a')", "column 1: always() takes no steps"},
        {"a == b == c", "column 8: expected &&, || or the end, found `== c`"},
        {"a. == 1", "column 1: `a.` is no name"},
        {"a..b", "column 1: `a..b` is no name"},
        {"a + 1", "column 3: expected &&, || or the end, found `+ 1`"},
        {"system('rm')", "column 1: there is no function `system`; there are success, failure, always and skipped"},
        {"a == 1.", "column 6: expected a name, a number, true, false or a text in single quotes, found `1.`"},
        {"a b", "column 3: expected &&, || or the end, found `b`"},
    }));
    CHECK(mistake(text) == wanted);
}

TEST_CASE("an expression has limits") {
    CHECK(mistake(std::string(30, '(') + "a" + std::string(30, ')')).empty());
    CHECK(mistake(std::string(40, '(') + "a" + std::string(40, ')')) == "column 33: nested deeper than 32");
    CHECK(mistake(std::string(1'500, '!') + "a") == "column 33: nested deeper than 32");
    CHECK(mistake(std::string(2'001, ' ')) == "the condition is longer than 2000 bytes");
    CHECK(mistake("a matches '((a{1000}){1000}){1000}'").starts_with("column 11: the pattern is wrong"));
    std::string wide = "a";
    while (wide.size() < 1'990) wide += "||a";
    CHECK(mistake(wide).empty());
}

TEST_CASE("an expression says what it mentions") {
    const auto parsed = Expression::parse("a == b && (c in [d, 'e'] || !f matches 'g') && success('h', 'i') && failure('h') && a").value();
    CHECK(text::join(parsed.names(), " ") == "a b c d f");
    CHECK(text::join(parsed.steps(), " ") == "h i");
    CHECK(parsed.asks_after_failure());
    CHECK_FALSE(parsed.asks_about_needs());
    CHECK(Expression::parse("always()")->asks_after_failure());
    CHECK(Expression::parse("a || skipped()")->asks_after_failure());
    CHECK_FALSE(Expression::parse("success('x') && a")->asks_after_failure());
    CHECK(Expression::parse("!success()")->asks_about_needs());
}

TEST_CASE("an expression answers as soon as nothing unknown can change it") {
    auto some = truths();
    some.known = [](std::string_view name) { return !name.starts_with("steps."); };
    const auto answer = [&](std::string_view text) {
        const auto found = Expression::parse(text).value().holds_already(some);
        return found ? (*found ? "yes" : "no") : "depends";
    };
    CHECK(answer("severity == 2") == std::string("yes"));
    CHECK(answer("steps.a.count > 3") == std::string("depends"));
    CHECK(answer("severity > 4 && steps.a.count > 3") == std::string("no"));
    CHECK(answer("steps.a.count > 3 && severity > 4") == std::string("no"));
    CHECK(answer("severity == 2 || failure('a')") == std::string("yes"));
    CHECK(answer("!success()") == std::string("depends"));
    CHECK(answer("always()") == std::string("yes"));
}

TEST_CASE("every text is an expression with an answer, or a mistake with a column") {
    rc::check([] {
        const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
            "(", ")", "!", "&&", "||", "==", "<", "in", "matches", "[", "]", ",", "'x'", "'", "a", "steps.b.c", "1", "-", ".", "success", "always", "é", "\"", " "));
        const auto text = text::join(words, "");
        const auto parsed = Expression::parse(text);
        if (parsed) (void)parsed->holds({});
        else RC_ASSERT(parsed.error().message.starts_with("column ") || text.size() > 2'000);
    });
}
