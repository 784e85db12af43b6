// The exit codes of `tocsin oncall`, which scripts and CI go by.
#include "bot/cli_oncall.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "bot/cli_common.hpp"

using namespace tocsin::cli;

namespace {

const std::string kExample = std::string(TOCSIN_SOURCE_DIR) + "/tests/fixtures/oncall/example.yaml";

OncallOptions options(const std::string& file) {
    OncallOptions out;
    out.file = file;
    out.output = "json";
    return out;
}

/// A file of its own for one test, gone afterwards.
struct Scratch {
    std::filesystem::path path;

    explicit Scratch(const std::string& content)
        : path(std::filesystem::temp_directory_path() / fmt::format("tocsin-oncall-{}-{}.yaml", ::getpid(), std::hash<std::string>{}(content))) {
        std::ofstream(path) << content;
    }
    ~Scratch() { std::filesystem::remove(path); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
};

}  // namespace

TEST_CASE("a good file ends with 0") {
    auto o = options(kExample);
    CHECK(oncall_lint(o) == kOk);
    CHECK(oncall_show(o) == kOk);
    o.from = "2026-01-05";
    o.to = "2026-01-06T12:00Z";
    CHECK(oncall_render(o) == kOk);
}

TEST_CASE("mistakes, and a file that is not there, end with 78") {
    const Scratch broken("people: [{id: a, time_zone: Nowhere}]\n");
    CHECK(oncall_lint(options(broken.path)) == kBadConfig);
    CHECK(oncall_show(options(broken.path)) == kBadConfig);
    CHECK(oncall_render(options("/nonexistent/oncall.yaml")) == kBadConfig);
    CHECK(oncall_lint(options("/nonexistent/oncall.yaml")) == kBadConfig);
}

TEST_CASE("a file that is not fit to page by fails lint, but who is on call is said") {
    const Scratch silent("people: [{id: a}]\nschedules: [{id: s, time_zone: UTC, layers: [{id: l, rotation: daily, start: \"2026-01-01\", users: [a]}]}]\n");
    CHECK(oncall_lint(options(silent.path)) == kBadConfig);
    CHECK(oncall_show(options(silent.path)) == kOk);
}

TEST_CASE("what does not exist ends with 1, what makes no sense with 2") {
    auto o = options(kExample);
    o.schedule = "nothing";
    CHECK(oncall_show(o) == kFailed);
    o = options(kExample);
    o.at = "tomorrow-ish";
    CHECK(oncall_show(o) == kUsage);
    o = options(kExample);
    o.from = "2026-01-05";
    o.to = "2026-01-05";
    CHECK(oncall_render(o) == kUsage);
    o.to = "2099-01-05";
    CHECK(oncall_render(o) == kUsage);
    o = options(kExample);
    o.output = "ics";
    o.person = "nobody";
    CHECK(oncall_render(o) == kFailed);
}
