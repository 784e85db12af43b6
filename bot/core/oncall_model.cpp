#include "bot/core/oncall_model.hpp"

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::oncall {
namespace {

template <class T, class Key>
const T* find_by(const std::vector<T>& all, const Key& key, Key T::*member) {
    const auto found = std::ranges::find(all, key, member);
    return found == all.end() ? nullptr : &*found;
}

constexpr std::string_view kPersonActor = "person:";

/// Spaces, dashes and brackets are how people write a number, not part of it.
std::string digits_of(std::string_view phone) {
    std::string out;
    for (const char c : phone)
        if ((c >= '0' && c <= '9') || c == '+') out += c;
    return out;
}

}  // namespace

bool is_phone_of(const Person& person, std::string_view phone) {
    constexpr std::size_t kShortest = 8;
    const std::string digits = digits_of(phone);
    return digits.size() >= kShortest && digits_of(person.phone) == digits;
}

ActorId person_actor(const PersonId& id) { return ActorId(std::string(kPersonActor) + id.value); }

std::string_view Person::contact(Means means) const {
    switch (means) {
        case Means::slack: return slack.value;
        case Means::email: return email;
        case Means::sms:
        case Means::call: return phone;
        case Means::webhook: return webhook;
        case Means::ntfy: return ntfy;
        case Means::pagerduty: return pagerduty;
    }
    return {};
}

std::string to_text(const Target& target) { return std::string(name_of(target.kind)) + ":" + target.id; }

std::optional<Target> parse_target(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) return std::nullopt;
    const auto kind = tocsin::words::find_in(words::kTarget, text.substr(0, colon));
    if (!kind) return std::nullopt;
    return Target{*kind, std::string(text.substr(colon + 1))};
}

const Person* Oncall::find(const PersonId& id) const { return find_by(people, id, &Person::id); }
const Person* Oncall::find(const UserId& slack) const { return slack.empty() ? nullptr : find_by(people, slack, &Person::slack); }
const Person* Oncall::find(const ActorId& actor) const {
    if (!actor.value.starts_with(kPersonActor)) return find(slack_user(actor));
    return find(PersonId(actor.value.substr(kPersonActor.size())));
}
const Schedule* Oncall::find(const ScheduleId& id) const { return find_by(schedules, id, &Schedule::id); }
const Policy* Oncall::find(const PolicyId& id) const { return find_by(policies, id, &Policy::id); }
const Service* Oncall::find(const OncallServiceId& id) const { return find_by(services, id, &Service::id); }

const Service* Oncall::find_service(std::string_view id_or_name) const {
    if (const auto* by_id = find(OncallServiceId(std::string(id_or_name)))) return by_id;
    const auto named = [&](const Service& service) { return text::equals_ignoring_case(service.name, id_or_name); };
    const auto found = std::ranges::find_if(services, named);
    return found == services.end() ? nullptr : &*found;
}

std::vector<NotifyRule> Oncall::rules(const Person& person, Urgency urgency) const {
    if (const auto& own = person.notify.of(urgency)) return *own;
    if (const auto& common = notify_defaults.of(urgency)) return *common;
    // Whoever said nothing about low urgency is told as for high: too loud is better than silent.
    return urgency == Urgency::low ? rules(person, Urgency::high) : std::vector<NotifyRule>{};
}

}  // namespace tocsin::oncall
