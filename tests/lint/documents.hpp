// What the documents claim against what the code does: API routes, configuration keys, metrics. Pure; any thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/lint/source_file.hpp"

namespace tocsin::lint {

/// `GET /api/v1/incidents/{number}` for each method and path that stand beside each other as literals in the code.
std::set<std::string> routes_in(const SourceFile& code);
/// The same, from the `paths` of an OpenAPI document. Throws where it is no YAML.
std::set<std::string> routes_in_document(const std::string& openapi);
/// Every `$ref` of the document that leads nowhere.
std::vector<std::string> dangling_references(const std::string& openapi);

/// The keys that bot/config.cpp asks for.
std::set<std::string> config_keys_in(const SourceFile& code);
/// `key` stands in the document as a key: in backquotes, alone or with its path, or as a heading.
bool documents_key(const SourceFile& document, const std::string& key);
/// Names of metrics, `tocsin_…`, in any text; the suffixes of a histogram's series are taken off.
std::set<std::string> metrics_in(const SourceFile& text);

/// What `left` has and `right` lacks, joined by commas; empty if nothing.
std::string lacking(const std::set<std::string>& left, const std::set<std::string>& right);

}  // namespace tocsin::lint
