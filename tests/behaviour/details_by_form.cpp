// What was typed wrong at the beginning is put right by a form, and only what somebody changed is.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("title, service, summary and cause are put right, and what somebody else wrote meanwhile stays") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Chekcout --service che");
    story.press_more(kBob, 1, "details");
    CHECK(story.form_value(kBob, "service") == "che");
    story.type(kCarol, channel, "join");
    story.type(kCarol, channel, "set summary Payments fail in EU.");
    story.submit(kBob, {{"title", {"Checkout is failing"}}, {"service", {"checkout"}}});
    const auto state = story.incident(1);
    CHECK(state.title == "Checkout is failing");
    CHECK(state.service.value == "checkout");
    CHECK(state.summary == "Payments fail in EU.");
    CHECK(story.count(1, "cause_set") == 0);
    CHECK_THAT(story.type(kBob, channel, "set cause A deploy without its migration."), Contains("cause, as far as is known"));
    CHECK_THAT(story.card_text(1), Contains("Cause, as far as is known:* A deploy without its migration."));
    story.tells(kBob, {"Checkout is failing"});
    story.says(channel, {"joined", "summary: Payments", "title is now", "service che → checkout", "cause, as far as is known"});
}

TEST_CASE("a menu of services offers what is typed last, and says that it would be new") {
    Story story;
    story.declare(kBob, "sev3 Something --service checkout");
    story.type(kBob, kGeneral, "declare");
    const auto request = story.slack().suggest(kBob, story.slack().form(kBob)->id, "service", "che");
    REQUIRE(request);
    const auto body = story.deliver(*request).body;
    CHECK_THAT(body, Contains("New service: che"));
    CHECK(body.find("\"checkout\"") < body.find("New service: che"));
}

TEST_CASE("the post-mortem's owner, date and state are set by a form") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "resolve");
    story.press_card(kBob, 1, "tocsin.open_form.postmortem");
    const auto due = story.now() + hours{48};
    story.submit(kBob, {{"owner", {kCarol}}, {"due", {std::to_string(tocsin::unix_seconds(due))}}, {"review", {"in-review"}}});
    const auto state = story.incident(1);
    CHECK(state.postmortem_owner.value == "slack:T0SANDBOX:U0CAROL");
    CHECK(state.postmortem_due.has_value());
    CHECK(state.postmortem_review == tocsin::ReviewState::in_review);
    story.press_card(kBob, 1, "tocsin.open_form.postmortem");
    CHECK_THAT(story.submit(kBob, {{"link", {"here"}}}), Contains("link: ") && Contains("https://"));
    story.close_form(kBob);
    story.tells(kBob, {"post-mortem"});
    story.says(channel, {"resolved", "post-mortem", "post-mortem", "post-mortem"});
    // Told once, whatever else is changed of it.
    story.says(story.direct(kCarol), {"bob asks you to write the post-mortem of *INC-1*"});
}
