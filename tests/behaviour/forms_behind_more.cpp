// What the card has no button for is behind its “More…”, as far as whoever presses it may do it; who is on call is changed by forms too.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

void by_team(handlers::Settings& settings) { on_call_by(shop_policy_file())(settings); }

/// What somebody is offered behind “More…” now.
std::string offered(Story& story, const std::string& user) {
    story.press_card(user, 1, "tocsin.open_form.more");
    std::string text = story.form_text(user);
    story.close_form(user);
    return text;
}

}  // namespace

TEST_CASE("behind More is what this person may do, and not what only others may") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(offered(story, kAlice), Contains("Set the status") && Contains("Keep a link") && Contains("false alarm") && Contains("Erase what an entry"));
    CHECK_THAT(offered(story, kBob), Contains("Set the status") && !Contains("Erase what an entry"));
    CHECK_THAT(offered(story, kCarol), Contains("Read the timeline") && !Contains("Set the status") && !Contains("false alarm"));
    story.type(kCarol, channel, "join");
    CHECK_THAT(offered(story, kCarol), Contains("Set the status") && Contains("false alarm"));
    story.type(kBob, channel, "resolve it healed");
    CHECK_THAT(offered(story, kBob), Contains("Put the key times right") && !Contains("Set the status") && !Contains("false alarm"));
    CHECK(story.count(1, "denied") == 0);
    story.all_was_expected();
}

TEST_CASE("More goes on to a form, or does at once what needs nothing more") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.press_card(kBob, 1, "tocsin.open_form.more");
    CHECK(story.submit(kBob, {{"what", {"link"}}}).empty());
    CHECK_THAT(story.form_text(kBob), Contains("Which address?"));
    story.submit(kBob, {{"url", {"https://grafana.example.com/d/1"}}});
    REQUIRE(story.incident(1).links.size() == 1);
    story.type(kBob, channel, "sev 1");
    story.press_card(kBob, 1, "tocsin.open_form.more");
    story.submit(kBob, {{"what", {"undo"}}});
    CHECK(story.incident(1).severity == Severity::sev3);
    story.press_card(kBob, 1, "tocsin.open_form.more");
    CHECK_THAT(story.submit(kBob, {{"what", {"undo"}}}), Contains("what: ") && Contains("You changed no status"));
    story.submit(kBob, {{"what", {"timeline"}}});
    CHECK(story.slack().form(kBob) == nullptr);
    story.tells(kBob, {"grafana.example.com", "SEV3", "declared: *Checkout is failing*"});
    story.says(channel, {"grafana.example.com", "SEV1", "SEV3"});
}

TEST_CASE("what was chosen behind More is chosen anew each time, and may have become impossible meanwhile") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.press_card(kBob, 1, "tocsin.open_form.more");
    story.close_form(kBob, {{"what", {"cancel"}}});
    story.press_card(kBob, 1, "tocsin.open_form.more");
    CHECK(story.form_value(kBob, "what").empty());
    story.type(kAlice, channel, "resolve it healed");
    CHECK_THAT(story.submit(kBob, {{"what", {"cancel"}}}), Contains("what: ") && Contains("not on offer"));
    story.all_was_expected();
}

TEST_CASE("the next step is paged from the card while somebody is paged") {
    Story story(by_team);
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "page Checkout --yes");
    story.press_card(kBob, 1, "tocsin.open_form.escalate");
    story.submit(kBob, {{"reason", {"nobody answers"}}});
    CHECK(story.count(1, "page_step_fired") == 2);
    story.says(channel, {"page to *Checkout*", "paging Bob", "escalated by hand: nobody answers", "step 2: paging Alice"});
    story.all_was_expected();
}

TEST_CASE("an override is made from the answer that says who is on call") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kBob, kGeneral, "oncall"), Contains("bob"));
    story.press_answer(kBob, "tocsin.open_form.override");
    const auto request = story.slack().suggest(kBob, story.slack().form(kBob)->id, "schedule", "sh");
    REQUIRE(request);
    CHECK_THAT(story.deliver(*request).body, Contains("shop"));
    const auto seconds_from_now = [&](minutes ahead) { return std::to_string(unix_seconds(story.now() + ahead)); };
    const std::map<std::string, std::vector<std::string>> window{
        {"schedule", {"shop"}}, {"person", {kCarol}}, {"from", {seconds_from_now(minutes{60})}}, {"to", {seconds_from_now(minutes{180})}}};
    auto wrong = window;
    wrong["to"] = {seconds_from_now(minutes{30})};
    CHECK_THAT(story.submit(kBob, wrong), Contains("to: That is not after the beginning."));
    story.submit(kBob, window);
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1 carol is on call for *shop*"));
    story.tells(kBob, {"Override #1"});
    story.says(story.direct(kCarol), {"bob made an override"});
}

TEST_CASE("a swap is offered from Home, and whoever is not on the schedule reads why not beside the field") {
    Story story(kShopFile);
    story.slack().open_home(kBob);
    story.deliver_slack_events();
    const std::string tab = story.slack().home(kBob)->id;
    story.press_in_view(kBob, tab, "tocsin.open_form.swap");
    CHECK_THAT(story.submit(kBob, {{"schedule", {"shop"}}, {"person", {kBob}}}), Contains("schedule: You cannot swap with yourself."));
    story.submit(kBob, {{"schedule", {"shop"}}, {"person", {kAlice}}});
    CHECK_THAT(story.type(kBob, kGeneral, "swap accept 1"), Contains("not offered to you"));
    story.says(story.direct(kAlice), {"offers a swap (#1)"});
    story.says(story.direct(kBob), {"Swap #1"});
    story.type(kCarol, kGeneral, "override");
    CHECK_THAT(story.submit(kCarol, {{"schedule", {"shop"}}, {"person", {kCarol}}, {"from", {std::to_string(unix_seconds(story.now()) + 60)}}, {"to", {std::to_string(unix_seconds(story.now()) + 660)}}}),
               Contains("Only somebody who is on"));
    story.close_form(kCarol);
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
}

TEST_CASE("without an on-call file there is no form for it, and it is said why") {
    Story story;
    CHECK_THAT(story.type(kBob, kGeneral, "override"), Contains("There is no schedule here"));
    CHECK(story.slack().form(kBob) == nullptr);
}

TEST_CASE("an entry is erased from beside the timeline, by an admin alone") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note the password is hunter2hunter2");
    const auto entry = std::to_string(story.timeline(1).back().seq.value);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("hunter2hunter2"));
    CHECK(story.slack().buttons(channel, story.slack().ephemerals(kBob).back().ts).empty());
    CHECK_THAT(story.type(kBob, channel, "timeline --last 2"), Contains("Show more"));
    CHECK_THAT(story.press_answer(kBob, "tocsin.say"), Contains("declared:") && !Contains("Show more"));
    story.type(kAlice, channel, "timeline");
    story.press_answer(kAlice, "tocsin.open_form.redact");
    CHECK_THAT(story.submit(kAlice, {{"entry", {"the last one"}}, {"reason", {"a password"}}}), Contains("entry: This is no entry's number"));
    story.submit(kAlice, {{"entry", {entry}}, {"reason", {"a password"}}});
    CHECK_THAT(story.type(kBob, channel, "timeline"), !Contains("hunter2hunter2"));
    CHECK(story.count(1, "redacted") == 1);
    story.all_was_expected();
}

TEST_CASE("the history of a while is read by a form") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kBob, channel, "said long before");
    story.deliver_events();
    story.advance(minutes{30});
    story.slack().say(kBob, channel, "Rolling back");
    story.deliver_events();
    story.press_card(kBob, 1, "tocsin.open_form.more");
    story.submit(kBob, {{"what", {"import"}}});
    story.submit(kBob, {{"from", {std::to_string(unix_seconds(story.now() - minutes{10}))}}});
    story.tells(kBob, {"The channel's history is being read", "1 message could go into the record"});
    story.says(channel, {});
}

TEST_CASE("beside a field of a form stands what is to be typed, without the marks of a message") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "related");
    CHECK_THAT(story.submit(kBob, {{"other", {"INC-77"}}}), Contains("other: ") && Contains("“list all”") && !Contains("`"));
    story.close_form(kBob);
}
