// Tables `pagerduty_incident`, `own_change`, `pagerduty_duty` and `pagerduty_on_call`: which PagerDuty incident belongs to which of
// ours, what the join rules compare, what we caused ourselves and must not count twice, and who is on call there. Part of Repositories.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/pagerduty_duty.hpp"

namespace tocsin::store {

class Database;

/// One PagerDuty incident that triggered.
struct PagerDutyAlert {
    PagerDutyIncidentId id;
    IncidentNumber incident;                    ///< none while only observed
    PagerDutyServiceId service_id;
    std::string service;
    std::map<std::string, std::string> labels;  ///< region, cluster …
    Time triggered_at;
};

class PagerDutyRepository {
public:
    explicit PagerDutyRepository(Database& database) : database_(database) {}

    std::optional<PagerDutyAlert> find(const PagerDutyIncidentId& id) const;
    /// Triggered at or after `since`, oldest first.
    std::vector<PagerDutyAlert> since(Time since) const;

    void put(const PagerDutyAlert& alert);
    /// Remembers that we are about to cause `what` (e.g. `acknowledged`) on `id`.
    void expect_own(const PagerDutyIncidentId& id, const std::string& what, const std::string& detail, Time now);
    /// The same once more, for an attempt that is repeated: one expectation, however many attempts.
    void still_expect_own(const PagerDutyIncidentId& id, const std::string& what, const std::string& detail, Time now);
    /// True if the webhook reports something we caused (a status within 15 minutes; with a detail, 48 hours); the memory is used up.
    bool take_own(const PagerDutyIncidentId& id, const std::string& what, const std::string& detail, Time now);

    /// What PagerDuty last said of a name; nothing if it never said anything.
    std::optional<PagerDutyDuty> duty(const std::string& id) const;
    void put_duty(const PagerDutyDuty& duty);

private:
    Database& database_;
};

}  // namespace tocsin::store
