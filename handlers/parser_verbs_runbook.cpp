// `run`, `runs`, `runbook`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

using command::RunAction;

/// What `runs N` can be followed by; which of them take a step, and which are nothing without a reason.
struct ActionWord {
    std::string_view word;
    RunAction action;
    bool has_step;
    bool needs_note;
};
constexpr std::array<ActionWord, 13> kActions{{{"pause", RunAction::pause, false, false}, {"continue", RunAction::go_on, false, false},
                                               {"resume", RunAction::go_on, false, false}, {"abort", RunAction::abort, false, true},
                                               {"approve", RunAction::approve, true, false}, {"deny", RunAction::deny, true, true},
                                               {"done", RunAction::done, true, false}, {"skip", RunAction::skip, true, true},
                                               {"retry", RunAction::retry, true, false}, {"mark-done", RunAction::mark_done, true, true},
                                               {"break-glass", RunAction::break_glass, true, true}, {"undo", RunAction::undo, true, false},
                                               {"leave", RunAction::leave, true, false}}};

std::string action_words() {
    std::string out;
    for (const auto& known : kActions)
        if (known.word != "resume") out += fmt::format("{}`{}`", out.empty() ? "" : ", ", known.word);
    return out;
}

/// `name=value`; nothing if the word is no such pair.
std::optional<RunValue> pair_in(const Word& word) {
    const auto equals = word.value.find('=');
    if (equals == std::string::npos || equals == 0) return std::nullopt;
    return RunValue{word.value.substr(0, equals), word.value.substr(equals + 1)};
}

const ActionWord* find_action(const Word& word) {
    const auto* found = std::ranges::find(kActions, keyword(word.value), &ActionWord::word);
    return found == kActions.end() ? nullptr : found;
}

/// `7`, `#7`: a run's number; none if it is no number.
RunId run_in(const Word& word) {
    std::string typed = keyword(word.value);
    if (typed.starts_with('#')) typed.erase(0, 1);
    const auto number = word.quoted ? std::nullopt : text::parse_int(typed);
    return number && *number > 0 ? RunId(*number) : RunId();
}

/// `run`: none if it was not named before; `#7` after what is to be done names it as well.
Result<Command> parse_action(Arguments& arguments, RunId run) {
    const Word word = arguments.take();
    const auto* found = find_action(word);
    if (found == nullptr)
        return arguments.wrong(fmt::format("`{}` is nothing that can be done with a run. Accepted: {}.", text::truncate(word.value, 40), action_words()));
    if (run.none() && !arguments.done() && !run_in(arguments.peek()).none()) {
        // A bare number may as well begin a reason, and the wrong run must not end by it.
        const std::string typed = arguments.peek().value;
        if (!typed.starts_with('#'))
            return arguments.wrong(fmt::format("Is `{0}` a run, or does the reason begin with it? `runs {0} {1} …` means the run; a reason begins with a word.", typed, found->word));
        run = run_in(arguments.take());
    }
    command::RunAct act{run, found->action, {}, {}};
    // As it was typed: whether it is a step or the first word of a reason is for whoever knows the run.
    if (found->has_step && !arguments.done()) act.step = StepKey(arguments.take().value);
    act.note = arguments.rest();
    if (found->needs_note && act.note.empty() && act.step.empty()) return arguments.wrong(fmt::format("`{}` needs a reason.", found->word));
    return act;
}

}  // namespace

std::string_view run_action_word(RunAction action) { return std::ranges::find(kActions, action, &ActionWord::action)->word; }
bool run_action_needs_note(RunAction action) { return std::ranges::find(kActions, action, &ActionWord::action)->needs_note; }

Result<Command> parse_run(Arguments& arguments) {
    if (arguments.done()) return arguments.wrong("Which runbook? `runbook list` shows them.");
    command::RunbookStart start;
    start.runbook = RunbookName(text::lower(text::one_line(arguments.take().value)));
    start.dry_run = arguments.flag("--dry-run");
    while (!arguments.done()) {
        const Word word = arguments.take();
        const auto pair = pair_in(word);
        if (!pair) return arguments.wrong(fmt::format("`{}` is no parameter: write `name=value`, in quotes if the value has spaces.", text::truncate(word.value, 80)));
        if (std::ranges::find(start.parameters, pair->name, &RunValue::name) != start.parameters.end())
            return arguments.wrong(fmt::format("`{}` is there twice.", text::truncate(pair->name, 80)));
        start.parameters.push_back(*pair);
    }
    return start;
}

Result<Command> parse_runs(Arguments& arguments) {
    if (arguments.done()) return command::RunsShow{};
    if (find_action(arguments.peek()) != nullptr) return parse_action(arguments, RunId());
    const RunId run = run_in(arguments.peek());
    if (run.none()) return arguments.wrong("Which run? It has a number: `runs 7`.");
    arguments.take();
    if (arguments.done()) return command::RunsShow{run};
    return parse_action(arguments, run);
}

Result<Command> parse_runbook(Arguments& arguments) {
    const std::string word = arguments.done() ? "list" : keyword(arguments.peek().value);
    if (!arguments.done()) arguments.take();
    if (word == "list") return arguments.finish(command::RunbookList{});
    if (word == "show") {
        if (arguments.done()) return arguments.wrong("Which one? `runbook show NAME`.");
        return arguments.finish(command::RunbookShow{RunbookName(text::lower(text::one_line(arguments.take().value)))});
    }
    if (word != "search") return arguments.wrong("`runbook` takes `list`, `show NAME` or `search WORDS`.");
    const std::string words = arguments.rest_line();
    if (words.empty()) return arguments.wrong("Search for what? `runbook search disk full`.");
    return command::RunbookSearch{words};
}

}  // namespace tocsin::handlers
