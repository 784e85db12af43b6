#include "runbooks/engine/attach.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::runbooks {
namespace {

bool fits(const Attach& attach, const Incident& incident) {
    const bool says_nothing = attach.services.empty() && attach.severities.empty() && attach.title.empty();
    if (says_nothing) return false;
    const auto same = [&](const std::string& service) { return text::equals_ignoring_case(service, incident.service.value); };
    if (!attach.services.empty() && std::ranges::none_of(attach.services, same)) return false;
    if (!attach.severities.empty() && std::ranges::find(attach.severities, incident.severity) == attach.severities.end()) return false;
    if (attach.title.empty()) return true;
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(false);
    return RE2::PartialMatch(incident.title, RE2(attach.title, options));
}

}  // namespace

std::optional<AttachStart> attachment(const Runbook& runbook, const Incident& incident) {
    std::optional<AttachStart> out;
    for (const auto& attach : runbook.attach)
        if (out != AttachStart::auto_ && fits(attach, incident)) out = attach.start;
    return out;
}

}  // namespace tocsin::runbooks
