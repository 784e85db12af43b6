#include "bot/oncall/ways.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::oncall {
namespace {

constexpr std::string_view kPagingPeople = "`pagerduty.api_token` and `pagerduty.page_service`";

bool has_key(const Ways& ways, std::string_view name) {
    return std::ranges::any_of(ways.routing_names, [&](const std::string& key) { return text::equals_ignoring_case(key, name); });
}

}  // namespace

std::string Ways::lacks(Means means) const {
    switch (means) {
        case Means::slack: return slack ? "" : "`slack`";
        case Means::email: return smtp ? "" : "`notify.smtp`";
        case Means::sms:
        case Means::call: return twilio ? "" : "`notify.twilio`";
        case Means::pagerduty: return pagerduty_people ? "" : std::string(kPagingPeople);
        case Means::webhook:
        case Means::ntfy: break;
    }
    return {};
}

std::string Ways::lacks_for(const Service& service) const {
    if (!pagerduty) return "`pagerduty`";
    if (has_key(*this, service.id.value) || has_key(*this, service.name) || has_key(*this, "default")) return {};
    return fmt::format("`pagerduty.routing_keys.{}` (or `default`)", service.id.value);
}

std::string Ways::lacks_for(const Policy& policy) const {
    if (!pagerduty) return "`pagerduty`";
    if (pagerduty_people || has_key(*this, policy.id.value) || has_key(*this, "default")) return {};
    return fmt::format("{}, or `pagerduty.routing_keys.{}` (or `default`)", kPagingPeople, policy.id.value);
}

}  // namespace tocsin::oncall
