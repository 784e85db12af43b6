// Parameters: what is accepted, and that no value ever becomes anything but one value.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <map>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/list_text.hpp"
#include "runbooks/engine/parameters.hpp"

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
