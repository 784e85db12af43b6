// What is counted, listed, noted elsewhere or said aloud about a private incident: nothing of it reaches anybody who is not one of its own.
#include "bot/base/text.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Bob has declared INC-1 in private; its channel.
std::string declared_in_private(Story& story) {
    story.type(kBob, kGeneral, "declare sev2 Payroll was stolen --private");
    story.has_card(1);
    story.says(story.channel_id(1), {"joined"});
    return story.channel_id(1);
}

/// The line of the load report about one person, without its spaces.
std::string load_of_bob(Story& story, const std::string& reader) {
    for (const auto line : tocsin::text::split(story.type(reader, kGeneral, "oncall load"), '\n'))
        if (std::string(line).find("bob") != std::string::npos) return std::string(line);
    return {};
}

}  // namespace

TEST_CASE("its runs are in the list of its own people alone") {
    Story story;
    story.shelve("work", runbook_of("work", "  - {id: hand, manual: {text: \"Turn the key\"}}\n"));
    const auto channel = declared_in_private(story);
    story.type(kBob, channel, "run work");
    CHECK_THAT(story.type(kBob, kGeneral, "runs"), Contains("run 1") && Contains("INC-1"));
    CHECK_THAT(story.type(kAlice, kGeneral, "runs"), Contains("INC-1"));
    CHECK_THAT(story.type(kCarol, kGeneral, "runs"), Contains("No runbook is running.") && !Contains("INC-1"));
    CHECK_THAT(story.type(kCarol, kGeneral, "runs 1"), Contains("There is no run 1."));
    CHECK_THAT(story.type(kCarol, kGeneral, "runs 1 done hand"), Contains("There is no run 1."));
    CHECK(story.count(1, "denied") == 0);
    story.all_was_expected();
}

TEST_CASE("its pages count in the load that its own people read, and in nobody else's") {
    Story story(kShopFile);
    const auto channel = declared_in_private(story);
    story.type(kBob, channel, "page shop --yes");
    story.advance(seconds{5});
    story.type(kBob, channel, "ack");
    const auto own = load_of_bob(story, kBob);
    CHECK_THAT(own, Contains("1 page"));
    CHECK_THAT(load_of_bob(story, kCarol), Contains("0 page"));
    story.all_was_expected();
}

TEST_CASE("neither its notes nor its channel are written into PagerDuty") {
    Story story;
    const auto channel = declared_in_private(story);
    story.type(kBob, channel, "page checkout the thief is here");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.deliver_pagerduty();
    REQUIRE(story.incident(1).pagerduty.size() == 1);
    story.type(kBob, channel, "note the thief is known");
    story.settle();
    REQUIRE(story.pagerduty().incidents().size() == 1);
    const auto there = story.pagerduty().incidents().front();
    CHECK(there.notes.empty());
    CHECK_THAT(there.title, Contains("a private incident") && !Contains("Payroll") && !Contains("thief"));
    story.all_was_expected();
}

TEST_CASE("that nobody answers its page is told to the admins, each alone, and not where everybody reads") {
    const auto nobody = with(with(kShopFile, "start: \"2026-11-02T09:00\"", "start: \"2026-12-07T09:00\""), "person:cid", "schedule:shop");
    Story story(nobody.c_str());
    const auto channel = declared_in_private(story);
    story.type(kBob, channel, "page shop --yes");
    CHECK(story.count(1, "page_exhausted") == 1);
    CHECK(story.slack().messages(kAnnounce).empty());
    const auto told = story.slack().messages(story.direct(kAlice)).back();
    CHECK_THAT(readable(told.text, told.blocks), Contains("INC-1") && Contains("nobody is left to page"));
    story.all_was_expected();
}
