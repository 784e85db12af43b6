// The app is uninstalled, or Slack limits its events: health, readiness and PagerDuty say so; Slack's order of the two does not matter.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("an uninstalled app is said wherever somebody still looks, whichever event comes") {
    for (const bool first_alone : {true, false}) {
        Story story;
        story.declare(kBob, "sev2 Checkout is failing");
        story.deliver_events();
        story.slack().uninstall();
        auto requests = story.slack().take_events();
        if (first_alone) requests.pop_back();
        else std::swap(requests.front(), requests.back());
        for (const auto& request : requests) CHECK(story.deliver(request).status == 200);
        story.settle();
        CHECK_THAT(story.command(R"({"text":"health"})").body, Contains("slack app removed") && Contains("Install the app again") && Contains("Nobody was paged"));
        tocsin::net::Request probe;
        probe.method = "GET";
        probe.target = "/readyz?verbose";
        const auto ready = story.deliver(probe);
        CHECK(ready.status == 200);
        CHECK_THAT(ready.body, Contains("slack_app removed"));
    }
}

TEST_CASE("events that Slack keeps back are counted and said") {
    Story story;
    const auto limited = story.slack().signed_request("/slack/events", "application/json",
                                                      R"({"type":"app_rate_limited","team_id":"T0SANDBOX","api_app_id":"A0TOCSIN","minute_rate_limited":1794000600})");
    CHECK(story.deliver(limited).status == 200);
    CHECK_THAT(story.command(R"({"text":"health"})").body, Contains("slack events limited") && Contains("set them again"));
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.advance(minutes{3});
    story.slack().react(kBob, channel, story.slack().say(kCarol, channel, "again"), "pushpin");
    story.deliver_events();
    CHECK_THAT(story.command(R"({"text":"health"})").body, !Contains("slack events limited"));
}

TEST_CASE("the app is there again as soon as Slack takes something from it") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().uninstall();
    story.deliver_events();
    CHECK_THAT(story.command(R"({"text":"health"})").body, Contains("slack app removed"));
    story.type(kBob, channel, "note installed again");
    CHECK_THAT(story.command(R"({"text":"health"})").body, !Contains("slack app removed"));
    story.says(channel, {"installed again"});
}

TEST_CASE("what is open in PagerDuty gets a note of it") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Checkout errors").value();
    story.deliver_pagerduty();
    story.slack().uninstall();
    story.deliver_events();
    REQUIRE_FALSE(story.pagerduty().incident(alert)->notes.empty());
    CHECK_THAT(story.pagerduty().incident(alert)->notes.back().content, Contains("tocsin was taken out of Slack"));
}

TEST_CASE("admins are paged once by the means that are left, and that Slack is back is on record") {
    Story story(kTeamFile);
    story.slack().uninstall();
    story.slack().fail_all(Fault::api_error("account_inactive"));
    const auto requests = story.slack().take_events();
    for (const auto& request : requests) CHECK(story.deliver(request).status == 200);
    for (const auto& request : requests) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.advance(seconds{5});
    CHECK(story.incident(1).title == "tocsin was taken out of Slack");
    CHECK(story.count(1, "page_requested") == 1);
    story.texts(kAlicePhone, {"taken out of Slack"});
    CHECK_THAT(story.command(R"({"text":"health"})").body, Contains("The admins are paged by INC-1"));
    CHECK(story.command(R"({"text":"ack","incident":1})").status == 200);
    story.advance(minutes{5});

    story.slack().clear_faults();
    story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.command(R"({"text":"health"})").body, !Contains("slack app removed"));
    CHECK(story.count(1, "resolve_proposed") == 1);
}
