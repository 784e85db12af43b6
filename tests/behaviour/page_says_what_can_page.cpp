// What is said about paging is true of this place: who pages for the service, what can be paged, and what to do about a second page.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// By this file, and without PagerDuty.
std::function<void(tocsin::handlers::Settings&)> file_alone(const std::string& yaml) {
    return [yaml](tocsin::handlers::Settings& settings) {
        on_call_by(yaml)(settings);
        settings.pagerduty.routing_names.clear();
    };
}

std::string declare_answer(Story& story, int number, const std::string& words) {
    const auto answer = story.type(kBob, kGeneral, "declare " + words);
    story.has_card_and_announcement(number);
    story.says(story.channel_id(number), {"joined"});
    return answer;
}

}  // namespace

TEST_CASE("after a declaration: what pages for its service is said, and nothing else") {
    Story story(file_alone(kTeamFile));
    const auto known = declare_answer(story, 1, "sev1 Checkout is failing --service checkout");
    CHECK_THAT(known, Contains("Nobody has been paged.") && Contains("/incident page INC-1 checkout") && Contains("pages Checkout by its policy payments."));
    CHECK_THAT(known, !Contains("PagerDuty"));
    const auto unknown = declare_answer(story, 2, "sev1 Search is slow --service search");
    CHECK_THAT(unknown, Contains("Nothing is configured that pages for search") && Contains("What can be paged: Checkout, payments, shop, primary."));
    const auto none = declare_answer(story, 3, "sev1 Login is slow");
    CHECK_THAT(none, Contains("/incident page INC-3 NAME") && Contains("What can be paged: Checkout, payments, shop, primary."));
}

TEST_CASE("after a declaration: PagerDuty is named where it owns the service, or nothing else is there") {
    Story owned(on_call_by(shop_policy_file("pagerduty")));
    CHECK_THAT(declare_answer(owned, 1, "sev1 Checkout is failing --service checkout"), Contains("/incident page INC-1 checkout") && Contains("through PagerDuty."));
    Story alone;
    CHECK_THAT(declare_answer(alone, 1, "sev1 Checkout is failing --service checkout"), Contains("/incident page INC-1 checkout") && Contains("through PagerDuty."));
    Story nothing([](tocsin::handlers::Settings& settings) { settings.pagerduty.routing_names.clear(); });
    CHECK_THAT(declare_answer(nothing, 1, "sev1 Checkout is failing"), Contains("No paging is configured"));
}

TEST_CASE("a second page of the same service offers to escalate or assign the first") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kBob, "sev4 Checkout is failing");
    story.type(kBob, channel, "page checkout --yes");
    const auto again = story.type(kBob, channel, "page checkout");
    CHECK_THAT(again, Contains("was paged already: P1") && Contains("`escalate`") && Contains("`assign @user`") && !Contains("PagerDuty"));
    story.says(channel, {"page to *Checkout*", "paging Bob"});
    story.says(story.direct(kBob), {"You are being paged for"});
}

TEST_CASE("an unknown target: what there is, each name once, and PagerDuty only where it is used") {
    Story story(file_alone(kTeamFile));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "page chekout"),
               Contains("no service, policy, schedule or person `chekout`") && Contains("Did you mean `Checkout`?") && !Contains("routing key") && !Contains("PagerDuty"));
    Story both(on_call_by(kTeamFile));
    const auto there = both.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(both.type(kBob, there, "page database"), Contains("What can be paged: Checkout, payments, shop, primary.") && Contains("no routing key of that name"));
}
