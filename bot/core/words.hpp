// The closed vocabularies of the domain (design §3): severity, status, role, key time, access level, each with its
// text form in one table. Values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin {

/// SEV1 is the worst. `unset` only before anybody judged (triage).
enum class Severity : std::uint8_t { unset = 0, sev1 = 1, sev2, sev3, sev4, sev5 };

enum class Status : std::uint8_t { triage, investigating, identified, monitoring, resolved, closed, canceled };

enum class Role : std::uint8_t { lead, comms, scribe };

enum class KeyTime : std::uint8_t { started, detected, declared, acknowledged, mitigated, resolved };
inline constexpr std::size_t kKeyTimes = 6;

/// What a person may do (design §3). `responder` is not granted but follows from the incident.
enum class AccessLevel : std::uint8_t { guest, member, operator_, admin };

/// The steps of making an incident, in order (design G7).
enum class CreationStep : std::uint8_t { record, channel, topic, purpose, invite, card, pin, announce, page };
inline constexpr std::size_t kCreationSteps = 9;
enum class StepState : std::uint8_t { not_wanted, pending, done, failed };

enum class ReviewState : std::uint8_t { draft, in_review, reviewed, closed };

/// How far one notification has come (design G10). `sent`: the other side took it. `delivered`: the device has it.
/// `withdrawn`: the page was answered before it went out.
enum class NotificationState : std::uint8_t { requested, sent, delivered, read, failed, withdrawn };

namespace words {

template <class T, std::size_t N>
using Table = std::array<std::pair<T, std::string_view>, N>;

inline constexpr Table<Severity, 6> kSeverity{{{Severity::unset, "unset"}, {Severity::sev1, "SEV1"}, {Severity::sev2, "SEV2"},
                                               {Severity::sev3, "SEV3"}, {Severity::sev4, "SEV4"}, {Severity::sev5, "SEV5"}}};
inline constexpr Table<Status, 7> kStatus{{{Status::triage, "triage"}, {Status::investigating, "investigating"},
                                           {Status::identified, "identified"}, {Status::monitoring, "monitoring"},
                                           {Status::resolved, "resolved"}, {Status::closed, "closed"},
                                           {Status::canceled, "canceled"}}};
inline constexpr Table<Role, 3> kRole{{{Role::lead, "lead"}, {Role::comms, "comms"}, {Role::scribe, "scribe"}}};
inline constexpr Table<KeyTime, 6> kKeyTime{{{KeyTime::started, "started"}, {KeyTime::detected, "detected"},
                                             {KeyTime::declared, "declared"}, {KeyTime::acknowledged, "acknowledged"},
                                             {KeyTime::mitigated, "mitigated"}, {KeyTime::resolved, "resolved"}}};
inline constexpr Table<AccessLevel, 4> kAccess{{{AccessLevel::guest, "guest"}, {AccessLevel::member, "member"},
                                                {AccessLevel::operator_, "operator"}, {AccessLevel::admin, "admin"}}};
inline constexpr Table<CreationStep, 9> kCreationStep{{{CreationStep::record, "record"}, {CreationStep::channel, "channel"},
                                                       {CreationStep::topic, "topic"}, {CreationStep::purpose, "purpose"},
                                                       {CreationStep::invite, "invite"}, {CreationStep::card, "card"},
                                                       {CreationStep::pin, "pin"}, {CreationStep::announce, "announce"},
                                                       {CreationStep::page, "page"}}};
inline constexpr Table<StepState, 4> kStepState{{{StepState::not_wanted, "not_wanted"}, {StepState::pending, "pending"},
                                                 {StepState::done, "done"}, {StepState::failed, "failed"}}};
inline constexpr Table<ReviewState, 4> kReview{{{ReviewState::draft, "draft"}, {ReviewState::in_review, "in-review"},
                                                {ReviewState::reviewed, "reviewed"}, {ReviewState::closed, "closed"}}};

inline constexpr Table<NotificationState, 6> kNotificationState{
    {{NotificationState::requested, "requested"}, {NotificationState::sent, "sent"}, {NotificationState::delivered, "delivered"},
     {NotificationState::read, "read"}, {NotificationState::failed, "failed"}, {NotificationState::withdrawn, "withdrawn"}}};

template <class T, std::size_t N>
constexpr std::string_view name_in(const Table<T, N>& table, T value) {
    for (const auto& [v, name] : table)
        if (v == value) return name;
    return "?";
}
template <class T, std::size_t N>
constexpr std::optional<T> find_in(const Table<T, N>& table, std::string_view name) {
    for (const auto& [v, n] : table)
        if (n == name) return v;
    return std::nullopt;
}

}  // namespace words

constexpr std::string_view name_of(Severity v) { return words::name_in(words::kSeverity, v); }
/// One word that says how bad it is; empty for unset.
constexpr std::string_view word_of(Severity v) {
    constexpr std::array<std::string_view, 6> kWords{"", "critical", "major", "moderate", "minor", "cosmetic"};
    return kWords[static_cast<std::size_t>(v)];
}
/// One sentence to choose by, at most 75 bytes (Slack's limit for an option's description); empty for unset.
constexpr std::string_view meaning_of(Severity v) {
    constexpr std::array<std::string_view, 6> kMeanings{"",
                                                       "Everybody is affected, or data is being lost. Wake people.",
                                                       "Many are affected, or something important is broken for some.",
                                                       "Some are affected, or it is slow; there is a way around it.",
                                                       "Few are affected; it can wait for working hours.",
                                                       "Nobody is held up; worth keeping an eye on."};
    return kMeanings[static_cast<std::size_t>(v)];
}
/// What a severity is called as PagerDuty's priority: `P1` … `P5`; empty for unset.
inline std::string priority_name(Severity v) { return v == Severity::unset ? std::string() : "P" + std::to_string(static_cast<int>(v)); }
constexpr std::string_view name_of(Status v) { return words::name_in(words::kStatus, v); }
constexpr std::string_view name_of(Role v) { return words::name_in(words::kRole, v); }
constexpr std::string_view name_of(KeyTime v) { return words::name_in(words::kKeyTime, v); }
constexpr std::string_view name_of(AccessLevel v) { return words::name_in(words::kAccess, v); }
constexpr std::string_view name_of(CreationStep v) { return words::name_in(words::kCreationStep, v); }
constexpr std::string_view name_of(StepState v) { return words::name_in(words::kStepState, v); }
constexpr std::string_view name_of(ReviewState v) { return words::name_in(words::kReview, v); }
constexpr std::string_view name_of(NotificationState v) { return words::name_in(words::kNotificationState, v); }

/// Still needs people: neither resolved, closed nor canceled.
constexpr bool is_open(Status s) { return s < Status::resolved; }

}  // namespace tocsin
