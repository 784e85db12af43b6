#include "bot/sandbox_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

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

}  // namespace

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
