// A run whose time is over ends with what is still under way: a step that failed before is neither tried again nor passed over, and who
// asks for it reads why, whether they type it or press what the message still shows.
#include "tests/support/run_buttons.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kTwoBranches = R"y(
  - id: both
    parallel:
      - {id: left, command: {argv: [kubectl, left]}}
      - {id: right, command: {argv: [kubectl, right]}}
  - {id: after, command: {argv: [kubectl, after]}}
)y";

const Lines kBothBegun{"kubectl left", "kubectl right"};

/// Three minutes are given; `left` has failed and `right` is still under way.
std::string half_failed(Story& story) {
    const auto channel = with_work(story, kTwoBranches, "timeout: 3m\n");
    fail_at(story, "left");
    story.commands().hold("right");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == kBothBegun);
    CHECK(story.commands().under_way() == 1);
    return channel;
}

/// It ends as soon as `right` does, and nothing more was begun.
void ends_with_right(Story& story, const std::string& channel) {
    CHECK(story.count(1, "step_answered") == 0);
    CHECK(story.commands().lines() == kBothBegun);
    story.commands().let_go();
    story.settle();
    CHECK(story.commands().lines() == kBothBegun);
    CHECK_THAT(story.run_text(1), Contains("failed"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

}  // namespace

TEST_CASE("retry and skip that are typed after the time of the run are refused, with why") {
    Story story;
    const auto channel = half_failed(story);
    story.advance(minutes{3});
    for (const std::string what : {"retry left", "skip left it does not matter"}) {
        const auto said = story.type(kCarol, channel, "runs 1 " + what);
        CHECK_THAT(said, Contains("The time of run 1 is over, and `left` is not taken up again.") && Contains("Start a new one."));
    }
    CHECK_THAT(story.command(R"({"text":"runs 1 retry left","incident":1})").body, Contains("The time of run 1 is over"));
    ends_with_right(story, channel);
}

TEST_CASE("so are buttons that were pressed before and come after; the message shows them no more") {
    Story story;
    const auto channel = half_failed(story);
    story.advance(minutes{2} + seconds{50});
    const auto message = story.run_message(1);
    std::vector<tocsin::net::Request> late;
    for (const std::string what : {"1 retry left", "1 skip left"}) {
        const auto button = find_run_button(story.slack(), message.channel, what);
        REQUIRE(button);
        late.push_back(story.slack().press(kCarol, message.channel, button->ts, button->action).value());
    }
    story.advance(seconds{20});
    for (const auto& request : late) {
        story.deliver(request);
        story.settle();
        story.tells(kCarol, {"The time of run 1 is over"});
    }
    CHECK_FALSE(find_run_button(story.slack(), message.channel, "1 retry left"));
    ends_with_right(story, channel);
}

TEST_CASE("before that the same button tries it again") {
    Story story;
    const auto channel = half_failed(story);
    story.advance(minutes{2});
    fail_at(story, {});
    story.press_run(kCarol, 1, "retry left");
    CHECK(story.commands().lines() == then(kBothBegun, {"kubectl left"}));
    story.commands().let_go();
    story.settle();
    CHECK(story.commands().lines() == then(kBothBegun, {"kubectl left", "kubectl after"}));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
