// The exit codes of `tocsin runbook`, which scripts and CI go by.
#include "bot/cli_runbook.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "bot/cli_common.hpp"

using namespace tocsin::cli;

namespace {

const std::string kLibrary = std::string(TOCSIN_SOURCE_DIR) + "/runbooks/library";

RunbookOptions plan_of(std::vector<std::string> parameters, std::string severity = "") {
    RunbookOptions out;
    out.file = kLibrary + "/rollback-deployment.yaml";
    out.parameters = std::move(parameters);
    out.severity = std::move(severity);
    return out;
}

int lint_of(std::vector<std::string> paths, std::string config = "") {
    RunbookOptions out;
    out.paths = std::move(paths);
    out.config = std::move(config);
    return runbook_lint(out);
}

/// A folder with a configuration beside a folder of runbooks.
class Furnished {
public:
    Furnished() : path_(std::filesystem::temp_directory_path() / fmt::format("tocsin-cli-runbook-{}", ::getpid())) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_ / "runbooks");
        write("tocsin.yaml", "server: {listen: \"127.0.0.1:8443\", tls: off}\nstore: {url: \"sqlite:/tmp/x.db\"}\nrunbooks:\n  dirs: [runbooks]\n  commands: {echo: /bin/echo}\n"
                             "  http_hosts: [\"checkout.internal:443 private\"]\n  secrets: {TOKEN: \"${TOCSIN_TEST_OF_NO_SUCH_NAME}\"}\n");
    }
    ~Furnished() { std::filesystem::remove_all(path_); }
    Furnished(const Furnished&) = delete;
    Furnished& operator=(const Furnished&) = delete;

    void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
    /// A runbook of one step.
    void shelve(const std::string& step) const { write("runbooks/one.yaml", "runbook: one\ntitle: T\nsteps:\n  - {id: a, " + step + "}\n"); }
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

}  // namespace

TEST_CASE("good runbooks end with 0") {
    CHECK(lint_of({kLibrary}) == kOk);
    CHECK(lint_of({kLibrary + "/triage.yaml", kLibrary}) == kOk);
    RunbookOptions list;
    list.paths = {kLibrary};
    CHECK(runbook_list(list) == kOk);
    list.output = "table";
    CHECK(runbook_list(list) == kOk);
    CHECK(runbook_plan(plan_of({"deployment=checkout", "namespace=a"}, "2")) == kOk);
}

TEST_CASE("runbooks with mistakes, or that are not there, end with 1") {
    const auto path = std::filesystem::temp_directory_path() / fmt::format("tocsin-runbook-{}.yaml", ::getpid());
    std::ofstream(path) << "runbook: x\n";
    CHECK(lint_of({path.string()}) == kFailed);
    CHECK(lint_of({path.string(), kLibrary}) == kFailed);
    auto options = plan_of({});
    options.file = path.string();
    CHECK(runbook_plan(options) == kFailed);
    std::filesystem::remove(path);
    CHECK(lint_of({path.string()}) == kFailed);
    CHECK(runbook_plan(options) == kFailed);
    options.paths = {"/nonexistent"};
    CHECK(runbook_list(options) == kFailed);
}

TEST_CASE("with a configuration, runbooks are held against what it allows, as the server does at start") {
    const Furnished folder;
    const auto config = folder.file("tocsin.yaml"), runbook = folder.file("runbooks/one.yaml");
    const auto codes = [&](const std::string& step) {
        folder.shelve(step);
        RunbookOptions plan, list;
        plan.file = runbook;
        plan.config = list.config = config;
        CHECK(lint_of({runbook}) == kOk);
        CHECK(lint_of({runbook}, config) == lint_of({}, config));
        CHECK(runbook_list(list) == lint_of({}, config));
        CHECK(runbook_plan(plan) == lint_of({}, config));
        return lint_of({}, config);
    };
    CHECK(codes("command: {argv: [echo, hello], environment: {T: \"{{secret.TOKEN}}\"}}") == kOk);
    CHECK(codes("http: {url: \"https://checkout.internal/x\"}") == kOk);
    CHECK(codes("command: {argv: [kubectl, get]}") == kFailed);
    CHECK(codes("command: {argv: [echo], environment: {T: \"{{secret.OTHER}}\"}}") == kFailed);
    CHECK(codes("http: {url: \"https://other.internal/x\"}") == kFailed);
    CHECK(codes("http: {url: \"https://checkout.internal:8443/x\"}") == kFailed);
    folder.write("tocsin.yaml", "runbooks: {commands: {echo: echo}}\n");
    CHECK(lint_of({runbook}, config) == kBadConfig);
    CHECK(lint_of({runbook}, folder.file("none.yaml")) == kBadConfig);
    CHECK(lint_of({}) == kUsage);
}

TEST_CASE("parameters that do not fit end with 2") {
    CHECK(runbook_plan(plan_of({})) == kUsage);
    CHECK(runbook_plan(plan_of({"deployment"})) == kUsage);
    CHECK(runbook_plan(plan_of({"=x"})) == kUsage);
    CHECK(runbook_plan(plan_of({"deployment=checkout; id"})) == kUsage);
    CHECK(runbook_plan(plan_of({"deployment=checkout", "colour=red"})) == kUsage);
    CHECK(runbook_plan(plan_of({"deployment=checkout"}, "6")) == kUsage);
    auto odd = plan_of({"deployment=checkout"});
    odd.status = "broken";
    CHECK(runbook_plan(odd) == kUsage);
}
