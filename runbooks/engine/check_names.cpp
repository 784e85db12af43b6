#include "runbooks/engine/check_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "runbooks/engine/check_scope.hpp"
#include "runbooks/engine/outputs.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

constexpr std::string_view kSecret = "secret.", kSteps = "steps.";

class Names {
public:
    Names(const Runbook& runbook, const CheckAgainst& against, std::vector<Finding>& findings)
        : runbook_(runbook), against_(against), findings_(findings), scopes_(scopes_of(runbook, findings)) {}

    void all() {
        if (runbook_.concurrency)
            for (const auto& name : runbook_.concurrency->group.references()) here_ = {"concurrency.group", {}, nullptr, Slot::text}, look_up(name);
        each_step(runbook_.steps, [this](const Step& step) { look_at(step); });
    }

private:
    /// Where the name stands that is looked up.
    struct Here {
        std::string where;
        Scope scope;
        const Step* step = nullptr;  ///< null: outside all steps
        Slot slot = Slot::text;
    };

    void look_at(const Step& step) {
        const auto scope = scopes_[step.id.value];
        const auto at = "steps." + step.id.value + ".";
        each_text(step, [&](const TextPlace& place, const TextTemplate& text) {
            here_ = {at + place.field, scope, &step, place.slot};
            if (place.after) here_.scope.before.insert(step.id.value);
            for (const auto& name : text.references()) look_up(name);
        });
        if (step.condition) look_at(*step.condition, {at + "if", scope, &step, Slot::text});
        if (const auto* wait = std::get_if<WaitStep>(&step.work); wait != nullptr && wait->until_expression)
            look_at(*wait->until_expression, {at + "wait.until.if", scope, &step, Slot::text});
    }

    void look_at(const Expression& expression, Here here) {
        here_ = std::move(here);
        for (const auto& name : expression.names()) look_up(name);
        for (const auto& id : expression.steps()) look_up_step(id);
    }

    void look_up(const std::string& name) {
        if (name.starts_with(kSecret)) return look_up_secret(name.substr(kSecret.size()));
        if (name.starts_with(kSteps)) return look_up_output(name);
        if (std::ranges::find(kIncidentFields, name) != kIncidentFields.end()) return;
        if (std::ranges::find(kItemFields, name) != kItemFields.end()) {
            if (!here_.scope.repeated) wrong(fmt::format("`{}` is known inside a foreach alone", name));
            return;
        }
        const auto found = std::ranges::find(runbook_.parameters, name, &Parameter::name);
        if (found == runbook_.parameters.end()) return wrong(fmt::format("nothing is called `{}`{}", name, did_you_mean(name, known_names())));
    }

    void look_up_secret(const std::string& name) {
        if (here_.slot != Slot::carried) wrong(fmt::format("the secret `{}` would be seen here: pass it in `environment` or `headers`", name));
        if (against_.allowed == nullptr || against_.allowed->secrets.contains(name)) return;
        wrong(fmt::format("the configuration has no secret `{}`{}", name, did_you_mean(name, {against_.allowed->secrets.begin(), against_.allowed->secrets.end()})));
    }

    /// The step by its id, if it comes before; null after a finding.
    const Step* look_up_step(const std::string& id) {
        const Step* step = runbook_.find(StepId(id));
        if (step == nullptr) {
            std::vector<std::string> ids;
            each_step(runbook_.steps, [&](const Step& s) { ids.push_back(s.id.value); });
            wrong(fmt::format("there is no step `{}`{}", id, did_you_mean(id, ids)));
        } else if (!here_.scope.before.contains(id)) {
            wrong(fmt::format("step `{}` does not come before this{}", id,
                              here_.step == nullptr ? "" : ": it stands later, beside it, or inside a foreach that this is not in"));
            step = nullptr;
        }
        return step;
    }

    void look_up_output(const std::string& name) {
        const auto dot = name.find('.', kSteps.size());
        if (dot == std::string::npos) return wrong(fmt::format("`{}` names no output; write steps.ID.OUTPUT", name));
        const auto id = name.substr(kSteps.size(), dot - kSteps.size()), output = name.substr(dot + 1);
        const Step* step = look_up_step(id);
        if (step == nullptr) return;
        const auto known = outputs_of(*step);
        if (!known || std::ranges::find(*known, output) != known->end()) return;
        wrong(fmt::format("step `{}` has no output `{}`{}", id, output, did_you_mean(output, *known)));
    }

    /// Those of a child run are those of its steps; nothing if the child is not known here.
    std::optional<std::vector<std::string>> outputs_of(const Step& step) const {
        std::vector<std::string> out = undeclared_outputs(step);
        const auto add = [&](const Step& of) {
            for (const auto& output : of.outputs) out.push_back(output.name);
        };
        const auto* child = std::get_if<RunbookStep>(&step.work);
        if (child == nullptr) {
            add(step);
            return out;
        }
        const Runbook* runbook = against_.child ? against_.child(child->runbook) : nullptr;
        if (runbook == nullptr) return std::nullopt;
        each_step(runbook->steps, add);
        return out;
    }

    std::vector<std::string> known_names() const {
        std::vector<std::string> out(kIncidentFields.begin(), kIncidentFields.end());
        for (const auto& parameter : runbook_.parameters) out.push_back(parameter.name);
        if (here_.scope.repeated) out.insert(out.end(), kItemFields.begin(), kItemFields.end());
        for (const auto& id : here_.scope.before)
            if (const Step* step = runbook_.find(StepId(id)))
                for (const auto& output : outputs_of(*step).value_or(std::vector<std::string>{})) out.push_back(fmt::format("steps.{}.{}", id, output));
        return out;
    }

    void wrong(std::string message) { findings_.push_back({here_.where, std::move(message), false}); }

    const Runbook& runbook_;
    const CheckAgainst& against_;
    std::vector<Finding>& findings_;
    std::map<std::string, Scope> scopes_;
    Here here_;
};

}  // namespace

void check_names(const Runbook& runbook, const CheckAgainst& against, std::vector<Finding>& findings) { Names(runbook, against, findings).all(); }

}  // namespace tocsin::runbooks
