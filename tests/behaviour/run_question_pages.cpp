// A question that nobody answers pages whoever is on call; an answer ends that page, whoever gave it; and where nobody can be paged the
// channel reads so.
#include "tests/support/oncall_files.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;
using tocsin::PagePhase;

namespace {

const std::string kAsksFirst = "  - {id: ok, approval: {expires: 15m, text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";

/// Its shifts begin next month, and nobody stands behind it.
constexpr const char* kNobodyFile = R"(
people:
  - {id: bob, name: Bob, slack: U0BOB, phone: "+12025550102"}
notify_defaults: {high: [{after: 0m, by: sms}], low: [{after: 0m, by: slack}]}
schedules:
  - {id: primary, time_zone: UTC, layers: [{id: week, rotation: weekly, start: "2026-12-07T09:00", users: [bob]}]}
policies:
  - {id: payments, steps: [{notify: ["schedule:primary"], delay: 10m}], fallback: ["schedule:primary"]}
services:
  - {id: checkout, name: Checkout, policy: payments}
)";

/// Nobody has answered for two minutes and Bob is paged; the channel.
std::string paged(Story& story) {
    const auto channel = with_work(story, kAsksFirst);
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.advance(minutes{2} + seconds{5});
    story.says(story.direct(kBob), {"run 1 waits for an answer to `ok`: Really?"});
    story.says(channel, {"service", "Run 1", "page to *Checkout*", "paging Bob"});
    return channel;
}

/// Half an hour later nobody has been told anything more, and the message that paged Bob says why.
void page_is_over(Story& story, const std::string& why) {
    story.advance(minutes{30});
    REQUIRE(story.incident(1).pages.size() == 1);
    CHECK(story.incident(1).pages.front().phase == PagePhase::ended);
    CHECK(story.count(1, "notification_requested") == 1);
    CHECK(story.count(1, "page_answered") == 1);
    const auto message = story.slack().messages(story.direct(kBob)).back();
    CHECK_THAT(readable(message.text, message.blocks), Contains(why));
    CHECK(story.slack().buttons(story.direct(kBob), message.ts).empty());
}

}  // namespace

TEST_CASE("who was paged for an approval and gives it is not paged on") {
    Story story(kTeamFile);
    const auto channel = paged(story);
    story.press_run(kBob, 1, "approve ok");
    page_is_over(story, "answered by Bob: run 1 has an answer to `ok`");
    CHECK(story.count(1, "acknowledged") == 0);
    CHECK_THAT(story.card_text(1), Contains("run 1 has an answer to `ok`"));
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("an answer of somebody else ends the page too, also after a crash") {
    Story story(kTeamFile);
    const auto channel = paged(story);
    story.crash();
    story.press_run(kAlice, 1, "approve ok");
    page_is_over(story, "answered by Alice");
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("a run that is aborted pages nobody any more") {
    Story story(kTeamFile);
    const auto channel = paged(story);
    story.type(kCarol, channel, "runs 1 abort it is the network");
    page_is_over(story, "run 1 waits no longer for an answer to `ok`");
    story.says(channel, {"run 1 aborted"});
}

TEST_CASE("a page for the incident goes on when a question is answered") {
    Story story(kTeamFile);
    const auto channel = paged(story);
    story.type(kCarol, channel, "page shop --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.press_run(kBob, 1, "approve ok");
    story.advance(seconds{70});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(story.incident(1).pages.at(0).phase == PagePhase::ended);
    CHECK(story.incident(1).pages.at(1).phase == PagePhase::running);
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *shop*", "paging Bob", "run 1 succeeded", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("without a service nobody can be paged, and the channel reads so once") {
    Story story(kTeamFile);
    const auto channel = with_work(story, kAsksFirst);
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.advance(minutes{5});
    CHECK(story.count(1, "page_requested") == 0);
    story.says(channel, {"Run 1", "waits for an answer to `ok`, and nobody could be paged: the incident has no service"});
    story.press_run(kBob, 1, "approve ok");
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("where nobody is on call the channel reads so") {
    Story story(kNobodyFile);
    const auto channel = with_work(story, kAsksFirst);
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.advance(minutes{3});
    story.says(channel, {"service", "Run 1", "page to *Checkout*", "skipped: nobody is on call", "nobody is left to page", "nobody is on call and there is no fallback, so nobody was paged. Call somebody."});
    story.says(kAnnounce, {"nobody is left to page"});
    story.press_run(kBob, 1, "approve ok");
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("where nobody on call may approve the channel reads so, and who may is asked") {
    Story story(kTeamFile);
    story.shelve("work", "runbook: work\ntitle: Title of work\npermissions: {start: member, approve: admin}\nsteps:\n" + kAsksFirst);
    fail_at(story, {});
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kAlice), {"your answer is asked for"});
    story.advance(minutes{2} + seconds{5});
    story.says(story.direct(kBob), {"run 1 waits for an answer"});
    story.says(channel, {"service", "Run 1", "page to *Checkout*", "paging Bob", "nobody who is on call now may give it: it takes admin access"});
    story.press_run(kAlice, 1, "approve ok");
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("where nobody at all may approve the channel reads so at once") {
    Story story([](tocsin::handlers::Settings& settings) { settings.operators.clear(), settings.admins.clear(); });
    const auto channel = with_work(story, kAsksFirst);
    story.type(kCarol, channel, "run work");
    story.says(channel, {"Run 1", "nobody else is known who may give it: it takes operator access"});
    story.type(kCarol, channel, "runs 1 abort nobody can");
    story.says(channel, {"run 1 aborted"});
}

TEST_CASE("work by hand and what may be undone wake nobody") {
    Story story(kTeamFile);
    const auto channel = with_work(story, "  - {id: hand, manual: {text: \"Turn the key\"}}\n");
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.advance(minutes{20});
    CHECK(story.count(1, "page_requested") == 0);
    story.press_run(kCarol, 1, "done hand");
    story.says(channel, {"service", "Run 1", "run 1 succeeded"});
}

TEST_CASE("once the incident is over nobody is woken for a question") {
    Story story(kTeamFile);
    const auto channel = with_work(story, kAsksFirst);
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.type(kCarol, channel, "resolve it works again");
    story.advance(minutes{5});
    CHECK(story.count(1, "page_requested") == 0);
    story.press_run(kBob, 1, "approve ok");
    story.says(channel, {"service", "Run 1", "it works again", "run 1 succeeded"});
    story.says(kUpdates, {"Resolved"});
}
