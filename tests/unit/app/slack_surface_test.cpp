// The tables of the Slack surface against the simulated Slack, which knows the scopes of the methods by itself; the manifest that we hand
// out; the command line that prints it.
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bot/cli.hpp"
#include "bot/cli_slack.hpp"
#include "bot/sandbox/web_api_rules.hpp"
#include "bot/slack/manifest.hpp"
#include "bot/slack/surface.hpp"
#include "handlers/help.hpp"

using namespace tocsin;
using Catch::Contains;

namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What a line of the documents prints, and how it ends. Into a file: nobody sits at a terminal.
struct Run {
    int code = 0;
    std::string out;
};
Run run(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    const auto path = (std::filesystem::temp_directory_path() / fmt::format("tocsin-slack-{}", ::getpid())).string();
    std::fflush(stdout);
    const int kept = ::dup(STDOUT_FILENO);
    std::FILE* file = std::fopen(path.c_str(), "w");
    ::dup2(::fileno(file), STDOUT_FILENO);
    Run out;
    out.code = run_command_line(static_cast<int>(argv.size()), argv.data());
    std::fflush(stdout);
    ::dup2(kept, STDOUT_FILENO);
    ::close(kept);
    std::fclose(file);
    out.out = text_of(path);
    std::filesystem::remove(path);
    return out;
}

}  // namespace

TEST_CASE("the simulated Slack asks for the scopes that the table names") {
    for (const auto& method : slack::method_needs()) {
        const auto* rule = sandbox::find_method(method.method);
        INFO(method.method);
        REQUIRE(rule != nullptr);
        CHECK(rule->public_scope == method.scope);
        // conversations.list asks by the kinds of channel that are wanted, not by a channel.
        if (method.method != "conversations.list") CHECK(rule->private_scope == method.private_scope);
        if (!method.direct_scope.empty()) CHECK(rule->im_scope == method.direct_scope);
    }
}

TEST_CASE("deploy/slack-manifest.yaml is what `tocsin slack manifest` prints") {
    const std::string path = TOCSIN_SOURCE_DIR "/deploy/slack-manifest.yaml";
    const auto expected = slack::manifest_yaml({"/incident", handlers::manifest_usage_hint(), cli::kExampleUrl, false});
    if (std::getenv("TOCSIN_WRITE_DOCS") != nullptr) std::ofstream(path) << expected;
    const std::string written = text_of(path);
    INFO("TOCSIN_WRITE_DOCS=1 build/dev/tests/unit_app \"deploy/slack-manifest*\" writes it");
    CHECK(written == expected);
}

TEST_CASE("docs/slack.md says of each scope and shortcut what it is for") {
    const auto document = text_of(TOCSIN_SOURCE_DIR "/docs/slack.md");
    for (const auto& need : slack::scope_needs()) CHECK_THAT(document, Contains(fmt::format("\n| `{}` | {} |\n", need.scope, need.why)));
    for (const auto& shortcut : slack::shortcuts()) CHECK_THAT(document, Contains(fmt::format("*{}*", shortcut.name)));
}

TEST_CASE("the commands of docs/slack.md that print a manifest do") {
    const auto socket = run({"tocsin", "slack", "manifest", "--socket-mode"});
    CHECK(socket.code == 0);
    CHECK_THAT(socket.out, Contains("socket_mode_enabled: true") && !Contains("https://"));
    const auto https = run({"tocsin", "slack", "manifest", "--url", "https://tocsin.example.com"});
    CHECK(https.code == 0);
    CHECK(https.out == text_of(TOCSIN_SOURCE_DIR "/deploy/slack-manifest.yaml"));
    const auto json = run({"tocsin", "slack", "manifest", "--url", "https://a.example", "-o", "json"});
    CHECK_THAT(json.out, Contains("\"request_url\": \"https://a.example/slack/events\""));
    CHECK(run({"tocsin", "slack", "manifest", "-o", "toml"}).code == 2);
}

TEST_CASE("the manifest follows a configuration whose secrets are not there yet") {
    const auto path = (std::filesystem::temp_directory_path() / fmt::format("tocsin-manifest-{}.yaml", ::getpid())).string();
    const auto write = [&](const std::string& more) {
        std::ofstream(path) << "server: {listen: 127.0.0.1:8443, tls: off, public_url: https://b.example}\nstore: {url: \"sqlite:x.db\"}\n"
                            << "slack:\n  bot_token: ${TOCSIN_TEST_NOT_SET}\n  command: /inc\n" << more;
    };
    write("  signing_secrets: [\"${TOCSIN_TEST_NOT_SET}\"]\n");
    const auto https = run({"tocsin", "slack", "manifest", "--config", path});
    CHECK_THAT(https.out, Contains("command: /inc\n") && Contains("url: https://b.example/slack/events") && Contains("socket_mode_enabled: false"));
    write("  app_token: ${TOCSIN_TEST_NOT_SET}\n");
    CHECK_THAT(run({"tocsin", "slack", "manifest", "--config", path}).out, Contains("socket_mode_enabled: true") && !Contains("b.example"));
    write("  nonsense: 1\n");
    CHECK(run({"tocsin", "slack", "manifest", "--config", path}).code == 78);
    std::filesystem::remove(path);
}
