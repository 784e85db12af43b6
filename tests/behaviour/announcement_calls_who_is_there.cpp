// `@here` is for the severities that an admin named: when an incident begins at one of them, and when it is raised to one.
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

void for_sev1(handlers::Settings& settings) { settings.notify_here = {Severity::sev1}; }

/// How often anybody was called, in every call that was ever made.
std::size_t called(Story& story) {
    std::size_t out = 0;
    for (const char* method : {"chat.postMessage", "chat.update"})
        for (const auto& call : story.slack().calls(method)) out += call.arguments.contains("<!here>") ? 1 : 0;
    return out;
}

}  // namespace

TEST_CASE("nobody is called as long as no severity is configured, whatever somebody types") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 <!here> @here Checkout is failing");
    story.type(kBob, channel, "sev 2");
    story.type(kBob, channel, "sev 1 <!here>");
    CHECK(called(story) == 0);
    story.all_was_expected();
}

TEST_CASE("the announcement of a configured severity calls once, and no edit does") {
    Story story(for_sev1);
    story.slack().allow_mention("<!here>");
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK(called(story) == 1);
    CHECK(story.slack().messages(kAnnounce).size() == 1);
    for (const char* words : {"set title Checkout is down", "status identified the cache", "sev 2 less than feared"}) story.type(kBob, channel, words);
    CHECK(called(story) == 1);
    for (const auto& message : story.slack().messages(kAnnounce)) CHECK_FALSE(message.blocks.contains("!here"));
    story.type(kBob, channel, "undo");
    CHECK(story.incident(1).severity == Severity::sev1);
    CHECK(called(story) == 1);
    story.all_was_expected();
}

TEST_CASE("an incident that is raised to a configured severity calls with a line of its own, from a lower one alone") {
    Story story([](handlers::Settings& settings) { settings.notify_here = {Severity::sev1, Severity::sev2}; });
    story.slack().allow_mention("<!here>");
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK(called(story) == 0);
    story.type(kBob, channel, "sev 2 it spreads");
    CHECK(called(story) == 1);
    story.says(kAnnounce, {"was raised to SEV2: Checkout is failing"});
    // Whoever was called for SEV2 is not called anew.
    story.type(kBob, channel, "sev 1 two regions");
    story.type(kBob, channel, "sev 2");
    CHECK(called(story) == 1);
    story.all_was_expected();
}

TEST_CASE("other severities, drills and private incidents call nobody") {
    Story story(for_sev1);
    story.type(kBob, kGeneral, "declare sev2 Search is slow");
    story.type(kBob, kGeneral, "declare sev1 Only a drill --drill");
    story.type(kBob, kGeneral, "declare sev3 Zanzibar was robbed --private");
    story.type(kBob, story.channel_id(3), "sev 1 again");
    story.advance(minutes{1});
    CHECK(called(story) == 0);
    story.all_was_expected();
}

TEST_CASE("what was raised while Slack was down calls once when it is back") {
    Story story(for_sev1);
    story.slack().allow_mention("<!here>");
    story.slack().fail_all(Fault::http(500));
    story.command(R"({"text":"declare sev2 Checkout is failing"})");
    story.command(R"({"text":"sev 1","incident":1})");
    CHECK(story.incident(1).severity == Severity::sev1);
    story.settle();
    story.slack().clear_faults();
    story.advance(minutes{10});
    std::size_t calling = 0;
    for (const auto& message : story.slack().messages(kAnnounce)) calling += message.blocks.contains("<!here>") ? 1 : 0;
    CHECK(calling == 1);
    CHECK(story.slack().messages(kAnnounce).size() == 2);
    story.all_was_expected();
}
