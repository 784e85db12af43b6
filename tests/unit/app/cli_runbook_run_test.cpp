// `tocsin runbook run` against a server over HTTPS: the one of `tocsin sandbox`, on a thread of its own.
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>

#include "bot/base/log.hpp"
#include "bot/cli_common.hpp"
#include "bot/cli_runbook.hpp"
#include "bot/sandbox_config.hpp"
#include "bot/sandbox_server.hpp"
#include "bot/store/unit_of_work.hpp"
#include "bot/store/verify.hpp"

using namespace tocsin;
using namespace tocsin::cli;

namespace {

constexpr const char* kSays = R"(runbook: say
title: Say something
parameters:
  what: {type: string, required: true}
permissions: {start: member}
steps:
  - {id: ask, manual: {text: "{{what}}?"}}
)";

/// Its database is there until the sandbox is gone.
class Sandbox {
public:
    Sandbox() : folder_((std::filesystem::temp_directory_path() / fmt::format("tocsin-cli-sandbox-{}", ::getpid())).string()) {
        log::set_level(log::Level::error);
        std::filesystem::create_directories(folder_ + "/runbooks");
        std::ofstream(folder_ + "/runbooks/say.yaml") << kSays;
        server_ = std::make_unique<SandboxServer>(SandboxOptions{0, folder_});
        const auto started = server_->start();
        if (!started) FAIL(started.error().message);
        thread_ = std::thread([this] { server_->io().run(); });
    }
    ~Sandbox() {
        stop();
        std::filesystem::remove_all(folder_);
    }
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    Remote remote() const { return {server_->url(), kSandboxToken, sandbox_certificate(folder_)}; }
    /// What the server has on record once it has ended.
    void read(const std::function<void(const store::Snapshot&)>& work) {
        const std::string database = server_->app().config().database_path;
        stop();
        const auto done = store::read_only(database, work);
        if (!done) FAIL(done.error().message);
    }

private:
    void stop() {
        if (!thread_.joinable()) return;
        boost::asio::co_spawn(server_->io(), server_->stop(), boost::asio::detached);
        thread_.join();
    }

    std::string folder_;
    std::unique_ptr<SandboxServer> server_;
    std::thread thread_;
};

RunbookOptions saying(std::vector<std::string> parameters, std::string name = "say") {
    RunbookOptions out;
    out.file = std::move(name);
    out.parameters = std::move(parameters);
    out.output = "table";
    return out;
}

}  // namespace

TEST_CASE("`runbook run` starts a runbook of a server, with its values byte for byte, and says by its exit code whether it did") {
    const std::string odd = R"(two  "words" = 'x' \ {{y}} --dry-run)";
    Sandbox sandbox;
    const Remote remote = sandbox.remote();
    const IncidentCommand here{{}, "INC-1", {}, {}};
    REQUIRE(incident(remote, {"declare sev3 Something", {}, "table", {}}) == kOk);
    CHECK(runbook_run(remote, saying({"what=" + odd}), {{}, "INC-1", {}, "the-same"}) == kOk);
    CHECK(runbook_run(remote, saying({"what=" + odd}), {{}, "INC-1", {}, "the-same"}) == kOk);
    auto dry = saying({"what=x"});
    dry.dry_run = true;
    CHECK(runbook_run(remote, dry, here) == kOk);
    CHECK(runbook_run(remote, saying({}), here) == kFailed);
    CHECK(runbook_run(remote, saying({"what=x"}, "sya"), here) == kFailed);
    CHECK(runbook_run(remote, saying({"what"}), here) == kUsage);
    CHECK(runbook_run(remote, saying({"what=x"}), {{}, "INC-9", {}, {}}) == kFailed);
    CHECK(runbook_run({remote.url, "no-token-of-anybody", remote.ca_file}, saying({"what=x"}), here) == kFailed);
    CHECK(runbook_run({"https://localhost:1", kSandboxToken, remote.ca_file}, saying({"what=x"}), here) == kFailed);
    sandbox.read([&](const store::Snapshot& view) {
        const auto run = view.tables().runs.find(RunId(1));
        REQUIRE(run);
        CHECK(run->incident == IncidentNumber(1));
        CHECK(run->parameters == RunValues{{"what", odd}});
        CHECK_FALSE(view.tables().runs.find(RunId(2)));
    });
}
