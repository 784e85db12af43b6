#include "bot/postmortem/merge.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "bot/base/text.hpp"
#include "markdown_tree.hpp"
#include "story.hpp"

using namespace tocsin;
using namespace tocsin::postmortem;
using namespace tocsin::postmortem::tests;

namespace {

std::string replaced(const std::string& text, const std::string& from, const std::string& to) {
    REQUIRE(text.find(from) != std::string::npos);
    return text::replace_all(text, from, to);
}
bool in_order(const std::string& text, std::initializer_list<std::string> parts) {
    std::size_t at = 0;
    for (const auto& part : parts) {
        at = text.find(part, at);
        if (at == std::string::npos) return false;
    }
    return true;
}
std::string without(const std::string& text, const std::string& from, const std::string& to) {
    const auto begin = text.find(from), end = text.find(to, begin);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    return text.substr(0, begin) + text.substr(end);
}
std::string crlf(const std::string& text) { return text::replace_all(text, "\n", "\r\n"); }

/// The same incident two events later.
Timeline grown_story() {
    auto story = whole_story();
    story.add(7000, event::NoteAdded{"a late note"}).add(7001, event::SeverityChanged{Severity::sev1, Severity::sev4, ""});
    return story;
}
const std::string& first_render() {
    static const std::string text = rendered(whole_story());
    return text;
}
const std::string& second_render() {
    static const std::string text = rendered(grown_story());
    return text;
}

/// Where a line begins that stands in no generated block and not in the front matter.
std::vector<std::size_t> places_for_people(const std::string& text) {
    std::vector<std::size_t> out;
    bool inside = false;
    for (std::size_t at = text.find("\n---\n") + 5; at < text.size();) {
        if (!inside) out.push_back(at);
        if (text.compare(at, 18, "<!-- tocsin:begin ") == 0) inside = true;
        if (text.compare(at, 16, "<!-- tocsin:end ") == 0) inside = false;
        at = text.find('\n', at) + 1;
        if (at == 0) break;
    }
    out.push_back(text.size());
    return out;
}

std::string merged(const std::string& existing, const std::string& fresh) {
    const auto out = merge(existing, fresh);
    if (!out) FAIL(out.error().message);
    return *out;
}

}  // namespace

TEST_CASE("rendering again with no change is byte-identical") {
    CHECK(merged(first_render(), first_render()) == first_render());
    CHECK(merged("", first_render()) == first_render());
    CHECK(merged(" \n", first_render()) == first_render());
}

TEST_CASE("generated blocks are made new") { CHECK(merged(first_render(), second_render()) == second_render()); }

TEST_CASE("a filled-in prompt, a renamed and an added section stay") {
    auto file = replaced(first_render(), "## Trigger\n\n", "## What set it off\n\nA deploy of *checkout*.\n\n");
    file += "\n## Thanks\n\nTo Bob.";
    const auto out = merged(file, second_render());
    CHECK(holds(out, "## What set it off\n\nA deploy of *checkout*.\n\n<!-- What set it off?"));
    CHECK(out.ends_with("\n## Thanks\n\nTo Bob."));
    CHECK(holds(out, "a late note"));
}

TEST_CASE("moved blocks are renewed where they are") {
    const std::string begin = "## Responders and roles", end = "## Timeline";
    const auto from = first_render().find(begin), to = first_render().find(end);
    const std::string section = first_render().substr(from, to - from);
    const auto file = without(first_render(), begin, end) + "\n" + section;
    const auto out = merged(file, second_render());
    CHECK(in_order(out, {"## Appendix: raw events", "a late note", "## Responders and roles"}));
    CHECK(merged(out, second_render()) == out);
}

TEST_CASE("an edit inside a generated block is quoted below it") {
    const auto file = replaced(first_render(), "| Alice | slack | error rate", "| Alice | slack | MY WORDS error rate");
    const auto out = merged(file, first_render());
    CHECK(in_order(out, {"<!-- tocsin:end timeline -->", "\nEdited by hand in a generated block, kept:\n", "> | 2026-01-02 | 10:05:00 | Alice | slack | MY WORDS",
                         "## Status updates"}));
    CHECK(merged(out, first_render()) == out);
    CHECK(parse_markdown(out).table("Date").rows.size() == parse_markdown(first_render()).table("Date").rows.size());
}

TEST_CASE("a whole paragraph written inside a generated block is kept too") {
    const auto file = replaced(first_render(), "<!-- tocsin:end summary -->", "My summary.\n\nIn two lines.\n<!-- tocsin:end summary -->");
    const auto out = merged(file, second_render());
    CHECK(in_order(out, {"kept:\n\n", "> My summary.\n> In two lines.\n", "## Impact"}));
    CHECK(merged(out, second_render()) == out);
}

TEST_CASE("a block that is missing comes back with its heading, at its place") {
    const auto file = without(first_render(), "## Responders and roles", "## Timeline");
    const auto out = merged(file, first_render());
    CHECK(out == first_render());
    const auto no_start = without(first_render(), "<!-- tocsin:begin header", "## Summary");
    CHECK(in_order(merged(no_start, first_render()), {"<!-- tocsin:end header -->", "## Summary"}));
    const auto no_end = first_render().substr(0, first_render().find("## Supporting links"));
    CHECK(merged(no_end, first_render()) == first_render());
}

TEST_CASE("a missing block does not cut into what people wrote") {
    const auto file = replaced(without(first_render(), "## Responders and roles", "## Timeline"), "## Trigger\n",
                               "## Trigger\n\n```sh\n## not a heading\n```\n<!--\n## nor this\n-->\nmore words\n");
    const auto out = merged(file, first_render());
    CHECK(in_order(out, {"## Trigger", "## not a heading\n```\n<!--\n## nor this\n-->\nmore words\n", "<!-- tocsin:begin responders", "## Timeline"}));
    CHECK(merged(out, first_render()) == out);
}

TEST_CASE("a file with damaged markers is refused, naming the line") {
    const auto line_of = [](const std::string& text, const std::string& part) {
        const auto at = static_cast<std::ptrdiff_t>(text.find(part));
        return "Line " + std::to_string(std::count(text.begin(), text.begin() + at, '\n') + 1) + ":";
    };
    const auto refused = [](const std::string& file) {
        const auto out = merge(file, first_render());
        REQUIRE_FALSE(out.has_value());
        CHECK(out.error().code == Errc::invalid_argument);
        CHECK(holds(out.error().hint, "Nothing was written"));
        return out.error().message;
    };
    CHECK(refused(replaced(first_render(), "<!-- tocsin:end summary -->\n", "")).starts_with(line_of(first_render(), "<!-- tocsin:begin impact") .substr(0, 5)));
    CHECK(holds(refused(replaced(first_render(), "<!-- tocsin:end summary -->\n", "")), "before “summary” has ended"));
    const auto end_only = replaced(first_render(), "<!-- tocsin:begin summary", "<!-- gone");
    CHECK(refused(end_only).starts_with(line_of(end_only, "<!-- tocsin:end summary")));
    const auto half = replaced(first_render(), "<!-- tocsin:end summary -->", "<!-- tocsin:end summary");
    CHECK(refused(half).starts_with(line_of(half, "<!-- tocsin:end summary")));
    const auto open = replaced(first_render(), "<!-- tocsin:end log -->", "");
    CHECK(refused(open).starts_with(line_of(open, "<!-- tocsin:begin log")));
    CHECK(holds(refused(first_render() + first_render().substr(first_render().find("<!-- tocsin:begin header"))), "is there twice"));
    CHECK(refused("---\nid: x\n").starts_with("Line 1:"));
}

TEST_CASE("another incident's draft and other files are refused") {
    CHECK(merge(replaced(first_render(), "id: \"INC-42\"", "id: \"INC-7\""), first_render()).error().code == Errc::conflict);
    CHECK(merge("# My notes\n", first_render()).error().code == Errc::conflict);
}

TEST_CASE("front matter") {
    SECTION("owner, due and review belong to people once they changed them") {
        const auto file = replaced(replaced(first_render(), "owner: \"Bob\"", "owner: carol  # took it over"), "review: \"draft\"", "review: in-review");
        const auto out = merged(file, second_render());
        CHECK(holds(out, "\nowner: carol  # took it over\n"));
        CHECK(holds(out, "\nreview: in-review\n"));
        CHECK(merged(out, second_render()) == out);
    }
    SECTION("they follow the incident until then") {
        auto story = whole_story();
        story.add(8000, event::PostmortemChanged{ActorId("slack:T1:UALICE"), {}, ReviewState::reviewed, ""});
        CHECK(holds(merged(first_render(), rendered(story)), "owner: \"Alice\"\ndue: \"\"\nreview: \"reviewed\"\n"));
    }
    SECTION("a changed figure is generated again, the changed line stays as a comment") {
        const auto file = replaced(first_render(), "severity: \"SEV1\"", "severity: SEV5 and worse");
        const auto out = merged(file, second_render());
        CHECK(holds(out, "\nseverity: \"SEV4\"\n# edited by hand, kept: severity: SEV5 and worse\n"));
        CHECK(merged(out, second_render()) == out);
    }
    SECTION("people's own keys, lists and comments stay") {
        const auto file = replaced(first_render(), "services: [\"checkout\"]\n", "# ours\ntags:\n  - payments\n  - eu\nservices:\n  - checkout\n  - cart\n");
        const auto out = merged(file, first_render());
        CHECK(holds(out, "# ours\ntags:\n  - payments\n  - eu\nservices: [\"checkout\"]\n# edited by hand, kept: services:\n"
                         "# edited by hand, kept:   - checkout\n# edited by hand, kept:   - cart\n"));
        CHECK(merged(out, first_render()) == out);
    }
    SECTION("a removed key and removed front matter come back") {
        const auto no_key = replaced(first_render(), "drill: false\n", "");
        CHECK(merged(no_key, first_render()) == first_render());
        const auto none = first_render().substr(first_render().find("\n---\n") + 6);
        CHECK(merged(none, first_render()) == first_render());
    }
}

TEST_CASE("line ends and byte order mark of the file are kept") {
    CHECK(merged(crlf(first_render()), first_render()) == crlf(first_render()));
    CHECK(merged(crlf(first_render()), second_render()) == crlf(second_render()));
    CHECK(merged("\xEF\xBB\xBF" + first_render(), second_render()) == "\xEF\xBB\xBF" + second_render());
}

TEST_CASE("whatever people write outside of the blocks survives") {
    const auto places = places_for_people(first_render());
    const auto line = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab #-*>|`<!\"'\\\t:\xC3\xA4\r")));
    CHECK(rc::check("merge keeps inserted text and is idempotent", [&] {
        const auto lines = *rc::gen::container<std::vector<std::string>>(line);
        auto file = first_render();
        const auto at = *rc::gen::elementOf(places);
        std::string words;
        for (const auto& l : lines) words += l + "\n";
        file.insert(at, words);
        const auto out = merge(file, second_render());
        RC_ASSERT(out.has_value());
        RC_ASSERT(out->find(words) != std::string::npos);
        RC_ASSERT(out->size() == second_render().size() + words.size());
        RC_ASSERT(merge(*out, second_render()).value() == out.value());
    }));
}

TEST_CASE("whatever people write inside of the blocks is found again") {
    CHECK(rc::check("no line is lost and merge is idempotent", [&] {
        auto file = first_render();
        const auto begin = file.find("<!-- tocsin:begin timeline"), end = file.find("<!-- tocsin:end timeline");
        const auto line_end = [&](std::size_t at) { return file.find('\n', at) + 1; };
        const auto at = std::min(line_end(*rc::gen::inRange(begin, end)), end);
        const auto word = "word" + std::to_string(*rc::gen::inRange(0, 1'000'000));
        file.insert(at, word + *rc::gen::elementOf(std::vector<std::string>{"\n", " ", "\r\n", "|\n\n"}));
        const auto out = merge(file, second_render());
        if (!out) {  // only what joined the marker's line is refused
            RC_ASSERT(at == end);
            return;
        }
        RC_ASSERT(out->find(word) != std::string::npos);
        RC_ASSERT(merge(*out, second_render()).value() == out.value());
    }));
}

TEST_CASE("any subset of deleted sections comes back, and again changes nothing") {
    const std::vector<std::string> headings{"## Summary",    "## Impact",         "## Key times",  "## Detection", "## Trigger",
                                            "## Responders", "## Timeline",       "## Status upd", "## Pages",     "## What went well",
                                            "## Resolution", "## Open questions", "## Tasks and",  "## Supporting", "## Appendix"};
    CHECK(rc::check("merge restores every generated block", [&] {
        auto file = first_render();
        for (const auto& heading : headings) {
            if (*rc::gen::inRange(0, 3) != 0) continue;
            const auto from = file.find("\n" + heading) + 1;
            const auto to = file.find("\n## ", from);
            file.erase(from, to == std::string::npos ? to : to + 1 - from);
        }
        const auto out = merge(file, second_render());
        RC_ASSERT(out.has_value());
        for (const char* name : {"header", "summary", "impact", "times", "detection", "responders", "timeline", "updates", "pages",
                                 "resolution", "items", "links", "log"})
            RC_ASSERT(out->find("<!-- tocsin:end " + std::string(name) + " -->") != std::string::npos);
        RC_ASSERT(merge(*out, second_render()).value() == out.value());
    }));
}
