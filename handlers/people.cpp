#include "handlers/people.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/oncall/profile.hpp"

namespace tocsin::handlers {
namespace {

/// The workspace of whoever asks, else the configured one.
TeamId team_of(const Context& context) {
    const auto parts = text::split(context.caller().actor.value, ':');
    return is_slack_person(context.caller().actor) && parts.size() == 3 ? TeamId(std::string(parts[1])) : context.settings().team;
}

std::string nearest_name(Context& context, const std::string& typed) {
    std::vector<std::string> names;
    for (const auto& person : context.tables().people.all()) names.push_back(person.name);
    const auto near = typed.size() < 40 ? text::nearest(typed, std::vector<std::string_view>(names.begin(), names.end())) : std::nullopt;
    return near ? " Did you mean `@" + std::string(*near) + "`?" : "";
}

/// By Slack's names and by those of the on-call file, since people read both.
Result<ActorId> by_name(Context& context, const std::string& name) {
    std::vector<ActorId> fitting;
    const auto consider = [&](const ActorId& id, const auto& person) {
        const bool fits = text::equals_ignoring_case(person.name, name) || text::equals_ignoring_case(person.email, name);
        if (fits && is_slack_person(id) && std::ranges::find(fitting, id) == fitting.end()) fitting.push_back(id);
    };
    for (const auto& person : context.tables().people.all()) consider(person.id, person);
    if (const auto edition = context.settings().oncall->current())
        for (const auto& person : edition->file.people)
            if (!person.slack.empty()) consider(slack_actor(team_of(context), person.slack), person);
    if (fitting.size() == 1) return fitting.front();
    if (fitting.empty())
        return fail(Errc::not_found, "Nobody here is known as `" + name + "`." + nearest_name(context, name), "Choose the person from what Slack offers after the @, or use the e-mail address.");
    return fail(Errc::invalid_argument, "More than one person is known as `" + name + "`.", "Mention the person with @, or use the e-mail address.");
}

}  // namespace

std::string with_names(Context& context, std::string text) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
        const auto end = std::min(text.find_first_not_of(letters, at + 1), text.size());
        const std::string id = text.substr(at + 1, end - at - 1);
        if (id.size() < 4 || (id[0] != 'U' && id[0] != 'W')) continue;
        const auto person = context.tables().people.find(slack_actor(team_of(context), UserId(id)));
        if (person && !person->name.empty()) text.replace(at + 1, id.size(), person->name);
    }
    return text;
}

Result<ActorId> resolve(Context& context, const PersonRef& who) {
    switch (who.kind) {
        case PersonRef::Kind::me:
            if (!context.caller().is_person) return fail(Errc::forbidden, "This token acts as nobody, so `me` is nobody.");
            return context.caller().actor;
        case PersonRef::Kind::user: return slack_actor(team_of(context), UserId(who.value));
        case PersonRef::Kind::name: return by_name(context, who.value);
    }
    return fail(Errc::invalid_argument, "Nobody was named.");
}

std::string zone_of(const Settings& settings, const ActorId& actor, const Person* profile) {
    const auto edition = settings.oncall->current();
    return oncall::zone_for(oncall::listed(edition ? &edition->file : nullptr, actor.value), profile);
}

}  // namespace tocsin::handlers
