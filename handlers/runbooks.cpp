// `runbook list`, `show`, `search`: what is on the shelf. Reads; they write nothing and post nothing.
#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "handlers/runbook_words.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kListedAtMost = 50;

Markup line_of(const runbooks::Runbook& runbook) {
    Markup out("• ");
    out.bold(runbook.name.value);
    return out << " — " << text::truncate(runbook.title, 120);
}

Reply listing(const Context& context, const std::vector<runbooks::VolumePtr>& found, const std::string& nothing) {
    if (found.empty()) return say(nothing);
    Markup out(fmt::format("{} runbook{}:", found.size(), found.size() == 1 ? "" : "s"));
    for (std::size_t i = 0; i < found.size() && i < kListedAtMost; ++i) out << "\n" << line_of(found[i]->runbook);
    if (found.size() > kListedAtMost) out << fmt::format("\n… and {} more; `runbook search WORDS` finds them.", found.size() - kListedAtMost);
    return say(out << fmt::format("\n`{} run NAME` starts one on this incident, `--dry-run` only says what would happen.", context.settings().command));
}

Markup parameter_line(const runbooks::Parameter& parameter) {
    Markup out("\n• ");
    out.code(parameter.name);
    if (parameter.fallback) out << " (" << (parameter.fallback->empty() ? "empty" : *parameter.fallback) << " unless told)";
    else if (parameter.required) out << " (needed)";
    if (!parameter.choices.empty()) out << ": one of " << text::join(parameter.choices, ", ");
    if (!parameter.help.empty()) out << " — " << parameter.help;
    return out;
}

}  // namespace

Reply handle(Context& context, const command::RunbookList&) {
    return listing(context, context.settings().runbooks->current()->all(), "There are no runbooks. `runbooks.dirs` in the configuration says where they are.");
}

Reply handle(Context& context, const command::RunbookSearch& search) {
    return listing(context, context.settings().runbooks->current()->search(search.words), "No runbook has these words. `runbook list` shows all of them.");
}

Reply handle(Context& context, const command::RunbookShow& show) {
    const auto volume = find_runbook(context, show.runbook);
    if (!volume) return refuse(volume.error());
    const runbooks::Runbook& runbook = (*volume)->runbook;
    Markup out;
    out.bold(runbook.name.value) << " — " << runbook.title;
    if (!runbook.description.empty()) out << "\n" << runbook.description;
    out << fmt::format("\nStarted by {}, approved by {}.", name_of(runbook.may_start), name_of(runbook.may_approve));
    if (!runbook.parameters.empty()) out << "\nParameters:";
    for (const auto& parameter : runbook.parameters) out << parameter_line(parameter);
    out << "\nSteps:";
    int number = 0;
    for (const auto& step : runbook.steps) out << fmt::format("\n{}. {} ({})", ++number, step.title.empty() ? step.id.value : step.title, step.id.value);
    return say(out);
}

}  // namespace tocsin::handlers
