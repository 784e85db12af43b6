// Whatever a runbook looks like, however its steps end, whoever answers and wherever the program dies: the run ends, nothing that is done
// is done again, nothing begins before what it needs, no more rounds run at once than may, and undoing goes backwards.
#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "tests/unit/runbooks/engine_dice.hpp"

using namespace tocsin;
using namespace tocsin::runbooks;
using namespace tocsin::runbooks::test;
using namespace std::chrono_literals;

namespace {

bool is_open(const RunStep& step) { return step.phase != StepPhase::pending && step.phase != StepPhase::finished; }

/// What must hold of each event the engine answers, told from the state before it.
class Watch {
public:
    explicit Watch(const Desk& desk) : desk_(desk) {}

    void sees(const EventBody& body) {
        if (const auto* scheduled = std::get_if<event::StepScheduled>(&body)) begins(scheduled->step), schedules(*scheduled);
        if (const auto* waiting = std::get_if<event::StepWaiting>(&body)) begins(waiting->step);
        if (const auto* asked = std::get_if<event::StepAsked>(&body)) begins(asked->step);
    }
    void after() const { rounds(desk_.runbook.steps, ""); }

private:
    void begins(const StepKey& key) const {
        const StepPlace place = place_of(desk_.runbook, key);
        RC_ASSERT(place.step != nullptr);
        RC_ASSERT(desk_.run.phase != RunPhase::paused);
        if (place.compensation || desk_.run.find(key) != nullptr) return;
        const auto bracket = key.value.find('[');
        const std::string suffix = bracket == std::string::npos ? "" : key.value.substr(bracket);
        for (const StepId& need : ancestors(place.step->id)) {
            const RunStep* state = desk_.run.find(StepKey(need.value + suffix));
            const bool unreached = state == nullptr && stopped();
            RC_ASSERT(unreached || (state != nullptr && state->phase == StepPhase::finished));
        }
    }
    /// What must have ended before, told from the file alone.
    std::set<StepId> ancestors(const StepId& id) const {
        std::set<StepId> out;
        const auto collect = [&](auto&& self, const std::vector<Step>& steps, bool branches, const StepId& of) -> void {
            const auto found = std::ranges::find(steps, of, &Step::id);
            if (found == steps.end()) return;
            std::vector<StepId> needs = found->needs.value_or(std::vector<StepId>());
            if (!found->needs && !branches && found != steps.begin()) needs.push_back((found - 1)->id);
            for (const StepId& need : needs)
                if (out.insert(need).second) self(self, steps, branches, need);
        };
        const auto search = [&](auto&& self, const std::vector<Step>& steps, bool branches) -> void {
            collect(collect, steps, branches, id);
            for (const Step& step : steps) {
                if (const auto* parallel = std::get_if<ParallelStep>(&step.work)) self(self, parallel->branches, true);
                if (const auto* each = std::get_if<ForeachStep>(&step.work)) self(self, each->steps, false);
            }
        };
        search(search, desk_.runbook.steps, false);
        return out;
    }
    bool stopped() const {
        const bool failed = std::ranges::any_of(desk_.run.steps, [](const RunStep& step) { return step.outcome == StepOutcome::failure; });
        return failed || !desk_.run.ended_by.empty() || desk_.now >= desk_.run.started_at + desk_.runbook.timeout;
    }
    void schedules(const event::StepScheduled& e) {
        const RunStep* state = desk_.run.find(e.step);
        const bool was_done = state != nullptr && (state->outcome == StepOutcome::success || state->outcome == StepOutcome::skipped);
        RC_ASSERT(!was_done);
        RC_ASSERT(e.attempt == (state == nullptr ? 1 : state->attempt + 1));
        const StepPlace place = place_of(desk_.runbook, e.step);
        // What may have had its effect is repeated by whom the file or a person lets.
        const bool unclear = state != nullptr && state->outcome == StepOutcome::failure && !state->outputs.empty();
        const bool harmless = (place.step->idempotent || is_probe(*place.step)) && !place.compensation;
        const bool may = !unclear || harmless || !state->votes.empty();
        RC_ASSERT(may);
        if (!place.compensation || e.attempt > 1) return;
        RC_ASSERT(desk_.run.phase == RunPhase::compensating);
        const StepKey owner(e.step.value.substr(0, e.step.value.size() - std::string_view(".compensate").size()));
        int& last = place.step->compensate->automatic ? last_automatic_ : last_agreed_;
        RC_ASSERT(desk_.run.find(owner)->ended < last);
        last = desk_.run.find(owner)->ended;
    }
    void rounds(const std::vector<Step>& steps, const std::string& suffix) const {
        for (const Step& step : steps) {
            if (const auto* branches = std::get_if<ParallelStep>(&step.work)) rounds(branches->branches, suffix);
            const auto* each = std::get_if<ForeachStep>(&step.work);
            const RunStep* state = desk_.run.find(StepKey(step.id.value + suffix));
            if (each == nullptr || state == nullptr) continue;
            int open = 0;
            for (std::size_t i = 0; i < state->items.size(); ++i) {
                const std::string inner = suffix + "[" + std::to_string(i) + "]";
                open += std::ranges::any_of(each->steps, [&](const Step& one) {
                    const RunStep* found = desk_.run.find(StepKey(one.id.value + inner));
                    return found != nullptr && is_open(*found);
                });
                rounds(each->steps, inner);
            }
            RC_ASSERT(open <= each->max_parallel);
        }
    }

    const Desk& desk_;
    int last_automatic_ = 1 << 30, last_agreed_ = 1 << 30;
};

/// Performers, people, the clock and crashes, by the dice.
class Game {
public:
    explicit Game(Dice& dice) : dice_(dice), desk_(Maker{dice}.list(0)), watch_(desk_) {}

    void play() {
        for (int turn = 0; turn < 3000 && !is_over(desk_.run.phase); ++turn) {
            advance();
            if (!is_over(desk_.run.phase)) act();
        }
        ends();
        for (int again = 0; again < 2 && taken_up(); ++again) {
            for (int turn = 0; turn < 3000 && !is_over(desk_.run.phase); ++turn) {
                advance();
                if (!is_over(desk_.run.phase)) act();
            }
            ends();
        }
    }

private:
    void ends() const {
        RC_ASSERT(is_over(desk_.run.phase));
        RC_ASSERT(std::ranges::none_of(desk_.run.steps, is_open));
        RC_ASSERT(!desk_.wake());
        RC_ASSERT(!next(desk_.run, desk_.runbook, desk_.around(), desk_.now));
    }
    /// A step of a run that failed is wanted again, or passed over.
    bool taken_up() {
        std::vector<StepKey> fallen;
        for (const RunStep& step : desk_.run.steps)
            if (desk_.accepts(step.key.value, StepAnswer::skip)) fallen.push_back(step.key);
        if (fallen.empty()) return false;
        RC_ASSERT(desk_.run.phase == RunPhase::failed);
        const StepKey key = dice_.pick(fallen);
        const bool again = desk_.accepts(key.value, StepAnswer::retry) && !dice_.one_in(3);
        RC_LOG() << key.value << " wanted after the end\n";
        desk_.put(event::StepAnswered{desk_.run.run, key, again ? StepAnswer::retry : StepAnswer::skip, "because"}, kAnn);
        RC_ASSERT(desk_.run.phase == RunPhase::queued);
        return true;
    }
    /// Each answer is asked for twice: of the state, and of one folded from the whole timeline, as after a crash.
    void advance() {
        for (int i = 0;; ++i) {
            RC_ASSERT(i < 1000);
            auto body = next(desk_.run, desk_.runbook, desk_.around(), desk_.now);
            RunState again;
            for (const Event& event : desk_.events) fold(again, event);
            const auto same = next(again, desk_.runbook, desk_.around(), desk_.now);
            RC_ASSERT(body.has_value() == same.has_value());
            if (!body) return;
            RC_ASSERT(line(*body, desk_.now) == line(*same, desk_.now));
            RC_LOG() << line(*body, desk_.now) << '\n';
            watch_.sees(*body);
            desk_.put(std::move(*body));
            watch_.after();
        }
    }
    void act() {
        if (meddled()) return;
        std::vector<StepKey> movable;
        for (const RunStep& step : desk_.run.steps) {
            const bool performed = step.phase == StepPhase::scheduled && turn_of(desk_.run, step.key, step.attempt) == AttemptTurn::now && is_work(step.key);
            if (performed || step.phase == StepPhase::started || step.phase == StepPhase::asking) movable.push_back(step.key);
        }
        if (movable.empty() || dice_.one_in(6)) {
            if (const auto wake = desk_.wake()) desk_.now = *wake;
            else if (desk_.run.phase == RunPhase::paused) desk_.put(event::RunContinued{desk_.run.run});
            else RC_ASSERT(!movable.empty());
            return;
        }
        move(desk_.step(dice_.pick(movable).value));
    }
    bool is_work(const StepKey& key) const {
        const auto order = order_of(desk_.run, desk_.runbook, desk_.around(), key, desk_.now);
        return order && !std::holds_alternative<NoOrder>(*order);
    }
    void move(const RunStep& step) {
        const RunId run = desk_.run.run;
        const StepKey key = step.key;
        if (step.phase == StepPhase::scheduled) return desk_.put(event::StepStarted{run, key, step.attempt, "p"});
        if (step.phase == StepPhase::asking) return answer(step);
        if (crashes_ > 0 && dice_.one_in(4)) {
            --crashes_;
            return desk_.put(interrupted(desk_.run, desk_.runbook, key));
        }
        const auto outcome = dice_.one_in(3) ? StepOutcome::failure : StepOutcome::success;
        RC_LOG() << key.value << " ends: " << name_of(outcome) << '\n';
        const bool unclear = outcome == StepOutcome::failure && dice_.one_in(3);
        desk_.put(event::StepFinished{run, key, step.attempt, outcome, "because", unclear ? RunValues{{"unclear", "yes"}} : RunValues()});
    }
    void answer(const RunStep& step) {
        std::vector<StepAnswer> fit;
        for (const auto& [value, name] : words::kStepAnswer)
            if (value != StepAnswer::retry && desk_.accepts(step.key.value, value)) fit.push_back(value);
        RC_ASSERT(!fit.empty());
        desk_.put(event::StepAnswered{desk_.run.run, step.key, dice_.pick(fit), "because"}, dice_.pick(std::vector{kAnn, kBob, kStarter}));
    }
    /// People who step in, a few times a game.
    bool meddled() {
        if (meddling_ == 0 || !dice_.one_in(8)) return false;
        --meddling_;
        const bool runs = desk_.run.phase == RunPhase::running;
        const int what = dice_.roll(5);
        if (what == 0 && runs) desk_.put(event::RunPaused{desk_.run.run, "wait"});
        if (what == 1 && desk_.run.phase == RunPhase::paused) desk_.put(event::RunContinued{desk_.run.run});
        if (what == 2 && desk_.run.phase != RunPhase::compensating) desk_.put(event::RunAborted{desk_.run.run, "enough"}, kAnn);
        if (what == 3) desk_.incident.status = Status::monitoring;
        if (what == 4 && !desk_.run.steps.empty()) {
            const StepKey key = dice_.pick(desk_.run.steps).key;
            const auto wish = dice_.one_in(2) ? StepAnswer::retry : StepAnswer::skip;
            RC_LOG() << key.value << " wanted: " << name_of(wish) << '\n';
            if (desk_.accepts(key.value, wish)) desk_.put(event::StepAnswered{desk_.run.run, key, wish, "because"}, kAnn);
        }
        return true;
    }

    Dice& dice_;
    Desk desk_;
    Watch watch_;
    int crashes_ = 5, meddling_ = 6;
};

}  // namespace

TEST_CASE("every run ends, and nothing that is done is done again") {
    CHECK(rc::check([] {
        Dice dice(*rc::gen::container<std::vector<int>>(1000, rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 5040))));
        Game(dice).play();
    }));
}
