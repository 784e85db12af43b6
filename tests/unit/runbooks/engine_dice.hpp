// Random runbooks for property tests: drawn by dice whose throws are known beforehand, so that a failing game shrinks. Values; one thread.
#pragma once

#include <algorithm>
#include <chrono>

#include "tests/unit/runbooks/engine_desk.hpp"

namespace tocsin::runbooks::test {

/// Choices drawn before the game, so that a failing game shrinks to a short one. All zeros where the tape ends.
class Dice {
public:
    explicit Dice(std::vector<int> tape) : tape_(std::move(tape)) {}
    int roll(int sides) { return at_ < tape_.size() ? tape_[at_++] % sides : 0; }
    bool one_in(int sides) { return roll(sides) == sides - 1; }
    template <class T>
    const T& pick(const std::vector<T>& from) { return from[static_cast<std::size_t>(roll(static_cast<int>(from.size())))]; }

private:
    std::vector<int> tape_;
    std::size_t at_ = 0;
};

struct Maker {
    Dice& dice;
    int made = 0;

    Step leaf(const std::string& id) {
        WaitStep rest;
        rest.duration = std::chrono::minutes{5};
        WaitStep calm;
        calm.until_expression = condition("status == 'monitoring'");
        WaitStep healthy;
        healthy.until_command = CommandStep{{wording("probe")}, {}};
        healthy.at_most = std::chrono::seconds{25};
        switch (dice.roll(8)) {
            case 0: return manual(id);
            case 1: return approval(id, {{}, 1 + dice.roll(2), dice.one_in(2), std::chrono::minutes{15}});
            case 2: return wait_for(id, rest);
            case 3: return wait_for(id, calm);
            case 4: return wait_for(id, healthy);
            default: return command(id);
        }
    }
    Step step(int depth) {
        const std::string id = "s" + std::to_string(++made);
        const int kind = depth < 2 ? dice.roll(6) : 0;
        Step out = kind == 4   ? parallel(id, list(depth + 1))
                   : kind == 5 ? foreach(id, dice.pick(Words{"[]", "x", "x y", "x y z"}), list(depth + 1), 1 + dice.roll(2))
                               : leaf(id);
        const std::string asked = dice.pick(Words{"", "", "", "", "always()", "failure()", "success()", "skipped()", "severity == 1"});
        if (!asked.empty()) out = with_if(std::move(out), asked);
        if (dice.one_in(4)) out.on_error = OnError::go_on;
        out.retry.attempts = 1 + dice.roll(3);
        out.idempotent = dice.one_in(2);
        if (dice.one_in(3)) out = undone(std::move(out), dice.one_in(2));
        return out;
    }
    std::vector<Step> list(int depth) {
        std::vector<Step> out;
        const bool graph = dice.one_in(2);
        for (int i = 0, size = (depth == 0 ? 3 : 1) + dice.roll(4); i < size; ++i) {
            Step made_now = step(depth);
            if (graph) {
                made_now.needs.emplace();
                for (const Step& earlier : out)
                    if (dice.one_in(2)) made_now.needs->push_back(earlier.id);
            }
            out.push_back(std::move(made_now));
        }
        // The file may name what comes later: order is by needs alone.
        if (graph && dice.one_in(2)) std::ranges::reverse(out);
        return out;
    }
};

}  // namespace tocsin::runbooks::test
