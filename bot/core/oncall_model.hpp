// The on-call file as values: people and how they want to be told, schedules, policies, services, overrides. What a file says and no
// more; who is on call follows from it in oncall_calendar.hpp. Values; any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/base/strong.hpp"
#include "bot/base/time.hpp"
#include "bot/base/zone_table.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin::oncall {

using PersonId = StrongString<struct PersonIdTag>;
using ScheduleId = StrongString<struct ScheduleIdTag>;
using LayerId = StrongString<struct LayerIdTag>;
using PolicyId = StrongString<struct PolicyIdTag>;
using OncallServiceId = StrongString<struct OncallServiceIdTag>;
using OverrideId = StrongInt<struct OverrideIdTag>;

/// Ways to reach a person.
enum class Means : std::uint8_t { slack, email, sms, call, webhook, ntfy, pagerduty };
enum class Urgency : std::uint8_t { high, low };
enum class Cycle : std::uint8_t { hourly, daily, weekly, monthly };
/// `layers`: a later layer hides the earlier ones where it has somebody. `union_`: all of them are on call.
enum class Combine : std::uint8_t { layers, union_ };
enum class Assign : std::uint8_t { all, round_robin };
enum class Pager : std::uint8_t { tocsin, pagerduty };
enum class TargetKind : std::uint8_t { schedule, person, channel, pagerduty };
enum class OverrideKind : std::uint8_t { add, remove, replace };

namespace words {

using tocsin::words::Table;

inline constexpr Table<Means, 7> kMeans{{{Means::slack, "slack"}, {Means::email, "email"}, {Means::sms, "sms"}, {Means::call, "call"},
                                         {Means::webhook, "webhook"}, {Means::ntfy, "ntfy"}, {Means::pagerduty, "pagerduty"}}};
inline constexpr Table<Urgency, 2> kUrgency{{{Urgency::high, "high"}, {Urgency::low, "low"}}};
inline constexpr Table<Cycle, 4> kCycle{{{Cycle::hourly, "hourly"}, {Cycle::daily, "daily"}, {Cycle::weekly, "weekly"}, {Cycle::monthly, "monthly"}}};
inline constexpr Table<Combine, 2> kCombine{{{Combine::layers, "layers"}, {Combine::union_, "union"}}};
inline constexpr Table<Assign, 2> kAssign{{{Assign::all, "all"}, {Assign::round_robin, "round_robin"}}};
inline constexpr Table<Pager, 2> kPager{{{Pager::tocsin, "tocsin"}, {Pager::pagerduty, "pagerduty"}}};
inline constexpr Table<TargetKind, 4> kTarget{{{TargetKind::schedule, "schedule"}, {TargetKind::person, "person"},
                                               {TargetKind::channel, "channel"}, {TargetKind::pagerduty, "pagerduty"}}};
inline constexpr Table<OverrideKind, 3> kOverride{{{OverrideKind::add, "add"}, {OverrideKind::remove, "remove"}, {OverrideKind::replace, "replace"}}};

}  // namespace words

constexpr std::string_view name_of(Means v) { return tocsin::words::name_in(words::kMeans, v); }
constexpr std::string_view name_of(Urgency v) { return tocsin::words::name_in(words::kUrgency, v); }
constexpr std::string_view name_of(Cycle v) { return tocsin::words::name_in(words::kCycle, v); }
constexpr std::string_view name_of(Combine v) { return tocsin::words::name_in(words::kCombine, v); }
constexpr std::string_view name_of(Pager v) { return tocsin::words::name_in(words::kPager, v); }
constexpr std::string_view name_of(TargetKind v) { return tocsin::words::name_in(words::kTarget, v); }
constexpr std::string_view name_of(OverrideKind v) { return tocsin::words::name_in(words::kOverride, v); }

/// After `after`, counted from the page, try `by`.
struct NotifyRule {
    Duration after{0};
    Means by = Means::slack;

    friend bool operator==(const NotifyRule&, const NotifyRule&) = default;
};

/// By urgency; an absent list means the file's defaults.
struct NotifyRules {
    std::optional<std::vector<NotifyRule>> high;
    std::optional<std::vector<NotifyRule>> low;

    const std::optional<std::vector<NotifyRule>>& of(Urgency urgency) const { return urgency == Urgency::high ? high : low; }
    friend bool operator==(const NotifyRules&, const NotifyRules&) = default;
};

struct Person {
    PersonId id;
    std::string name;
    UserId slack;
    std::string email, phone;
    std::string pagerduty;  ///< user id, P…
    std::string zone;  ///< empty: what Slack's profile says, else UTC (oncall/profile)
    std::string webhook, ntfy;  ///< URLs
    NotifyRules notify;

    /// The address that `means` needs; empty if this person has none.
    std::string_view contact(Means means) const;
    friend bool operator==(const Person&, const Person&) = default;
};

/// `person:ID`: somebody of the on-call file who is not in Slack, as who acts.
ActorId person_actor(const PersonId& id);
/// Whether that is the person's number, however either is written.
bool is_phone_of(const Person& person, std::string_view phone);

/// Hours of the week on the wall clock. Crosses midnight if `to <= from`, and then belongs to the day on which it begins;
/// `from == to` is 24 hours.
struct Restriction {
    std::array<bool, 7> days{};  ///< from Monday
    std::chrono::seconds from{0};
    std::chrono::seconds to{0};

    friend bool operator==(const Restriction&, const Restriction&) = default;
};

struct Layer {
    LayerId id;
    Cycle rotation = Cycle::weekly;
    int every = 1;
    Wall start{};
    std::optional<Wall> until;
    std::vector<std::vector<PersonId>> turns;  ///< each turn is one or more people; never empty
    std::vector<Restriction> restrict;         ///< empty: always
    std::string zone;

    friend bool operator==(const Layer&, const Layer&) = default;
};

struct Schedule {
    ScheduleId id;
    std::string zone = "UTC";
    Combine combine = Combine::layers;
    std::string slack_group;
    std::vector<Layer> layers;

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// An exception that beats the layers: in [from, until) `person` is on call besides the others (add), is not (remove), or is in
/// place of `replaces` (replace; of everybody, if `replaces` is empty).
struct Override {
    OverrideId id;
    ScheduleId schedule;
    LayerId layer;  ///< empty: the whole schedule
    OverrideKind kind = OverrideKind::replace;
    Time from{};
    Time until{};
    PersonId person;
    PersonId replaces;
    ActorId by;

    friend bool operator==(const Override&, const Override&) = default;
};

/// `schedule:ID`, `person:ID`, `channel:C…`, `pagerduty:P…`
struct Target {
    TargetKind kind = TargetKind::person;
    std::string id;

    friend bool operator==(const Target&, const Target&) = default;
};

std::string to_text(const Target& target);
/// Nothing if the kind is unknown or the id is empty.
std::optional<Target> parse_target(std::string_view text);

struct Step {
    std::vector<Target> notify;
    Duration delay{0};  ///< how long this step waits for an acknowledgement
    Assign assign = Assign::all;
    std::optional<Restriction> when;  ///< in the policy's zone; outside of it the step is skipped

    friend bool operator==(const Step&, const Step&) = default;
};

struct Policy {
    PolicyId id;
    std::string zone;
    int repeat = 0;
    std::vector<Step> steps;
    std::vector<Target> fallback;

    friend bool operator==(const Policy&, const Policy&) = default;
};

struct Service {
    OncallServiceId id;
    std::string name;
    PolicyId policy;
    PagerDutyServiceId pagerduty;
    Pager paged_by = Pager::tocsin;
    ChannelId channel;

    friend bool operator==(const Service&, const Service&) = default;
};

/// The whole file.
struct Oncall {
    std::string version;  ///< SHA-256 of the file's bytes in hex; a running escalation is pinned to it
    std::vector<Person> people;
    NotifyRules notify_defaults;
    std::vector<Schedule> schedules;
    std::vector<Policy> policies;
    std::vector<Service> services;

    const Person* find(const PersonId& id) const;
    /// By who acts: a person of Slack or `person:ID`.
    const Person* find(const ActorId& actor) const;
    const Person* find(const UserId& slack) const;
    const Schedule* find(const ScheduleId& id) const;
    const Policy* find(const PolicyId& id) const;
    const Service* find(const OncallServiceId& id) const;
    /// By its id or, in any case, its name.
    const Service* find_service(std::string_view id_or_name) const;
    /// The rules that hold for `person`: their own, else the defaults.
    std::vector<NotifyRule> rules(const Person& person, Urgency urgency) const;

    friend bool operator==(const Oncall&, const Oncall&) = default;
};

/// The ids of people, schedules, policies …
template <class T>
std::vector<std::string_view> ids_of(const std::vector<T>& all) {
    std::vector<std::string_view> out;
    out.reserve(all.size());
    for (const auto& item : all) out.push_back(item.id.value);
    return out;
}

}  // namespace tocsin::oncall
