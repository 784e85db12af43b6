// A step that names a channel: everybody there reads the page, and whoever presses the button has it.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kChannelFile = R"(
people:
  - {id: dora, name: Dora, phone: "+12025550104", notify: {high: [{after: 0m, by: sms}], low: [{after: 0m, by: sms}]}}
policies:
  - id: payments
    steps:
      - {notify: ["channel:C0GENERAL"], delay: 5m}
      - {notify: ["person:dora"], delay: 5m}
    fallback: ["person:dora"]
services:
  - {id: checkout, name: Checkout, policy: payments}
)";

}  // namespace

TEST_CASE("a page into a channel has a button, and says who took it") {
    Story story(on_call_by(kChannelFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(kGeneral, {"INC-1"});
    const auto posted = story.slack().messages(kGeneral).back();
    CHECK(story.slack().buttons(kGeneral, posted.ts) == std::vector<std::string>{"tocsin.acknowledge_page"});
    story.press_newest(kBob, kGeneral, "tocsin.acknowledge_page");
    const auto edited = story.slack().messages(kGeneral).back();
    CHECK(edited.ts == posted.ts);
    CHECK_THAT(readable(edited.text, edited.blocks), Contains("acknowledged by bob"));
    CHECK(story.slack().buttons(kGeneral, posted.ts).empty());
    story.advance(minutes{25});
    story.says(channel, {"page to *Checkout*", "paging channel:C0GENERAL", "acknowledged by", "lead"});
}

TEST_CASE("nobody in the channel answers: the next step follows at its time") {
    Story story(on_call_by(kChannelFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(kGeneral, {"INC-1"});
    story.advance(minutes{4});
    story.texts(kDoraPhone, {});
    story.advance(seconds{61});
    story.texts(kDoraPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging channel:C0GENERAL", "nobody has been notified", "paging Dora", "acknowledged by", "lead"});
}

TEST_CASE("a channel that Slack refuses: the next step follows at once, and the channel of the incident reads why") {
    Story story(on_call_by(kChannelFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::api_error("not_in_channel"));
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(seconds{10});
    story.texts(kDoraPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging channel:C0GENERAL", "notification 1 failed", "paging Dora", "acknowledged by", "lead"});
}
