#include "handlers/run_view.hpp"

#include <fmt/format.h>


#include "bot/base/json_text.hpp"
#include "bot/base/text.hpp"
#include "runbooks/engine/engine.hpp"
#include "runbooks/engine/recall.hpp"

namespace tocsin::handlers {
namespace {

using runbooks::Step;

/// Walks the runbook's tree in its order, lists that repeat once for each of their items.
class Walk {
public:
    Walk(const RunState& run, const runbooks::Runbook& runbook, Time now, RunView& out) : run_(run), runbook_(runbook), now_(now), out_(out) {}

    void list(const std::vector<Step>& steps, const std::string& place, int depth) {
        for (const Step& step : steps) one(step, place, depth);
    }

private:
    void one(const Step& step, const std::string& place, int depth) {
        const StepKey key(step.id.value + place);
        const RunStep* state = run_.find(key);
        add(step, key, state, depth);
        if (const auto* parallel = std::get_if<runbooks::ParallelStep>(&step.work)) list(parallel->branches, place, depth + 1);
        const auto* foreach = std::get_if<runbooks::ForeachStep>(&step.work);
        if (foreach != nullptr && state != nullptr)
            for (std::size_t i = 0; i < state->items.size(); ++i) list(foreach->steps, fmt::format("{}[{}]", place, i), depth + 1);
        if (step.compensate) compensation(step, key, depth);
    }

    void compensation(const Step& step, const StepKey& key, int depth) {
        const StepKey undo(key.value + ".compensate");
        if (const RunStep* state = run_.find(undo)) add(step, undo, state, depth);
    }

    void add(const Step& step, const StepKey& key, const RunStep* state, int depth) {
        StepView view;
        view.key = key;
        view.title = step.title.empty() ? step.id.value : step.title;
        if (key.value.ends_with(kUndoingSuffix)) view.title = "Undo: " + view.title;
        view.depth = depth;
        view.attempts = step.retry.attempts;
        view.is_probe = runbooks::is_probe(step) && !key.value.ends_with(kUndoingSuffix);
        if (const auto* approval = std::get_if<runbooks::ApprovalStep>(&step.work)) view.quorum = approval->quorum;
        if (state != nullptr) fill(view, *state);
        out_.steps.push_back(std::move(view));
    }

    void fill(StepView& view, const RunStep& state) const {
        view.phase = state.phase;
        view.outcome = state.outcome;
        view.attempt = state.attempt;
        view.text = state.text;
        view.question = state.phase == StepPhase::asking ? state.question : StepQuestion::none;
        view.due = state.due;
        view.started = state.first_started;
        if (state.phase == StepPhase::finished) view.ended = state.since;
        view.answers = runbooks::answers_to(run_, runbook_, state.key, now_);
        view.votes = state.votes;
    }

    const RunState& run_;
    const runbooks::Runbook& runbook_;
    const Time now_;
    RunView& out_;
};

std::optional<Time> given(Time at) { return at == Time{} ? std::nullopt : std::optional(at); }

void append_pair(std::string& out, std::string_view name, std::string_view value) {
    out += fmt::format("\"{}\":", name);
    append_json_string(out, value);
}

/// The end of it, on one line: what is more is in the thread of the run's message and in the API.
std::string shown_output(const std::string& output) {
    constexpr std::size_t kShown = 300;
    const std::string line = text::one_line(output.size() > 4 * kShown ? output.substr(output.size() - 4 * kShown) : output);
    return line.size() <= kShown ? line : "… " + text::sanitize(line.substr(line.size() - kShown));
}

/// One word for programs: how it ended, or where it stands.
std::string_view state_word(const StepView& step) { return step.phase == StepPhase::finished ? name_of(step.outcome) : name_of(step.phase); }

}  // namespace

RunView view_of(const RunState& run, const runbooks::Runbook& runbook, Time now) {
    RunView out;
    out.run = run.run;
    out.incident = run.incident;
    out.runbook = run.runbook;
    out.hash = run.hash;
    out.title = run.title;
    out.parameters = run.parameters;
    out.starter = run.starter;
    out.ended_by = run.ended_by;
    out.cause = run.cause;
    out.phase = run.phase;
    out.why = run.why;
    out.requested_at = run.requested_at;
    out.started_at = given(run.started_at);
    out.ended_at = given(run.ended_at);
    out.steering = steering_of(run);
    Walk(run, runbook, now, out).list(runbook.steps, "", 0);
    return out;
}

Markup run_text(const RunView& view) {
    Markup out;
    out.bold(fmt::format("Run {}", view.run.value));
    out << fmt::format(" · {} · {} · {}", name_of(view.phase), view.runbook.value, view.title);
    for (const auto& parameter : view.parameters) out << fmt::format("\n    {} = {}", parameter.name, text::truncate(parameter.value, 200));
    if (!view.why.empty()) out << "\n" << view.why;
    for (const auto& step : view.steps) {
        out << fmt::format("\n{}{} {} ({})", std::string(static_cast<std::size_t>(step.depth) * 2, ' '), sign_of(step), step.title, step.key.value);
        if (step.attempt > 1) out << ", " << attempt_words(step);
        if (step.started && step.ended) out << ", " << time_taken(*step.started, *step.ended);
        if (!step.text.empty() && step.outcome != StepOutcome::success) out << ": " << text::truncate(step.text, 300);
        if (!step.output.empty()) out << "\n      printed: " << shown_output(step.output);
        std::string words;
        for (const StepAnswer answer : step.answers) words += (words.empty() ? "" : ", ") + std::string(typed_word(answer));
        if (!words.empty()) out << fmt::format("\n      `runs {} ANSWER {}`: {}", view.run.value, step.key.value, words);
    }
    if (view.phase == RunPhase::paused) out << fmt::format("\nNothing more begins until `runs {} continue`.", view.run.value);
    return out;
}

std::string run_json(const RunView& view) {
    std::string out = fmt::format("{{\"run\":{},\"incident\":{},", view.run.value, view.incident.value);
    append_pair(out, "runbook", view.runbook.value);
    append_pair(out += ',', "hash", view.hash.value);
    append_pair(out += ',', "state", name_of(view.phase));
    append_pair(out += ',', "why", view.why);
    out += ",\"steps\":[";
    for (const auto& step : view.steps) {
        if (&step != &view.steps.front()) out += ',';
        append_pair(out += '{', "id", step.key.value);
        append_pair(out += ',', "state", state_word(step));
        out += fmt::format(",\"attempts\":{},", step.attempt);
        append_pair(out, "output", step.output);
        append_pair(out += ',', "text", step.text);
        out += '}';
    }
    return out + "]}";
}

runbooks::VolumePtr pinned_volume(const store::RunRepository& runs, runbooks::Library& library, const RunbookHash& hash) {
    auto volume = library.find(hash);
    if (volume != nullptr) return volume;
    const auto body = runs.version(hash);
    volume = body ? runbooks::recall(*body) : nullptr;
    if (volume != nullptr) library.keep(volume);
    return volume;
}

std::string run_json(const store::Snapshot& view, runbooks::Library& library, RunId id, Time now) {
    const auto& runs = view.tables().runs;
    const auto run = runs.find(id);
    const auto volume = run ? pinned_volume(runs, library, run->hash) : nullptr;
    if (volume == nullptr) return {};
    RunView out = view_of(*run, volume->runbook, now);
    for (auto& step : out.steps) step.output = runs.output(id, step.key);
    return run_json(out);
}

}  // namespace tocsin::handlers
