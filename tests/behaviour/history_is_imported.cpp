// `import` reads what was said before anybody marked anything; a person accepts what belongs into the record.
#include <set>

#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("the history of a channel, threads included, becomes entries that a person accepts") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto first = story.slack().say(kCarol, channel, "Errors since 14:02");
    story.advance(minutes{1});
    const auto reply = story.slack().reply(kAlice, channel, first, "It is the cache");
    story.advance(minutes{1});
    story.slack().say(kBob, channel, "<@U0TOCSIN> timeline");
    story.slack().say(kBob, channel, "Rolling back");
    story.slack().react(kBob, channel, first, "pushpin");
    story.deliver_events();
    story.tells(kBob, {"declared: *Checkout is failing*"});

    CHECK_THAT(story.type(kBob, channel, "import"), Contains("being read"));
    const auto offer = story.slack().ephemerals(kBob).back();
    const auto words = readable(offer.text, offer.blocks);
    CHECK_THAT(words, Contains("2 messages could go into the record") && Contains("1 alice: It is the cache") && Contains("2 bob: Rolling back"));
    story.tells(kBob, {"2 messages could go"});
    story.press(kBob, offer.channel, offer.ts, "tocsin.accept_import.1");
    CHECK(story.count(1, "message_captured") == 2);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("It is the cache (in a thread)") && !Contains("Rolling back"));
    CHECK_THAT(story.type(kBob, channel, "import accept 7"), Contains("No message of that number"));
    CHECK_THAT(story.type(kBob, channel, "import accept 1-2"), Contains("1 message is on the way"));
    CHECK(story.count(1, "message_captured") == 3);
    CHECK_THAT(story.type(kBob, channel, "import list"), Contains("No message waits"));
}

TEST_CASE("whoever asks for it from another channel reads what was found in a direct message") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kBob, channel, "Rolling back");
    story.deliver_events();
    story.type(kAlice, kGeneral, "import INC-1");
    story.says(story.direct(kAlice), {"1 message could go into the record"});
    story.press_newest(kAlice, story.direct(kAlice), "tocsin.accept_import.1");
    CHECK(story.count(1, "message_captured") == 1);
    story.all_was_expected();
}

TEST_CASE("a history of many pages that changes while it is read: each message that is still there is offered once, and no other") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    std::vector<std::string> said;
    for (int i = 0; i < 450; ++i) said.push_back(story.slack().say(kCarol, channel, "line " + std::to_string(i)));
    const auto thread = said[400];
    for (int i = 0; i < 3; ++i) story.slack().reply(kAlice, channel, thread, "answer " + std::to_string(i));
    story.slack().take_events();
    story.advance(seconds{1});
    // Between the newest page, with its thread, and the next one Slack asks for a pause.
    story.slack().fail_next("conversations.replies", Fault::rate_limited(seconds{30}));
    story.type_at_once(kBob, channel, "import --from 2h ago");
    story.advance(seconds{5});
    REQUIRE(story.slack().calls("conversations.history").size() == 1);
    // Below what was read something goes, within it something goes, and more is said and answered.
    for (const std::size_t gone : {0U, 100U, 430U}) story.slack().erase(channel, said[gone]);
    story.slack().say(kCarol, channel, "said meanwhile");
    story.slack().reply(kAlice, channel, thread, "answered meanwhile");
    story.deliver_events();
    story.settle(minutes{5});
    story.tells(kBob, {"could go into the record"});
    std::set<std::string> offered;
    story.read([&](const store::Snapshot& view) {
        for (const auto& candidate : view.tables().imports.of(IncidentNumber(1))) CHECK(offered.insert(plain_text(candidate.words)).second);
    });
    for (int i = 0; i < 450; ++i) {
        INFO(i);
        // What was read before it went may be offered: accepting it says that it is gone.
        if (i != 0 && i != 100 && i != 430) CHECK(offered.contains("line " + std::to_string(i)));
    }
    for (int i = 0; i < 3; ++i) CHECK(offered.contains("answer " + std::to_string(i)));
    CHECK_FALSE(offered.contains("said meanwhile"));
    CHECK_FALSE(offered.contains("answered meanwhile"));
    CHECK(story.slack().calls("conversations.history").size() == 3);
    CHECK_FALSE(offered.contains("line 0"));
}

TEST_CASE("a history whose pages become invalid again and again is given up with a sentence") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kCarol, channel, "the cache is cold");
    story.deliver_events();
    for (int i = 0; i < 4; ++i) story.slack().fail_next("conversations.history", Fault::api_error("invalid_cursor"));
    story.type(kBob, channel, "import");
    story.tells(kBob, {"changes faster than it can be read"});
    story.all_was_expected();
}

TEST_CASE("what is offered is what was asked for, and what is typed for it is understood") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    for (const char* words : {"one", "two", "three"}) story.slack().say(kCarol, channel, words);
    story.deliver_events();
    story.advance(minutes{30});
    for (const char* words : {"four", "five"}) story.slack().say(kCarol, channel, words);
    story.deliver_events();
    story.advance(seconds{1});
    story.type(kBob, channel, "import --from 5m ago");
    story.tells(kBob, {"2 messages could go"});
    story.type(kBob, channel, "import");
    const auto offer = [&] {
        const auto newest = story.slack().ephemerals(kBob).back();
        return readable(newest.text, newest.blocks);
    };
    CHECK_THAT(offer(), Contains("5 messages could go") && Contains("import accept 1-5"));
    story.tells(kBob, {"5 messages could go"});
    // The three of before wait as well; they were not asked for.
    story.type(kBob, channel, "import --from 5m ago");
    CHECK_THAT(offer(), Contains("2 messages could go") && Contains("import accept 1-2") && !Contains("three"));
    story.tells(kBob, {"2 messages could go"});
    story.type(kBob, channel, "import --from 2h ago --to 20m ago");
    CHECK_THAT(offer(), Contains("3 messages could go") && Contains("import accept 3-5") && !Contains("four"));
    story.tells(kBob, {"3 messages could go"});
    const auto newest = story.slack().ephemerals(kBob).back();
    story.press(kBob, newest.channel, newest.ts, "tocsin.accept_import");
    CHECK(story.count(1, "message_captured") == 3);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("three") && !Contains("four"));
    story.all_was_expected();
}

TEST_CASE("whoever asked for a history that Slack does not show reads why") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().fail_next("conversations.history", Fault::api_error("missing_scope"));
    story.type(kBob, channel, "import");
    story.says(story.direct(kBob), {"The history of *INC-1* could not be read"});
    const auto ts = story.slack().say(kCarol, channel, "the cache is cold");
    story.slack().fail_next("conversations.history", Fault::api_error("missing_scope"));
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    story.says(story.direct(kBob), {"A message that you marked for *INC-1* could not be read"});
    story.all_was_expected();
}

TEST_CASE("what is offered follows its message, and an erased entry takes no other offer with it") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto secret = story.slack().say(kCarol, channel, "the token is sk-12345");
    const auto wrong = story.slack().say(kCarol, channel, "the cache is warm");
    story.slack().say(kCarol, channel, "rolling back");
    story.type(kBob, channel, "note something else");
    story.deliver_events();
    story.advance(seconds{1});
    story.type(kBob, channel, "import");
    story.slack().erase(channel, secret);
    story.slack().edit(kCarol, channel, wrong, "the cache is cold");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "import list"), !Contains("sk-12345") && Contains("the cache is cold") && Contains("rolling back"));
    const auto note = story.timeline(1);
    for (const auto& event : note)
        if (kind_of(event.body) == "note_added") story.type(kAlice, channel, "redact " + std::to_string(event.seq.value) + " wrong");
    CHECK_THAT(story.type(kBob, channel, "import list"), Contains("rolling back"));
    story.all_was_expected();
}
