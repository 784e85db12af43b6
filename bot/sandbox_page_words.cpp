// What can be typed and chosen on the sandbox page, as JSON: the table of verbs, the vocabularies that their arguments come from, the shortcuts,
// and the emoji that mean something. All of it read from where the program itself reads it. Pure; I/O thread.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/core/message.hpp"
#include "bot/core/words.hpp"
#include "bot/sandbox_page.hpp"
#include "bot/slack/surface.hpp"
#include "handlers/grammar.hpp"
#include "handlers/parser.hpp"

namespace tocsin {
namespace {

using handlers::Settings;
using nlohmann::json;

json word(std::string_view name, std::string_view summary = {}) { return {{"name", name}, {"summary", summary}}; }

/// The entries of a vocabulary that the parser takes at this place: `set` takes no time of declaration, `status` no closing.
template <class T, std::size_t N>
json taken(const words::Table<T, N>& table, std::string_view before, std::string_view after = {}) {
    json out = json::array();
    for (const auto& entry : table)
        if (handlers::parse(std::string(before) + std::string(entry.second) + std::string(after), {})) out.push_back(word(entry.second));
    return out;
}

json severities() {
    json out = json::array();
    for (const auto& [severity, name] : words::kSeverity)
        if (severity != Severity::unset) out.push_back(word("sev" + std::to_string(static_cast<int>(severity)), meaning_of(severity)));
    return out;
}

json runbooks_on(const Settings& settings) {
    json out = json::array();
    for (const auto& volume : settings.runbooks->current()->all()) out.push_back(word(volume->runbook.name.value, volume->runbook.title));
    return out;
}

/// `schedules` alone, or all that can be paged.
json on_call_names(const Settings& settings, bool schedules_only) {
    json out = json::array();
    const auto edition = settings.oncall->current();
    if (!edition) return out;
    for (const auto& schedule : edition->file.schedules) out.push_back(word(schedule.id.value, "schedule"));
    if (schedules_only) return out;
    for (const auto& policy : edition->file.policies) out.push_back(word(policy.id.value, "policy"));
    for (const auto& service : edition->file.services) out.push_back(word(service.id.value, "service"));
    for (const auto& name : settings.pagerduty.routing_names) out.push_back(word(name, "service, by PagerDuty"));
    return out;
}

json vocabularies(const Settings& settings) {
    return {{"status", taken(words::kStatus, "status ")}, {"severity", severities()},
            {"role", taken(words::kRole, "role ", " me")}, {"key_time", taken(words::kKeyTime, "set ", " clear")},
            {"review", taken(words::kReview, "postmortem review ")}, {"runbook", runbooks_on(settings)},
            {"schedule", on_call_names(settings, true)}, {"on_call", on_call_names(settings, false)}};
}

/// Which vocabulary a word of a command comes from. `incident` and `person` are what the page itself knows.
struct Takes {
    std::string_view after;  ///< the words before it, without the command's name
    std::string_view from;
};
constexpr auto kTakes = std::to_array<Takes>({
    {"status", "status"}, {"sev", "severity"}, {"declare", "severity"}, {"role", "role"}, {"set", "key_time"}, {"run", "runbook"}, {"runbook show", "runbook"},
    {"related", "incident"}, {"merge", "incident"}, {"show", "incident"}, {"join", "incident"}, {"lead", "person"}, {"assign", "person"}, {"role lead", "person"},
    {"role comms", "person"}, {"role scribe", "person"}, {"page", "on_call"}, {"oncall", "on_call"}, {"override", "schedule"}, {"swap", "schedule"},
    {"postmortem owner", "person"}, {"postmortem review", "review"}, {"help", "verb"},
});

json verbs() {
    json out = json::array();
    for (const auto& verb : handlers::verbs()) {
        json options = json::array();
        for (const auto& option : verb.options) options.push_back({{"name", option.name}, {"detail", option.shown}, {"summary", option.meaning}});
        out.push_back({{"name", verb.name}, {"arguments", verb.arguments}, {"summary", verb.summary}, {"options", std::move(options)}});
    }
    return out;
}

/// What goes on the timeline first.
json marks(const Settings& settings) {
    json out = json::array();
    for (const auto& [kind, name] : words::kEntryKind)
        for (const auto& [emoji, means] : settings.reactions)
            if (means == kind) out.push_back({{"emoji", emoji}, {"kind", name}});
    return out;
}

}  // namespace

std::string page_words(const Settings& settings) {
    json of_messages = json::array(), of_all = json::array(), takes = json::object();
    for (const auto& one : slack::shortcuts()) (one.on_message ? of_messages : of_all).push_back({{"callback", one.callback_id}, {"name", one.name}});
    for (const auto& one : kTakes) takes[std::string(one.after)] = one.from;
    return json{{"verbs", verbs()}, {"vocabularies", vocabularies(settings)}, {"takes", takes}, {"message_shortcuts", of_messages}, {"global_shortcuts", of_all}, {"marks", marks(settings)}}.dump();
}

}  // namespace tocsin
