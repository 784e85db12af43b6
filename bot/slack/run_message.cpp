// The message of a run of a runbook: every step with its state, buttons for what it asks, edited in place while it goes on.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ranges>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/slack/block_parts.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/mrkdwn.hpp"

namespace tocsin::slack {
namespace {

using nlohmann::json;
using Blocks = std::vector<json>;

constexpr std::size_t kMaxTitle = 200;
constexpr std::size_t kMaxText = 600;
constexpr std::size_t kMaxConfirm = 240;  ///< of Slack's 300, beside our own sentence
/// A block of actions holds 25 elements, a message 50 blocks; more questions than this at once are answered by command.
constexpr std::size_t kMaxAsked = 8;

std::string heading(const RunView& run) {
    return text::truncate(fmt::format("Run {} · {} · {}", run.run.value, name_of(run.phase), text::one_line(run.title)), kMaxTitle);
}

Markup head_of(const RunView& run) {
    Markup out("Runbook ");
    out.bold(run.runbook.value);
    if (run.cause.empty()) (out << " by ").person(run.starter.value);
    else out << ", by itself: " << text::truncate(run.cause, kMaxText);
    for (const auto& parameter : run.parameters) out << (parameter.name == run.parameters.front().name ? "\n" : " · ") << parameter.name << " = " << text::truncate(parameter.value, kMaxTitle);
    if (!run.why.empty()) out << "\n" << text::truncate(run.why, kMaxText);
    return out;
}

/// Who said so last: `Bob, Alice`.
Markup people_who(const StepView& step, StepAnswer answer) {
    Markup out;
    std::vector<ActorId> named;
    for (const StepVote& vote : step.votes) {
        if (vote.answer != answer || std::ranges::find(named, vote.person) != named.end()) continue;
        named.push_back(vote.person);
        (out << (named.size() == 1 ? "" : ", ")).person(vote.person.value);
    }
    return out;
}

const StepVote* newest_vote(const StepView& step, StepAnswer answer) {
    const auto found = std::find_if(step.votes.rbegin(), step.votes.rend(), [&](const StepVote& vote) { return vote.answer == answer; });
    return found == step.votes.rend() ? nullptr : &*found;
}

Markup said(const char* sign, const StepVote& vote, const char* what) {
    Markup out(sign);
    out.person(vote.person.value) << " " << what;
    if (!vote.note.empty()) out << ": " << text::truncate(vote.note, kMaxText);
    return out;
}

/// What became of an approval that somebody was asked for.
Markup answer_of(const RunView& run, const StepView& step, int attempt) {
    if (step.attempt != attempt || step.phase != StepPhase::finished) return Markup("This question is over; the step asks anew.");
    const auto* glass = newest_vote(step, StepAnswer::break_glass);
    const auto* denial = newest_vote(step, StepAnswer::deny);
    switch (step.outcome) {
        case StepOutcome::success:
            if (glass != nullptr) return said("✓ ", *glass, "approved alone, breaking the glass");
            return Markup("✓ approved by ") << people_who(step, StepAnswer::approve);
        case StepOutcome::failure:
            if (denial != nullptr) return said("✗ ", *denial, "denied it");
            return Markup("✗ Not approved: ") << text::truncate(step.text, kMaxText) << ".";
        case StepOutcome::aborted:
            if (run.ended_by.empty()) break;
            return ((Markup("■ The run was aborted by ").person(run.ended_by.value)) << (run.why.empty() ? "" : ": ") << text::truncate(run.why, kMaxText));
        case StepOutcome::none:
        case StepOutcome::skipped: break;
    }
    return Markup("This question is over. Nothing is left to do.");
}

Markup step_line(const StepView& step) {
    Markup out(std::string(static_cast<std::size_t>(step.depth) * 4, ' ') + std::string(sign_of(step)) + " ");
    out << text::truncate(step.title, kMaxTitle) << " ";
    out.code(step.key.value);
    if (step.attempt > 1) out << " " << attempt_words(step);
    if (step.started && step.ended) out << " (" << time_taken(*step.started, *step.ended) << ")";
    if (step.phase == StepPhase::asking) out << fmt::format(" asks: {}", text::truncate(step.text, kMaxText));
    else if (!step.text.empty() && step.outcome != StepOutcome::success) out << ": " << text::truncate(step.text, kMaxText);
    const Markup approvers = step.phase == StepPhase::asking && step.quorum > 1 ? people_who(step, StepAnswer::approve) : Markup();
    if (!approvers.empty()) out << fmt::format(" (of {} approvals there are: ", step.quorum) << approvers << ")";
    if (step.due && step.phase != StepPhase::finished) (out << (step.phase == StepPhase::asking ? ", until " : ", due ")).time(*step.due);
    return out;
}

Markup steps_of(const RunView& run) {
    Markup out;
    for (const auto& step : run.steps) out << (out.empty() ? "" : "\n") << step_line(step);
    return out;
}

/// What is approved is said again: between reading the question and pressing may lie a night.
std::string approving(const StepView& step) { return step.text.empty() ? "The run goes on." : text::truncate(step.text, kMaxConfirm) + " The run goes on."; }

parts::ButtonLook look_of(StepAnswer answer, const StepView& step, int ordinal) {
    switch (answer) {
        case StepAnswer::approve: return {"Approve", "primary", approving(step), ordinal};
        case StepAnswer::deny: return {"Deny", "danger", "The step is denied and counts as failed.", ordinal};
        case StepAnswer::done: return {"Done", "primary", {}, ordinal};
        case StepAnswer::skip: return {"Skip", "", "The step is passed over.", ordinal};
        case StepAnswer::retry: return {"Try again", "", {}, ordinal};
        case StepAnswer::mark_done: return {"It was done", "", "The step counts as done.", ordinal};
        case StepAnswer::undo: return {"Undo it", "danger", "What this step did is undone.", ordinal};
        case StepAnswer::leave: return {"Leave it", "", {}, ordinal};
        case StepAnswer::break_glass: break;
    }
    return {"Break the glass", "danger", "You approve alone; the channel and the post-mortem say so.", ordinal};
}

/// Breaking the glass needs a reason, which a button cannot carry: it is typed.
std::optional<json> answers_to(const RunView& run, const StepView& step, int& ordinal) {
    json elements = json::array();
    for (const StepAnswer answer : step.answers) {
        if (answer == StepAnswer::break_glass) continue;
        const std::string typed = fmt::format("{} {} {}", run.run.value, typed_word(answer), step.key.value);
        if (auto made = parts::button({ButtonAction::answer_run, run.incident, Status::triage, {}, typed}, look_of(answer, step, ++ordinal))) elements.push_back(std::move(*made));
    }
    if (elements.empty()) return std::nullopt;
    return json{{"type", "actions"}, {"elements", std::move(elements)}};
}

parts::ButtonLook look_of(RunSteering steering, int ordinal) {
    switch (steering) {
        case RunSteering::pause: return {"Pause", "", {}, ordinal};
        case RunSteering::go_on: return {"Continue", "primary", {}, ordinal};
        case RunSteering::abort: break;
    }
    return {"Abort", "danger", "Nothing new is started; what is under way ends.", ordinal};
}

std::optional<json> steering(const RunView& run, int& ordinal) {
    json elements = json::array();
    for (const RunSteering one : run.steering) {
        const std::string typed = fmt::format("{} {}", run.run.value, typed_word(one));
        if (auto made = parts::button({ButtonAction::answer_run, run.incident, Status::triage, {}, typed}, look_of(one, ++ordinal))) elements.push_back(std::move(*made));
    }
    if (elements.empty()) return std::nullopt;
    return json{{"type", "actions"}, {"elements", std::move(elements)}};
}

/// What takes an answer: first what asks for one, then what may be tried again or passed over.
std::vector<const StepView*> what_takes_answers(const RunView& run) {
    std::vector<const StepView*> out;
    for (const bool asks : {true, false})
        for (const StepView& step : run.steps)
            if (!step.answers.empty() && (step.phase == StepPhase::asking) == asks) out.push_back(&step);
    return out;
}

}  // namespace

Message run_message(const RunView& run, const CardContext& context) {
    Blocks blocks{parts::header(heading(run))};
    for (auto& block : parts::sections(head_of(run), context.names)) blocks.push_back(std::move(block));
    for (auto& block : parts::sections(steps_of(run), context.names)) blocks.push_back(std::move(block));
    int ordinal = 0;
    const auto answerable = what_takes_answers(run);
    for (const StepView* step : answerable | std::views::take(kMaxAsked)) {
        blocks.push_back(parts::section(mrkdwn(step_line(*step), context.names, parts::kMaxSection)));
        if (auto block = answers_to(run, *step, ordinal)) blocks.push_back(std::move(*block));
    }
    if (answerable.size() > kMaxAsked) {
        Markup more(fmt::format("{} more take an answer: ", answerable.size() - kMaxAsked));
        more.code(fmt::format("runs {}", run.run.value)) << " shows which.";
        blocks.push_back(parts::section(mrkdwn(more, context.names, parts::kMaxSection)));
    }
    if (auto block = steering(run, ordinal)) blocks.push_back(std::move(*block));
    return parts::message(parts::fallback_text(Markup(heading(run)), context.names), std::move(blocks));
}

Message ask_message(const RunView& run, const StepView& step, int attempt, const CardContext& context) {
    const bool asks = still_asks(step, attempt);
    // How far the run has come since is on its own message; this one stays as it is once it is answered.
    const std::string about = text::truncate(fmt::format("Run {} · {}", run.run.value, text::one_line(run.title)), kMaxTitle);
    Blocks blocks{parts::header(about)};
    Markup text(display_name(context.incident_key, run.incident) + (asks ? ": your answer is asked for.\n" : ": your answer was asked for.\n"));
    text << step_line(step);
    for (auto& block : parts::sections(text, context.names)) blocks.push_back(std::move(block));
    if (!asks) {
        const Markup answer = answer_of(run, step, attempt);
        blocks.push_back(parts::section(mrkdwn(answer, context.names, parts::kMaxSection)));
        return parts::message(parts::fallback_text(Markup(about + " · ") << answer, context.names), std::move(blocks));
    }
    int ordinal = 0;
    if (auto block = answers_to(run, step, ordinal)) blocks.push_back(std::move(*block));
    return parts::message(parts::fallback_text(Markup(about + " asks you"), context.names), std::move(blocks));
}

}  // namespace tocsin::slack
