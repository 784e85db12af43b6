#include "bot/oncall/profile.hpp"

#include "bot/base/time_format.hpp"

namespace tocsin::oncall {

const Person* listed(const Oncall* file, std::string_view actor_id) {
    if (file == nullptr) return nullptr;
    constexpr std::string_view by_id = "person:";
    if (actor_id.starts_with(by_id)) return file->find(PersonId(std::string(actor_id.substr(by_id.size()))));
    const UserId user = slack_user(ActorId(std::string(actor_id)));
    return user.empty() ? nullptr : file->find(user);
}

std::string zone_for(const Person* in_file, const tocsin::Person* in_slack) {
    if (in_file != nullptr && !in_file->zone.empty()) return in_file->zone;
    return in_slack != nullptr && is_known_zone(in_slack->zone) ? in_slack->zone : "UTC";
}

std::string name_for(const Person* in_file, const tocsin::Person* in_slack) {
    if (in_file != nullptr && in_file->name != in_file->id.value) return in_file->name;
    if (in_slack != nullptr && !in_slack->name.empty()) return in_slack->name;
    return in_file == nullptr ? std::string() : in_file->name;
}

}  // namespace tocsin::oncall
