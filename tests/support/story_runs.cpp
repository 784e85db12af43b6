// What a story sees of runs of runbooks, and the buttons that it presses there.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/run_buttons.hpp"
#include "tests/support/story_inside.hpp"

namespace tocsin::story {

sandbox::SlackMessage Story::run_message(int run) {
    std::optional<store::MessageReference> where;
    read([&](const store::Snapshot& view) {
        const auto state = view.tables().runs.find(RunId(run));
        if (state) where = view.tables().references.find(state->incident, store::run_message(RunId(run)));
    });
    if (!where) FAIL("run " << run << " has no message");
    for (const auto& message : slack().messages(where->channel.value))
        if (message.ts == where->ts.value) return message;
    FAIL("the message of run " << run << " is gone");
    return {};
}

std::string Story::run_text(int run) {
    const auto message = run_message(run);
    return readable(message.text, message.blocks);
}

std::string Story::press_run(const std::string& user, int run, const std::string& words) {
    const auto message = run_message(run);
    const auto button = find_run_button(slack(), message.channel, std::to_string(run) + " " + words);
    if (!button) FAIL("run " << run << " has no button `" << words << "`");
    const std::string told = press(user, message.channel, button->ts, button->action);
    const auto* form = slack().form(user);
    const bool asks_why = form != nullptr && form->view.find("tocsin.form.run_reason") != std::string::npos;
    return asks_why ? submit(user, {{"reason", {"by button"}}}) : told;
}

}  // namespace tocsin::story
