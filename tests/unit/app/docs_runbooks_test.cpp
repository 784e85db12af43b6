// Every YAML example of docs/runbooks.md is what it claims to be: a runbook is good, without a warning, and can be planned; a piece of the
// configuration can be read.
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "bot/base/text.hpp"
#include "bot/config.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"
#include "runbooks/engine/walk.hpp"

using namespace tocsin;

namespace {

struct Example {
    std::string place;  ///< the line of its fence
    std::string yaml;   ///< without the indentation of its fence
};

std::vector<Example> examples(const std::string& page) {
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR) + "/" + page, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    std::vector<Example> out;
    std::size_t indent = 0, number = 0;
    bool inside = false;
    for (const auto line : text::split(all, '\n')) {
        ++number;
        const auto trimmed = text::trim(line);
        if (!inside && trimmed == "```yaml") {
            indent = line.find('`');
            out.push_back({page + ":" + std::to_string(number), {}});
            inside = true;
        } else if (inside && trimmed == "```") {
            inside = false;
        } else if (inside) {
            out.back().yaml += std::string(line.substr(std::min(indent, line.size()))) + "\n";
        }
    }
    CHECK_FALSE(inside);
    return out;
}

/// Values for the required parameters of the examples.
const std::map<std::string, std::string> kValues{{"unit", "checkout"}, {"deployment", "checkout"}};

void is_runbook(const Example& example) {
    const auto reading = runbooks::read_text(example.yaml, example.place);
    CHECK(text::join(reading.mistakes, "\n").empty());
    CHECK(text::join(reading.warnings, "\n").empty());
    if (!reading.file) return;
    RunValues given;
    for (const auto& parameter : reading.file->parameters)
        if (const auto known = kValues.find(parameter.name); parameter.required && known != kValues.end()) given.push_back({known->first, known->second});
    const auto values = runbooks::resolve(*reading.file, given);
    if (!values) FAIL(runbooks::to_error(*reading.file, values.error()).message);
    const auto shown = runbooks::plan_text(runbooks::plan(*reading.file, *values, {{"severity", "2"}}, {}));
    CHECK(shown.contains(reading.file->title));
}

void is_configuration(const Example& example) {
    const auto config = parse_config("server: {listen: \"127.0.0.1:8443\", tls: off}\nstore: {url: \"sqlite:/tmp/x.db\"}\n" + example.yaml, example.place,
                                     [](const std::string&) { return std::optional<std::string>(); });
    if (!config) FAIL(text::join(config.error(), "\n"));
}

}  // namespace

TEST_CASE("each kind of step has an example") {
    std::set<std::string_view> shown;
    for (const auto& example : examples("docs/runbooks.md")) {
        const auto reading = runbooks::read_text(example.yaml, example.place);
        if (reading.file) runbooks::each_step(reading.file->steps, [&](const runbooks::Step& step) { shown.insert(runbooks::kind_of(step)); });
    }
    CHECK(shown == std::set<std::string_view>{"command", "http", "chat", "manual", "approval", "wait", "page", "set", "runbook", "parallel", "foreach"});
}

TEST_CASE("every YAML example about runbooks is good") {
    const auto all = examples("docs/runbooks.md");
    CHECK(all.size() >= 3);
    for (const auto& example : all) {
        INFO(example.place);
        if (example.yaml.starts_with("runbook:")) is_runbook(example);
        else is_configuration(example);
    }
}
