#include "bot/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "bot/base/time.hpp"
#include "bot/config_access.hpp"
#include "bot/config_heartbeats.hpp"
#include "bot/config_oncall.hpp"
#include "bot/config_reminders.hpp"
#include "bot/config_runbooks.hpp"
#include "bot/notify/mail.hpp"
#include "bot/notify/twilio.hpp"
#include "bot/yaml/section.hpp"

namespace tocsin {
namespace {

using handlers::JoinRule;

std::optional<Endpoint> read_endpoint(YamlSection& from, const std::string& key) {
    const auto raw = from.text(key);
    if (!raw) return std::nullopt;
    const auto colon = raw->rfind(':');
    const auto port = colon == std::string::npos ? std::nullopt : text::parse_int(std::string_view(*raw).substr(colon + 1));
    if (!port || *port < 0 || *port > 65535) {
        from.mistake(key, "must be ADDRESS:PORT, for instance 0.0.0.0:8443");
        return std::nullopt;
    }
    std::string host = raw->substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return Endpoint{host, static_cast<unsigned short>(*port)};
}

bool is_loopback_url(std::string_view url) {
    for (std::string_view prefix : {"http://127.", "http://localhost:", "http://localhost/", "http://[::1]"})
        if (url.starts_with(prefix)) return true;
    return false;
}

/// An https URL, or http to loopback for a simulator.
std::string read_url(YamlSection& from, const std::string& key, std::string fallback) {
    const auto raw = from.text(key);
    if (!raw) return fallback;
    if (!raw->starts_with("https://") && !is_loopback_url(*raw)) from.mistake(key, "must start with https:// (http:// only for loopback)");
    return *raw;
}

void read_server(YamlSection server, Config& config) {
    if (auto listen = read_endpoint(server, "listen")) config.server.listen = *listen;
    config.server.admin_listen = read_endpoint(server, "admin_listen");
    const YAML::Node tls = server.node("tls");
    if (tls.IsDefined() && tls.IsScalar() && (tls.as<std::string>() == "off" || tls.as<std::string>() == "false")) {
        config.server.tls.reset();
    } else {
        YamlSection files = server.section("tls");
        if (!files.present()) server.mistake("tls", "is required: {certificate: FILE, key: FILE}, or off behind a proxy");
        config.server.tls = net::TlsFiles{files.required("certificate"), files.required("key")};
        files.refuse_unknown();
    }
    config.settings.public_url = read_url(server, "public_url", "");
    server.refuse_unknown();
}

void read_store(YamlSection store, Config& config) {
    const auto url = store.required("url");
    constexpr std::string_view sqlite = "sqlite:";
    if (url.starts_with(sqlite)) config.database_path = url.substr(sqlite.size());
    else if (url.starts_with("postgres")) store.mistake("url", "names PostgreSQL, which this release cannot use yet; use sqlite:PATH");
    else if (!url.empty()) store.mistake("url", "must be sqlite:PATH");
    store.refuse_unknown();
}

/// The names of emoji as Slack writes them, with or without colons; each may mean one thing only.
void read_reactions(YamlSection reactions, Config& config) {
    if (!reactions.present()) return;
    auto& known = config.settings.reactions;
    for (const auto& [kind, key] : words::kEntryKind) {
        if (!reactions.node(std::string(key)).IsDefined()) continue;
        std::erase_if(known, [replaced = kind](const auto& entry) { return entry.second == replaced; });
        for (auto name : reactions.texts(std::string(key))) {
            name = text::replace_all(std::move(name), ":", "");
            const bool fits = !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-'") == std::string::npos;
            if (!fits) reactions.mistake(std::string(key), "holds names of emoji such as pushpin");
            else if (!known.emplace(name, kind).second) reactions.mistake(std::string(key), "names " + name + ", which means something else already");
        }
    }
    reactions.refuse_unknown();
}

void read_slack(YamlSection slack, Config& config) {
    config.slack.enabled = slack.present();
    if (!slack.present()) return;
    config.slack.api_url = read_url(slack, "api_url", config.slack.api_url);
    if (!config.slack.api_url.ends_with('/')) config.slack.api_url += '/';
    config.slack.signing_secrets = slack.secrets("signing_secrets");
    config.slack.app_token = slack.secret("app_token");
    if (!config.slack.app_token.empty() && !config.slack.app_token.starts_with("xapp-"))
        slack.mistake("app_token", "must be an app-level token, xapp-… (Basic Information, App-Level Tokens)");
    if (config.slack.signing_secrets.empty() && config.slack.app_token.empty())
        slack.mistake("signing_secrets", "needs at least one secret, or `app_token` for Socket Mode");
    config.slack.bot_token = slack.secret("bot_token");
    if (config.slack.bot_token.empty()) slack.mistake("bot_token", "is required");
    config.settings.command = slack.text("command").value_or(config.settings.command);
    if (!config.settings.command.starts_with('/')) slack.mistake("command", "must start with /");
    config.settings.team = TeamId(slack.text("team").value_or(""));
    config.settings.announce_channel = ChannelId(slack.text("announce_channel").value_or(""));
    config.settings.updates_channel = ChannelId(slack.text("updates_channel").value_or(""));
    read_reactions(slack.section("reactions"), config);
    slack.refuse_unknown();
}

std::vector<JoinRule> read_join(const YAML::Node& list, YamlReport& report) {
    std::vector<JoinRule> rules;
    if (!list.IsDefined() || list.IsNull()) return rules;
    if (!list.IsSequence()) {
        report.mistake(list.Mark(), "`pagerduty.join` must be a list");
        return rules;
    }
    for (const auto& item : list) {
        YamlSection rule(static_cast<const YAML::Node&>(item), "pagerduty.join.", report);
        JoinRule read;
        read.within = rule.duration("within").value_or(read.within);
        read.same = rule.texts("same");
        read.at_least = rule.integer("at_least").value_or(1);
        for (const auto& what : read.same)
            if (what != "service" && !(what.starts_with("label.") && what.size() > 6)) rule.mistake("same", "may hold `service` and `label.NAME`");
        if (read.same.empty()) rule.mistake("same", "must name what has to agree, such as [service]");
        rule.refuse_unknown();
        rules.push_back(std::move(read));
    }
    return rules;
}

void read_pagerduty(YamlSection section, Config& config, YamlReport& report) {
    auto& settings = config.settings.pagerduty;
    config.pagerduty.enabled = section.present();
    if (!section.present()) return;
    config.pagerduty.webhook_secrets = section.secrets("webhook_secrets");
    config.pagerduty.api_url = read_url(section, "api_url", config.pagerduty.api_url);
    config.pagerduty.events_url = read_url(section, "events_url", config.pagerduty.events_url);
    config.pagerduty.api_token = section.secret("api_token");
    config.pagerduty.from = section.text("from").value_or("");
    config.settings.pagerduty.notes_for_machines = !config.pagerduty.from.empty();
    config.pagerduty.page_service = section.text("page_service").value_or("");
    settings.rest = !config.pagerduty.api_token.empty();
    if (settings.rest) settings.check_every = std::chrono::minutes{1};
    YamlSection keys = section.section("routing_keys");
    if (keys.present()) {
        for (const auto& entry : section.node("routing_keys")) {
            constexpr std::string_view from_file = "_file";
            auto name = entry.first.as<std::string>();
            if (name.ends_with(from_file)) name.resize(name.size() - from_file.size());
            config.pagerduty.routing_keys[name] = keys.secret(name);
            settings.routing_names.push_back(name);
        }
    }
    if (auto open = section.choice("open", {"triage", "observe", "off"})) settings.open = static_cast<handlers::OpenMode>(*open);
    if (auto resolve = section.choice("resolve", {"propose", "apply"})) settings.resolve = static_cast<handlers::ResolveMode>(*resolve);
    settings.join = read_join(section.node("join"), report);
    section.refuse_unknown();
}

void read_smtp(YamlSection smtp, Config& config) {
    if (!smtp.present()) return;
    notify::SmtpOptions read{smtp.required("url"), smtp.required("from"), smtp.text("user").value_or(""), smtp.secret("password")};
    if (!read.url.empty() && !read.url.starts_with("smtp://") && !read.url.starts_with("smtps://")) smtp.mistake("url", "must start with smtps:// or smtp://");
    if (!read.from.empty() && !notify::is_mail_address(read.from)) smtp.mistake("from", "must be an e-mail address, for instance tocsin@example.com");
    if (read.user.empty() != read.password.empty()) smtp.mistake("user", "and `password` go together");
    read.ca_file = smtp.text("ca_file").value_or("");
    if (!read.ca_file.empty() && !std::ifstream(read.ca_file)) smtp.mistake("ca_file", "cannot be read: " + read.ca_file);
    smtp.refuse_unknown();
    config.notify.smtp = std::move(read);
}

void read_twilio(YamlSection section, Config& config) {
    if (!section.present()) return;
    notify::TwilioOptions read;
    read.api_url = read_url(section, "api_url", read.api_url);
    while (read.api_url.ends_with('/')) read.api_url.pop_back();
    read.account_sid = section.required("account_sid");
    read.auth_token = section.secret("auth_token");
    read.from = section.required("from");
    if (read.auth_token.empty()) section.mistake("auth_token", "is required");
    read.messaging_service = section.text("messaging_service").value_or("");
    if (read.from.starts_with("MG"))
        section.mistake("from", "must be a number, since calls cannot come from a messaging service; give one here, and the MG… as `messaging_service`");
    else if (!read.from.empty() && !notify::twilio::is_phone_number(read.from)) section.mistake("from", "must be a number such as +12025550143");
    if (!read.messaging_service.empty() && !read.messaging_service.starts_with("MG"))
        section.mistake("messaging_service", "must be the MG… of a messaging service");
    // Its reports and replies come to this address and are signed over it.
    if (config.settings.public_url.empty()) section.mistake("account_sid", "needs `server.public_url`, where Twilio reports how a message went");
    section.refuse_unknown();
    config.notify.twilio = std::move(read);
}

void read_notify(YamlSection section, Config& config) {
    read_smtp(section.section("smtp"), config);
    read_twilio(section.section("twilio"), config);
    config.notify.webhook_secret = section.secret("webhook_secret");
    section.refuse_unknown();
}

void read_api(YamlSection api, Config& config, YamlReport& report) {
    const YAML::Node tokens = api.node("tokens");
    api.refuse_unknown();
    if (!tokens.IsDefined() || tokens.IsNull()) return;
    for (const auto& item : tokens) {
        YamlSection token(static_cast<const YAML::Node&>(item), "api.tokens.", report);
        edge::ApiToken read{token.required("name"), token.secret("secret"), UserId(token.text("user").value_or("")), read_level(token, "access")};
        if (!read.user.empty() && read.access) token.mistake("access", "is for a token without `user`; a person's level follows from `access`");
        if (!read.user.empty() && !config.slack.enabled && config.settings.team.empty())
            token.mistake("user", "names a person of a Slack workspace, and there is no `slack` section");
        if (read.secret.size() < 16) token.mistake("secret", "must have at least 16 characters");
        for (const auto& other : config.api_tokens)
            if (other.name == read.name) token.mistake("name", "is there twice");
        token.refuse_unknown();
        config.api_tokens.push_back(std::move(read));
    }
}

void read_incidents(YamlSection incidents, Config& config) {
    config.settings.key = incidents.text("key").value_or(config.settings.key);
    config.settings.channel_template = incidents.text("channel_name").value_or(config.settings.channel_template);
    if (!config.settings.channel_template.contains("{number}")) incidents.mistake("channel_name", "must hold {number}");
    config.settings.private_channels = incidents.boolean("private_channels").value_or(false);
    config.settings.bridge = read_url(incidents, "bridge", "");
    for (const auto& name : incidents.texts("notify_here")) {
        const auto known = std::ranges::find_if(words::kSeverity, [&](const auto& entry) { return entry.first != Severity::unset && text::equals_ignoring_case(entry.second, name); });
        if (known != words::kSeverity.end()) config.settings.notify_here.push_back(known->first);
        else incidents.mistake("notify_here", "holds severities, sev1 to sev5");
    }
    incidents.refuse_unknown();
}

void read_oncall(YamlSection oncall, Config& config) {
    if (!oncall.present()) return;
    config.oncall_file = oncall.required("file");
    if (const auto lasts = oncall.duration("ack_timeout")) config.settings.acknowledgement_lasts = *lasts;
    config.settings.feed_secret = oncall.secret("feed_secret");
    if (!config.settings.feed_secret.empty() && config.settings.feed_secret.size() < 16) oncall.mistake("feed_secret", "must have at least 16 characters");
    oncall.refuse_unknown();
}

void mask_secrets(const Config& config) {
    for (const auto& secret : config.slack.signing_secrets) log::mask(secret);
    for (const auto& secret : config.pagerduty.webhook_secrets) log::mask(secret);
    for (const auto& [name, secret] : config.pagerduty.routing_keys) log::mask(secret);
    for (const auto& token : config.api_tokens) log::mask(token.secret);
    for (const auto& token : config.heartbeat_tokens) log::mask(token.secret);
    for (const auto& [name, secret] : config.runbooks.secrets) log::mask(secret);
    log::mask(config.heartbeat_url);
    log::mask(config.settings.feed_secret);
    log::mask(config.slack.bot_token);
    log::mask(config.slack.app_token);
    log::mask(config.pagerduty.api_token);
    log::mask(config.notify.webhook_secret);
    if (config.notify.smtp) log::mask(config.notify.smtp->password);
    if (config.notify.twilio) log::mask(config.notify.twilio->auth_token);
}

Config read_all(const YAML::Node& root, YamlReport& report) {
    Config config;
    YamlSection top(root, "", report);
    read_server(top.section("server"), config);
    read_store(top.section("store"), config);
    read_slack(top.section("slack"), config);
    read_pagerduty(top.section("pagerduty"), config, report);
    read_notify(top.section("notify"), config);
    read_api(top.section("api"), config, report);
    read_access(top.section("access"), config);
    read_incidents(top.section("incidents"), config);
    config.settings.quiet = read_reminders(top.section("reminders"));
    read_heartbeats(top.node("heartbeats"), config, report);
    YamlSection outgoing = top.section("heartbeat");
    read_heartbeat(outgoing, read_url(outgoing, "url", ""), config);
    read_oncall(top.section("oncall"), config);
    read_runbooks(top.section("runbooks"), config);
    top.refuse_unknown();
    return config;
}

}  // namespace

std::expected<Config, std::vector<ConfigError>> parse_config(const std::string& yaml, const std::string& file_name,
                                                             const Environment& environment) {
    YamlReport report{file_name, environment, {}, {}};
    try {
        const YAML::Node root = YAML::Load(yaml);
        Config config = read_all(root, report);
        if (!report.errors.empty()) return std::unexpected(report.errors);
        mask_secrets(config);
        return config;
    } catch (const YAML::Exception& broken) {
        report.mistake(broken.mark, yaml_mistake(broken.msg));
        return std::unexpected(report.errors);
    }
}

std::expected<Config, std::vector<ConfigError>> load_config(const std::string& path, const Environment& environment) {
    std::ifstream file(path);
    if (!file) return std::unexpected(std::vector<ConfigError>{path + ": cannot be read"});
    auto config = parse_config(std::string(std::istreambuf_iterator<char>(file), {}), path, environment);
    if (!config) return config;
    // File names in the configuration are relative to it, so that a folder can be moved as a whole.
    const auto resolve = [folder = std::filesystem::path(path).parent_path()](std::string& name) {
        if (!name.empty() && std::filesystem::path(name).is_relative()) name = (folder / name).string();
    };
    if (config->server.tls) {
        resolve(config->server.tls->certificate_file);
        resolve(config->server.tls->key_file);
    }
    for (auto& folder : config->runbooks.dirs) resolve(folder);
    resolve(config->oncall_file);
    if (config->oncall_file.empty()) return config;
    if (auto mistakes = load_oncall(*config, environment); !mistakes.empty()) return std::unexpected(std::move(mistakes));
    return config;
}

}  // namespace tocsin
