#include "bot/postmortem/markdown.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

#include "bot/base/text.hpp"
#include "bot/postmortem/markers.hpp"
#include "markdown_tree.hpp"
#include "story.hpp"

using namespace tocsin;
using namespace tocsin::postmortem;
using namespace tocsin::postmortem::tests;

namespace {

const std::string kGolden = TOCSIN_SOURCE_DIR "/tests/fixtures/postmortem_whole_story.md";

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

bool is_comment_of_ours(const std::string& html) {
    const auto bare = text::trim(html);
    return bare.starts_with("<!-- ") && bare.ends_with(" -->") && bare.find("-->") == bare.size() - 3;
}

/// What a cell shows of a text that was given: one line, joiners taken out.
std::string shown(std::string cell) { return text::replace_all(std::move(cell), "\xE2\x81\xA0", ""); }

}  // namespace

TEST_CASE("the draft of a whole incident is the golden file") {
    // To renew it after a wanted change: TOCSIN_WRITE_GOLDEN=1, then read the difference.
    const std::string fresh = rendered(whole_story());
    if (std::getenv("TOCSIN_WRITE_GOLDEN") != nullptr) std::ofstream(kGolden, std::ios::binary) << fresh;
    CHECK(fresh == read_file(kGolden));
}

TEST_CASE("rendering twice gives the same bytes, and an export changes nothing") {
    auto story = whole_story();
    const std::string first = rendered(story);
    CHECK(first == rendered(story));
    story.add(99'999, event::PostmortemExported{"again.md"});
    CHECK(first == rendered(story));
}

TEST_CASE("the tables hold what happened") {
    const auto tree = parse_markdown(rendered(whole_story()));
    const auto& figures = tree.table("Figure");
    CHECK(figures.rows[1] == std::vector<std::string>{"TTD, time to detect", "4 min", "detected − started"});
    CHECK(figures.rows[2][1] == "10 min");
    CHECK(figures.rows[3][1] == "1 h 10 min");
    CHECK(figures.rows[4][1] == "1 h 30 min");
    CHECK(figures.rows[5][1] == "4 min");
    const auto& severities = tree.table("Severity");
    CHECK(severities.rows[1][0] == "SEV2");
    CHECK(severities.rows[1][1] == "7 min");
    CHECK(severities.rows[2][1] == "57 min");
    const auto& timeline = tree.table("Date");
    CHECK(timeline.rows[1] == std::vector<std::string>{"2026-01-02", "10:05:00", "Alice", "slack",
                                                       "error rate | rises *fast* ⏎ see <dashboard>", ""});
    CHECK(timeline.rows[2] == std::vector<std::string>{"2026-01-02", "10:06:00", "Alice", "slack",
                                                       "declared: Checkout is failing (SEV2, service checkout)", "link"});
    const auto& pages = tree.table("Page");
    CHECK(pages.rows.size() == 3);
    CHECK(pages.rows[1][4] == "2026-01-02 10:09 UTC Bob");
    CHECK(pages.rows[1][5] == "2026-01-02 10:10 UTC Bob");
    CHECK(pages.rows[1][6].empty());
    CHECK(pages.rows[2][4].empty());
    CHECK(pages.rows[2][6] == "2026-01-02 10:10 UTC 60 s passed");
    CHECK(tree.table("#").rows[2] == std::vector<std::string>{"2", "follow-up", "Alert on payment errors", "Alice", "2026-01-09 10:00 UTC", "open"});
    CHECK(tree.table("When").rows.size() == 3);
    CHECK(tree.table("Role").rows[1] == std::vector<std::string>{"lead", "Bob", "2026-01-02 10:10:00", "2026-01-02 10:55:00", "45 min"});
}

TEST_CASE("sections that only people can write are prompts") {
    const auto tree = parse_markdown(rendered(whole_story()));
    for (const char* title : {"## Trigger", "## What went well", "## What went badly", "## Where we got lucky", "## What surprised us",
                              "## Contributing factors", "## Mitigators", "## Open questions"})
        CHECK(std::ranges::find(tree.headings, title) != tree.headings.end());
    CHECK(std::ranges::all_of(tree.html, is_comment_of_ours));
}

TEST_CASE("an incident of which nothing is known is n/a throughout") {
    Timeline t;
    t.add(0, event::Declared{"?", Severity::unset, Status::triage, {}, true, false});
    const std::string md = rendered(t);
    const auto tree = parse_markdown(md);
    for (std::size_t i = 1; i <= 4; ++i) CHECK(tree.table("Figure").rows[i][1] == "n/a (started unknown)");
    CHECK(md.find("ttr_seconds: \"n/a\"") != std::string::npos);
    CHECK(md.find("drill: true") != std::string::npos);
    CHECK(md.find("This was a drill.") != std::string::npos);
    CHECK(parse_markdown(rendered(Timeline{})).headings.size() > 10);
}

TEST_CASE("the draft begins with how it ended the last time and with the cause as far as it was known") {
    Timeline t;
    t.add(0, event::Declared{"Checkout", Severity::sev2, Status::investigating, {}, false, true}).add(1, event::StatusChanged{Status::investigating, Status::resolved, "warmed the cache"});
    t.add(2, event::StatusChanged{Status::resolved, Status::investigating, "it came back"});
    CHECK(rendered(t).find("How it ended") == std::string::npos);
    t.add(3, event::StatusChanged{Status::investigating, Status::resolved, "rolled back"}).add(4, event::CauseSet{"A deploy without its migration."});
    const std::string md = rendered(t);
    CHECK(md.find("**How it ended:** rolled back") != std::string::npos);
    CHECK(md.find("**Cause, as far as is known:** A deploy without its migration.") != std::string::npos);
}

TEST_CASE("the draft of a private incident says so, and no other does") {
    const auto draft_of = [](bool is_private) {
        Timeline t;
        t.add(0, event::Declared{"Payroll was stolen", Severity::sev2, Status::investigating, {}, false, true, false, is_private});
        return rendered(t);
    };
    CHECK(draft_of(true).find("**This incident is private.** Give this draft to nobody but its own people and admins.") != std::string::npos);
    CHECK(draft_of(false).find("private") == std::string::npos);
}

TEST_CASE("hostile text in every field stays text") {
    const auto plain = parse_markdown(rendered(hostile_story("harmless")));
    for (const auto& nasty : nasty_strings()) {
        CAPTURE(nasty);
        const std::string md = rendered(hostile_story(nasty));
        const auto tree = parse_markdown(md);
        for (const auto& html : tree.html) CHECK(is_comment_of_ours(html));
        CHECK(tree.html.size() == plain.html.size());
        CHECK(tree.headings.size() == plain.headings.size());
        CHECK(tree.images == 0);
        CHECK(tree.quotes == 0);
        CHECK(tree.rules == 0);
        CHECK(tree.struck == 0);
        CHECK(tree.emphasised == 0);
        CHECK(tree.ordered_lists == 0);
        CHECK(tree.code_blocks == plain.code_blocks);
        for (const auto& link : tree.links) CHECK(is_safe_url(text::replace_all(link.url, "\n", " ")));
        for (const auto& table : tree.tables)
            for (const auto& row : table.rows) CHECK(row.size() == table.rows[0].size());
        REQUIRE(tree.tables.size() == plain.tables.size());
        for (std::size_t i = 0; i < tree.tables.size(); ++i) CHECK(tree.tables[i].rows.size() == plain.tables[i].rows.size());
    }
}

TEST_CASE("text that is not a link field never becomes a link") {
    for (const auto& nasty : nasty_strings()) {
        CAPTURE(nasty);
        Timeline t;
        t.add(0, event::Declared{nasty, Severity::sev2, Status::investigating, ServiceName(nasty), false, true}, "slack:T1:" + nasty, nasty);
        t.add(1, event::NoteAdded{nasty}, "slack:T1:" + nasty, nasty).add(2, event::SummarySet{nasty});
        const auto tree = parse_markdown(rendered(t));
        CHECK(tree.links.size() == 1);  // to the record in tocsin
    }
}

TEST_CASE("a cell shows exactly the text that was given") {
    for (const auto& nasty : nasty_strings()) {
        CAPTURE(nasty);
        const bool plain_line = std::ranges::all_of(nasty, [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
        if (!plain_line) continue;
        Timeline t;
        t.add(0, event::Declared{"t", Severity::sev2, Status::investigating, {}, false, true}).add(1, event::NoteAdded{nasty});
        const auto tree = parse_markdown(rendered(t));
        CHECK(shown(tree.table("Date").rows.at(2).at(4)) == std::string(text::trim(nasty)));
    }
}

TEST_CASE("no line of user text can be taken for a marker") {
    for (const auto& nasty : nasty_strings()) {
        std::istringstream lines(rendered(hostile_story("x\n" + nasty)));
        std::size_t begins = 0, ends = 0;
        for (std::string line; std::getline(lines, line);) {
            begins += line.starts_with(kBeginMarker);
            ends += line.starts_with(kEndMarker);
        }
        CHECK(begins == 14);
        CHECK(ends == 14);
    }
}

TEST_CASE("ten thousand events are rendered in one pass", "[speed]") {
    const auto story = long_story(10'000);
    const Incident incident = story.incident();
    // Processor time, so that other work on the machine does not decide.
    double best = 1e9;
    std::size_t size = 0;
    for (int round = 0; round < 5; ++round) {
        const auto start = std::clock();
        size = markdown(input_of(incident, story)).size();
        best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    CHECK(size > 1'000'000);
    WARN("10,000 events in " << best << " ms, " << size << " bytes");
#ifdef NDEBUG
    CHECK(best <= 100.0);
#endif
}
