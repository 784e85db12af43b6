// Somebody who has never seen tocsin plays an incident from declare to post-mortem with the mouse: no command but the first one, which
// shows the menu.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("from the menu to the post-mortem by buttons and forms alone") {
    Story story;
    CHECK_THAT(story.type(kBob, kGeneral, ""), Contains("Declare an incident…") && Contains("My incidents") && Contains("Who is on call?"));
    story.press_answer(kBob, "tocsin.open_form.declare");
    story.submit(kBob, {{"title", {"Checkout is failing"}}, {"severity", {"2"}}});
    const auto channel = story.channel_id(1);
    story.has_card_and_announcement(1);
    story.says(channel, {"joined"});
    CHECK_THAT(story.card_text(1), Contains("SEV2 · major") && Contains("Update…"));

    story.press_card(kBob, 1, "tocsin.acknowledge");
    const auto fill_in = [&](const std::string& form, const std::map<std::string, std::vector<std::string>>& values) {
        if (form == "key_time") story.press_more(kBob, 1, form);
        else story.press_card(kBob, 1, "tocsin.open_form." + form);
        return story.submit(kBob, values);
    };
    fill_in("role", {{"comms", {kAlice}}});
    fill_in("note", {{"text", {"the deploy of 14:02 is bad"}}});
    story.press_card(kBob, 1, "tocsin.set_status.identified");
    fill_in("severity", {{"severity", {"1"}}, {"reason", {"two regions"}}});
    fill_in("task", {{"text", {"roll back"}}, {"owner", {kBob}}});
    fill_in("update", {{"text", {"We roll back."}}, {"next", {"1h"}}});
    const auto started = tocsin::unix_seconds(story.now() - minutes{30});
    fill_in("key_time", {{"started", {std::to_string(started)}}});
    CHECK(tocsin::unix_seconds(story.incident(1).time(tocsin::KeyTime::started).value()) == started);
    CHECK_THAT(fill_in("key_time", {}), Contains("Nothing was changed"));
    story.close_form(kBob);
    fill_in("resolve", {{"summary", {"Rolled back, errors are gone."}}});
    fill_in("followup", {{"text", {"alert on queue depth"}}, {"owner", {kAlice}}});
    CHECK_THAT(story.press_card(kBob, 1, "tocsin.say.1"), Contains("being uploaded"));
    fill_in("close", {});
    CHECK(story.incident(1).status == tocsin::Status::closed);
    CHECK(story.slack().form(kBob) == nullptr);
    story.tells(kBob, {"INC-1", "comms", "14:02", "SEV1", "roll back", "We roll back.", "started", "Rolled back", "alert on queue depth", "being uploaded", "closed"});
    story.says(channel, {"acknowledged", "lead", "comms", "14:02", "identified", "SEV1", "roll back", "We roll back.", "started", "Rolled back", "alert on queue depth", "", "exported: INC-1-postmortem-", "closed"});
    story.says(kUpdates, {"We roll back.", "Resolved: Rolled back"});
    story.says(story.direct(kAlice), {"bob made you comms", "bob gave you follow-up"});
}

TEST_CASE("the buttons of the menu answer what they say") {
    Story story;
    story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, kGeneral, "help");
    CHECK_THAT(story.press_answer(kBob, "tocsin.say.1"), Contains("INC-1") && Contains("Checkout is failing"));
    story.type(kBob, kGeneral, "help");
    CHECK_THAT(story.press_answer(kBob, "tocsin.say.2"), Contains("on call") || Contains("on-call"));
    story.tells(kBob, {"INC-1", "call"});
}
