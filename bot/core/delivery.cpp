#include "bot/core/delivery.hpp"

#include <array>

namespace tocsin {
namespace {

// In the order of DeliveryKind.
constexpr std::array<DeliveryTraits, std::variant_size_v<DeliveryKind>> kTraits{{
    {"create_channel", 1, false, false},
    {"set_topic", 2, true, true},
    {"set_purpose", 2, true, true},
    {"invite_people", 1, true, false},
    {"refresh_card", 1, true, true},
    {"pin_card", 2, true, true},
    {"archive_channel", 2, true, true},
    {"unarchive_channel", 1, true, true},
    {"post_line", 1, true, false},
    {"post_named", 1, true, false},
    {"upload_postmortem", 2, true, false},
    {"refresh_announcement", 1, false, true},
    {"post_update", 1, false, false},
    {"direct_message", 1, false, false},
    {"respond", 1, false, false},
    {"post_to", 1, false, false},
    {"page_service", 0, false, false},
    {"check_page", 0, false, false},
    {"set_pagerduty_status", 0, false, false},
    {"add_pagerduty_note", 2, false, false},
    {"fetch_pagerduty_details", 1, false, false},
    {"set_user_group", 2, false, false},
    {"notify", 0, false, false},
    {"refresh_notification", 1, false, false},
    {"ping_heartbeat", 2, false, true},
    {"check_pagerduty", 2, false, true},
    {"set_pagerduty_priority", 2, false, false},
    {"escalate_pagerduty", 0, false, false},
    {"assign_pagerduty", 0, false, false},
    {"merge_pagerduty", 1, false, false},
    {"direct_named", 1, false, false},
    {"run_step", 1, false, false},
    {"refresh_run", 1, true, true},
    {"post_run_output", 2, true, false},
    {"ask_person", 0, false, true},
    {"capture_message", 1, false, false},
    {"refresh_check_mark", 2, false, true},
    {"answer_in_channel", 1, false, false},
    {"read_history", 2, false, false},
    {"join_channel", 1, true, true},
    {"read_user_group", 2, false, true},
    {"publish_home", 2, false, true},
    {"resolve_page", 0, false, false},
    {"read_members", 2, true, true},
}};

}  // namespace

Delivery::Delivery() = default;
Delivery::Delivery(std::size_t index, void* kind) : DeliveryKind(alternatives::moved_in(std::type_identity<DeliveryKind>(), index, kind)) {}
Delivery::Delivery(const Delivery&) = default;
Delivery::Delivery(Delivery&&) noexcept = default;
Delivery& Delivery::operator=(const Delivery&) = default;
Delivery& Delivery::operator=(Delivery&&) noexcept = default;
Delivery::~Delivery() = default;

const DeliveryTraits& traits_of(const Delivery& delivery) { return kTraits[delivery.index()]; }

std::string channel_lanes_of(IncidentNumber incident) { return "slack:" + std::to_string(incident.value) + ":"; }

std::string notification_lanes_of(IncidentNumber incident, std::string_view page) {
    return "notify:" + std::to_string(incident.value) + ":" + std::string(page) + ":";
}

std::string lane_of(IncidentNumber incident, const Delivery& what) {
    const std::string number = std::to_string(incident.value);
    const std::string in_channel = channel_lanes_of(incident);
    return std::visit(
        Overload{
            [&](const delivery::PostLine&) { return in_channel + "lines"; },
            [&](const delivery::PostNamed& d) { return in_channel + "named:" + d.name; },
            [&](const delivery::RefreshCard&) { return in_channel + "card"; },
            [&](const delivery::PinCard&) { return in_channel + "card"; },
            [&](const delivery::SetTopic&) { return in_channel + "topic"; },
            [&](const delivery::SetPurpose&) { return in_channel + "purpose"; },
            [&](const delivery::InvitePeople&) { return in_channel + "invite"; },
            [&](const delivery::UploadPostmortem&) { return in_channel + "file"; },
            [&](const delivery::CreateChannel&) { return in_channel + "channel"; },
            [&](const delivery::ArchiveChannel&) { return in_channel + "archive"; },
            [&](const delivery::UnarchiveChannel&) { return in_channel + "archive"; },
            [&](const delivery::RefreshAnnouncement&) { return "slack:announce:" + number; },
            [&](const delivery::PostUpdate&) { return std::string("slack:updates"); },
            [&](const delivery::DirectMessage& d) { return "slack:dm:" + d.user.value; },
            [&](const delivery::DirectNamed& d) { return "slack:dm:" + d.user.value + ":" + d.name; },
            [&](const delivery::Respond& d) { return "respond:" + d.response_url; },
            [&](const delivery::PostTo& d) { return "slack:channel:" + d.channel.value; },
            [&](const delivery::PageService& d) { return "page:" + d.dedup_key; },
            [&](const delivery::CheckPage& d) { return "page:" + d.dedup_key; },
            [&](const delivery::ResolvePage& d) { return "page:" + d.dedup_key; },
            [&](const delivery::SetPagerDutyStatus& d) { return "pagerduty:" + d.id.value; },
            // An acknowledgement waits for nothing that is only told or read, and what a person says for nothing of ours.
            [&](const delivery::AddPagerDutyNote& d) { return "pagerduty:" + d.id.value + (d.actor == system_actor() ? ":link" : ":notes"); },
            [&](const delivery::FetchPagerDutyDetails& d) { return "pagerduty:" + d.id.value + ":details"; },
            [&](const delivery::SetUserGroup& d) { return "slack:group:" + d.group; },
            [&](const delivery::Notify& d) { return notification_lanes_of(incident, d.page) + std::to_string(d.number); },
            [&](const delivery::RefreshNotification& d) { return notification_lanes_of(incident, d.page) + std::to_string(d.number); },
            [&](const delivery::ReadUserGroup& d) { return "slack:group-read:" + d.group.value; },
            [&](const delivery::PublishHome& d) { return "slack:home:" + d.user.value; },
            [&](const delivery::PingHeartbeat&) { return std::string("heartbeat"); },
            [&](const delivery::CheckPagerDuty&) { return std::string("pagerduty:check"); },
            [&](const delivery::RunStepAttempt& d) { return "run:" + std::to_string(d.run.value) + ":" + d.step.value; },
            [&](const delivery::RefreshRun& d) { return in_channel + "run:" + std::to_string(d.run.value); },
            [&](const delivery::PostRunOutput& d) { return in_channel + "run-output:" + std::to_string(d.run.value); },
            [&](const delivery::AskPerson& d) { return "slack:ask:" + std::to_string(d.run.value) + ":" + d.step.value + ":" + std::to_string(d.attempt) + ":" + d.user.value; },
            [&](const delivery::SetPagerDutyPriority& d) { return "pagerduty:" + d.id.value + ":priority"; },
            [&](const delivery::EscalatePagerDuty& d) { return "pagerduty:" + d.id.value; },
            [&](const delivery::AssignPagerDuty& d) { return "pagerduty:" + d.id.value; },
            [&](const delivery::MergePagerDuty& d) { return "pagerduty:" + d.id.value; },
            [&](const delivery::CaptureMessage& d) { return in_channel + "capture:" + d.channel.value + ":" + d.ts.value; },
            [&](const delivery::RefreshCheckMark& d) { return in_channel + "check:" + d.channel.value + ":" + d.ts.value; },
            [&](const delivery::JoinChannel&) { return in_channel + "archive"; },
            [&](const delivery::ReadHistory&) { return in_channel + "history"; },
            [&](const delivery::ReadMembers&) { return in_channel + "members"; },
            [&](const delivery::AnswerInChannel& d) { return "slack:whisper:" + d.channel.value + ":" + d.user.value; },
        },
        what);
}

}  // namespace tocsin
