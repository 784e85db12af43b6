#include "bot/sandbox_folder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bot/base/text.hpp"
#include "bot/sandbox_config.hpp"
#include "bot/sandbox_oncall.hpp"
#include "bot/sandbox_runbooks.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

std::string path_in(const std::string& folder, const char* name) { return (fs::path(folder) / name).string(); }

void write_private(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

std::string quoted(const std::string& word) { return "\"" + text::replace_all(text::replace_all(word, "\\", "\\\\"), "\"", "\\\"") + "\""; }

/// `{name: "value", …}`
std::string as_mapping(const std::map<std::string, std::string>& entries) {
    std::string out;
    for (const auto& [name, value] : entries) out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", name, quoted(value));
    return "{" + out + "}";
}

std::string pagerduty_yaml(const Config& config) {
    const auto& pagerduty = config.pagerduty;
    std::string out = fmt::format("pagerduty:\n  webhook_secrets: [{}]\n  api_token: {}\n  from: {}\n  routing_keys: {}\n  page_service: {}\n  join:\n", quoted(pagerduty.webhook_secrets.at(0)),
                                  quoted(pagerduty.api_token), quoted(pagerduty.from), as_mapping(pagerduty.routing_keys), quoted(pagerduty.page_service));
    for (const auto& rule : config.settings.pagerduty.join)
        out += fmt::format("    - {{within: {}m, same: [{}], at_least: {}}}\n", rule.within / std::chrono::minutes{1}, fmt::join(rule.same, ", "), rule.at_least);
    return out;
}

}  // namespace

std::string sandbox_config_file(const std::string& folder) { return path_in(folder, "sandbox.yaml"); }

std::string sandbox_config_yaml(const SandboxOptions& options) {
    const Config config = sandbox_config(options);
    const auto& settings = config.settings;
    const auto& token = config.api_tokens.at(0);
    std::string out =
        "# The configuration of this sandbox, for `tocsin … --config` in another terminal: check-config, verify, postmortem, runbook lint. Written anew at each start.\n"
        "# The simulated Slack and PagerDuty are inside `tocsin sandbox`; `serve` with this file reaches neither.\n";
    out += fmt::format("server:\n  listen: \"{}:{}\"\n  public_url: {}\n  tls: {{certificate: sandbox.crt, key: sandbox.key}}\n", config.server.listen.host, config.server.listen.port,
                       settings.public_url);
    out += fmt::format("store: {{url: {}}}\n", quoted("sqlite:" + fs::absolute(config.database_path).string()));
    out += fmt::format("slack:\n  signing_secrets: [{}]\n  bot_token: {}\n  team: {}\n  announce_channel: {}\n  updates_channel: {}\n", quoted(config.slack.signing_secrets.at(0)),
                       quoted(config.slack.bot_token), settings.team.value, settings.announce_channel.value, settings.updates_channel.value);
    out += pagerduty_yaml(config);
    out += fmt::format("notify:\n  smtp: {{url: {}, from: {}}}\n  twilio: {{account_sid: {}, auth_token: {}, from: {}}}\n  webhook_secret: {}\n", quoted(config.notify.smtp->url),
                       quoted(config.notify.smtp->from), quoted(config.notify.twilio->account_sid), quoted(config.notify.twilio->auth_token), quoted(config.notify.twilio->from),
                       quoted(config.notify.webhook_secret));
    out += fmt::format("api:\n  tokens:\n    - {{name: {}, secret: {}, user: {}}}\n", token.name, quoted(token.secret), token.user.value);
    out += fmt::format("access: {{admins: [{}], operators: [{}]}}\n", settings.admins.at(0).value, settings.operators.at(0).value);
    out += fmt::format("oncall: {{file: oncall.yaml}}\nrunbooks:\n  dirs: [runbooks]\n  commands: {}\n", as_mapping(config.runbooks.commands.commands));
    return out;
}

std::string default_sandbox_folder() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') return path_in(data, "tocsin-sandbox");
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return path_in(home, ".local/share/tocsin-sandbox");
    return (fs::temp_directory_path() / "tocsin-sandbox").string();
}

std::string sandbox_certificate(const std::string& folder) { return path_in(folder, "sandbox.crt"); }
net::TlsFiles sandbox_tls(const std::string& folder) { return {sandbox_certificate(folder), path_in(folder, "sandbox.key")}; }

SandboxOptions prepare_sandbox(SandboxOptions options) {
    fs::create_directories(options.folder);
    for (const auto& entry : fs::directory_iterator(options.folder))
        if (entry.path().filename().string().starts_with("sandbox.db")) fs::remove(entry.path());
    if (const auto oncall = path_in(options.folder, "oncall.yaml"); !fs::exists(oncall)) std::ofstream(oncall) << kSandboxOncall;
    fs::create_directories(path_in(options.folder, "runbooks"));
    if (const auto runbook = path_in(options.folder, "runbooks/roll-back.yaml"); !fs::exists(runbook)) std::ofstream(runbook) << kSandboxRunbook;
    const std::string hosts[] = {"localhost", "127.0.0.1"};
    const auto pem = net::self_signed_certificate(hosts);
    const auto files = sandbox_tls(options.folder);
    write_private(files.certificate_file, pem.certificate);
    write_private(files.key_file, pem.key);
    write_private(sandbox_config_file(options.folder), sandbox_config_yaml(options));
    return options;
}

Config sandbox_config(const SandboxOptions& options) {
    Config config = sandbox_config(path_in(options.folder, "sandbox.db"), options.port);
    config.oncall_file = path_in(options.folder, "oncall.yaml");
    config.runbooks.enabled = true;
    config.runbooks.dirs = {path_in(options.folder, "runbooks")};
    config.runbooks.commands.commands = {{"echo", "/bin/echo"}, {"date", "/bin/date"}, {"false", "/bin/false"}, {"sleep", "/bin/sleep"}};
    return config;
}

net::ClientOptions trusting_sandbox(const std::string& folder) {
    net::ClientOptions options;
    options.extra_ca_file = sandbox_certificate(folder);
    return options;
}

}  // namespace tocsin
