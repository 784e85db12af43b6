// What events mean for the pages of an incident: the part of core/fold that the escalation reads. Pure; any thread.
#pragma once

#include "bot/core/incident.hpp"

namespace tocsin {

void fold_page(Incident& state, const event::PageRequested& e, const Event& at);
void fold_page(Incident& state, const event::PageSent& e, const Event& at);
void fold_page(Incident& state, const event::PageNotified& e, const Event& at);
void fold_page(Incident& state, const event::PageUnanswered& e, const Event& at);
void fold_page(Incident& state, const event::PageFailed& e, const Event& at);
void fold_page(Incident& state, const event::PageStepFired& e, const Event& at);
void fold_page(Incident& state, const event::PageStepSkipped& e, const Event& at);
void fold_page(Incident& state, const event::PageRepeated& e, const Event& at);
void fold_page(Incident& state, const event::PageExhausted& e, const Event& at);
void fold_page(Incident& state, const event::NotificationRequested& e, const Event& at);
void fold_page(Incident& state, const event::NotificationChanged& e, const Event& at);
void fold_page(Incident& state, const event::PageAnswered& e, const Event& at);
void fold_page(Incident& state, const event::PageSnoozed& e, const Event& at);
void fold_page(Incident& state, const event::PageResumed& e, const Event& at);
void fold_page(Incident& state, const event::PageEscalated& e, const Event& at);
void fold_page(Incident& state, const event::PageReassigned& e, const Event& at);

/// Whoever acknowledges the incident answers all its pages; what has not gone out yet is withdrawn.
void pages_acknowledged(Incident& state, const ActorId& person, Time at);
/// The incident is over, or another one's.
void pages_ended(Incident& state);
/// An acknowledgement lasts as long as its person is at work.
void note_activity(Incident& state, const ActorId& actor, Time at);

const PageState* find_page(const Incident& state, std::string_view page);
/// Null if the page has none of that number.
const Notification* find_notification(const PageState& page, int number);

}  // namespace tocsin
