// Parameters: what is accepted, and that no value ever becomes anything but one value.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <map>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/list_text.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;

namespace {

Runbook with(const std::string& parameters, const std::string& step = "chat: {text: x}") {
    auto reading = read_text("runbook: r\ntitle: T\nparameters:\n" + parameters + "steps:\n  - id: a\n    " + step + "\n", "r");
    if (!reading.file) FAIL(text::join(reading.mistakes, "\n"));
    return std::move(*reading.file);
}

std::string resolved(const Runbook& runbook, const RunValues& given) {
    const auto values = resolve(runbook, given);
    std::string out;
    if (values)
        for (const auto& value : *values) out += value.name + "=" + value.value + ";";
    else out = to_error(runbook, values.error()).message;
    return out;
}

const std::string kAll =
    "  name: {pattern: \"[a-z]+\", required: true, help: whose}\n  where: {choices: [prod, staging], default: prod}\n  count: {type: integer}\n  force: {type: boolean}\n"
    "  list: {type: list, pattern: \"[a-z]+\"}\n  key: {pattern: \"k.*\"}\n";

}  // namespace

TEST_CASE("parameters are resolved, or every mistake is told") {
    const auto runbook = with(kAll);
    const auto [given, wanted] = GENERATE(table<RunValues, std::string>({
        {{{"name", "a"}}, "name=a;where=prod;"},
        {{{"key", "k1"}, {"list", "a, b"}, {"force", "YES"}, {"count", "007"}, {"where", "staging"}, {"name", "a"}}, "name=a;where=staging;count=7;force=true;list=[\"a\",\"b\"];key=k1;"},
        {{{"name", "a"}, {"list", "[\"a\",\"b\"]"}}, "name=a;where=prod;list=[\"a\",\"b\"];"},
        {{{"name", "a"}, {"list", ""}}, "name=a;where=prod;list=[];"},
        {{}, "`name` is required: whose."},
        {{{"nam", "a"}, {"where", "prd"}, {"count", "1x"}, {"force", "maybe"}},
         "`nam` is no parameter of this runbook; did you mean `name`?; `name` is required: whose; `where` must be one of prod, staging, not `prd`; "
         "`count` must be a whole number, not `1x`; `force` must be true or false, not `maybe`."},
        {{{"name", "a"}, {"name", "b"}}, "`name` is given twice."},
        {{{"name", "aB"}}, "`name` must match [a-z]+, and `aB` does not."},
        {{{"name", "a\n"}}, "`name` must match [a-z]+, and `a\n` does not."},
        {{{"name", std::string("a\0", 2)}}, "`name` may not hold NUL."},
        {{{"name", std::string(4097, 'a')}}, "`name` is longer than 4 KiB."},
        {{{"name", "a"}, {"list", "a,B"}}, "`list` must match [a-z]+, and `B` does not."},
        {{{"name", "a"}, {"list", "[\"a\",[1]]"}}, "`list` must be a list such as a,b,c or [\"a\",\"b\"] of at most 1000 texts, not `[\"a\",[1]]`."},
        {{{"name", "a"}, {"list", "[\"a\\u0000\"]"}}, "`list` may not hold NUL."},
        {{{"name", "a"}, {"key", "hunter2"}}, "`key` must match k.*, and `hunter2` does not."},
    }));
    CHECK(resolved(runbook, given) == wanted);
}

TEST_CASE("a runbook says how to call it") {
    CHECK(usage_of(with(kAll)) == "name, [where=prod|staging], [count=NUMBER], [force=true|false], [list=A,B], [key]");
}

TEST_CASE("items of a list") {
    CHECK(items_of("a, b\tc\n") == std::vector<std::string>{"a", "b", "c"});
    CHECK(items_of(" [\"a b\", 1, true] ") == std::vector<std::string>{"a b", "1", "true"});
    CHECK(items_of("") == std::vector<std::string>{});
    CHECK_FALSE(items_of("[1, {}]"));
    CHECK_FALSE(items_of("[1"));
    CHECK_FALSE(items_of("[null]"));
    rc::check("a list's text reads back", [](const std::vector<std::string>& items) {
        if (std::ranges::all_of(items, [](const std::string& s) { return text::sanitize(s) == s; })) RC_ASSERT(items_of(list_text(items)) == items);
    });
}

namespace {

/// What people have put into chat commands, templates, shells, YAML and URLs to get out of them.
const std::vector<std::string>& payloads() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out{"; id", "| id", "& id", "&& id", "|| id", "`id`", "$(id)", "${IFS}id", "$'\\x69d'", "> /etc/passwd", "< /etc/shadow", "<(id)", "\nid", "\r\nid", "a\n--\nb", "#", "!!", "~root",
            "*", "?", "[a-z]*", "{a,b}", "\\", "\\\\", "\\n", "'", "\"", "''", "\"\"", "' '", "\" \"", "'; id; '", "\"; id; \"", "'\"'\"'", "\t", " ", "  ", "", "a b", " lead", "trail ", "-", "--", "-rf", "--help", "-oProxyCommand=id",
            "--config=/etc/passwd", "@/etc/passwd", "=", "a=b", "../../etc/passwd", "/../..", "..\\..\\", "file:///etc/passwd", "%00", "%0a", "%2e%2e", "{{secret.TOKEN}}", "{{b}}", "{{", "}}", "{{{{", "{{{{b}}}}", "{{#a}}{{/a}}",
            "{{steps.a.out}}", "{{b", "b}}", "{%raw%}", "${b}", "$b", "#{b}", "<%= b %>", "{{7*7}}", "{{constructor.constructor('x')()}}", "[a, b]", "{a: b}", "- a", "a: b", "&a", "*a", "!!python/object", "? a", "| ", "> ", "%YAML 1.2",
            "---", "...", "~", "null", "true", "yes", "<script>alert(1)</script>", "<!channel>", "<@U1>", "*bold*", "http://[::1]/", "http://0x7f000001/", "http://2130706433/", "a@b", "#frag", "?q=1&r=2", "\xc3\xa9", "\xe2\x80\xae", "\xf0\x9f\x92\xa3", "\x1b[2J",
            "\x7f", "\x01", "' OR 1=1 --", "\"; DROP TABLE x; --", "%s%n", std::string(4096, 'A'), "() { :; }; id"};
        return out;
    }();
    return all;
}

const Runbook& echo() {
    static const auto runbook = with("  a: {}\n  b: {default: SECRET}\n",
        "command: {argv: [echo, --, \"{{a}}\", \"x{{a}}y\", \"{{a}}{{a}}\", \"--opt={{a}}\", last], environment: {V: \"{{a}}\"}}");
    return runbook;
}

/// The command of `echo` as an executor gets it.
std::vector<std::string> argv_of(const RunValues& values) {
    std::vector<std::string> out;
    for (const auto& element : std::get<CommandStep>(echo().steps[0].work).argv)
        out.push_back(element.fill([&](std::string_view name) -> std::optional<std::string> {
            const auto found = std::ranges::find(values, name, &RunValue::name);
            return found == values.end() ? std::nullopt : std::optional(found->value);
        }).value());
    return out;
}

void arrives_whole(const std::string& value) {
    const auto values = resolve(echo(), {{"a", value}});
    if (!values) throw std::runtime_error(to_error(echo(), values.error()).message);
    const std::vector<std::string> wanted{"echo", "--", value, "x" + value + "y", value + value, "--opt=" + value, "last"};
    if (argv_of(*values) != wanted) throw std::runtime_error("not as it was given: " + value);
    if (plan(echo(), *values, {}, {}).steps.at(0).lines.at(0).argv != wanted) throw std::runtime_error("not planned as it was given: " + value);
}

}  // namespace

TEST_CASE("a hundred payloads in a parameter each arrive byte-exact inside one argument") {
    CHECK(payloads().size() >= 100);
    for (const auto& payload : payloads()) CHECK_NOTHROW(arrives_whole(payload));
}

TEST_CASE("any bytes in a parameter arrive as they are, and no value is read as a template") {
    rc::check([] {
        const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(payloads()));
        auto value = text::join(pieces, "");
        value.resize(std::min<std::size_t>(value.size(), kLongestValue));
        arrives_whole(value);
    });
    rc::check([](std::string value) {
        std::erase(value, '\0');
        arrives_whole(value);
    });
}
