// Help, completion and the reference say what the table says, no more and no less.
#include "handlers/help.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace tocsin;
using namespace tocsin::handlers;

namespace {

std::ptrdiff_t lines(const Markup& markup) {
    const std::string text = plain_text(markup);
    return 1 + std::ranges::count(text, '\n');
}

std::set<std::string> code_spans(const Markup& markup) {
    std::set<std::string> out;
    for (const MarkupSpan& span : markup.spans())
        if (span.kind == MarkupSpan::Kind::code) out.insert(span.text);
    return out;
}

}  // namespace

TEST_CASE("the menu lists exactly the verbs of the table, in at most 20 lines") {
    for (const std::string incident : {"", "INC-42"}) {
        const Markup menu = help_menu({"/incident", incident});
        std::set<std::string> listed;
        for (const std::string& code : code_spans(menu))
            if (!code.starts_with("/incident ")) listed.insert(code);
        std::set<std::string> expected;
        for (const VerbSpec& verb : verbs()) expected.emplace(verb.name);
        CHECK(listed == expected);
        CHECK(lines(menu) <= 20);
    }
    CHECK(plain_text(help_menu({"/incident", "INC-42"})).find("about INC-42") != std::string::npos);
}

TEST_CASE("the help of a verb has its examples first, then usage, every option and who may, in at most 20 lines") {
    for (const VerbSpec& verb : verbs()) {
        INFO(verb.name);
        const Markup help = help_for(verb, "/ops");
        const auto spans = help.spans();
        REQUIRE_FALSE(spans.empty());
        CHECK(spans.front() == MarkupSpan{MarkupSpan::Kind::code, "/ops " + std::string(verb.examples.front()), ""});
        const std::string text = plain_text(help);
        CHECK(text.find(usage(verb, "/ops")) != std::string::npos);
        CHECK(text.find(describe(verb.needs)) != std::string::npos);
        for (const OptionSpec& option : verb.options) CHECK(text.find(option.meaning) != std::string::npos);
        CHECK(lines(help) <= 20);
    }
}

TEST_CASE("help finds aliases and names the neighbour of a typo") {
    CHECK(help_for("severity") == help_for(*find_verb("sev")));
    CHECK(plain_text(help_for("reslove")).find("Did you mean resolve?") != std::string::npos);
    CHECK(plain_text(help_for("xyzzyplugh", "/ops")).find("/ops help lists the verbs") != std::string::npos);
}

TEST_CASE("usage is one line made from arguments and options") {
    CHECK(usage(*find_verb("note")) == "/incident note text… [--at TIME]");
    CHECK(usage(*find_verb("declare"), "/ops") == "/ops declare [sev1..sev5] title… [--service SERVICE] [--private] [--drill] [--sev N]");
    CHECK(usage(*find_verb("undo")) == "/incident undo");
}

TEST_CASE("the manifest's hint has every verb and fits") {
    const std::string hint = manifest_usage_hint();
    for (const VerbSpec& verb : verbs()) CHECK(hint.find(verb.name) != std::string::npos);
    CHECK(hint.size() < 1000);
}

TEST_CASE("completion knows every verb and option") {
    constexpr std::string_view subcommands[] = {"serve", "incident"};
    for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
        const std::string script = completion_script(shell, "tocsin", subcommands);
        CHECK(script.find("serve incident") != std::string::npos);
        for (const VerbSpec& verb : verbs()) {
            INFO(verb.name);
            CHECK(script.find(verb.name) != std::string::npos);
            for (const OptionSpec& option : verb.options) {
                const std::string name(shell == Shell::fish ? "-l " + std::string(option.name.substr(2)) : option.name);
                CHECK(script.find(name) != std::string::npos);
            }
        }
    }
}

TEST_CASE("bash accepts its completion and completes with it") {
    constexpr std::string_view subcommands[] = {"serve", "incident"};
    const auto path = std::filesystem::temp_directory_path() / "tocsin_completion_test.bash";
    std::ofstream(path) << completion_script(Shell::bash, "tocsin", subcommands)
                        << "COMP_WORDS=(tocsin incident note --a); COMP_CWORD=3; _tocsin; [ \"${COMPREPLY[*]}\" = --at ] || exit 1\n"
                        << "COMP_WORDS=(tocsin incident pos); COMP_CWORD=2; _tocsin; [ \"${COMPREPLY[*]}\" = postmortem ] || exit 2\n"
                        << "COMP_WORDS=(tocsin s); COMP_CWORD=1; _tocsin; [ \"${COMPREPLY[*]}\" = serve ] || exit 3\n";
    CHECK(std::system(("bash " + path.string()).c_str()) == 0);
    std::filesystem::remove(path);
}

TEST_CASE("docs/commands.md is what the table says") {
    const std::filesystem::path path = std::filesystem::path(TOCSIN_SOURCE_DIR) / "docs" / "commands.md";
    const std::string expected = markdown_reference();
    if (std::getenv("TOCSIN_WRITE_DOCS") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << expected;
    }
    std::stringstream found;
    found << std::ifstream(path).rdbuf();
    INFO("Write it again with TOCSIN_WRITE_DOCS=1 build/dev/tests/unit_handlers");
    CHECK(found.str() == expected);
    for (const VerbSpec& verb : verbs()) CHECK(expected.find("\n## " + std::string(verb.name) + "\n") != std::string::npos);
}
