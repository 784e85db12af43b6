#include "bot/config_oncall.hpp"

#include <utility>

#include "bot/base/time.hpp"
#include "bot/oncall/edition_reading.hpp"
#include "bot/oncall/lint.hpp"

namespace tocsin {

oncall::Against oncall_against(const Config& config, Time now) {
    const auto& pd = config.pagerduty;
    oncall::Ways ways;
    ways.slack = config.slack.enabled;
    ways.smtp = config.notify.smtp.has_value();
    ways.twilio = config.notify.twilio.has_value();
    ways.pagerduty = pd.enabled;
    ways.pagerduty_people = pd.enabled && !pd.api_token.empty() && !pd.page_service.empty();
    for (const auto& [name, key] : pd.routing_keys) ways.routing_names.push_back(name);
    return {now, std::move(ways)};
}

std::vector<ConfigError> load_oncall(Config& config, const Environment& environment) {
    const Time now = SystemClock().now();
    auto read = oncall::read_edition(config.oncall_file, environment, oncall_against(config, now));
    if (!read.edition) return read.wrong;
    config.notes.insert(config.notes.end(), read.warnings.begin(), read.warnings.end());
    for (auto& warning : oncall::zone_warnings(read.edition->file, now)) config.notes.push_back(std::move(warning));
    config.settings.oncall->set_current(std::move(read.edition));
    return {};
}

std::vector<ConfigError> ended_policies(const Config& config, const Environment& environment) {
    if (config.oncall_file.empty()) return {};
    return oncall::read_edition(config.oncall_file, environment, oncall_against(config, SystemClock().now())).ended;
}

}  // namespace tocsin
