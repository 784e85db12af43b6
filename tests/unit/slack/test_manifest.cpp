// What the manifest's options make of it, and the tables of the surface against what the code calls and understands. Slack's limits are held
// by a schema: tests/schemas.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "bot/slack/inbound.hpp"
#include "bot/slack/manifest.hpp"
#include "bot/slack/surface.hpp"

using namespace tocsin::slack;
using nlohmann::json;
using Catch::Contains;

namespace {

ManifestOptions options(bool socket_mode = false) { return {"/incident", "declare | list | help", "https://tocsin.example.com/", socket_mode}; }

json made(const ManifestOptions& wish) { return json::parse(manifest_json(wish)); }

/// The methods that the codecs of this folder encode calls to.
std::set<std::string> called_methods() {
    static const std::regex call(R"re((?:with_json|with_form)\("([a-zA-Z.]+)")re");
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(TOCSIN_SOURCE_DIR "/bot/slack")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream file(entry.path());
        const std::string code{std::istreambuf_iterator<char>(file), {}};
        for (std::sregex_iterator i(code.begin(), code.end(), call), end; i != end; ++i) out.insert(i->str(1));
    }
    return out;
}

}  // namespace

TEST_CASE("a hint that is longer than Slack takes is cut") {
    auto long_hint = options();
    long_hint.usage_hint = std::string(3000, 'x');
    const std::string hint = made(long_hint)["features"]["slash_commands"][0]["usage_hint"];
    CHECK(hint.size() <= 1000);
    CHECK(hint.size() > 900);
}

TEST_CASE("in Socket Mode the manifest holds no address") {
    CHECK_THAT(manifest_json(options(true)), !Contains("http"));
    CHECK_THAT(manifest_yaml(options(true)), !Contains("example.com"));
}

TEST_CASE("the YAML shows the reason beside each scope, and quotes what YAML would misread") {
    const auto yaml = manifest_yaml(options());
    CHECK_THAT(yaml, Contains("\n      - chat:write  # card, lines, announcement, updates\n"));
    CHECK_THAT(yaml, Contains("\n  background_color: \"#7a1f1f\"\n"));
    CHECK_THAT(yaml, Contains("\n  slash_commands:\n    - command: /incident\n      url: https://tocsin.example.com/slack/events\n"));
}

TEST_CASE("the scopes are those of the methods that are called and the events that are subscribed to, and no other") {
    std::set<std::string> needed{"commands"}, asked;
    for (const auto& method : method_needs())
        for (const auto scope : {method.scope, method.private_scope, method.direct_scope})
            if (!scope.empty()) needed.emplace(scope);
    for (const auto& event : event_needs())
        if (!event.scope.empty()) needed.emplace(event.scope);
    for (const auto& scope : scope_needs()) {
        CHECK_FALSE(scope.why.empty());
        asked.emplace(scope.scope);
    }
    CHECK(asked == needed);
    CHECK(missing_scopes(scope_names()).empty());
    CHECK(missing_scopes({"chat:write"}).size() == asked.size() - 1);
}

TEST_CASE("the table of methods holds what the code calls") {
    std::set<std::string> listed;
    for (const auto& method : method_needs()) listed.emplace(method.method);
    auto called = called_methods();
    // Goes with the app-level token, whose one scope stands in no manifest.
    CHECK(called.erase("apps.connections.open") == 1);
    CHECK(listed == called);
}

TEST_CASE("every event that is subscribed to is understood") {
    for (const auto& event : event_needs()) {
        const std::string type(event.type.substr(0, event.type.find('.')));
        // An event without any field is refused by the reader of its kind; a kind that nobody reads passes.
        const auto decoded = decode("application/json", fmt::format(R"({{"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{{"type":"{}"}}}})", type));
        INFO(type);
        if (!decoded) continue;
        const auto* callback = std::get_if<EventCallback>(&*decoded);
        REQUIRE(callback != nullptr);
        CHECK_FALSE(std::holds_alternative<OtherKind>(callback->body));
    }
}

TEST_CASE("shortcuts are found by their callback id") {
    REQUIRE(find_shortcut(kNoteShortcut) != nullptr);
    CHECK(find_shortcut(kNoteShortcut)->on_message);
    CHECK_FALSE(find_shortcut(kDeclareShortcut)->on_message);
    CHECK(find_shortcut("tocsin.other") == nullptr);
}
