// What the menus of forms offer while somebody types: services, whom to page, runbooks. Reads; the thread of whoever owns the view.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "bot/base/text.hpp"
#include "handlers/forms.hpp"
#include "handlers/page_menu.hpp"
#include "runbooks/engine/shelf.hpp"

namespace tocsin::handlers {
namespace {

using Options = std::vector<FormOption>;

constexpr std::size_t kMaxSuggestions = 100;
// Slack's limits for an option.
constexpr std::size_t kMaxValue = 150;
constexpr std::size_t kMaxLabel = 75;

struct Question {
    const store::Repositories& tables;
    const Settings& settings;
    std::string typed;  ///< one line
    Time now;
};

bool contains_ignoring_case(std::string_view all, std::string_view part) { return text::lower(all).find(text::lower(part)) != std::string::npos; }

Options services(const Question& question) {
    std::set<std::string> names;
    if (const auto edition = question.settings.oncall->current())
        for (const auto& service : edition->file.services) names.insert(service.name.empty() ? service.id.value : service.name);
    for (const auto& service : question.tables.incidents.services()) names.insert(service.value);
    names.insert(question.settings.pagerduty.routing_names.begin(), question.settings.pagerduty.routing_names.end());
    Options out;
    for (const auto& name : names)
        if (contains_ignoring_case(name, question.typed)) out.push_back({name, name, ""});
    // A service that nobody named yet is one all the same, but never the first choice: half a word is not meant to become one.
    const auto& typed = question.typed;
    if (!typed.empty() && !names.contains(typed)) {
        if (out.size() >= kMaxSuggestions) out.resize(kMaxSuggestions - 1);
        out.push_back({typed, "New service: " + typed, "No service of this name is known yet"});
    }
    return out;
}

Options targets(const Question& question) {
    Options out = page_menu(question.tables, question.settings, question.now);
    std::erase_if(out, [&](const FormOption& one) { return !contains_ignoring_case(one.label, question.typed) && !contains_ignoring_case(one.value, question.typed); });
    return out;
}

Options runbooks_on_shelf(const Question& question) {
    Options out;
    for (const auto& volume : question.settings.runbooks->current()->all()) {
        const auto& runbook = volume->runbook;
        if (contains_ignoring_case(runbook.name.value, question.typed) || contains_ignoring_case(runbook.title, question.typed))
            out.push_back({runbook.name.value, runbook.name.value, runbook.title});
    }
    return out;
}

Options schedules(const Question& question) {
    Options out;
    if (const auto edition = question.settings.oncall->current())
        for (const auto& schedule : edition->file.schedules)
            if (contains_ignoring_case(schedule.id.value, question.typed)) out.push_back({schedule.id.value, schedule.id.value, ""});
    return out;
}

struct Menu {
    std::string_view field;
    Options (*options)(const Question& question);
};
constexpr std::array kMenus = std::to_array<Menu>({{"service", services}, {"target", targets}, {"runbook", runbooks_on_shelf}, {"schedule", schedules}});

}  // namespace

std::vector<FormOption> suggest(const store::Repositories& tables, const Settings& settings, std::string_view field, std::string_view typed, Time now) {
    const auto menu = std::ranges::find(kMenus, field, &Menu::field);
    if (menu == kMenus.end()) return {};
    Options out;
    for (FormOption& one : menu->options({tables, settings, text::one_line(typed), now})) {
        if (out.size() == kMaxSuggestions) break;
        if (one.value.empty() || one.value.size() > kMaxValue) continue;
        one.label = text::truncate(one.label, kMaxLabel);
        one.description = text::truncate(text::one_line(one.description), kMaxLabel);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace tocsin::handlers
