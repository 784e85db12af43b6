// Levels and rights that the configuration gives to Slack's user groups: read at the start, every few minutes and when Slack says that one
// changed; while Slack is down the last known list counts.
#include "bot/sandbox/outcome.hpp"
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using namespace tocsin;
using Catch::Contains;

namespace {

void by_group(handlers::Settings& settings) { settings.operator_groups = {UserGroupId("S0SRE")}; }

/// The group is there with these people, and the program knows it.
void with_group(Story& story, const std::vector<std::string>& members) {
    story.slack().add_user_group({"S0SRE", "sre", members, false});
    story.restart();
}

}  // namespace

TEST_CASE("whoever is in the group is an operator, and is none any more once they are out of it") {
    Story story(by_group);
    with_group(story, {kCarol});
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kCarol, channel, "status identified");
    CHECK(story.incident(1).status == Status::identified);
    story.slack().set_group_members("S0SRE", {kAlice});
    story.deliver_slack_events();
    CHECK_THAT(story.type(kCarol, channel, "status monitoring"), Contains("`status` is for"));
    story.says(channel, {"identified"});
}

TEST_CASE("a change that nobody told of is found within minutes") {
    Story story(by_group);
    with_group(story, {kAlice});
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.type(kCarol, channel, "status identified"), Contains("`status` is for"));
    story.slack().set_group_members("S0SRE", {kCarol});
    story.slack().take_events();
    story.advance(minutes{6});
    story.type(kCarol, channel, "status identified");
    story.says(channel, {"identified"});
}

TEST_CASE("while Slack is down the last known list counts, and health says since when") {
    Story story(by_group);
    with_group(story, {kCarol});
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_all(Fault::http(503));
    story.advance(minutes{6});
    CHECK_THAT(story.type(kCarol, channel, "status identified"), Contains("identified"));
    CHECK_THAT(story.type(kCarol, channel, "health"), Contains("user group S0SRE stale") && Contains("1 people who were in it"));
    story.slack().clear_faults();
    story.advance(minutes{10});
    CHECK_THAT(story.type(kCarol, channel, "health"), !Contains("S0SRE"));
    story.all_was_expected();
}

TEST_CASE("nobody is in a group that was never read, and health says so") {
    Story story(by_group);
    story.settle();
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.type(kCarol, channel, "status identified"), Contains("`status` is for"));
    CHECK_THAT(story.type(kCarol, channel, "health"), Contains("user group S0SRE unknown") && Contains("nobody is in it") && Contains("no_such_subteam"));
}

TEST_CASE("a guest stays a guest in whatever group they are, and an admin group sees what is private") {
    Story story([](handlers::Settings& settings) {
        settings.operator_groups = {UserGroupId("S0SRE")};
        settings.admin_groups = {UserGroupId("S0BOSS")};
    });
    story.slack().add_user_group({"S0BOSS", "boss", {kCarol}, false});
    with_group(story, {kGuest});
    CHECK_THAT(story.type(kGuest, kGeneral, "list"), Contains("Guests"));
    story.type(kBob, kGeneral, "declare sev2 Payroll was stolen --private");
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    story.has_card(1);
    story.says(story.channel_id(1), {"joined"});
}
