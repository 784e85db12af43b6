// The rules against the whole checkout.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/lint/documents.hpp"
#include "tests/lint/layers.hpp"
#include "tests/lint/manners.hpp"

using namespace tocsin::lint;

namespace {

const std::vector<SourceFile>& tree() {
    static const std::vector<SourceFile> files = read_tree(TOCSIN_SOURCE_DIR);
    return files;
}

const SourceFile& file(const std::string& path) {
    const auto found = std::ranges::find(tree(), path, &SourceFile::path);
    if (found == tree().end()) throw std::runtime_error("the checkout has no " + path);
    return *found;
}

std::string text_of(const std::string& path) {
    std::string out;
    for (const auto& line : file(path).lines) out += line + '\n';
    return out;
}

void holds_everywhere(Findings (*rule)(const SourceFile&)) {
    Findings all;
    for (const auto& source : tree()) std::ranges::copy(rule(source), std::back_inserter(all));
    INFO(to_text(all));
    CHECK(all.empty());
}

}  // namespace

TEST_CASE("the tree was found") {
    CHECK(tree().size() > 100);
    CHECK(layer_of(file("bot/core/fold.cpp").path) == "core");
}

TEST_CASE("no include goes against the arrows") { holds_everywhere(check_layers); }
TEST_CASE("libraries stay in their folders") { holds_everywhere(check_libraries); }
TEST_CASE("files are short") { holds_everywhere(check_length); }
TEST_CASE("headers say what they are") { holds_everywhere(check_header); }
TEST_CASE("nothing is left for later") { holds_everywhere(check_words); }
TEST_CASE("no test sleeps") { holds_everywhere(check_sleep); }
TEST_CASE("the pure layers read no clock") { holds_everywhere(check_clock); }

TEST_CASE("the API document names exactly the API's routes") {
    std::set<std::string> routes;
    for (const auto& source : tree())
        if (source.path.starts_with("bot/edge/"))
            for (const auto& route : routes_in(source))
                if (route.contains(" /api/") || route.contains(" /heartbeats/")) routes.insert(route);
    const auto document = text_of("schema/openapi.yaml");
    const auto described = routes_in_document(document);
    CHECK(routes.size() >= 7);
    CHECK(lacking(routes, described) == "");
    CHECK(lacking(described, routes) == "");
    CHECK(dangling_references(document).empty());
}

TEST_CASE("every configuration key is documented") {
    for (const char* reader : {"bot/config.cpp", "bot/config_access.cpp", "bot/config_heartbeats.cpp", "bot/config_runbooks.cpp"})
        for (const auto& key : config_keys_in(file(reader))) {
            INFO(key);
            CHECK(documents_key(file("docs/configuration.md"), key));
        }
}

TEST_CASE("every metric is documented, and alerts are about metrics that exist") {
    const auto metrics = metrics_in(file("bot/ops/metrics.cpp"));
    CHECK(metrics.size() > 10);
    CHECK(lacking(metrics, metrics_in(file("docs/operations.md"))) == "");
    CHECK(lacking(metrics_in(file("deploy/prometheus-rules.yaml")), metrics) == "");
}
