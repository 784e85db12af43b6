// `tocsin sandbox press` finds a button as a person would name it, and says what there is if there is none like that.
#include <nlohmann/json.hpp>

#include "bot/sandbox_view.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// What the button that is found by this word would say.
std::string found_by(Story& story, const std::string& channel, const std::string& word) {
    const auto button = tocsin::find_button(story.slack(), kBob, channel, word);
    if (button.action.empty()) return "(none)";
    for (const auto& shown : story.slack().shown_buttons(channel, button.ts))
        if (shown.action == button.action) return shown.label + ": " + shown.value.substr(shown.value.rfind(':') + 1);
    return "(gone)";
}

}  // namespace

TEST_CASE("a button of a run is found by its label, by what it says and by its step") {
    Story story;
    const auto channel = with_work(story, R"y(
  - id: both
    parallel:
      - {id: ok, approval: {text: "Really?"}}
      - {id: hand, manual: {text: "Turn the key"}}
)y");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    CHECK(found_by(story, channel, "approve") == "Approve: 1 approve ok");
    CHECK(found_by(story, channel, "DENY") == "Deny: 1 deny ok");
    CHECK(found_by(story, channel, "done hand") == "Done: 1 done hand");
    CHECK(found_by(story, channel, "skip hand") == "Skip: 1 skip hand");
    CHECK(found_by(story, channel, "hand") == "Done: 1 done hand");
    CHECK(found_by(story, channel, "answer_run.2") == "Deny: 1 deny ok");
    CHECK(found_by(story, channel, "abort") == "Abort: 1 abort");
    CHECK(found_by(story, channel, "monitoring") != "(none)");
    CHECK(found_by(story, channel, "retry") == "(none)");
    CHECK(found_by(story, channel, "") == "(none)");
    CHECK_THAT(tocsin::buttons_as_text(story.slack(), kBob, channel), Contains("Approve") && Contains("'1 approve ok'") && Contains("resolve"));
    CHECK(tocsin::buttons_as_text(story.slack(), kBob, kGeneral).empty());
    story.press_run(kBob, 1, "approve ok");
    story.press_run(kBob, 1, "done hand");
    CHECK(found_by(story, channel, "approve ok") == "(none)");
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
