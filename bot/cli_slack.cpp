#include "bot/cli_slack.hpp"

#include "bot/cli_common.hpp"
#include "bot/config.hpp"
#include "bot/slack/manifest.hpp"
#include "handlers/help.hpp"

namespace tocsin::cli {
namespace {

/// The manifest comes before the secrets, which Slack gives only to an app that is there.
std::optional<std::string> environment_with_gaps(const std::string& name) {
    const auto value = process_environment(name);
    return value ? value : "xapp-that-is-not-there-yet";
}

}  // namespace

int slack_manifest(const SlackManifestChoice& choice) {
    slack::ManifestOptions options;
    options.usage_hint = handlers::manifest_usage_hint();
    options.socket_mode = choice.socket_mode;
    if (!choice.config.empty()) {
        const auto config = load_config(choice.config, environment_with_gaps);
        if (!config) return bad_config(config.error());
        options.command = config->settings.command;
        options.public_url = config->settings.public_url;
        options.socket_mode = options.socket_mode || !config->slack.app_token.empty();
    }
    if (!choice.url.empty()) options.public_url = choice.url;
    if (options.public_url.empty() && !options.socket_mode) {
        options.public_url = kExampleUrl;
        fmt::print(stderr, "tocsin: put your host in place of {}, or say it: `--url https://…`, or `--config FILE` with `server.public_url`.\n", kExampleUrl);
    }
    fmt::print("{}", choice.output == "json" ? slack::manifest_json(options) : slack::manifest_yaml(options));
    return kOk;
}

}  // namespace tocsin::cli
