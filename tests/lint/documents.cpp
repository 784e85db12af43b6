#include "tests/lint/documents.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <iterator>
#include <regex>
#include <string_view>

namespace tocsin::lint {
namespace {

std::string joined(const SourceFile& file) {
    std::string out;
    for (const auto& line : file.lines) out += line + '\n';
    return out;
}

/// The first group of every match.
std::set<std::string> all_matches(const std::string& text, const std::regex& pattern) {
    std::set<std::string> out;
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i) out.insert(i->str(1));
    return out;
}

bool resolves(const YAML::Node& root, std::string_view reference) {
    if (!reference.starts_with("#/")) return false;
    YAML::Node at = YAML::Clone(root);
    for (std::size_t from = 2; from <= reference.size();) {
        const auto slash = std::min(reference.find('/', from), reference.size());
        const auto next = at[std::string(reference.substr(from, slash - from))];
        if (!next.IsDefined()) return false;
        at.reset(next);
        from = slash + 1;
    }
    return true;
}

void collect_references(const YAML::Node& node, std::set<std::string>& out) {
    if (node.IsSequence())
        for (const auto& item : node) collect_references(item, out);
    if (!node.IsMap()) return;
    for (const auto& entry : node) {
        if (entry.first.as<std::string>() == "$ref") out.insert(entry.second.as<std::string>());
        else collect_references(entry.second, out);
    }
}

}  // namespace

std::set<std::string> routes_in(const SourceFile& code) {
    static const std::regex route("\"(GET|POST|PUT|PATCH|DELETE)\"\\}?,\\s*\"(/[^\"]*)\"");
    const std::string text = joined(code);
    std::set<std::string> out;
    for (std::sregex_iterator i(text.begin(), text.end(), route), end; i != end; ++i) out.insert(i->str(1) + " " + i->str(2));
    return out;
}

std::set<std::string> routes_in_document(const std::string& openapi) {
    static const std::set<std::string> methods{"get", "post", "put", "patch", "delete"};
    std::set<std::string> out;
    for (const auto& path : YAML::Load(openapi)["paths"])
        for (const auto& operation : path.second) {
            auto method = operation.first.as<std::string>();
            if (!methods.contains(method)) continue;
            std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
            out.insert(method + " " + path.first.as<std::string>());
        }
    return out;
}

std::vector<std::string> dangling_references(const std::string& openapi) {
    const YAML::Node root = YAML::Load(openapi);
    std::set<std::string> references;
    collect_references(root, references);
    std::vector<std::string> out;
    std::ranges::copy_if(references, std::back_inserter(out), [&](const std::string& reference) { return !resolves(root, reference); });
    return out;
}

std::set<std::string> config_keys_in(const SourceFile& code) {
    static const std::regex asked(
        R"re(\b(?:text|required|secret|secrets|texts|boolean|duration|integer|choice|section|node)\("([a-z_]+)")re");
    static const std::regex helped(R"re(\b(?:read_endpoint|read_url)\(\w+, "([a-z_]+)")re");
    static const std::regex people(R"re(\bread_named\(\w+, "([a-z_]+)")re");
    const std::string text = joined(code);
    std::set<std::string> out = all_matches(text, asked);
    out.merge(all_matches(text, helped));
    out.merge(all_matches(text, people));
    return out;
}

bool documents_key(const SourceFile& document, const std::string& key) {
    const std::regex named("(^## " + key + "$)|[`.]" + key + "(\\[\\])?`");
    return std::ranges::any_of(document.lines, [&](const std::string& line) { return std::regex_search(line, named); });
}

std::set<std::string> metrics_in(const SourceFile& text) {
    static const std::regex name(R"(\b(tocsin_[a-z_]*[a-z])\b)");
    std::set<std::string> out;
    for (std::string metric : all_matches(joined(text), name)) {
        for (std::string_view suffix : {"_bucket", "_sum", "_count"})
            if (metric.ends_with(suffix)) metric.resize(metric.size() - suffix.size());
        out.insert(metric);
    }
    return out;
}

std::string lacking(const std::set<std::string>& left, const std::set<std::string>& right) {
    std::vector<std::string> missing;
    std::ranges::set_difference(left, right, std::back_inserter(missing));
    return fmt::format("{}", fmt::join(missing, ", "));
}

}  // namespace tocsin::lint
