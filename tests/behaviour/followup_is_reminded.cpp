// The owner of a follow-up is reminded once it is due: on their own clock, outside of quiet hours, by one message that is edited.
// It is Friday, 21:30 UTC: 16:30 for Bob in New York, 22:30 for Carol in Warsaw.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

std::vector<sandbox::SlackMessage> reminders(Story& story, const char* user) {
    std::vector<sandbox::SlackMessage> out;
    for (const auto& message : story.slack().messages(story.direct(user)))
        if (readable(message.text, message.blocks).contains("⏰")) out.push_back(message);
    return out;
}

std::string text_of(const sandbox::SlackMessage& message) { return readable(message.text, message.blocks); }

sandbox::SlackMessage message_at(Story& story, const char* user, const std::string& ts) {
    for (const auto& message : story.slack().messages(story.direct(user)))
        if (message.ts == ts) return message;
    FAIL("there is no message " << ts);
    return {};
}

bool has_timers(Story& story, const char* item) {
    bool found = false;
    story.read([&](const store::Snapshot& view) {
        for (const TimerKind kind : {TimerKind::item_due, TimerKind::followup_reminder}) found = found || view.tables().timers.find(kind, IncidentNumber(1), item).has_value();
    });
    return found;
}

}  // namespace

TEST_CASE("what is due on a day of a weekend is reminded of when Monday's quiet hours end, edited a week later, and done in place") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "followup add a canary <@U0CAROL> due tomorrow");
    story.type(kBob, channel, "resolve rolled back");
    // Monday, 07:50 in Warsaw.
    story.advance(hours{57} + minutes{20});
    CHECK(reminders(story, kCarol).empty());
    story.advance(minutes{15});
    REQUIRE(reminders(story, kCarol).size() == 1);
    const auto first = reminders(story, kCarol).front();
    CHECK_THAT(text_of(first), Contains("Follow-up #1 of *INC-1*") && Contains("was due") && Contains("☐ add a canary") && !Contains("week"));
    story.advance(hours{24 * 7});
    REQUIRE(reminders(story, kCarol).size() == 1);
    CHECK(reminders(story, kCarol).front().ts == first.ts);
    CHECK_THAT(text_of(reminders(story, kCarol).front()), Contains("a week ago"));
    story.advance(hours{24 * 7});
    CHECK_THAT(text_of(message_at(story, kCarol, first.ts)), Contains("2 weeks ago"));
    CHECK(story.press(kCarol, story.direct(kCarol), first.ts, "tocsin.finish_item") == "");
    CHECK(story.incident(1).tasks[0].done);
    CHECK_THAT(text_of(message_at(story, kCarol, first.ts)), Contains("✓ add a canary") && Contains("done by carol"));
    CHECK(story.slack().buttons(story.direct(kCarol), first.ts).empty());
    CHECK_FALSE(has_timers(story, "1"));
    story.advance(hours{24 * 8});
    CHECK(reminders(story, kCarol).empty());
    story.all_was_expected();
}

TEST_CASE("what is due on a working day is reminded of in the owner's morning, and what is due at a time, at that time") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "followup add a canary @U0CAROL due 2026-11-10");
    story.type(kCarol, channel, "followup write it down @U0CAROL due 2026-11-10 15:00");
    // Tuesday, 08:50 in Warsaw.
    story.advance(hours{82} + minutes{20});
    CHECK(reminders(story, kCarol).empty());
    story.advance(minutes{15});
    REQUIRE(reminders(story, kCarol).size() == 1);
    CHECK_THAT(text_of(reminders(story, kCarol).front()), Contains("add a canary") && Contains("is due"));
    story.advance(hours{5} + minutes{45});
    CHECK(reminders(story, kCarol).size() == 1);
    story.advance(minutes{15});
    REQUIRE(reminders(story, kCarol).size() == 2);
    CHECK_THAT(text_of(reminders(story, kCarol).back()), Contains("write it down"));
    story.all_was_expected();
}

TEST_CASE("quiet hours are as configured") {
    Story story([](handlers::Settings& settings) { settings.quiet = {hours{14}, hours{18}, {}}; });
    const auto channel = story.declare(kCarol, "sev3 Checkout is failing");
    story.type(kCarol, channel, "followup write it down @U0CAROL due 2026-11-07 15:00");
    story.type(kCarol, channel, "followup and read it @U0CAROL due 2026-11-07 23:00");
    // Saturday, 17:50 in Warsaw.
    story.advance(hours{19} + minutes{20});
    CHECK(reminders(story, kCarol).empty());
    story.advance(minutes{15});
    CHECK(reminders(story, kCarol).size() == 1);
    story.advance(hours{5});
    CHECK(reminders(story, kCarol).size() == 2);
    story.all_was_expected();
}

TEST_CASE("after weeks of downtime one reminder makes up for all, and not at night") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "followup add a canary @U0CAROL due 2026-11-10");
    story.crash(hours{24 * 20});
    // Thursday, 22:30 in Warsaw.
    CHECK(reminders(story, kCarol).empty());
    story.advance(hours{10});
    REQUIRE(reminders(story, kCarol).size() == 1);
    CHECK_THAT(text_of(reminders(story, kCarol).front()), Contains("2 weeks ago"));
    const auto edits = story.slack().calls("chat.update").size();
    story.advance(hours{24});
    CHECK(story.slack().calls("chat.update").size() == edits);
    story.all_was_expected();
}

TEST_CASE("nobody is reminded of a task, of what has no time or no owner, of what was done before, and of what was no incident") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task roll back @U0BOB due 2026-11-10");
    story.type(kBob, channel, "followup some day @U0BOB");
    story.type(kBob, channel, "followup somebody due 2026-11-10");
    story.type(kBob, channel, "followup at once @U0BOB due 2026-11-10");
    story.type(kBob, channel, "followup done 4");
    story.type(kBob, channel, "followup too late @U0BOB due 2026-11-11");
    story.type(kBob, channel, "cancel it was a test");
    story.advance(hours{24 * 8});
    CHECK(reminders(story, kBob).empty());
    // It was one after all.
    story.type(kBob, kGeneral, "reopen INC-1 errors are back");
    story.advance(hours{24 * 7});
    REQUIRE(reminders(story, kBob).size() == 1);
    CHECK_THAT(text_of(reminders(story, kBob).front()), Contains("too late"));
    story.all_was_expected();
}

TEST_CASE("of a private incident nobody is reminded who may not see it") {
    Story story;
    story.type(kBob, kGeneral, "declare sev2 Zanzibar was robbed --private");
    const auto channel = story.channel_id(1);
    story.type(kBob, channel, "followup new locks @U0CAROL due 2026-11-10");
    story.type(kBob, channel, "followup new keys @U0BOB due 2026-11-10");
    story.advance(hours{24 * 5});
    CHECK(reminders(story, kCarol).empty());
    CHECK(reminders(story, kBob).size() == 1);
    story.all_was_expected();
}
