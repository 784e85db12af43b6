#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {
namespace {

const Step* find_in(const std::vector<Step>& steps, const StepId& id) {
    for (const Step& step : steps) {
        if (step.id == id) return &step;
        if (const auto* parallel = std::get_if<ParallelStep>(&step.work))
            if (const Step* found = find_in(parallel->branches, id)) return found;
        if (const auto* foreach = std::get_if<ForeachStep>(&step.work))
            if (const Step* found = find_in(foreach->steps, id)) return found;
    }
    return nullptr;
}

}  // namespace

const Step* Runbook::find(const StepId& id) const { return find_in(steps, id); }

}  // namespace tocsin::runbooks
