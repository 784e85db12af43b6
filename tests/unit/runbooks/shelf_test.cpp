// Directories of runbooks: all or nothing, and nothing from outside.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "bot/base/text.hpp"
#include "runbooks/engine/attach.hpp"
#include "runbooks/engine/file.hpp"
#include "runbooks/engine/shelf.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;

namespace {

namespace fs = std::filesystem;

struct Folder {
    fs::path path = fs::path(TOCSIN_BINARY_DIR) / "shelf_test";
    Folder() {
        fs::remove_all(path);
        fs::create_directories(path / "a");
        fs::create_directories(path / "b");
        fs::create_directories(path / "outside");
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& file, const std::string& name, const std::string& more = "") const {
        std::ofstream(path / file) << "runbook: " << name << "\ntitle: Title of " << name << "\n" << more << "steps:\n  - {id: a, chat: {text: x}}\n";
    }
    ShelfReading read(bool both = false) const {
        std::vector<std::string> dirs{(path / "a").string()};
        if (both) dirs.push_back((path / "b").string());
        return read_shelf(dirs);
    }
    std::string mistakes(bool both = false) const {
        auto reading = read(both);
        CHECK((reading.shelf == nullptr) == !reading.mistakes.empty());
        return text::replace_all(text::join(reading.mistakes, "\n"), path.string() + "/", "");
    }
};

}  // namespace

TEST_CASE("a shelf is read from its directories") {
    const Folder folder;
    folder.write("a/one.yaml", "one");
    folder.write("b/two.yaml", "two", "description: Fixes the disk\nattach: [{service: checkout}]\n");
    folder.write("a/.hidden.yaml", "other");
    folder.write("a/notes.txt", "other");
    fs::create_directories(folder.path / "a/sub");
    folder.write("a/sub/three.yaml", "three");
    // A ConfigMap of Kubernetes: links that stay inside.
    fs::create_directories(folder.path / "a/..data");
    folder.write("a/..data/four.yaml", "four");
    fs::create_symlink("..data/four.yaml", folder.path / "a/four.yaml");
    const auto reading = folder.read(true);
    if (!reading.shelf) FAIL(text::join(reading.mistakes, "\n"));
    const auto& shelf = *reading.shelf;
    CHECK(shelf.all().size() == 3);
    REQUIRE(shelf.find(RunbookName("two")));
    CHECK(shelf.find(shelf.find(RunbookName("two"))->runbook.hash) == shelf.find(RunbookName("two")));
    CHECK(shelf.find(RunbookName("two"))->body.starts_with("runbook: two"));
    CHECK_FALSE(shelf.find(RunbookName("../b/two")));
    CHECK(shelf.nearest(RunbookName("twa")) == "two");
    CHECK(shelf.search("").size() == 3);
    CHECK(shelf.search("TITLE  one").size() == 1);
    CHECK(shelf.search("checkout").at(0)->runbook.name.value == "two");
    CHECK(shelf.search("disk one").empty());
}

TEST_CASE("a shelf is whole or not at all") {
    const Folder folder;
    folder.write("a/one.yaml", "one");
    SECTION("a mistake in one file") {
        folder.write("a/two.yaml", "two", "colour: red\n");
        CHECK(folder.mistakes() == "a/two.yaml:3:1: unknown key `colour`");
    }
    SECTION("a file that is named otherwise") {
        folder.write("a/two.yaml", "three");
        CHECK(folder.mistakes() == "a/two.yaml: holds the runbook `three`; name the file three.yaml");
    }
    SECTION("a name in two directories") {
        folder.write("b/one.yaml", "one");
        CHECK(folder.mistakes(true) == "b/one.yaml: the runbook `one` is there twice; the first is a/one.yaml");
    }
    SECTION("a link that leads out") {
        folder.write("outside/two.yaml", "two");
        fs::create_symlink("../outside/two.yaml", folder.path / "a/two.yaml");
        CHECK(folder.mistakes() == "a/two.yaml: is a link that leads out of its directory");
    }
    SECTION("a link to a neighbour whose name begins alike") {
        fs::create_directories(folder.path / "ab");
        folder.write("ab/two.yaml", "two");
        fs::create_symlink("../ab/two.yaml", folder.path / "a/two.yaml");
        CHECK(folder.mistakes() == "a/two.yaml: is a link that leads out of its directory");
    }
    SECTION("a link to a device, a dangling one, a folder") {
        fs::create_symlink("/dev/zero", folder.path / "a/two.yaml");
        fs::create_symlink("nothing", folder.path / "a/three.yaml");
        fs::create_directories(folder.path / "a/four.yaml");
        CHECK(folder.mistakes() == "a/four.yaml: is no file\na/three.yaml: No such file or directory\na/two.yaml: is a link that leads out of its directory");
    }
    SECTION("a directory that is not there") {
        fs::remove_all(folder.path / "b");
        CHECK(folder.mistakes(true) == "b: No such file or directory");
    }
    SECTION("children that are not there, or start each other") {
        const auto child = [](const std::string& of) { return "steps:\n  - {id: a, runbook: {name: " + of + "}}\n"; };
        const auto write = [&](const std::string& name, const std::string& of) {
            std::ofstream(folder.path / "a" / (name + ".yaml")) << "runbook: " << name << "\ntitle: T\n" << child(of);
        };
        write("x", "y");
        write("y", "x");
        write("z", "gone");
        CHECK(folder.mistakes() == "a/x.yaml:1:10: runbooks start each other in a circle: x → y → x\na/y.yaml:1:10: runbooks start each other in a circle: y → x → y\n"
                                   "a/z.yaml:4:29: there is no runbook `gone`");
    }
}

TEST_CASE("a library keeps its shelf when the newest files are refused, and editions that runs are pinned to") {
    const Folder folder;
    folder.write("a/one.yaml", "one");
    Library library;
    CHECK(library.current()->all().empty());
    library.set_current(folder.read().shelf);
    const auto first = library.current()->find(RunbookName("one"));
    library.refused("a/one.yaml:1:1: no");
    CHECK(library.trouble() == "a/one.yaml:1:1: no");
    CHECK(library.current()->find(RunbookName("one")) == first);
    folder.write("a/one.yaml", "one", "description: edited\n");
    library.set_current(folder.read().shelf);
    CHECK(library.trouble().empty());
    CHECK(library.current()->find(RunbookName("one"))->runbook.hash != first->runbook.hash);
    CHECK(library.find(first->runbook.hash) == first);
}

TEST_CASE("a runbook is attached by service, severity and title, all that are given") {
    const auto reading = read_text(
        "runbook: r\ntitle: T\nattach:\n  - {service: [checkout, cart], severity: [1, 2], title: \"latency|5xx\"}\n  - {service: pay, start: auto}\n  - {service: pay}\nsteps:\n  - {id: a, chat: {text: x}}\n", "r");
    REQUIRE(reading.file);
    Incident incident;
    const auto at = [&](const char* service, Severity severity, const char* title) {
        incident.service = ServiceName(service);
        incident.severity = severity;
        incident.title = title;
        return attachment(*reading.file, incident);
    };
    CHECK(at("Checkout", Severity::sev1, "High LATENCY") == AttachStart::suggest);
    CHECK_FALSE(at("checkout", Severity::sev3, "latency"));
    CHECK_FALSE(at("checkout", Severity::unset, "latency"));
    CHECK_FALSE(at("checkout", Severity::sev1, "slow"));
    CHECK_FALSE(at("other", Severity::sev1, "latency"));
    CHECK(at("pay", Severity::sev5, "") == AttachStart::auto_);
}
