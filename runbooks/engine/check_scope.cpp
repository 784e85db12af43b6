#include "runbooks/engine/check_scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "bot/base/text.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

/// The step itself, and the branches inside it: those of a foreach run once an item, so that outside nobody can mean one of them.
void add_ended(const Step& step, std::set<std::string>& out) {
    out.insert(step.id.value);
    if (const auto* parallel = std::get_if<ParallelStep>(&step.work))
        for (const auto& branch : parallel->branches) add_ended(branch, out);
}

class Scopes {
public:
    Scopes(const Runbook& runbook, std::vector<Finding>& findings) : runbook_(runbook), findings_(findings) {}

    std::map<std::string, Scope> all() {
        list(runbook_.steps, {}, true);
        return std::move(out_);
    }

private:
    void list(const std::vector<Step>& steps, const Scope& around, bool may_need) {
        const auto needs = needs_in(steps, may_need);
        report_cycle(steps, needs);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            Scope scope = around;
            std::vector<bool> seen(steps.size());
            close(steps, needs, i, seen, scope.before);
            inner(steps[i], scope);
            out_.try_emplace(steps[i].id.value, std::move(scope));
        }
    }

    void inner(const Step& step, const Scope& scope) {
        if (const auto* parallel = std::get_if<ParallelStep>(&step.work))
            for (const auto& branch : parallel->branches) {
                refuse_needs(branch, "branches of a parallel start together");
                inner(branch, scope);
                out_.try_emplace(branch.id.value, scope);
            }
        if (const auto* foreach = std::get_if<ForeachStep>(&step.work)) list(foreach->steps, {scope.before, true}, false);
    }

    /// The places of what each step needs; the step before it if it says nothing.
    std::vector<std::vector<std::size_t>> needs_in(const std::vector<Step>& steps, bool may_need) {
        std::vector<std::vector<std::size_t>> out(steps.size());
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (!may_need) refuse_needs(steps[i], "the steps of a foreach run in their order");
            if (may_need && steps[i].needs) named_needs(steps, i, out[i]);
            else if (i > 0) out[i].push_back(i - 1);
        }
        return out;
    }

    void named_needs(const std::vector<Step>& steps, std::size_t of, std::vector<std::size_t>& out) {
        std::vector<std::string> ids;
        ids.reserve(steps.size());
        for (const auto& step : steps) ids.push_back(step.id.value);
        for (const auto& id : *steps[of].needs) {
            const auto found = std::ranges::find(ids, id.value);
            if (found != ids.end()) out.push_back(static_cast<std::size_t>(found - ids.begin()));
            else if (runbook_.find(id) != nullptr) wrong(steps[of], fmt::format("needs `{}`, which stands inside another step; need that step", id.value));
            else wrong(steps[of], fmt::format("needs `{}`, which is no step{}", id.value, did_you_mean(id.value, ids)));
        }
    }

    static void close(const std::vector<Step>& steps, const std::vector<std::vector<std::size_t>>& needs, std::size_t of, std::vector<bool>& seen,
                      std::set<std::string>& out) {
        for (const auto need : needs[of]) {
            if (seen[need]) continue;
            seen[need] = true;
            add_ended(steps[need], out);
            close(steps, needs, need, seen, out);
        }
    }

    /// Tells the first cycle of the list.
    void report_cycle(const std::vector<Step>& steps, const std::vector<std::vector<std::size_t>>& needs) {
        enum class Mark : std::uint8_t { fresh, open, done };
        std::vector<Mark> marks(steps.size());
        std::vector<std::size_t> path;
        const auto walk = [&](auto&& self, std::size_t at) -> bool {
            marks[at] = Mark::open;
            path.push_back(at);
            for (const auto need : needs[at]) {
                if (marks[need] == Mark::open) return tell_cycle(steps, path, need), true;
                if (marks[need] == Mark::fresh && self(self, need)) return true;
            }
            marks[at] = Mark::done;
            path.pop_back();
            return false;
        };
        for (std::size_t i = 0; i < steps.size(); ++i)
            if (marks[i] == Mark::fresh && walk(walk, i)) return;
    }

    void tell_cycle(const std::vector<Step>& steps, const std::vector<std::size_t>& path, std::size_t back_to) {
        std::vector<std::string> ids;
        for (auto at = std::ranges::find(path, back_to); at != path.end(); ++at) ids.push_back(steps[*at].id.value);
        ids.push_back(steps[back_to].id.value);
        wrong(steps[path.back()], fmt::format("needs itself: {}", text::join(ids, " → ")));
    }

    void refuse_needs(const Step& step, std::string_view why) {
        if (step.needs) wrong(step, fmt::format("`needs` has no meaning here: {}", why));
    }
    void wrong(const Step& step, std::string message) {
        findings_.push_back({"steps." + step.id.value + ".needs", fmt::format("step `{}` {}", step.id.value, message), false});
    }

    const Runbook& runbook_;
    std::vector<Finding>& findings_;
    std::map<std::string, Scope> out_;
};

}  // namespace

std::map<std::string, Scope> scopes_of(const Runbook& runbook, std::vector<Finding>& findings) { return Scopes(runbook, findings).all(); }

}  // namespace tocsin::runbooks
