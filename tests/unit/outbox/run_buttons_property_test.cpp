// Whatever state a run is in: every button that its message or a question to one person shows is taken by the engine if it is pressed at
// once, and what the engine takes is drawn. Random runbooks, steps that end as they like, presses at random.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "bot/slack/blocks.hpp"
#include "bot/slack/button_codec.hpp"
#include "handlers/parser.hpp"
#include "handlers/parser_verbs.hpp"
#include "handlers/run_view.hpp"
#include "tests/unit/runbooks/engine_dice.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;

namespace {

using handlers::command::RunAct;

struct NoNames final : Names {
    std::string person(std::string_view actor) const override { return std::string(actor); }
};

std::vector<RunAct> drawn_on(const std::string& blocks) {
    std::vector<RunAct> out;
    for (const auto& block : nlohmann::json::parse(blocks)) {
        if (block.value("type", "") != "actions") continue;
        for (const auto& element : block.value("elements", nlohmann::json::array())) {
            const auto button = slack::decode_button(element.value("action_id", ""), element.value("value", ""));
            RC_ASSERT(button.has_value());
            const auto parsed = handlers::parse("runs " + button->argument + " by button", {});
            RC_ASSERT(parsed.has_value());
            out.push_back(std::get<RunAct>(parsed->command));
        }
    }
    return out;
}

/// Nothing for what is said to the run as a whole.
std::optional<StepAnswer> answer_in(const RunAct& act) {
    for (const auto& [answer, name] : words::kStepAnswer)
        if (typed_word(answer) == handlers::run_action_word(act.action)) return answer;
    return std::nullopt;
}
std::optional<RunSteering> steering_in(const RunAct& act) {
    for (const RunSteering steering : {RunSteering::pause, RunSteering::go_on, RunSteering::abort})
        if (typed_word(steering) == handlers::run_action_word(act.action)) return steering;
    return std::nullopt;
}

class Presser {
public:
    explicit Presser(Dice& dice) : dice_(dice), desk_(Maker{dice}.list(0)) {}

    void play() {
        for (int turn = 0; turn < 60 && !is_over(desk_.run.phase); ++turn) {
            desk_.go();
            const auto buttons = look();
            if (is_over(desk_.run.phase) && !can_be_taken_up(desk_.run, desk_.now)) RC_ASSERT(buttons.empty());
            else if (!buttons.empty() && dice_.one_in(3)) press(dice_.pick(buttons));
            else move();
            look();
        }
    }

private:
    /// What is drawn now; each of it must be taken.
    std::vector<RunAct> look() const {
        const RunView view = handlers::view_of(desk_.run, desk_.runbook, desk_.now);
        const slack::CardContext context{"INC", desk_.now, names_, {}, {}};
        auto out = drawn_on(slack::run_message(view, context).blocks);
        for (const StepView& step : view.steps) {
            const auto asked = drawn_on(slack::ask_message(view, step, step.attempt, context).blocks);
            out.insert(out.end(), asked.begin(), asked.end());
        }
        for (const RunAct& act : out) must_be_taken(act);
        return out;
    }
    void must_be_taken(const RunAct& act) const {
        RC_ASSERT(act.run == desk_.run.run);
        if (const auto steering = steering_in(act)) {
            const auto may = steering_of(desk_.run);
            RC_ASSERT(std::ranges::find(may, *steering) != may.end());
            return;
        }
        const auto answer = answer_in(act);
        RC_ASSERT(answer.has_value());
        const auto taken = accepts(desk_.run, desk_.runbook, act.step, *answer, act.note, desk_.now);
        if (!taken) RC_FAIL(act.step.value + ": " + taken.error().message);
    }
    void press(const RunAct& act) {
        const RunId run = desk_.run.run;
        if (const auto answer = answer_in(act)) return desk_.put(event::StepAnswered{run, act.step, *answer, act.note}, dice_.pick(std::vector{kAnn, kBob}));
        switch (*steering_in(act)) {
            case RunSteering::pause: return desk_.put(event::RunPaused{run, act.note}, kAnn);
            case RunSteering::go_on: return desk_.put(event::RunContinued{run}, kAnn);
            case RunSteering::abort: return desk_.put(event::RunAborted{run, act.note}, kAnn);
        }
    }
    /// A performer begins or ends something, or time passes.
    void move() {
        for (const RunStep& step : desk_.run.steps) {
            const bool waits = step.phase == StepPhase::scheduled && turn_of(desk_.run, step.key, step.attempt) == AttemptTurn::now && dice_.one_in(2);
            if (waits) return desk_.put(event::StepStarted{desk_.run.run, step.key, step.attempt, "p"});
            if (step.phase != StepPhase::started || dice_.one_in(3)) continue;
            if (dice_.one_in(5)) return desk_.put(interrupted(desk_.run, desk_.runbook, step.key));
            return desk_.put(event::StepFinished{desk_.run.run, step.key, step.attempt, dice_.one_in(2) ? StepOutcome::failure : StepOutcome::success, "because"});
        }
        if (const auto wake = desk_.wake()) desk_.now = *wake;
    }

    Dice& dice_;
    Desk desk_;
    NoNames names_;
};

}  // namespace

TEST_CASE("every button on a run's message is taken if it is pressed at once") {
    CHECK(rc::check([] {
        Dice dice(*rc::gen::container<std::vector<int>>(600, rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 5040))));
        Presser(dice).play();
    }));
}
