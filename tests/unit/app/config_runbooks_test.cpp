// The section `runbooks`: what is read of it, and each way of getting it wrong.
#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bot/config_runbooks.hpp"

using namespace tocsin;

namespace {

auto parse_runbooks(const std::string& runbooks) {
    const auto environment = [](const std::string& name) { return name == "KUBECONFIG" ? std::optional<std::string>("/etc/kube") : std::nullopt; };
    return parse_config("server: {listen: \"127.0.0.1:8443\", tls: off}\nstore: {url: \"sqlite:/tmp/x.db\"}\nrunbooks:\n" + runbooks, "t.yaml", environment);
}

std::string mistake(const std::string& runbooks) {
    const auto parsed = parse_runbooks(runbooks);
    REQUIRE_FALSE(parsed);
    REQUIRE(parsed.error().size() == 1);
    return parsed.error().front();
}

bool has_note(const Config& config, std::string_view part) {
    return std::ranges::any_of(config.notes, [&](const auto& note) { return note.contains(part); });
}

}  // namespace

TEST_CASE("what runbooks may reach is read") {
    const auto config = parse_runbooks(R"(
  dirs: [a, /b]
  commands: {list: /bin/ls, shell: /bin/sh}
  environment: [KUBECONFIG, MISSING]
  http_hosts: ["checkout.example.com:443", "db.internal:8443 private"]
  secrets: {TOKEN: 0123456789}
  directory: /tmp
  at_once: 4
  limits: {cpu: 30s, memory_mib: 0, file_mib: 2, open_files: 64, processes: 100}
)");
    REQUIRE(config);
    const auto& read = config->runbooks;
    CHECK(read.enabled);
    CHECK(read.dirs == std::vector<std::string>{"a", "/b"});
    CHECK(read.commands.commands.at("list") == "/bin/ls");
    CHECK(read.commands.environment == std::map<std::string, std::string>{{"KUBECONFIG", "/etc/kube"}});
    REQUIRE(read.http_hosts.size() == 2);
    CHECK_FALSE(read.http_hosts[0].is_private);
    CHECK(read.http_hosts[1].is_private);
    CHECK(read.secrets.at("TOKEN") == "0123456789");
    CHECK(read.commands.directory == "/tmp");
    CHECK(config->settings.runs_at_once == 4);
    CHECK(read.commands.limits.cpu_seconds == 30);
    CHECK_FALSE(read.commands.limits.memory_bytes);
    CHECK(read.commands.limits.file_bytes == 2 * 1024 * 1024);
    CHECK(read.commands.limits.processes == 100);
    CHECK(has_note(*config, "/bin/sh runs anything at all"));
    CHECK(has_note(*config, "MISSING is not set, so no command will see it"));
}

TEST_CASE("each mistake about runbooks is told with its place") {
    CHECK(mistake("  commands: {ls: ls}\n") == "t.yaml:4:18: `runbooks.commands.ls` must be an absolute path, such as /usr/bin/kubectl: nothing is looked up");
    CHECK(mistake("  commands: {ls: /no/such}\n").contains("`runbooks.commands.ls` names /no/such, which cannot be found"));
    CHECK(mistake("  commands: {ls: /etc/passwd}\n").ends_with("names /etc/passwd, which is no executable file"));
    CHECK(mistake("  commands: {ls: /tmp}\n").ends_with("names /tmp, which is no executable file"));
    CHECK(mistake("  commands: {\"a/b\": /bin/ls}\n").contains("is no name of a command"));
    CHECK(mistake("  http_hosts: [\"checkout.internal\"]\n").contains("holds `checkout.internal`, which must be HOST:PORT"));
    CHECK(mistake("  http_hosts: [\"10.0.0.1:443\"]\n").contains("write `10.0.0.1:443 private`"));
    CHECK(mistake("  secrets: {TOKEN: short}\n").contains("`runbooks.secrets.TOKEN` must have at least 6 characters"));
    CHECK(mistake("  directory: no/such\n").contains("must be the absolute name of a folder"));
    CHECK(mistake("  user: nobody-of-that-name\n").contains("there is no such user here"));
    CHECK(mistake("  at_once: 0\n").contains("must be from 1 to 1000"));
    CHECK(mistake("  comands: {}\n").contains("did you mean `commands`?"));
    CHECK(mistake("  limits: {cpus: 1}\n").contains("unknown key"));
}

TEST_CASE("a program that everybody may change is no command") {
    const auto folder = std::filesystem::temp_directory_path() / "tocsin-config-runbooks";
    std::filesystem::create_directories(folder / "bin");
    const auto program = (folder / "bin/tool").string(), link = (folder / "link").string();
    std::ofstream(program) << "#!/bin/sh\n";
    ::chmod(program.c_str(), 0755);
    std::filesystem::remove(link);
    std::filesystem::create_symlink(program, link);
    CHECK(program_problem(program).empty());
    CHECK(program_problem(link).empty());
    ::chmod(program.c_str(), 0757);
    CHECK(program_problem(program) == "names " + program + ", but everybody may write to " + program);
    CHECK(program_problem(link).ends_with("everybody may write to " + program));
    ::chmod(program.c_str(), 0755);
    ::chmod((folder / "bin").c_str(), 0777);
    CHECK(program_problem(link).ends_with("everybody may write to " + (folder / "bin").string()));
    std::filesystem::remove_all(folder);
}
