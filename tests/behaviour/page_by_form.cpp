// Somebody who knows no command pages from the card: the form says whom each name reaches now, and sending it pages.
#include <nlohmann/json.hpp>

#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string suggested(Story& story, const std::string& user, const std::string& field, const std::string& typed) {
    const auto request = story.slack().suggest(user, story.slack().form(user)->id, field, typed);
    REQUIRE(request);
    return story.deliver(*request).body;
}

}  // namespace

TEST_CASE("the form of a page offers names with whom they reach, and pages the one that is chosen, once") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing --service Checkout");
    story.press_card(kAlice, 1, "tocsin.open_form.page");
    CHECK(story.form_value(kAlice, "target") == "Checkout");
    const auto offered = suggested(story, kAlice, "target", "");
    CHECK_THAT(offered, Contains("Checkout (service)") && Contains("Bob is called first") && Contains("primary (schedule)") && Contains("Bob (person)"));
    CHECK_THAT(suggested(story, kAlice, "target", "PRIM"), Contains("primary") && !Contains("Checkout (service)"));
    CHECK(suggested(story, kAlice, "target", "nobody of this name") == R"({"options":[]})");
    CHECK_THAT(story.submit(kAlice, {{"reason", {"the database is full"}}}), Contains("Checkout is being paged"));
    CHECK(story.count(1, "page_requested") == 1);
    story.says(story.direct(kBob), {"You are being paged for *Checkout* by Alice"});
    story.tells(kAlice, {"Checkout is being paged"});
    CHECK_THAT(story.type(kAlice, channel, "timeline"), Contains("page to") && Contains("paging Bob") && !Contains("notification 1") && !Contains("set-up"));
    CHECK_THAT(story.type(kAlice, channel, "timeline --kind notification_requested"), Contains("notification 1"));
    story.press_newest(kBob, story.direct(kBob), "tocsin.acknowledge_page");
    CHECK_THAT(story.card_text(1), Contains("Checkout*: acknowledged by Bob at") && Contains("asked for at"));
    story.type(kBob, channel, "resolve");
    CHECK_THAT(story.card_text(1), Contains("acknowledged by Bob at") && Contains("; over"));
    story.says(channel, {"page to *Checkout* through tocsin: the database is full", "paging Bob", "acknowledged by", "lead", "resolved"});
}

TEST_CASE("what nobody can be paged by is said beside the field, and nothing typed is lost") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page");
    CHECK(story.form_value(kAlice, "target") == "");
    CHECK_THAT(story.submit(kAlice, {{"target", {"chekcout"}}, {"reason", {"it burns"}}}), Contains("target: ") && Contains("Did you mean “Checkout”?"));
    CHECK(story.count(1, "page_requested") == 0);
    story.close_form(kAlice);
    story.press_card(kAlice, 1, "tocsin.open_form.page");
    CHECK(story.form_value(kAlice, "reason") == "it burns");
}

TEST_CASE("where nothing can be paged, no form opens that could only fail") {
    Story story([](tocsin::handlers::Settings& settings) { settings.pagerduty.routing_names.clear(); });
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    CHECK_THAT(story.press_card(kAlice, 1, "tocsin.open_form.page"), Contains("Nothing can be paged yet"));
    CHECK(story.slack().form(kAlice) == nullptr);
    story.tells(kAlice, {"Nothing can be paged yet"});
}

TEST_CASE("a page names what was paged, which need not be the incident's service") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Something is odd --service Elsewhere");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for *Checkout* by Alice"});
    story.says(channel, {"page to *Checkout*", "paging Bob"});
}
