#include "bot/slack/directory.hpp"

#include <string>

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

/// The name that Slack itself shows: display name, else real name, else handle.
std::string shown_name(const JsonCursor& user) {
    const auto profile = user.object_or("profile");
    const std::string candidates[] = {profile.text_or("display_name"), profile.text_or("real_name"), user.text_or("real_name"),
                                      user.text_or("name")};
    for (const std::string& candidate : candidates)
        if (const std::string name = text::visible_name(candidate); !name.empty()) return name;
    return user.text_or("id");
}

}  // namespace

Person person_of(const JsonCursor& user, Time now) {
    Person person;
    const auto profile = user.object_or("profile");
    const std::string team = user.text_or("team_id", profile.text_or("team"));
    if (team.empty()) user["team_id"].complain("is missing");
    person.id = slack_actor(TeamId(team), UserId(user.text("id")));
    person.name = shown_name(user);
    person.email = profile.text_or("email");
    person.zone = user.text_or("tz", "UTC");
    if (person.zone.empty()) person.zone = "UTC";
    for (std::string_view flag : {"is_restricted", "is_ultra_restricted", "is_stranger", "deleted"})
        person.guest = user.flag_or(flag, false) || person.guest;
    person.bot = user.flag_or("is_bot", false);
    person.fetched_at = now;
    return person;
}

Result<Person> decode_person(std::string_view body, Time now) {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(Errc::unavailable, "Slack's answer about a person " + document.error().message);
    Person person = person_of(document->root().object("user"), now);
    if (document->error()) return fail(Errc::unavailable, "Slack's answer about a person: " + document->error()->message);
    return person;
}

}  // namespace tocsin::slack
