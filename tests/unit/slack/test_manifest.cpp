// The manifest against Slack's limits (repository slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json, read on 2026-11-25), and the
// tables of the surface against what the code calls and understands.
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

std::set<std::string> keys(const json& object) {
    std::set<std::string> out;
    for (const auto& [key, value] : object.items()) out.insert(key);
    return out;
}

using Names = std::set<std::string>;

void check_text(const json& object, const char* key, std::size_t at_least, std::size_t at_most) {
    INFO(key);
    REQUIRE(object.at(key).is_string());
    const auto size = object.at(key).get<std::string>().size();
    CHECK(size >= at_least);
    CHECK(size <= at_most);
}

void check_command(const json& command, bool with_url) {
    Names expected{"command", "description", "usage_hint", "should_escape"};
    if (with_url) expected.insert("url");
    CHECK(keys(command) == expected);
    check_text(command, "command", 2, 32);
    CHECK(command["command"].get<std::string>().starts_with('/'));
    check_text(command, "description", 1, 2000);
    check_text(command, "usage_hint", 1, 1000);
    if (with_url) CHECK(command["url"] == "https://tocsin.example.com/slack/events");
}

void check_names(const json& list, std::size_t at_most) {
    std::set<std::string> seen;
    CHECK(list.size() <= at_most);
    for (const auto& name : list) {
        INFO(name.dump());
        CHECK(name.get<std::string>().size() <= 50);
        CHECK(seen.insert(name.get<std::string>()).second);
    }
}

void check_features(const json& features, bool with_url) {
    CHECK(keys(features) == Names{"app_home", "bot_user", "shortcuts", "slash_commands"});
    CHECK(keys(features["app_home"]) == Names{"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"});
    check_text(features["bot_user"], "display_name", 1, 80);
    CHECK(std::regex_match(features["bot_user"]["display_name"].get<std::string>(), std::regex("[a-z0-9_.-]+")));
    CHECK(features["shortcuts"].size() <= 10);
    for (const auto& shortcut : features["shortcuts"]) {
        CHECK(keys(shortcut) == Names{"name", "type", "callback_id", "description"});
        check_text(shortcut, "name", 1, 24);
        check_text(shortcut, "callback_id", 1, 255);
        check_text(shortcut, "description", 1, 150);
        CHECK((shortcut["type"] == "global" || shortcut["type"] == "message"));
    }
    REQUIRE(features["slash_commands"].size() == 1);
    check_command(features["slash_commands"][0], with_url);
}

void check_manifest(const json& manifest, bool socket_mode) {
    CHECK(keys(manifest) == Names{"_metadata", "display_information", "features", "oauth_config", "settings"});
    check_text(manifest["display_information"], "name", 1, 35);
    check_text(manifest["display_information"], "description", 1, 140);
    CHECK(std::regex_match(manifest["display_information"]["background_color"].get<std::string>(), std::regex("#[0-9a-fA-F]{6}")));
    check_features(manifest["features"], !socket_mode);
    CHECK(keys(manifest["oauth_config"]) == Names{"scopes"});
    CHECK(keys(manifest["oauth_config"]["scopes"]) == Names{"bot"});
    check_names(manifest["oauth_config"]["scopes"]["bot"], 255);
    const auto& settings = manifest["settings"];
    CHECK(keys(settings) == Names{"event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled"});
    CHECK(keys(settings["event_subscriptions"]) == (socket_mode ? Names{"bot_events"} : Names{"bot_events", "request_url"}));
    check_names(settings["event_subscriptions"]["bot_events"], 100);
    CHECK(keys(settings["interactivity"]) == (socket_mode ? Names{"is_enabled"} : Names{"is_enabled", "request_url", "message_menu_options_url"}));
    CHECK(settings["socket_mode_enabled"] == socket_mode);
}

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

TEST_CASE("the manifest keeps Slack's limits") {
    check_manifest(made(options()), false);
    check_manifest(made(options(true)), true);
    auto long_hint = options();
    long_hint.usage_hint = std::string(3000, 'x');
    check_manifest(made(long_hint), false);
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
