// Events that mean nothing: what apps write, edit and mention, what tocsin does itself, and what is told a second time under another id.
#include <fmt/format.h>

#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Carol's message is in the record; its ts.
std::string captured(Story& story, const std::string& channel) {
    const auto ts = story.slack().say(kCarol, channel, "The cache is cold");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    CHECK(story.count(1, "message_captured") == 1);
    return ts;
}

void hear(Story& story, const std::string& inner) {
    CHECK(story.deliver(story.slack().event(inner)).status == 200);
    story.settle();
}

/// As Slack tells of a change of that message; `more` stands within the message.
std::string changed(const std::string& channel, const std::string& ts, const std::string& text, const std::string& more) {
    return fmt::format(R"({{"type":"message","subtype":"message_changed","channel":"{0}","ts":"1794000700.000100","event_ts":"1794000700.000100","hidden":true,)"
                       R"("message":{{"type":"message","user":"U0CAROL","text":"{2}","ts":"{1}"{3}}},)"
                       R"("previous_message":{{"type":"message","user":"U0CAROL","text":"The cache is cold","ts":"{1}"}}}})",
                       channel, ts, text, more);
}

std::string erased(const std::string& channel, const std::string& ts, const std::string& event_ts) {
    return fmt::format(R"({{"type":"message","subtype":"message_deleted","channel":"{0}","deleted_ts":"{1}","ts":"{2}","event_ts":"{2}","hidden":true,)"
                       R"("previous_message":{{"type":"message","user":"U0CAROL","text":"The cache is cold","ts":"{1}"}}}})",
                       channel, ts, event_ts);
}

constexpr const char* kEdited = R"(,"edited":{"user":"U0CAROL","ts":"1794000699.000000"})";

}  // namespace

TEST_CASE("an edit by a person is one, and one by an app is nobody's word") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = captured(story, channel);
    hear(story, changed(channel, ts, "An app changed this", std::string(kEdited) + R"(,"bot_id":"B0OTHER")"));
    CHECK(story.count(1, "message_revised") == 0);
    hear(story, changed(channel, ts, "The cache of region two is cold", kEdited));
    CHECK(story.count(1, "message_revised") == 1);
}

TEST_CASE("a change without an edit, such as the preview of a link, revises nothing") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = captured(story, channel);
    hear(story, changed(channel, ts, "The cache is cold, with a preview", R"(,"attachments":[{"from_url":"https://example.com","title":"Example"}])"));
    CHECK(story.count(1, "message_revised") == 0);
}

TEST_CASE("a mention by an app asks for nothing, whoever it names as its author") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    for (const char* type : {"app_mention", "message"})
        hear(story, fmt::format(R"({{"type":"{}","channel":"{}","channel_type":"channel","user":"U0CAROL","bot_id":"B0OTHER","text":"<@U0TOCSIN> task buy ice",)"
                                R"("ts":"1794000700.000200","event_ts":"1794000700.000200"}})", type, channel));
    CHECK(story.count(1, "task_added") == 0);
}

TEST_CASE("one mention that comes under two ids is one") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto mention = fmt::format(R"({{"type":"app_mention","channel":"{}","user":"U0CAROL","text":"<@U0TOCSIN> task buy ice",)"
                                     R"("ts":"1794000700.000200","event_ts":"1794000700.000200"}})", channel);
    for (int i = 0; i < 2; ++i) hear(story, mention);
    CHECK(story.count(1, "task_added") == 1);
    story.says(channel, {"buy ice"});
}

TEST_CASE("tocsin's own reaction marks nothing, and its own coming makes nobody one of a private incident") {
    Story story;
    story.type(kBob, kGeneral, "declare sev2 Payroll was stolen --private");
    const auto channel = story.channel_id(1);
    const auto ts = story.slack().say(kBob, channel, "The safe is open");
    hear(story, fmt::format(R"({{"type":"reaction_added","user":"U0TOCSIN","reaction":"pushpin","item_user":"U0BOB","event_ts":"1794000700.000300",)"
                            R"("item":{{"type":"message","channel":"{}","ts":"{}"}}}})", channel, ts));
    CHECK(story.count(1, "message_captured") == 0);
    hear(story, fmt::format(R"({{"type":"member_joined_channel","user":"U0TOCSIN","channel":"{}","channel_type":"G","team":"T0SANDBOX","event_ts":"1794000700.000400"}})", channel));
    CHECK(story.count(1, "access_given") == 0);
    CHECK(story.slack().calls("chat.postEphemeral").empty());
    story.all_was_expected();
}

TEST_CASE("a deletion that is told twice, under other ids and times, is one") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = captured(story, channel);
    for (const char* when : {"1794000700.000500", "1794000701.000500"}) hear(story, erased(channel, ts, when));
    CHECK(story.count(1, "message_deleted") == 1);
}
