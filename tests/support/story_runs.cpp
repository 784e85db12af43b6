// What a story sees of runs of runbooks, and the buttons that it presses there.
#include <nlohmann/json.hpp>

#include "bot/store/unit_of_work.hpp"
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
    const std::string wanted = std::to_string(run) + " " + words;
    for (const auto& block : nlohmann::json::parse(message.blocks))
        for (const auto& element : block.value("elements", nlohmann::json::array()))
            if (element.is_object() && element.value("value", "").ends_with(":" + wanted)) return press(user, message.channel, message.ts, element["action_id"]);
    FAIL("run " << run << " has no button `" << words << "`");
    return {};
}

}  // namespace tocsin::story
