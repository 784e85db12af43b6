#include "bot/sandbox/pagerduty_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"

namespace tocsin::sandbox {

bool PagerDutyIncident::anybody_notified() const {
    return std::ranges::any_of(
        log, [](const auto& entry) { return entry.type == "notify_log_entry" && !entry.user.empty(); });
}

PagerDutyIncident* PagerDutyState::incident(const std::string& id) {
    const auto found = incidents.find(id);
    return found == incidents.end() ? nullptr : &found->second;
}

const PagerDutyUser* PagerDutyState::user_by_email(const std::string& email) const {
    const auto found = std::ranges::find_if(
        users, [&](const auto& entry) { return text::equals_ignoring_case(entry.second.email, email); });
    return email.empty() || found == users.end() ? nullptr : &found->second;
}

const PagerDutyService* PagerDutyState::service_by_key(const std::string& routing_key) const {
    const auto found = std::ranges::find_if(
        services, [&](const auto& entry) { return entry.second.routing_key == routing_key; });
    return routing_key.empty() || found == services.end() ? nullptr : &found->second;
}

PagerDutyIncident* PagerDutyState::open_by_key(const std::string& service, const std::string& key) {
    const auto found = std::ranges::find_if(incidents, [&](const auto& entry) {
        const PagerDutyIncident& i = entry.second;
        return i.open() && i.service == service && i.incident_key == key;
    });
    return found == incidents.end() ? nullptr : &found->second;
}

std::string PagerDutyState::next_id(const std::string& prefix) {
    return fmt::format("{}{:07X}", prefix, ++last_id);
}

}  // namespace tocsin::sandbox
