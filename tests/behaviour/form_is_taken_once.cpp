// What Slack sends twice, what people send twice, and what was changed on the way: one effect, a clear answer, nothing lost (design G2).
#include "bot/base/text.hpp"
#include "bot/net/http.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// The newest request with one text in its payload replaced by another, signed again: what only Slack, or whoever has its secret, could send.
tocsin::net::Request altered(Story& story, const tocsin::net::Request& request, const std::string& from, const std::string& to) {
    const std::string coded = tocsin::net::percent_encode(from);
    REQUIRE(request.body.find(coded) != std::string::npos);
    return story.slack().signed_request("/slack/events", "application/x-www-form-urlencoded",
                                        tocsin::text::replace_all(request.body, coded, tocsin::net::percent_encode(to)));
}

/// The same form sent again by hand: another trigger, the same view.
tocsin::net::Request sent_again(Story& story, const tocsin::net::Request& request) {
    const std::string key = tocsin::net::percent_encode(R"("trigger_id":")");
    const auto at = request.body.find(key) + key.size();
    tocsin::net::Request again = request;
    const std::string body = request.body.substr(0, at) + "9" + request.body.substr(at);
    return story.slack().signed_request("/slack/events", "application/x-www-form-urlencoded", body);
}

}  // namespace

TEST_CASE("a form delivered twice, or sent twice, has one effect and the same answer, also after a restart") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note");
    story.submit(kBob, {{"text", {"the cache is cold"}}});
    const auto request = story.last_request();
    CHECK(story.deliver(request).body.empty());
    CHECK(story.deliver(sent_again(story, request)).body.empty());
    story.restart();
    CHECK(story.deliver(sent_again(story, request)).body.empty());
    story.settle();
    CHECK(story.count(1, "note_added") == 1);
    story.tells(kBob, {"the cache is cold"});
    story.says(channel, {"the cache is cold"});
}

TEST_CASE("a form that was refused has no key: put right and sent again, it counts") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task");
    story.type(kBob, channel, "task");
    story.press_answer(kBob, "tocsin.open_form.task");
    CHECK_THAT(story.submit(kBob, {{"text", {"   "}}}), Contains("text: "));
    CHECK_THAT(story.submit(kBob, {{"text", {"check replicas"}}, {"due", {std::to_string(tocsin::unix_seconds(story.now() - hours{1}))}}}), Contains("due: ") && Contains("past"));
    CHECK(story.incident(1).tasks.empty());
    story.submit(kBob, {{"text", {"check replicas"}}, {"due", {std::to_string(tocsin::unix_seconds(story.now() + hours{1}))}}, {"owner", {kCarol}}});
    REQUIRE(story.incident(1).tasks.size() == 1);
    CHECK(story.incident(1).tasks[0].owner.value == "slack:T0SANDBOX:U0CAROL");
    story.tells(kBob, {"check replicas"});
    story.says(channel, {"check replicas"});
    story.says(story.direct(kCarol), {"gave you task #1"});
}

TEST_CASE("an incident that moved on while somebody wrote: nothing is sent, nothing is lost, and it can be sent again") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.press_card(kBob, 1, "tocsin.open_form.update");
    story.type(kAlice, channel, "status monitoring rolled back");
    story.submit(kBob, {{"text", {"Still investigating."}}});
    CHECK(story.count(1, "update_published") == 0);
    CHECK_THAT(story.form_text(kBob), Contains("moved on while you wrote") && Contains("monitoring"));
    story.submit(kBob, {});
    CHECK(story.count(1, "update_published") == 1);
    story.tells(kBob, {"Still investigating."});
    story.says(channel, {"rolled back", "Still investigating."});
    story.says(kUpdates, {"Still investigating."});
}

TEST_CASE("resolving twice: the second is told, and its words are kept") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.press_card(kBob, 1, "tocsin.open_form.resolve");
    story.press_card(kAlice, 1, "tocsin.open_form.resolve");
    story.submit(kAlice, {{"summary", {"rolled back"}}, {"cause", {"a bad deploy"}}, {"mitigated", {std::to_string(tocsin::unix_seconds(story.now() - minutes{20}))}}});
    const auto state = story.incident(1);
    CHECK(state.status == tocsin::Status::resolved);
    CHECK(state.time(tocsin::KeyTime::mitigated) <= story.now() - minutes{20});
    CHECK(state.cause == "a bad deploy");
    story.submit(kBob, {{"summary", {"it was me"}}});
    CHECK_THAT(story.form_text(kBob), Contains("moved on while you wrote"));
    CHECK_THAT(story.submit(kBob, {}), Contains("summary: ") && Contains("already resolved"));
    story.tells(kAlice, {"a bad deploy"});
    story.says(channel, {"rolled back", "mitigated", "a bad deploy"});
    story.says(kUpdates, {"Resolved: rolled back"});
}

TEST_CASE("what is forged is told so, and changes nothing") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note");
    const auto request = story.slack().submit_view(kBob, story.slack().form(kBob)->id, {{"text", {"hello-there"}}});
    REQUIRE(request);
    const auto says = [&](const std::string& from, const std::string& to) { return story.deliver(altered(story, *request, from, to)).body; };
    CHECK_THAT(says(R"("user":{"id":"U0BOB")", R"("user":{"id":"U0CAROL")"), Contains("opened for somebody else"));
    CHECK_THAT(says(R"(v2\n1\ninvestigating)", R"(v2\n77\ninvestigating)"), Contains("There is no INC-77"));
    CHECK_THAT(says(R"(v2\n1\n)", R"(v7\n1\n)"), Contains("cannot be read") && Contains("type the command"));
    CHECK_THAT(says("tocsin.form.note", "tocsin.form.dance"), Contains("cannot be read"));
    CHECK_THAT(says(R"("text":{"text":{"type")", R"("tax":{"text":{"type")"), Contains("not known here"));
    CHECK_THAT(says("hello-there", std::string(40'000, 'x')), Contains("40000 characters"));
    CHECK(says("tocsin.form.note", "someone.else").empty());
    story.settle();
    CHECK(story.count(1, "note_added") == 0);
    story.submit(kBob, {{"text", {"hello there"}}});
    CHECK(story.count(1, "note_added") == 1);
    story.tells(kBob, {"hello there"});
    story.says(channel, {"hello there"});
}

TEST_CASE("a form of 240 kB is refused beside its field, and one that comes after the incident was closed is answered as the command would be") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note");
    const auto request = story.slack().submit_view(kBob, story.slack().form(kBob)->id, {{"text", {"hello-there"}}});
    REQUIRE(request);
    CHECK_THAT(story.deliver(altered(story, *request, "hello-there", std::string(240'000, 'x'))).body, Contains("240000 characters; 3000 fit"));
    CHECK(story.count(1, "note_added") == 0);
    story.type(kAlice, channel, "close warmed up");
    CHECK(story.submit(kBob, {{"text", {"The cache was cold"}}}).find("text:") == std::string::npos);
    CHECK(story.count(1, "note_added") == 1);
    // What a form offered may not be on offer any more: why is said first.
    story.type(kAlice, kGeneral, "reopen INC-1 it is back");
    story.press_more(kBob, 1, "status");
    story.type(kAlice, kGeneral, "cancel INC-1 a false alarm");
    CHECK_THAT(story.submit(kBob, {{"status", {"identified"}}}), Contains("it was investigating and is canceled now"));
    story.close_form(kBob);
    story.type(kBob, kGeneral, "update INC-1");
    story.type(kAlice, kGeneral, "reopen INC-1 it is back once more");
    story.submit(kBob, {{"text", {"All is well"}}});
    CHECK_THAT(story.form_text(kBob), Contains("moved on while you wrote"));
    CHECK(story.count(1, "update_published") == 0);
    story.all_was_expected();
}
