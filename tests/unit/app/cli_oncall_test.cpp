// The exit codes of `tocsin oncall`, which scripts and CI go by.
#include "bot/cli_oncall.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

#include "bot/cli.hpp"
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

/// What a command line prints, and how it ends.
struct Printed {
    int code = 0;
    std::string out, err;
};

std::string content(std::FILE* file) {
    std::string all(static_cast<std::size_t>(std::ftell(file)), 0);
    std::rewind(file);
    all.resize(std::fread(all.data(), 1, all.size(), file));
    std::fclose(file);
    return all;
}

/// Into files: nobody sits at a terminal.
Printed run(std::vector<std::string> words) {
    words.insert(words.begin(), {"tocsin", "oncall"});
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    std::FILE* files[] = {std::tmpfile(), std::tmpfile()};
    std::FILE* streams[] = {stdout, stderr};
    int kept[2];
    for (std::size_t i = 0; i < 2; ++i) {
        std::fflush(streams[i]);
        kept[i] = ::dup(::fileno(streams[i]));
        ::dup2(::fileno(files[i]), ::fileno(streams[i]));
    }
    Printed out;
    out.code = tocsin::run_command_line(static_cast<int>(argv.size()), argv.data());
    std::cout.flush();
    for (std::size_t i = 0; i < 2; ++i) {
        std::fflush(streams[i]);
        std::fseek(files[i], 0, SEEK_END);
        ::dup2(kept[i], ::fileno(streams[i]));
        ::close(kept[i]);
    }
    out.out = content(files[0]);
    out.err = content(files[1]);
    return out;
}

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("lint takes the file as a word, and prints each mistake once") {
    CHECK(run({"lint", kExample, "-o", "table"}).code == kOk);
    CHECK(run({"lint", "--oncall-file", kExample}).code == kOk);
    const Scratch broken("people: [{id: a, time_zone: Nowhere}]\n");
    const auto piped = run({"lint", broken.path});
    CHECK(piped.code == kBadConfig);
    CHECK(count(piped.out, "Nowhere") == 1);
    CHECK(piped.err.empty());
    const auto table = run({"lint", broken.path, "-o", "table"});
    CHECK(table.code == kBadConfig);
    CHECK(count(table.out + table.err, "Nowhere") == 1);
}

TEST_CASE("a file that is not there says why") {
    const auto missing = run({"lint", "/nonexistent/oncall.yaml"});
    CHECK(missing.code == kBadConfig);
    CHECK(missing.err == "/nonexistent/oncall.yaml: cannot be read: No such file or directory\n");
    CHECK(run({"show", "--oncall-file", "/tmp"}).err == "/tmp: is a folder and not a file\n");
    const auto nothing = run({"show"});
    CHECK(nothing.code == kUsage);
    CHECK(nothing.err.contains("--oncall-file"));
}

TEST_CASE("a schedule or person that is not there is told with the nearest one") {
    CHECK(run({"show", "--oncall-file", kExample, "--schedule", "payments-primry"}).err.contains("There is no schedule `payments-primry`; did you mean `payments-primary`? There are: payments-primary"));
    CHECK(run({"render", "--oncall-file", kExample, "--person", "engg-a"}).err.contains("There is no person `engg-a`; did you mean `eng-a`?"));
}

TEST_CASE("the shifts of one person in every format") {
    for (const char* format : {"table", "json", "ics"}) {
        const auto got = run({"render", "--oncall-file", kExample, "--from", "2026-01-05", "--to", "2026-03-05", "--person", "eng-a", "-o", format});
        CHECK(got.code == kOk);
        CHECK(got.out.contains(std::string(format) == "ics" ? "Engineer A" : "eng-a"));
        CHECK_FALSE(got.out.contains("eng-d"));
    }
}

TEST_CASE("help lists the formats that there are") {
    CHECK_FALSE(run({"show", "--help"}).out.contains("ics"));
    CHECK(run({"show", "--help"}).out.contains("table or json"));
    CHECK(run({"render", "--help"}).out.contains("ics"));
    CHECK(run({"show", "--oncall-file", kExample, "-o", "ics"}).code == kUsage);
}

TEST_CASE("a server is asked with a token, for JSON, and not together with a file") {
    const std::string url = "http://127.0.0.1:1";
    CHECK(run({"show", "--url", url, "--token", "t", "--oncall-file", kExample}).code == kUsage);
    CHECK(run({"show", "--url", url, "--token", "t", "-o", "table"}).code == kUsage);
    CHECK(run({"render", "--url", url, "--token", "t"}).err.contains("--schedule"));
    const auto nobody = run({"render", "--url", url, "--token", "t", "--schedule", "shop"});
    CHECK(nobody.code == kFailed);
    CHECK(nobody.err.contains("not reached"));
}

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
