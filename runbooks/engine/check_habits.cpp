#include "runbooks/engine/check_habits.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <set>

#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

class Habits {
public:
    Habits(const Runbook& runbook, std::vector<Finding>& findings) : runbook_(runbook), findings_(findings) {}

    void all() {
        if (runbook_.concurrency) look_at("concurrency.group", runbook_.concurrency->group);
        each_step(runbook_.steps, [this](const Step& step) { look_at(step); });
        for (const auto& parameter : runbook_.parameters)
            if (!used_.contains(parameter.name)) warn("parameters." + parameter.name, fmt::format("nothing uses the parameter `{}`", parameter.name));
    }

private:
    void look_at(const Step& step) {
        each_text(step, [&](const TextPlace& place, const TextTemplate& text) { look_at(fmt::format("steps.{}.{}", step.id.value, place.field), text); });
        const bool acts = std::holds_alternative<CommandStep>(step.work) || std::holds_alternative<HttpStep>(step.work);
        if (acts && step.retry.attempts > 1 && !step.idempotent)
            warn(fmt::format("steps.{}.retry", step.id.value),
                 "after a time-out or a lost answer a person is asked in place of the next attempt; `idempotent: true` says that repeating does no harm");
        if (step.condition) use(step.condition->names());
        if (const auto* wait = std::get_if<WaitStep>(&step.work); wait != nullptr && wait->until_expression) use(wait->until_expression->names());
    }

    void look_at(const std::string& where, const TextTemplate& text) {
        static const RE2 shell_name(R"(\$\{([A-Za-z_][A-Za-z0-9_.-]*)\})");
        use(text.references());
        std::string name;
        for (const auto& part : text.parts())
            if (!part.is_reference && RE2::PartialMatch(part.text, shell_name, &name))
                return warn(where, fmt::format("`${{{}}}` is not filled in and stays as it is; did you mean {{{{{}}}}}?", name, name));
    }

    void use(const std::vector<std::string>& names) { used_.insert(names.begin(), names.end()); }
    void warn(std::string where, std::string message) { findings_.push_back({std::move(where), std::move(message), true}); }

    const Runbook& runbook_;
    std::vector<Finding>& findings_;
    std::set<std::string> used_;
};

}  // namespace

void check_habits(const Runbook& runbook, std::vector<Finding>& findings) { Habits(runbook, findings).all(); }

}  // namespace tocsin::runbooks
