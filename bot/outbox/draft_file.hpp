// The post-mortem draft as the file that is uploaded to Slack. Pure; any thread.
#pragma once

#include <span>
#include <string>

#include "bot/base/markup.hpp"
#include "bot/core/incident.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

struct DraftFile {
    std::string name;   ///< `INC-42-postmortem.md`
    std::string bytes;  ///< Markdown, never empty
};

DraftFile draft_file(const Incident& incident, std::span<const Event> timeline, const handlers::Settings& settings, const Names& names);

}  // namespace tocsin::outbox
