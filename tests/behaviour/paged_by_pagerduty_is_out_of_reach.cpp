// A service that PagerDuty pages, while PagerDuty cannot be reached or does not say whether it woke somebody: after a minute the
// service's own policy starts, once, and the channel reads why (design G10).
#include "bot/config.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::vector<std::string> kCannotTell{"page to *Checkout*", "not known yet", "nobody has been notified", "nobody can see whether PagerDuty has notified somebody",
                                           "paging Bob"};

std::string page_through_pagerduty(Story& story) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page Checkout --yes");
    return channel;
}

void rest_is_down(Story& story) {
    for (int i = 0; i < 200; ++i) story.pagerduty().fail_next("GET /incidents", Fault::http(503));
}

bool own_policy_runs(Story& story) {
    const auto pages = story.incident(1).pages;
    return std::ranges::count_if(pages, [](const auto& page) { return page.plan == "policy:shop"; }) == 1;
}

std::size_t own_pages(Story& story) {
    const auto pages = story.incident(1).pages;
    return static_cast<std::size_t>(std::ranges::count_if(pages, [](const auto& page) { return page.is_own(); }));
}

}  // namespace

TEST_CASE("PagerDuty is down: after a minute tocsin's own pager starts, and what somebody acknowledged is not sent there any more") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    story.pagerduty().fail_all(Fault::http(500));
    const auto channel = page_through_pagerduty(story);
    story.says(channel, {"page to *Checkout*", "still trying — reach people another way meanwhile"});
    story.advance(seconds{50});
    CHECK(own_pages(story) == 0);
    story.advance(seconds{10});
    CHECK(own_policy_runs(story));
    story.says(channel, {"nobody has been notified: within 60 s of the page to Checkout (PagerDuty could not be given it, and is tried further)",
                         "PagerDuty could not be reached for 60 s", "paging Bob"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.press_newest(kBob, story.direct(kBob), "tocsin.acknowledge_page");
    story.pagerduty().clear_faults();
    story.advance(minutes{20});
    CHECK(story.pagerduty().incidents().empty());
    CHECK(own_pages(story) == 1);
    story.says(channel, {"acknowledged by", "lead"});
}

TEST_CASE("PagerDuty does not answer, or its answer gets lost: neither is a page that woke somebody") {
    for (const auto& fault : {Fault::hang(false), Fault::drop_after(), Fault::drop_before(), Fault::rate_limited(minutes{10})}) {
        Story story(on_call_by(shop_policy_file("pagerduty")));
        story.pagerduty().fail_all(fault);
        const auto channel = page_through_pagerduty(story);
        story.advance(seconds{75});
        CHECK(own_policy_runs(story));
        story.type(kBob, channel, "ack");
        // How long an attempt takes that gets no answer decides whether his minute is over.
        story.texts(kBobPhone, std::vector<std::string>(story.twilio().messages().size(), "INC-1"));
        story.all_was_expected();
    }
}

TEST_CASE("PagerDuty takes the page after all, and nobody has acknowledged: it pages besides, and nothing starts twice") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    story.pagerduty().fail_all(Fault::http(500));
    story.pagerduty().people_answer(false);
    const auto channel = page_through_pagerduty(story);
    story.advance(minutes{2});
    CHECK(own_pages(story) == 1);
    story.says(channel, {"page to *Checkout*", "still trying", "nobody has been notified", "PagerDuty could not be reached for 60 s", "paging Bob", "nobody has been notified"});
    story.pagerduty().clear_faults();
    story.advance(minutes{4});
    CHECK(story.pagerduty().incidents().size() == 1);
    CHECK(own_pages(story) == 1);
    story.says(channel, {"PagerDuty took it", "nobody has been notified", "paging Alice"});
    story.type(kBob, channel, "ack");
    story.texts(kBobPhone, {"INC-1"});
    story.all_was_expected();
}

TEST_CASE("PagerDuty took it, and its REST API does not answer: that is said, and tocsin's own pager starts") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    rest_is_down(story);
    const auto channel = page_through_pagerduty(story);
    story.advance(seconds{50});
    CHECK(own_pages(story) == 0);
    story.advance(seconds{20});
    CHECK(own_policy_runs(story));
    CHECK_THAT(story.card_text(1), Contains("PagerDuty took it, but does not say whether it woke somebody: PagerDuty: ") && Contains("HTTP 503"));
    story.says(channel, kCannotTell);
    // The API is back, and names somebody.
    story.pagerduty().clear_faults();
    story.advance(minutes{2});
    CHECK(story.incident(1).pages.front().state == "notified");
    CHECK(own_pages(story) == 1);
    story.says(channel, {"nobody has been notified", "notified Bob"});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1"});
}

TEST_CASE("a REST API that takes no answer at all, and one that refuses the token, hide as much") {
    for (const auto& fault : {Fault::hang(false), Fault::http(403)}) {
        Story story(on_call_by(shop_policy_file("pagerduty")));
        for (int i = 0; i < 200; ++i) story.pagerduty().fail_next("GET /incidents", fault);
        const auto channel = page_through_pagerduty(story);
        story.advance(seconds{80});
        CHECK(own_policy_runs(story));
        story.says(channel, kCannotTell);
        story.type(kBob, channel, "ack");
        story.all_was_expected();
    }
}

TEST_CASE("while its REST API is down, the next page of the service does not wait behind the look at the first") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    rest_is_down(story);
    const auto channel = page_through_pagerduty(story);
    story.advance(minutes{31});
    const auto before = story.pagerduty().calls("POST /v2/enqueue").size();
    story.type(kAlice, channel, "page Checkout again --yes");
    CHECK(story.pagerduty().calls("POST /v2/enqueue").size() == before + 1);
    story.texts(kBobPhone, {"INC-1"});
    story.texts(kAlicePhone, {"INC-1", "INC-1"});
    story.all_was_expected();
}

TEST_CASE("without a REST key nobody can tell either") {
    Story story(on_call_by(shop_policy_file("pagerduty")), [](tocsin::Config& config) {
        config.pagerduty.page_service.clear();
        config.pagerduty.api_token.clear();
        config.settings.pagerduty.rest = false;
    });
    const auto channel = page_through_pagerduty(story);
    story.advance(seconds{70});
    CHECK(own_policy_runs(story));
    CHECK_THAT(story.card_text(1), Contains("without `pagerduty.api_token` nobody can see whether somebody was notified"));
    story.says(channel, kCannotTell);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.type(kBob, channel, "ack");
    story.all_was_expected();
}

TEST_CASE("its webhook has told of the incident that the page became: PagerDuty is at work, and tocsin pages nobody besides") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    rest_is_down(story);
    const auto channel = page_through_pagerduty(story);
    story.deliver_pagerduty();
    story.advance(minutes{2});
    CHECK(own_pages(story) == 0);
    story.says(channel, {"page to *Checkout*", "not known yet", "PagerDuty: ", "though it has opened an incident"});
}

TEST_CASE("tocsin itself was down: PagerDuty has its chance first") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    // Its first attempt ends with the program, the next one fails, and the third comes seconds later.
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::hang(false));
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::http(500));
    story.type_at_once(kAlice, channel, "page Checkout --yes");
    story.crash(minutes{5});
    story.advance(minutes{5});
    CHECK(own_pages(story) == 0);
    CHECK(story.incident(1).pages.front().state == "notified");
    story.says(channel, {"page to *Checkout*", "still trying", "PagerDuty took it", "notified Bob"});
}

TEST_CASE("the minute survives a restart") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    story.pagerduty().fail_all(Fault::http(500));
    const auto channel = page_through_pagerduty(story);
    story.advance(seconds{30});
    story.crash();
    story.advance(seconds{45});
    CHECK(own_policy_runs(story));
    story.type(kBob, channel, "ack");
    story.all_was_expected();
}

TEST_CASE("what is over before PagerDuty takes it wakes nobody, and what may have come there is ended") {
    for (const bool arrives : {false, true}) {
        Story story(on_call_by(shop_policy_file("pagerduty")));
        story.pagerduty().fail_all(arrives ? Fault::drop_after() : Fault::http(500));
        const auto channel = page_through_pagerduty(story);
        story.type(kAlice, channel, "resolve it was the test");
        story.pagerduty().clear_faults();
        story.advance(minutes{20});
        CHECK(story.pagerduty().incidents().size() == (arrives ? 1 : 0));
        for (const auto& there : story.pagerduty().incidents()) CHECK(there.status == "resolved");
        CHECK(own_pages(story) == 0);
        story.all_was_expected();
    }
}

TEST_CASE("acknowledged while nobody knew that PagerDuty had the page: it hears of it as soon as its webhook shows that it has") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    story.pagerduty().fail_all(Fault::drop_after());
    const auto channel = page_through_pagerduty(story);
    story.advance(seconds{70});
    story.press_newest(kBob, story.direct(kBob), "tocsin.acknowledge_page");
    story.pagerduty().clear_faults();
    REQUIRE(story.pagerduty().incidents().size() == 1);
    CHECK(story.pagerduty().incidents().front().status == "triggered");
    story.deliver_pagerduty();
    CHECK(story.pagerduty().incidents().front().acknowledgers == std::vector<std::string>{kPagerBob});
    story.deliver_pagerduty();
    story.advance(minutes{5});
    CHECK(story.count(1, "acknowledged") == 1);
    story.all_was_expected();
}
