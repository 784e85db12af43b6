// The configuration that a sandbox writes for the other subcommands says what the sandbox itself runs on.
#include <catch2/catch.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "bot/sandbox_folder.hpp"

using namespace tocsin;

TEST_CASE("the file that a sandbox writes for --config is the configuration that it runs on") {
    const SandboxOptions options{8443, "/tmp/a \"quoted\" folder"};
    const Config own = sandbox_config(options);
    const auto read = parse_config(sandbox_config_yaml(options), "sandbox.yaml", [](const std::string&) { return std::optional<std::string>(); });
    INFO((read ? std::string() : fmt::format("{}", fmt::join(read.error(), "\n"))));
    REQUIRE(read);
    CHECK(read->database_path == own.database_path);
    CHECK(read->server.listen.host == own.server.listen.host);
    CHECK(read->server.listen.port == own.server.listen.port);
    CHECK(read->slack.signing_secrets == own.slack.signing_secrets);
    CHECK(read->slack.bot_token == own.slack.bot_token);
    CHECK(read->pagerduty.webhook_secrets == own.pagerduty.webhook_secrets);
    CHECK(read->pagerduty.routing_keys == own.pagerduty.routing_keys);
    CHECK(read->pagerduty.page_service == own.pagerduty.page_service);
    CHECK(read->notify.twilio->from == own.notify.twilio->from);
    CHECK(read->api_tokens.at(0).secret == own.api_tokens.at(0).secret);
    CHECK(read->settings.public_url == own.settings.public_url);
    CHECK(read->settings.team == own.settings.team);
    CHECK(read->settings.announce_channel == own.settings.announce_channel);
    CHECK(read->settings.updates_channel == own.settings.updates_channel);
    CHECK(read->settings.admins == own.settings.admins);
    CHECK(read->settings.operators == own.settings.operators);
    CHECK(read->settings.pagerduty.join.size() == own.settings.pagerduty.join.size());
    CHECK(read->runbooks.commands.commands == own.runbooks.commands.commands);
    // Beside the file, where load_config finds them.
    CHECK(read->oncall_file == std::filesystem::path(own.oncall_file).filename());
    CHECK(read->runbooks.dirs == std::vector<std::string>{"runbooks"});
}
