// The configurations that we hand out: each one that a reader will copy is read by the reader that will read the copy.
#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bot/config.hpp"

namespace {

using namespace tocsin;

std::string text_of(const std::string& path) {
    std::ifstream file(std::string(TOCSIN_SOURCE_DIR "/") + path);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The ```yaml blocks of a Markdown file that are whole configurations, without the indentation of their list item.
std::vector<std::string> configurations_in(const std::string& markdown) {
    constexpr std::string_view fence = "```yaml\n";
    std::vector<std::string> out;
    for (auto start = markdown.find(fence); start != std::string::npos; start = markdown.find(fence, start + 1)) {
        const auto line = markdown.rfind('\n', start) + 1;
        const std::string indent = "\n" + markdown.substr(line, start - line);
        const auto end = markdown.find("```", start + fence.size());
        std::string block = "\n" + markdown.substr(start + fence.size(), end - start - fence.size());
        for (auto at = block.find(indent); at != std::string::npos; at = block.find(indent, at + 1)) block.replace(at, indent.size(), "\n");
        if (block.contains("\nserver:")) out.push_back(block);
    }
    return out;
}

void check_reads(const std::string& yaml, const std::string& name) {
    const auto environment = [](const std::string& variable) { return std::optional<std::string>((variable.ends_with("APP_TOKEN") ? "xapp-" : "value-of-") + variable + "-0123456789"); };
    const auto config = parse_config(yaml, name, environment);
    INFO((config ? std::string() : fmt::format("{}", fmt::join(config.error(), "\n"))));
    CHECK(config.has_value());
}

}  // namespace

TEST_CASE("the configuration for Kubernetes is valid") { check_reads(text_of("deploy/kubernetes/tocsin.yaml"), "tocsin.yaml"); }

TEST_CASE("the configurations of the documents are valid") {
    for (const char* document : {"README.md", "docs/configuration.md", "docs/slack.md"}) {
        const auto found = configurations_in(text_of(document));
        CHECK_FALSE(found.empty());
        for (const auto& yaml : found) check_reads(yaml, document);
    }
}
