// A configuration with its on-call file: what the file counts on must be in the configuration, as `check-config` and a start see it.
#include "bot/config_oncall.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "bot/base/text.hpp"
#include "bot/cli_check.hpp"
#include "bot/cli_common.hpp"

using namespace tocsin;

namespace {

constexpr const char* kPeople = R"(people:
  - {id: ann, slack: U0ANN, email: ann@example.com, phone: "+12025550101"}
notify_defaults: {high: [{after: 0m, by: sms}, {after: 5m, by: email}]}
schedules:
  - {id: one, time_zone: UTC, layers: [{id: l, rotation: weekly, start: "2020-01-06T09:00", UNTILusers: [ann]}]}
policies:
  - {id: p, steps: [{notify: ["schedule:one"]}], fallback: ["FALLBACK"]}
services:
  - {id: shop, policy: pPAGED}
)";

constexpr const char* kTwilio = "notify: {twilio: {account_sid: AC1, auth_token: secret, from: \"+12025550199\"}}\n";

/// A folder with a configuration and its on-call file, gone afterwards.
class Setup {
public:
    Setup(const std::string& more, const std::string& fallback = "person:ann", const std::string& until = {}, const std::string& paged = {}) {
        std::filesystem::create_directories(folder_);
        std::ofstream(path()) << "server: {listen: \"127.0.0.1:0\", tls: off, public_url: \"https://t.example.com\"}\nstore: {url: \"sqlite:x.db\"}\noncall: {file: oncall.yaml}\n"
                              << more;
        auto file = text::replace_all(text::replace_all(kPeople, "FALLBACK", fallback), "UNTIL", until);
        std::ofstream(folder_ / "oncall.yaml") << text::replace_all(file, "PAGED", paged);
    }
    ~Setup() { std::filesystem::remove_all(folder_); }
    Setup(const Setup&) = delete;
    Setup& operator=(const Setup&) = delete;

    std::string path() const { return (folder_ / "tocsin.yaml").string(); }
    std::string mistakes() const {
        const auto config = load_config(path(), process_environment);
        return config ? "" : text::replace_all(text::join(config.error(), "\n"), folder_.string() + "/", "");
    }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() / fmt::format("tocsin-config-oncall-{}", ::getpid());
};

}  // namespace

TEST_CASE("a file that wakes by text message needs a configuration that sends them") {
    const Setup without("");
    CHECK(without.mistakes() == "oncall.yaml:3:25: `notify_defaults` for high urgency can wake nobody: the configuration has no `notify.twilio`");
    CHECK(cli::check_config(without.path(), false) == cli::kBadConfig);
}

TEST_CASE("what merely comes besides is a note of the configuration") {
    const Setup with_phone(kTwilio);
    const auto config = load_config(with_phone.path(), process_environment);
    if (!config) FAIL(text::join(config.error(), "\n"));
    REQUIRE(config->notes.size() >= 1);
    CHECK(config->notes.front().ends_with("oncall.yaml:3:25: `notify_defaults` for high urgency: nothing goes out by email, since the configuration has no `notify.smtp`"));
    CHECK(cli::check_config(with_phone.path(), false) == cli::kOk);
}

TEST_CASE("a service paged by PagerDuty needs a routing key there") {
    const Setup setup(kTwilio, "person:ann", "", ", pagerduty: PSHOP, paged_by: pagerduty");
    CHECK(setup.mistakes() == "oncall.yaml:9:55: service shop is paged by PagerDuty, and the configuration has no `pagerduty`");
}

TEST_CASE("check-config refuses a policy that has ended, and a start does not") {
    const Setup setup(kTwilio, "schedule:one", "until: \"2021-01-01T00:00\", ");
    CHECK(setup.mistakes().empty());
    CHECK(cli::check_config(setup.path(), false) == cli::kBadConfig);
    const auto config = load_config(setup.path(), process_environment);
    REQUIRE(config);
    const auto ended = ended_policies(*config, process_environment);
    REQUIRE(ended.size() == 1);
    CHECK(ended.front().contains("oncall.yaml:7:60: policy p can reach nobody any more"));
}
