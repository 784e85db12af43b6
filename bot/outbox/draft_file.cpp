#include "bot/outbox/draft_file.hpp"

#include "bot/postmortem/markdown.hpp"

namespace tocsin::outbox {

DraftFile draft_file(const Incident& incident, std::span<const Event> timeline, const handlers::Settings& settings, const Names& names) {
    return {display_name(settings.key, incident.number) + "-postmortem.md",
            postmortem::markdown({incident, timeline, names, settings.key, settings.public_url})};
}

}  // namespace tocsin::outbox
