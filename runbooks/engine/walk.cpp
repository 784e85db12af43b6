#include "runbooks/engine/walk.hpp"

#include <fmt/format.h>

#include <array>

namespace tocsin::runbooks {
namespace {

constexpr std::array<std::string_view, 11> kKinds{"command", "http", "chat", "manual", "approval", "wait", "page", "set", "runbook", "parallel", "foreach"};
static_assert(kKinds.size() == std::variant_size_v<Work>, "in the order of Work");

class TextVisitor {
public:
    TextVisitor(std::string prefix, bool after, const VisitText& visit) : prefix_(std::move(prefix)), after_(after), visit_(visit) {}

    void operator()(const CommandStep& is) const {
        for (std::size_t i = 0; i < is.argv.size(); ++i) tell(fmt::format("argv[{}]", i), Slot::argument, is.argv[i]);
        for (const auto& [name, text] : is.environment) tell("environment." + name, Slot::carried, text);
    }
    void operator()(const HttpStep& is) const {
        tell("url", Slot::url, is.url);
        for (const auto& [name, text] : is.headers) tell("headers." + name, Slot::carried, text);
        tell("body", Slot::text, is.body);
    }
    void operator()(const ChatStep& is) const { tell("text", Slot::text, is.text); }
    void operator()(const ManualStep& is) const { tell("text", Slot::text, is.text); }
    void operator()(const ApprovalStep& is) const { tell("text", Slot::text, is.text); }
    void operator()(const WaitStep& is) const {
        if (is.until_http) TextVisitor(prefix_ + "until.http.", after_, visit_)(*is.until_http);
        if (is.until_command) TextVisitor(prefix_ + "until.command.", after_, visit_)(*is.until_command);
    }
    void operator()(const PageStep& is) const {
        tell("target", Slot::text, is.target);
        tell("reason", Slot::text, is.reason);
    }
    void operator()(const SetStep& is) const {
        for (const auto& [role, text] : is.roles) tell("roles." + role, Slot::text, text);
        if (is.note) tell("note", Slot::text, *is.note);
    }
    void operator()(const RunbookStep& is) const {
        for (const auto& [name, text] : is.parameters) tell("parameters." + name, Slot::text, text);
    }
    void operator()(const ParallelStep&) const {}
    void operator()(const ForeachStep& is) const { tell("items", Slot::text, is.items); }

private:
    void tell(const std::string& field, Slot slot, const TextTemplate& text) const {
        if (!text.empty()) visit_({prefix_ + field, slot, after_}, text);
    }

    std::string prefix_;
    bool after_;
    const VisitText& visit_;
};

}  // namespace

void each_text(const Step& step, const VisitText& visit) {
    std::visit(TextVisitor(std::string(kind_of(step)) + ".", false, visit), step.work);
    if (step.compensate) {
        const bool command = std::holds_alternative<CommandStep>(step.compensate->work);
        std::visit(TextVisitor(command ? "compensate.command." : "compensate.http.", true, visit), step.compensate->work);
    }
    if (step.then_page) TextVisitor("then_page.", true, visit)(*step.then_page);
}

const std::vector<Step>& inner_steps(const Step& step) {
    static const std::vector<Step> none;
    if (const auto* parallel = std::get_if<ParallelStep>(&step.work)) return parallel->branches;
    if (const auto* foreach = std::get_if<ForeachStep>(&step.work)) return foreach->steps;
    return none;
}

void each_step(const std::vector<Step>& steps, const std::function<void(const Step&)>& visit) {
    for (const auto& step : steps) {
        visit(step);
        each_step(inner_steps(step), visit);
    }
}

std::string_view kind_of(const Step& step) { return kKinds[step.work.index()]; }

}  // namespace tocsin::runbooks
