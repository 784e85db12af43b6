#include "handlers/oncall_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/oncall/profile.hpp"
#include "handlers/escalate.hpp"
#include "handlers/people.hpp"

namespace tocsin::handlers {

Result<std::shared_ptr<const oncall::Edition>> oncall_edition(const Context& context) {
    if (auto edition = context.settings().oncall->current()) return edition;
    return fail(Errc::unavailable, "There is no on-call file, so nobody is on call here.", "An admin names one under `oncall.file` in the configuration.");
}

Result<const oncall::Calendar*> find_calendar(const oncall::Edition& edition, std::string_view typed) {
    constexpr std::string_view prefix = "schedule:";
    if (typed.starts_with(prefix)) typed.remove_prefix(prefix.size());
    std::vector<std::string_view> ids;
    for (const auto& calendar : edition.calendars.all()) {
        if (text::equals_ignoring_case(calendar.schedule().id.value, typed)) return &calendar;
        ids.emplace_back(calendar.schedule().id.value);
    }
    const auto near = text::nearest(typed.substr(0, 60), ids);
    return fail(Errc::not_found, fmt::format("There is no schedule `{}`.{}", text::truncate(typed, 60), near ? fmt::format(" Did you mean `{}`?", *near) : ""),
                "There are: " + text::join(std::vector<std::string>(ids.begin(), ids.end()), ", ") + ".");
}

Result<const oncall::Person*> find_person(Context& context, const oncall::Edition& edition, const PersonRef& who) {
    const auto& people = edition.file.people;
    if (who.kind == PersonRef::Kind::name) {
        const auto fits = [&](const oncall::Person& p) {
            return text::equals_ignoring_case(p.id.value, who.value) || text::equals_ignoring_case(p.name, who.value) || text::equals_ignoring_case(p.email, who.value);
        };
        if (std::ranges::count_if(people, fits) == 1) return &*std::ranges::find_if(people, fits);
    }
    const auto actor = resolve(context, who);
    if (!actor) return std::unexpected(actor.error());
    const auto user = slack_user(*actor);
    if (const auto* person = user.empty() ? nullptr : edition.file.find(user)) return person;
    return fail(Errc::not_found, who.kind == PersonRef::Kind::me ? "The on-call file does not know you." : "The on-call file does not know this person.",
                "Whoever shall be on call needs an entry with `slack` under `people`.");
}

Markup person_text(Context& context, const oncall::Oncall& file, const oncall::PersonId& id) {
    const auto* person = file.find(id);
    if (person == nullptr) return {id.value};
    if (person->slack.empty()) return {person->name};
    return Markup().person(slack_actor(context.settings().team, person->slack).value);
}

Markup people_text(Context& context, const oncall::Oncall& file, const std::vector<oncall::PersonId>& people) {
    Markup out;
    for (std::size_t i = 0; i < people.size(); ++i) out << (i == 0 ? "" : i + 1 == people.size() ? " and " : ", ") << person_text(context, file, people[i]);
    return out;
}

Markup actor_text(Context& context, const oncall::Oncall& file, const ActorId& actor) {
    const auto user = slack_user(actor);
    const auto* person = user.empty() ? nullptr : file.find(user);
    return person == nullptr ? Markup().person(actor.value) : person_text(context, file, person->id);
}

std::string zone_of(Context& context, const oncall::Oncall& file, const oncall::PersonId& id) {
    const auto* person = file.find(id);
    const bool in_slack = person != nullptr && !person->slack.empty();
    const auto profile = in_slack ? context.tables().people.find(slack_actor(context.settings().team, person->slack)) : std::nullopt;
    return oncall::zone_for(person, profile ? &*profile : nullptr);
}

std::string both_zones(Time at, const std::string& zone) {
    const auto utc = format_in_zone(at, "UTC");
    const auto own = format_in_zone(at, zone);
    if (own == utc) return utc;
    // The date is said once where it is the same.
    constexpr std::size_t date = 10;
    return own + " (" + (own.substr(0, date) == utc.substr(0, date) ? utc.substr(date + 1) : utc) + ")";
}

Result<void> may_change(const Context& context, const oncall::Edition& edition, const oncall::Schedule& schedule) {
    if (context.caller().level >= AccessLevel::operator_) return {};
    const auto user = slack_user(context.caller().actor);
    const auto* person = user.empty() ? nullptr : edition.file.find(user);
    const auto has = [&](const oncall::Layer& layer) {
        return std::ranges::any_of(layer.turns, [&](const auto& turn) { return std::ranges::find(turn, person->id) != turn.end(); });
    };
    if (person != nullptr && std::ranges::any_of(schedule.layers, has)) return {};
    return fail(Errc::forbidden, "Only somebody who is on `" + schedule.id.value + "`, or an operator, may change it.", "Ask one of them; `oncall` says who that is.");
}

void tell_person(Context& context, const oncall::Oncall& file, const oncall::PersonId& id, Markup text) {
    const auto* person = file.find(id);
    if (person != nullptr && !person->slack.empty()) context.work().enqueue({}, delivery::DirectMessage{person->slack, std::move(text)});
}

}  // namespace tocsin::handlers
