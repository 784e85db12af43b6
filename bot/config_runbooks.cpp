#include "bot/config_runbooks.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "bot/base/text.hpp"
#include "bot/exec/environment.hpp"
#include "bot/exec/http_host.hpp"
#include "bot/exec/secrets.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMebibyte = 1024 * 1024;
constexpr int kMostAtOnce = 1000;
/// Whoever may write a runbook can do everything with one of these.
constexpr std::array<std::string_view, 10> kShells = {"sh", "bash", "dash", "zsh", "ksh", "env", "sudo", "xargs", "python3", "perl"};

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.front() != '-' && name.front() != '.' &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string_view::npos;
}

bool writable_by_all(const fs::path& path) {
    std::error_code unreadable;
    const auto status = fs::status(path, unreadable);
    // In a folder such as /tmp everybody may write and nobody may replace what is another's.
    const bool sticky = fs::is_directory(status) && (status.permissions() & fs::perms::sticky_bit) != fs::perms::none;
    return !sticky && (status.permissions() & fs::perms::others_write) != fs::perms::none;
}

void read_commands(YamlSection commands, Config& config, const YAML::Node& entries) {
    if (!commands.present()) return;
    for (const auto& entry : entries) {
        const auto name = entry.first.as<std::string>();
        const auto path = commands.required(name);
        if (!is_plain_name(name)) commands.mistake(name, "is no name of a command: letters, digits, `-`, `_` and `.`");
        if (const auto wrong = path.empty() ? std::string() : program_problem(path); !wrong.empty()) commands.mistake(name, wrong);
        if (std::ranges::find(kShells, fs::path(path).filename().string()) != kShells.end())
            config.notes.push_back(fmt::format("runbooks.commands: {} runs anything at all, so whoever may write a runbook may, too", path));
        config.runbooks.commands.commands[name] = path;
    }
}

void read_environment(YamlSection& section, Config& config) {
    for (const auto& name : section.texts("environment")) {
        if (const auto value = section.report().environment(name)) config.runbooks.commands.environment[name] = *value;
        else config.notes.push_back(fmt::format("runbooks.environment: {} is not set, so no command will see it", name));
    }
}

void read_hosts(YamlSection& section, Config& config) {
    for (const auto& given : section.texts("http_hosts")) {
        if (auto host = exec::parse_http_host(given)) config.runbooks.http_hosts.push_back(std::move(*host));
        else section.mistake("http_hosts", fmt::format("holds `{}`, which {}", given, host.error().message));
    }
}

void read_secrets(YamlSection secrets, Config& config, const YAML::Node& entries) {
    if (!secrets.present()) return;
    for (const auto& entry : entries) {
        constexpr std::string_view from_file = "_file";
        auto name = entry.first.as<std::string>();
        if (name.ends_with(from_file)) name.resize(name.size() - from_file.size());
        auto value = secrets.secret(name);
        if (!is_plain_name(name)) secrets.mistake(name, "is no name of a secret: letters, digits, `-`, `_` and `.`");
        if (const auto wrong = exec::secret_problem(value); !wrong.empty()) secrets.mistake(name, wrong);
        config.runbooks.secrets[name] = std::move(value);
    }
}

/// 0 is "no limit but tocsin's own".
void read_limit(std::optional<int> given, std::uint64_t unit, std::optional<std::uint64_t>& limit) {
    if (!given) return;
    limit = *given == 0 ? std::optional<std::uint64_t>() : static_cast<std::uint64_t>(*given) * unit;
}

void read_limits(YamlSection limits, exec::ResourceLimits& out) {
    if (const auto cpu = limits.duration("cpu"))
        read_limit(static_cast<int>(*cpu / std::chrono::seconds{1}), 1, out.cpu_seconds);
    read_limit(limits.integer("memory_mib"), kMebibyte, out.memory_bytes);
    read_limit(limits.integer("file_mib"), kMebibyte, out.file_bytes);
    read_limit(limits.integer("open_files"), 1, out.open_files);
    read_limit(limits.integer("processes"), 1, out.processes);
    limits.refuse_unknown();
}

void read_user(YamlSection& section, Config& config) {
    const auto name = section.text("user");
    if (!name) {
        if (::geteuid() == 0 && !config.runbooks.commands.commands.empty())
            config.notes.emplace_back("runbooks: commands run as root, since tocsin does; name another with `runbooks.user`");
        return;
    }
    const passwd* found = ::getpwnam(name->c_str());
    if (found == nullptr) return section.mistake("user", fmt::format("names {}, and there is no such user here", *name));
    if (::geteuid() != 0 && ::geteuid() != found->pw_uid) section.mistake("user", "needs tocsin to be started as root");
    config.runbooks.commands.identity = exec::Identity{found->pw_uid, found->pw_gid};
}

void read_directory(YamlSection& section, Config& config) {
    auto& directory = config.runbooks.commands.directory;
    directory = section.text("directory").value_or(directory);
    std::error_code unreadable;
    if (!directory.starts_with('/') || !fs::is_directory(directory, unreadable))
        section.mistake("directory", "must be the absolute name of a folder that is there");
}

}  // namespace

std::string program_problem(const std::string& path) {
    if (!path.starts_with('/')) return "must be an absolute path, such as /usr/bin/kubectl: nothing is looked up";
    std::error_code missing;
    const fs::path real = fs::canonical(path, missing);
    if (missing) return fmt::format("names {}, which cannot be found: {}", path, missing.message());
    if (!fs::is_regular_file(real, missing) || ::access(real.c_str(), X_OK) != 0) return fmt::format("names {}, which is no executable file", path);
    // By the name as written and by where its links lead: each of the folders decides what is run.
    for (fs::path at : {real, fs::path(path).parent_path()})
        for (;; at = at.parent_path()) {
            if (writable_by_all(at)) return fmt::format("names {}, but everybody may write to {}", path, at.string());
            if (at == at.root_path() || at.empty()) break;
        }
    return "";
}

runbooks::Allowed allowed_by(const RunbooksConfig& config) {
    runbooks::Allowed out;
    for (const auto& [name, path] : config.commands.commands) out.commands.insert(name);
    for (const auto& [name, value] : config.secrets) out.secrets.insert(name);
    for (const auto& host : config.http_hosts) out.hosts.insert(fmt::format(fmt::runtime(host.host.contains(':') ? "[{}]:{}" : "{}:{}"), host.host, host.port));
    return out;
}

void read_runbooks(YamlSection section, Config& config) {
    if (!section.present()) return;
    config.runbooks.enabled = true;
    config.runbooks.dirs = section.texts("dirs");
    read_commands(section.section("commands"), config, section.node("commands"));
    read_environment(section, config);
    read_hosts(section, config);
    read_secrets(section.section("secrets"), config, section.node("secrets"));
    read_directory(section, config);
    read_user(section, config);
    read_limits(section.section("limits"), config.runbooks.commands.limits);
    int& at_once = config.settings.runs_at_once;
    at_once = section.integer("at_once").value_or(at_once);
    if (at_once < 1 || at_once > kMostAtOnce) section.mistake("at_once", "must be from 1 to 1000");
    section.refuse_unknown();
}

}  // namespace tocsin
