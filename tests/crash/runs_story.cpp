#include "tests/crash/runs_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <vector>

#include "bot/base/text.hpp"
#include "tests/support/run_buttons.hpp"

namespace tocsin::crash {
namespace {

using sandbox::World;
using std::chrono::seconds;

constexpr Duration kLength = seconds{260};
/// So often somebody looks whether a run asks what came of a command.
constexpr Duration kLook = seconds{5};

constexpr const char* kWork = R"y(
runbook: work
title: Move to the other region
permissions: {start: member, approve: operator}
steps:
  - {id: look, command: {argv: [kubectl, look]}, idempotent: true, outputs: {revision: {json: /revision}}}
  - id: ready
    command: {argv: [kubectl, ready, "40"]}
    idempotent: true
    retry: {attempts: 3, initial: 30s, factor: 1, cap: 30s}
  - id: both
    parallel:
      - {id: drain, command: {argv: [kubectl, drain, "{{steps.look.revision}}"]}, compensate: {auto: true, command: {argv: [kubectl, undrain]}}}
      - {id: cordon, command: {argv: [kubectl, cordon]}, idempotent: true}
  - {id: pause, wait: {duration: 30s}}
  - {id: ok, approval: {quorum: 1, expires: 30m, text: "Really, from {{steps.look.revision}}?"}}
  - {id: shift, command: {argv: [kubectl, shift]}, compensate: {auto: true, command: {argv: [kubectl, unshift]}}}
  - {id: part, runbook: {name: part}}
  - {id: breaks, command: {argv: [kubectl, breaks]}, idempotent: true}
)y";
constexpr const char* kPart = R"y(
runbook: part
title: Swap
permissions: {start: member, approve: operator}
steps:
  - {id: swap, command: {argv: [kubectl, swap]}}
  - {id: say, set: {note: "swapped"}}
)y";

/// A command, and how often it is begun if nothing is interrupted.
struct Expected {
    const char* line;
    std::size_t times;
    bool may_repeat;
};
constexpr Expected kExpected[] = {{"kubectl look", 1, true}, {"kubectl ready 40", 2, true}, {"kubectl drain 41", 1, false}, {"kubectl cordon", 1, true},
                                  {"kubectl shift", 1, false}, {"kubectl swap", 1, false}, {"kubectl breaks", 1, true}, {"kubectl unshift", 1, false},
                                  {"kubectl undrain", 1, false}};

void furnish(Config& config, const std::string& folder) {
    const std::string shelf = folder + "/runbooks";
    std::filesystem::create_directories(shelf);
    std::ofstream(shelf + "/work.yaml") << kWork;
    std::ofstream(shelf + "/part.yaml") << kPart;
    config.runbooks.enabled = true;
    config.runbooks.dirs = {shelf};
    config.runbooks.commands.commands = {{"kubectl", "/usr/bin/kubectl"}};
}

std::string incident_channel(Stage& stage) {
    for (const auto& [id, channel] : stage.world().slack.state().channels)
        if (channel.name.starts_with("inc-1-")) return id;
    die("INC-1 has no channel");
}

/// Whoever is asked looks at the machine and says the truth: a command that was begun there has been done, another one never was.
void answer_honestly(Stage& stage) {
    for (const auto& [id, channel] : stage.world().slack.state().channels) {
        if (channel.is_im) continue;
        for (const auto& button : story::run_buttons(stage.world().slack, id)) {
            const auto words = text::split(button.words, ' ');
            if (words.size() != 3 || words[1] != "mark-done") continue;
            // The key is of the run's number, when it was asked for, and the step.
            const std::string run = std::string(words[0]) + "-", step = "/" + std::string(words[2]);
            const bool was_begun = std::ranges::any_of(stage.machine().begun(), [&](const Begun& begun) { return begun.key.starts_with(run) && begun.key.ends_with(step); });
            if (was_begun) return stage.type(World::kAlice, id, fmt::format("runs {} mark-done {} the machine has it", words[0], words[2]));
            const std::string wanted = fmt::format("{} retry {}", words[0], words[2]);
            const auto pressed = story::find_run_button(stage.world().slack, id, wanted);
            if (!pressed) die("no button says " + wanted);
            return stage.press(World::kAlice, id, pressed->ts, pressed->action);
        }
    }
}

}  // namespace

Scene runs_scene() {
    std::vector<Act> acts;
    acts.push_back({seconds{0}, [](Stage& stage) { stage.type(World::kCarol, World::kGeneral, "declare sev2 Checkout is failing"); }});
    acts.push_back({seconds{20}, [](Stage& stage) { stage.type(World::kCarol, incident_channel(stage), "run work"); }});
    for (Duration at = seconds{22}; at < kLength; at += kLook) acts.push_back({at, &answer_honestly});
    acts.push_back({seconds{150}, [](Stage& stage) {
                        const auto channel = incident_channel(stage);
                        const auto approve = story::find_run_button(stage.world().slack, channel, "1 approve ok");
                        if (!approve) die("nobody is asked to approve");
                        stage.press(World::kBob, channel, approve->ts, approve->action);
                    }});
    std::ranges::sort(acts, {}, &Act::at);
    return {std::move(acts), kLength, &furnish};
}

std::string what_ran_wrong(const Remains& remains) {
    std::map<std::string, std::vector<std::string>> keys;
    for (const Begun& begun : remains.begun) keys[begun.line].push_back(begun.key);
    std::size_t repeats = 0;
    for (const auto& [line, times, may_repeat] : kExpected) {
        const auto& seen = keys[line];
        if (std::set(seen.begin(), seen.end()).size() > 1) return fmt::format("`{}` was begun under more than one key: {}", line, fmt::join(seen, ", "));
        if (seen.size() < times || (seen.size() > times && !may_repeat)) return fmt::format("`{}` was begun {} times", line, seen.size());
        repeats += seen.size() - times;
    }
    if (keys.size() != std::size(kExpected)) return "something else was begun";
    // Two branches are under way at the same time, and both may be repeated.
    if (repeats > 1) return fmt::format("{} commands were repeated after one crash", repeats);
    for (const char* end : {"run 1 failed breaks failed: exit code 1", "run 2 succeeded "})
        if (std::ranges::find(remains.states, end) == remains.states.end()) return fmt::format("it did not come to `{}`", end);
    return remains.objections.empty() ? "" : remains.objections.front();
}

}  // namespace tocsin::crash
