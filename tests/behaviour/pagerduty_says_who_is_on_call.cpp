// Names that PagerDuty owns: asked for before the command that needs them, kept, and marked once PagerDuty does not answer any more.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Everybody behind `checkout` is PagerDuty's; Bob is known by his address alone, Dora not at all.
constexpr const char* kFile = R"(
people:
  - {id: ann, name: Ann, slack: U0ALICE, phone: "+12025550101", pagerduty: PUALICE}
  - {id: bob, name: Bob of the file, email: Bob@Example.com, phone: "+12025550102"}
notify_defaults: {high: [{after: 0m, by: sms}]}
policies:
  - id: pager
    steps: [{notify: ["pagerduty:PPOLICY"], delay: 5m}]
    fallback: ["person:ann"]
services:
  - {id: checkout, name: Checkout, policy: pager}
  - {id: payments, name: Payments, policy: pager, pagerduty: PSPAYMENTS, paged_by: pagerduty}
)";

std::size_t asked(Story& story, const char* what = "GET /oncalls") { return story.pagerduty().calls(what).size(); }

}  // namespace

TEST_CASE("who is on call at PagerDuty is asked there, and people are called by the names that they have here") {
    Story story(on_call_by(kFile));
    const auto all = story.type(kAlice, kGeneral, "oncall");
    CHECK_THAT(all, Contains("pagerduty:PPOLICY") && Contains("(Default): Bob of the file (level 1); Ann (level 2)"));
    CHECK_THAT(all, Contains("pagerduty:PSPAYMENTS") && Contains("(service Payments): Bob of the file (level 1)"));
    CHECK_THAT(all, !Contains("as PagerDuty said"));
    CHECK(asked(story) == 1);
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall checkout"), Contains("PPOLICY") && !Contains("PSPAYMENTS"));
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall payments"), Contains("PPOLICY") && Contains("PSPAYMENTS"));
    // For a minute the answer is good enough.
    CHECK(asked(story) == 1);
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pagerduty:PPOLICY --at 2026-11-07T09:00Z"), Contains("only who is on call now"));
}

TEST_CASE("a policy, a schedule or a service of PagerDuty may be named") {
    Story story(on_call_by(kFile));
    story.pagerduty().add_policy({"PNIGHT", "Night", {{kPagerDora}}, "PSCHED", story.now() + hours{8}});
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pagerduty:PNIGHT"), Contains("(Night): Dora (level 1) until 2026-11-07"));
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pagerduty:psched"), Contains("(Night schedule): Dora (level 1)"));
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pagerduty:PNOBODY"), Contains("nobody, or PagerDuty has no such"));
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pager_duty:PNIGHT"), Contains("There is no schedule"));
}

TEST_CASE("a long list is read to its end") {
    Story story(on_call_by(kFile));
    std::vector<std::string> crowd;
    for (int i = 0; i < 120; ++i) {
        const auto number = std::to_string(i);
        story.pagerduty().add_user({"PX" + number, "Person " + number, "p" + number + "@example.com"});
        crowd.push_back("PX" + number);
    }
    story.pagerduty().add_policy({"PBIG", "Everybody", {crowd}, ""});
    story.type(kAlice, kGeneral, "oncall pagerduty:PBIG");
    CHECK(asked(story) == 2);
    story.read([](const auto& view) { CHECK(view.tables().pagerduty.duty("PBIG")->on_call.size() == 120); });
}

TEST_CASE("while PagerDuty does not answer, what it said before is shown with the time, also after a restart") {
    Story story(on_call_by(kFile));
    story.type(kAlice, kGeneral, "oncall");
    story.pagerduty().fail_all(Fault::http(503));
    story.advance(minutes{20});
    // The service's policy is asked for first.
    constexpr const char* first = "GET /services/{id}";
    const auto before = asked(story, first);
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pager"), Contains("Bob of the file (level 1)") && Contains("as PagerDuty said at 21:30 UTC; it does not answer now"));
    CHECK(asked(story, first) == before + 1);
    // It is not waited for each time.
    story.type(kAlice, kGeneral, "oncall pager");
    CHECK(asked(story, first) == before + 1);
    story.restart();
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pager"), Contains("as PagerDuty said at 21:30 UTC"));
    story.pagerduty().clear_faults();
    story.advance(minutes{1});
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall pager"), Contains("Bob of the file (level 1)") && !Contains("as PagerDuty said"));
}

TEST_CASE("a PagerDuty that never answered is said in words, and holds nobody up") {
    Story story(on_call_by(kFile));
    story.pagerduty().fail_all(Fault::hang());
    const auto begun = story.now();
    CHECK_THAT(story.type_at_once(kAlice, kGeneral, "oncall pager"), Contains("not known: PagerDuty does not answer, and it has not said before"));
    CHECK(story.now() - begun <= milliseconds{1600});
}

TEST_CASE("whoever PagerDuty has on call for the service may acknowledge, also by what it last said") {
    Story story(on_call_by(kFile));
    const auto channel = story.declare(kAlice, "sev2 Checkout is slow --service checkout");
    CHECK_THAT(story.type(kCarol, channel, "ack"), Contains("is for"));
    CHECK_THAT(story.type(kCarol, channel, "status identified"), Contains("is for"));
    story.pagerduty().add_user({"PUCAROL", "Caroline", "carol@example.com"});
    story.pagerduty().add_policy({"PPOLICY", "Default", {{"PUCAROL"}}, ""});
    story.advance(minutes{1});
    CHECK_THAT(story.type(kCarol, channel, "oncall checkout"), Contains("carol (level 1)"));
    story.pagerduty().fail_all(Fault::http(503));
    story.advance(minutes{30});
    CHECK_THAT(story.type(kCarol, channel, "status identified"), !Contains("is for"));
    CHECK_THAT(story.press_card(kCarol, 1, "tocsin.acknowledge"), !Contains("is for"));
    CHECK(story.count(1, "acknowledged") == 1);
    CHECK(story.count(1, "denied") == 2);
    story.says(channel, {"investigating → identified", "acknowledged by", "lead"});
}
