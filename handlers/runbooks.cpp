// `runbook list`, `show`, `search`: what is on the shelf. Reads; they write nothing and post nothing.
#include <fmt/format.h>

#include <algorithm>

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

/// On the incident of this channel, else on the one that the form asks for.
Offer run_offer(Context& context, std::string form, std::string label) {
    const IncidentNumber here = context.tables().incidents.by_channel(context.caller().channel);
    return {{ButtonAction::open_form, here, Status::triage, {}, std::move(form)}, std::move(label), false};
}

Reply listing(Context& context, const std::vector<runbooks::VolumePtr>& found, const std::string& nothing) {
    if (found.empty()) return say(nothing);
    Markup out(fmt::format("{} runbook{}:", found.size(), found.size() == 1 ? "" : "s"));
    for (std::size_t i = 0; i < found.size() && i < kListedAtMost; ++i) out << "\n" << line_of(found[i]->runbook);
    if (found.size() > kListedAtMost) out << fmt::format("\n… and {} more; `runbook search WORDS` finds them.", found.size() - kListedAtMost);
    Reply reply = say(out << fmt::format("\n`{} run NAME` starts one on this incident, `--dry-run` only says what would happen.", context.settings().command));
    reply.offers.push_back(run_offer(context, std::string(name_of(FormKind::runbook)), "Run one…"));
    return reply;
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

Markup runbook_steps(const runbooks::Runbook& runbook, std::size_t at_most) {
    Markup out("\nSteps:");
    for (std::size_t i = 0; i < std::min(runbook.steps.size(), at_most); ++i) {
        const auto& step = runbook.steps[i];
        out << fmt::format("\n{}. {} ({})", i + 1, step.title.empty() ? step.id.value : step.title, step.id.value);
    }
    if (runbook.steps.size() > at_most) out << fmt::format("\n… and {} more", runbook.steps.size() - at_most);
    return out;
}

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
    Reply reply = say(out << runbook_steps(runbook, runbook.steps.size()));
    reply.offers.push_back(run_offer(context, fmt::format("{} {}", name_of(FormKind::run), runbook.name.value), "Run it…"));
    return reply;
}

}  // namespace tocsin::handlers
