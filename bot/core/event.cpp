#include "bot/core/event.hpp"

#include <array>

namespace tocsin {
namespace {

// In the order of EventKind.
constexpr std::array<std::string_view, std::variant_size_v<EventKind>> kKinds{
    "declared", "title_changed", "summary_set", "service_changed", "severity_changed", "severity_suggested",
    "status_changed", "note_added", "note_withdrawn", "role_assigned", "responder_joined", "responder_left",
    "acknowledged", "key_time_set", "update_published", "update_reminded", "update_missed", "task_added", "task_done",
    "link_added", "related_linked", "merged_into", "merged_from", "postmortem_changed", "postmortem_exported",
    "channel_created", "channel_archived", "channel_unarchived", "creation_step_finished", "delivery_failed",
    "page_requested", "page_sent", "page_notified", "page_unanswered", "page_failed", "pagerduty_linked",
    "pagerduty_changed", "resolve_proposed", "alert_joined", "page_step_fired", "page_step_skipped", "page_repeated",
    "page_exhausted", "notification_requested", "notification_changed", "page_snoozed", "page_resumed",
    "page_escalated", "page_reassigned", "merge_proposed", "page_answered",
    "runbook_suggested", "run_requested", "run_started", "run_paused", "run_continued", "run_aborted", "run_compensating",
    "run_finished", "step_scheduled", "step_started", "step_waiting", "step_asked", "step_answered", "step_finished",
    "message_captured", "message_revised", "message_deleted", "entry_withdrawn", "channel_renamed", "channel_deleted",
    "denied", "redacted", "access_given", "cause_set", "access_ended", "erased"};

}  // namespace

EventBody::EventBody() = default;
EventBody::EventBody(std::size_t index, void* kind) : EventKind(alternatives::moved_in(std::type_identity<EventKind>(), index, kind)) {}
EventBody::EventBody(const EventBody&) = default;
EventBody::EventBody(EventBody&&) noexcept = default;
EventBody& EventBody::operator=(const EventBody&) = default;
EventBody& EventBody::operator=(EventBody&&) noexcept = default;
EventBody::~EventBody() = default;

std::string_view kind_of(const EventBody& body) {
    if (const auto* erased = std::get_if<event::Erased>(&body)) return erased->kind;
    return kKinds[body.index()];
}

std::vector<std::string_view> all_kinds() { return {kKinds.begin(), kKinds.end() - 1}; }

}  // namespace tocsin
