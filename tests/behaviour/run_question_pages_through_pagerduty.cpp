// A question that nobody answers pages through PagerDuty, and its answer ends the page there: that is an alert of its own, so what
// pages for the incident goes on.
#include "tests/support/oncall_files.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kAsksAtOnce = "  - {id: ok, approval: {expires: 15m, text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";

/// Carol has started the run, and Bob has been asked.
std::string bob_is_asked(Story& story) {
    const auto channel = with_work(story, kAsksAtOnce);
    story.type(kCarol, channel, "set service checkout");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.says(channel, {"service", "Run 1"});
    return channel;
}

/// And has not answered for two minutes; PagerDuty has woken him.
std::string bob_is_woken(Story& story) {
    const auto channel = bob_is_asked(story);
    story.advance(minutes{2} + seconds{20});
    story.says(channel, {"page to *checkout* through PagerDuty: run 1 waits for an answer to `ok`: Really?", "not known yet", "notified Bob"});
    REQUIRE(story.pagerduty().incidents().size() == 1);
    CHECK(story.pagerduty().incidents().front().status == "triggered");
    return channel;
}

std::size_t events_sent(Story& story, const std::string& action) {
    std::size_t out = 0;
    for (const auto& call : story.pagerduty().calls("POST /v2/enqueue")) out += call.arguments.find("\"" + action + "\"") != std::string::npos;
    return out;
}

/// It is over in PagerDuty and here, and stays so.
void page_has_ended(Story& story) {
    story.advance(minutes{5});
    CHECK(story.pagerduty().incidents().front().status == "resolved");
    CHECK(story.count(1, "page_answered") == 1);
    CHECK(events_sent(story, "resolve") == 1);
    CHECK(story.incident(1).pages.front().state == "answered");
    CHECK_THAT(story.card_text(1), Contains("an answer to `ok`"));
}

}  // namespace

TEST_CASE("an answer ends the question's page in PagerDuty") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.press_run(kBob, 1, "approve ok");
    page_has_ended(story);
    CHECK_THAT(story.type(kBob, channel, "show"), Contains("run 1 has an answer to `ok`"));
    CHECK(story.count(1, "acknowledged") == 0);
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("so does the end of a run that is aborted") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.type(kCarol, channel, "runs 1 abort it is the network");
    page_has_ended(story);
    story.says(channel, {"run 1 aborted"});
}

TEST_CASE("and a denial") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.type(kBob, channel, "runs 1 deny ok it is the database");
    page_has_ended(story);
    story.says(channel, {"run 1 failed"});
}

TEST_CASE("and an approval that runs out") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.advance(minutes{13});
    page_has_ended(story);
    story.says(channel, {"run 1 failed"});
}

TEST_CASE("PagerDuty's word that the question's page is over proposes nothing for the incident") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.deliver_pagerduty();
    story.press_run(kBob, 1, "approve ok");
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.front().state == "resolved");
    CHECK(story.count(1, "resolve_proposed") == 0);
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    page_has_ended(story);
    story.all_was_expected();
}

TEST_CASE("the incident's own page of the same service goes on") {
    Story story;
    const auto channel = bob_is_woken(story);
    CHECK_THAT(story.type(kCarol, channel, "page checkout"), Contains("Somebody may be woken"));
    story.press_answer(kCarol, "tocsin.confirm_page");
    story.tells(kCarol, {"Whether somebody was really woken"});
    REQUIRE(story.pagerduty().incidents().size() == 2);
    story.press_run(kBob, 1, "approve ok");
    page_has_ended(story);
    CHECK(story.pagerduty().incidents().back().status == "triggered");
    story.says(channel, {"page to *checkout*", "not known yet", "run 1 succeeded", "notified Bob"});
}

TEST_CASE("PagerDuty is down when the answer comes: it hears of it afterwards, and the channel reads so") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.pagerduty().fail_all(Fault::http(503));
    story.press_run(kBob, 1, "approve ok");
    story.advance(minutes{10});
    CHECK(story.pagerduty().incidents().front().status == "triggered");
    story.pagerduty().clear_faults();
    story.advance(minutes{6});
    CHECK(story.pagerduty().incidents().front().status == "resolved");
    story.says(channel, {"the end of page P1 to PagerDuty", "run 1 succeeded"});
}

TEST_CASE("a crash right after the answer loses nothing") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::http(503));
    story.press_run(kBob, 1, "approve ok");
    story.crash();
    story.advance(minutes{6});
    CHECK(story.pagerduty().incidents().front().status == "resolved");
    CHECK(story.count(1, "page_answered") == 1);
    story.says(channel, {"the end of page P1 to PagerDuty", "run 1 succeeded"});
}

TEST_CASE("PagerDuty refuses to hear of the answer: the channel reads what to do") {
    Story story;
    const auto channel = bob_is_woken(story);
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::http(400, R"({"status":"invalid event","message":"no such key"})"));
    story.press_run(kBob, 1, "approve ok");
    story.says(channel, {"somebody may still be woken by it, so resolve it there", "run 1 succeeded"});
}

TEST_CASE("what was answered before PagerDuty took the page is neither triggered nor resolved there") {
    Story story;
    const auto channel = bob_is_asked(story);
    story.pagerduty().fail_all(Fault::rate_limited(minutes{5}));
    story.advance(minutes{2} + seconds{20});
    story.says(channel, {"page to *checkout* through PagerDuty", "PagerDuty asks for a pause"});
    story.pagerduty().clear_faults();
    const auto before = story.pagerduty().calls("POST /v2/enqueue").size();
    story.press_run(kBob, 1, "approve ok");
    story.advance(minutes{20});
    CHECK(story.pagerduty().calls("POST /v2/enqueue").size() == before);
    CHECK(story.pagerduty().incidents().empty());
    CHECK(story.incident(1).pages.front().state == "answered");
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("what may have reached PagerDuty before the answer is resolved there, and triggered no more") {
    Story story;
    const auto channel = bob_is_asked(story);
    story.pagerduty().fail_all(Fault::drop_after());
    story.advance(minutes{2} + seconds{20});
    story.pagerduty().clear_faults();
    REQUIRE(story.pagerduty().incidents().size() == 1);
    const auto triggers = events_sent(story, "trigger");
    story.press_run(kBob, 1, "approve ok");
    story.advance(minutes{20});
    CHECK(events_sent(story, "trigger") == triggers);
    CHECK(story.pagerduty().incidents().front().status == "resolved");
    story.says(channel, {"page to *checkout* through PagerDuty", "still trying", "run 1 succeeded"});
}

TEST_CASE("where PagerDuty wakes nobody for a question, tocsin's own page for it ends with the answer as well") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    const auto channel = bob_is_asked(story);
    story.pagerduty().people_answer(false);
    story.advance(minutes{3} + seconds{30});
    REQUIRE(story.count(1, "page_requested") == 2);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.press_run(kBob, 1, "approve ok");
    story.advance(minutes{20});
    CHECK(story.count(1, "page_answered") == 2);
    CHECK(story.incident(1).pages.back().phase == tocsin::PagePhase::ended);
    CHECK(story.pagerduty().incidents().front().status == "resolved");
    story.says(channel, {"page to *Checkout* through PagerDuty", "not known yet", "nobody has been notified", "page to *shop*", "paging Bob", "run 1 succeeded"});
}
