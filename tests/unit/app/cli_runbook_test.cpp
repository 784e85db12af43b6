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

int lint_of(std::vector<std::string> paths) {
    RunbookOptions out;
    out.paths = std::move(paths);
    return runbook_lint(out);
}

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
