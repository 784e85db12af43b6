// A value stays one value: byte for byte inside one argument or one part of a URL, whatever it holds, in every parameter of every runbook
// that is shipped.
#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/order.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"
#include "runbooks/engine/shelf.hpp"
#include "tests/unit/runbooks/payloads.hpp"
#include "tests/unit/runbooks/shipped.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;

namespace {

const Runbook& echo() {
    static const auto runbook = read_one("runbook: r\ntitle: T\nparameters:\n  a: {}\n  b: {default: SECRET}\nsteps:\n  - id: a\n    command: {argv: [echo, --, \"{{a}}\", \"x{{a}}y\", \"{{a}}{{a}}\", \"--opt={{a}}\", last], environment: {V: \"{{a}}\"}}\n");
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

/// What the plans of two runs have in common whatever a value is: how many steps, and how many arguments each has.
void same_shape(const Plan& one, const Plan& other, const std::string& value) {
    if (one.steps.size() != other.steps.size()) throw std::runtime_error("other steps");
    for (std::size_t i = 0; i < one.steps.size(); ++i) {
        auto lines = one.steps[i].lines;
        std::erase_if(lines, [](const PlannedLine& line) { return line.label == "would be refused"; });
        const auto& others = other.steps[i].lines;
        if (lines.size() != others.size()) throw std::runtime_error("other lines in " + one.steps[i].id);
        for (std::size_t k = 0; k < lines.size(); ++k) {
            if (lines[k].argv.size() != others[k].argv.size()) throw std::runtime_error("other arguments in " + one.steps[i].id);
            for (std::size_t a = 0; a < lines[k].argv.size(); ++a)
                if (lines[k].argv[a] != others[k].argv[a] && !lines[k].argv[a].contains(value)) throw std::runtime_error("not whole in " + lines[k].argv[a]);
        }
    }
}

/// What separates the parts of a URL.
std::string structure_of(const std::string& url) {
    std::string out;
    std::ranges::copy_if(url, std::back_inserter(out), [](char c) { return std::string_view("/?#@:&=\\ \r\n").contains(c); });
    return out;
}

void same_urls(const Plan& one, const Plan& other) {
    for (std::size_t i = 0; i < one.steps.size(); ++i)
        for (std::size_t k = 0; k < other.steps[i].lines.size(); ++k) {
            const auto& line = one.steps[i].lines[k];
            if (line.label.ends_with("url") && structure_of(line.text) != structure_of(other.steps[i].lines[k].text)) throw std::runtime_error("another URL: " + line.text);
        }
}

/// How many payloads the parameter took; each that it took stayed what it was.
int taken(const Runbook& runbook, const RunValues& good, const std::string& parameter) {
    const auto find_none = FindRunbook();
    RunValues values = resolve(runbook, good).value();
    auto place = std::ranges::find(values, parameter, &RunValue::name);
    if (place == values.end()) place = values.insert(values.end(), {parameter, "x"});
    const Plan usual = plan(runbook, values, facts_of_an_incident(), find_none);
    int out = 0;
    for (const auto& payload : payloads()) {
        RunValues given = good;
        std::erase_if(given, [&](const RunValue& value) { return value.name == parameter; });
        given.push_back({parameter, payload});
        const auto resolved = resolve(runbook, given);
        if (!resolved) continue;
        ++out;
        const std::string value = std::ranges::find(*resolved, parameter, &RunValue::name)->value;
        const Plan planned = plan(runbook, *resolved, facts_of_an_incident(), find_none);
        same_shape(planned, usual, value);
        same_urls(planned, usual);
    }
    return out;
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

TEST_CASE("a hundred payloads in every parameter of every shipped runbook are refused, or stay inside one argument or one part of a URL") {
    const auto reading = read_shelf({shipped_runbooks()});
    REQUIRE(reading.shelf);
    int parameters = 0;
    for (const auto& volume : reading.shelf->all())
        for (const auto& parameter : volume->runbook.parameters) {
            INFO(volume->runbook.name.value << " " << parameter.name);
            CHECK_NOTHROW(taken(volume->runbook, good_parameters().at(volume->runbook.name.value), parameter.name));
            ++parameters;
        }
    CHECK(parameters >= 20);
}

TEST_CASE("a value does not smuggle in an option: where nothing else keeps it out it is refused, and the plan says so") {
    const std::string head = "runbook: r\ntitle: T\nparameters: {a: {}, closed: {choices: [--force, x]}, shaped: {pattern: \"[a-z-]+\"}, number: {type: integer}}\nsteps:\n  - id: a\n    command: ";
    const auto [argv, given, refused] = GENERATE(table<std::string, RunValue, bool>({
        {R"([echo, "{{a}}"])", {"a", "--help"}, true},
        {R"([echo, "{{a}}x"])", {"a", "-"}, true},
        {R"([echo, x, "{{a}}"])", {"a", "-rf"}, true},
        {R"([echo, "{{shaped}}"])", {"shaped", "-rf"}, true},
        {R"([echo, "{{number}}"])", {"number", "-9"}, true},
        {R"([echo, "{{a}}"])", {"a", "help"}, false},
        {R"([echo, --, "{{a}}"])", {"a", "--help"}, false},
        {R"([echo, "--with={{a}}"])", {"a", "--help"}, false},
        {R"([echo, -v, "{{a}}"])", {"a", "help"}, false},
        {R"([echo, "{{closed}}"])", {"closed", "--force"}, false},
    }));
    const Runbook runbook = read_one(head + "{argv: " + argv + "}\n");
    const auto values = resolve(runbook, {given}).value();
    const auto text = plan_text(plan(runbook, values, {}, {}));
    INFO(text);
    CHECK(text.contains("would be refused: argument ") == refused);
    const Runbook probing = read_one(head.substr(0, head.rfind("command")) + "wait: {until: {command: {argv: " + argv + "}}, every: 1s, at_most: 9s}\n");
    CHECK(plan_text(plan(probing, resolve(probing, {given}).value(), {}, {})).contains("would be refused: argument ") == refused);
    RunState run;
    run.parameters = values;
    run.hash = runbook.hash;
    const auto order = order_of(run, runbook, {}, StepKey("a"), {});
    CHECK(order.has_value() != refused);
    if (!order) CHECK(order.error().message.contains("take for an option"));
}
