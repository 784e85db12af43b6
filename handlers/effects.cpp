#include "handlers/effects.hpp"

#include <algorithm>

#include "bot/core/describe.hpp"
#include "bot/core/page_fold.hpp"
#include "bot/core/status.hpp"
#include "handlers/alarm_outside.hpp"
#include "handlers/attach.hpp"
#include "handlers/channel_news.hpp"
#include "handlers/escalate.hpp"
#include "handlers/home.hpp"
#include "handlers/notification_result.hpp"
#include "handlers/page_watch.hpp"
#include "handlers/paging.hpp"
#include "handlers/reminder.hpp"
#include "handlers/sight.hpp"
#include "handlers/told.hpp"

namespace tocsin::handlers {
namespace {

/// Which of the incident's standing messages an event makes stale.
struct Stale {
    bool card = false, topic = false, announcement = false;
};

struct StaleBy {
    static constexpr Stale everything{true, true, true};
    static constexpr Stale card{true, false, false};

    Stale operator()(const event::Declared&) const { return {}; }
    Stale operator()(const event::TitleChanged&) const { return everything; }
    Stale operator()(const event::SeverityChanged&) const { return everything; }
    Stale operator()(const event::StatusChanged&) const { return everything; }
    Stale operator()(const event::RoleAssigned& e) const {
        return {true, e.role == Role::lead, e.role == Role::lead};
    }
    Stale operator()(const event::SummarySet&) const { return {true, false, true}; }
    Stale operator()(const event::CauseSet&) const { return card; }
    Stale operator()(const event::ServiceChanged&) const { return {true, false, true}; }
    Stale operator()(const event::UpdatePublished&) const { return {true, false, true}; }
    Stale operator()(const event::MergedInto&) const { return everything; }
    Stale operator()(const event::ChannelCreated&) const { return {true, true, true}; }
    Stale operator()(const event::CreationStepFinished&) const { return card; }
    Stale operator()(const event::ResponderJoined&) const { return card; }
    Stale operator()(const event::ResponderLeft&) const { return card; }
    Stale operator()(const event::Acknowledged&) const { return card; }
    Stale operator()(const event::KeyTimeSet&) const { return card; }
    Stale operator()(const event::UpdateMissed&) const { return card; }
    Stale operator()(const event::LinkAdded&) const { return card; }
    Stale operator()(const event::RelatedLinked&) const { return card; }
    Stale operator()(const event::PageRequested&) const { return card; }
    Stale operator()(const event::PageSent&) const { return card; }
    Stale operator()(const event::PageNotified&) const { return card; }
    Stale operator()(const event::PageUnanswered&) const { return card; }
    Stale operator()(const event::PageFailed&) const { return card; }
    Stale operator()(const event::PageStepFired&) const { return card; }
    Stale operator()(const event::PageStepSkipped&) const { return card; }
    Stale operator()(const event::PageExhausted&) const { return card; }
    Stale operator()(const event::NotificationChanged&) const { return card; }
    Stale operator()(const event::PageAnswered&) const { return card; }
    Stale operator()(const event::PageSnoozed&) const { return card; }
    Stale operator()(const event::PageResumed&) const { return card; }
    Stale operator()(const event::PageEscalated&) const { return card; }
    Stale operator()(const event::PageReassigned&) const { return card; }
    Stale operator()(const event::RunbookSuggested&) const { return card; }
    Stale operator()(const event::RunRequested&) const { return card; }
    Stale operator()(const event::RunFinished&) const { return card; }
    Stale operator()(const event::PagerDutyLinked&) const { return card; }
    Stale operator()(const event::PagerDutyChanged&) const { return card; }
    Stale operator()(const event::SeveritySuggested&) const { return card; }
    Stale operator()(const event::ResolveProposed&) const { return card; }
    Stale operator()(const event::TaskAdded&) const { return card; }
    Stale operator()(const event::TaskDone&) const { return card; }
    Stale operator()(const event::MessageRevised& e) const { return e.item.none() ? Stale{} : card; }
    Stale operator()(const event::EntryWithdrawn& e) const { return e.item.none() ? Stale{} : card; }
    Stale operator()(const auto&) const { return {}; }
};

/// Nothing is said of a private incident outside of its own channel.
bool is_announced(const Context& context, const Incident& state) { return !state.private_ && !context.settings().announce_channel.empty(); }

void refresh(Context& context, const Incident& state, const Stale& stale) {
    if (!state.wants_channel) return;
    auto& work = context.work();
    if (stale.card) work.enqueue(state.number, delivery::RefreshCard{});
    if (stale.topic) work.enqueue(state.number, delivery::SetTopic{});
    if (stale.announcement && is_announced(context, state)) work.enqueue(state.number, delivery::RefreshAnnouncement{});
}

std::vector<UserId> slack_users(const std::vector<ActorId>& people) {
    std::vector<UserId> out;
    for (const auto& person : people)
        if (is_slack_person(person)) out.push_back(slack_user(person));
    return out;
}

/// An admin named these severities; a drill is nobody's emergency.
bool is_called_for(const Context& context, const Incident& state, Severity severity) {
    const auto& named = context.settings().notify_here;
    return !state.drill && state.wants_channel && is_announced(context, state) && std::ranges::find(named, severity) != named.end();
}

/// `calls_here`: for the first time.
void start_channel(Context& context, const Incident& state, bool calls_here = false) {
    context.work().enqueue(state.number, delivery::CreateChannel{});
    if (is_announced(context, state)) context.work().enqueue(state.number, delivery::RefreshAnnouncement{calls_here});
}

/// The announcement is edited, which calls nobody: a line of its own does.
void call_here(Context& context, const Incident& state, const Event& event, const event::SeverityChanged& change) {
    const bool raised = change.from == Severity::unset || change.to < change.from;
    if (!raised || event.corrects || !is_open(state.status)) return;
    if (is_called_for(context, state, change.from) || !is_called_for(context, state, change.to)) return;
    Markup text;
    text.bold(context.name(state.number)) << " was raised to " << std::string(name_of(change.to)) << ": " << state.title;
    if (!state.channel.empty()) (text << " · ").channel(state.channel.value);
    context.work().enqueue(state.number, delivery::PostTo{context.settings().announce_channel, std::move(text), true});
}

/// Whoever answered one of the pages, else leads.
ActorId acknowledger(const Incident& state) {
    for (const auto& page : state.pages)
        if (page.phase == PagePhase::acknowledged) return page.acknowledged_by;
    return state.role(Role::lead);
}

/// Tells each linked PagerDuty incident that is not there yet, in the name of the person who acted.
void tell_pagerduty(Context& context, const Incident& state, delivery::PagerDutyStatus status, const ActorId& actor) {
    const bool resolving = status == delivery::PagerDutyStatus::resolved;
    const std::string_view what = resolving ? "resolved" : "acknowledged";
    for (const auto& link : state.pagerduty) {
        if (!context.settings().pagerduty.rest || link.state == what || link.state == "resolved") continue;
        context.tables().pagerduty.expect_own(link.id, std::string(what), {}, context.now());
        context.work().enqueue(state.number, delivery::SetPagerDutyStatus{link.id, status, actor});
    }
}

struct Follow {
    Context& context;
    const Incident& state;
    const Event& event;

    void operator()(const event::Declared& e) const {
        context.work().sign_head(state.number);
        if (e.wants_channel) start_channel(context, state, is_called_for(context, state, e.severity));
    }
    void operator()(const event::CreationStepFinished& e) const {
        if (e.step == CreationStep::channel && e.state == StepState::pending) start_channel(context, state);
    }
    void operator()(const event::ChannelCreated&) const {
        auto& work = context.work();
        context.tables().outbox.channel_ready(state.number, context.now());
        if (state.private_) watch_members(context, state.number);
        work.enqueue(state.number, delivery::SetPurpose{});
        auto invited = slack_users(state.people());
        const UserId declarer = slack_user(state.declared_by);
        if (!declarer.empty() && std::ranges::find(invited, declarer) == invited.end()) invited.push_back(declarer);
        for (const auto& link : state.pagerduty) show_channel_in_pagerduty(link.id);
        if (!invited.empty()) work.enqueue(state.number, delivery::InvitePeople{invited});
        else context.record_as(state.number, {event::CreationStepFinished{CreationStep::invite, StepState::done, "nobody to invite yet"}}, {system_actor(), Source("system")});
    }
    void operator()(const event::PagerDutyLinked& e) const {
        if (!state.channel.empty()) show_channel_in_pagerduty(e.id);
        if (!e.key.empty()) acknowledge_late_page(e);
    }
    /// Our page had come there although its answer was lost, and somebody has taken the incident meanwhile.
    void acknowledge_late_page(const event::PagerDutyLinked& e) const {
        const auto taken = state.time(KeyTime::acknowledged);
        const ActorId who = acknowledger(state);
        if (!taken || !is_person(who) || !context.settings().pagerduty.rest || !is_open(state.status)) return;
        const auto waits = [&](const PageState& page) { return page.alert == e.key || (!page.is_own() && page.requested_at > *taken); };
        if (std::ranges::any_of(state.pages, waits)) return;
        context.tables().pagerduty.expect_own(e.id, "acknowledged", {}, context.now());
        context.work().enqueue(state.number, delivery::SetPagerDutyStatus{e.id, delivery::PagerDutyStatus::acknowledged, who});
    }
    /// Whoever looks at the PagerDuty incident finds the channel, and its assignees are invited into it.
    void show_channel_in_pagerduty(const PagerDutyIncidentId& id) const {
        if (!context.settings().pagerduty.rest) return;
        // Everybody of the PagerDuty account can read its notes.
        if (state.private_) return context.work().enqueue(state.number, delivery::FetchPagerDutyDetails{id});
        const std::string note = context.name(state.number) + " is worked on in Slack: #" + state.channel_name +
                                 " https://slack.com/app_redirect?channel=" + state.channel.value;
        context.tables().pagerduty.expect_own(id, "annotated", note, context.now());
        context.work().enqueue(state.number, delivery::AddPagerDutyNote{id, note, system_actor()});
        context.work().enqueue(state.number, delivery::FetchPagerDutyDetails{id});
    }
    void operator()(const event::ResponderJoined& e) const { invite(e.person); }
    void operator()(const event::RoleAssigned& e) const {
        invite(e.person);
        if (!event.corrects) role_given(context, state, event, e);
        if (std::ranges::find(state.roles, e.previous) == state.roles.end()) role_ended(context, state, e.previous);
    }
    void operator()(const event::TaskAdded& e) const {
        task_given(context, state, event, e);
        item_added(context, event, e);
    }
    void operator()(const event::EntryWithdrawn& e) const {
        if (!e.item.none()) item_over(context, state.number, e.item);
    }
    void operator()(const event::PostmortemChanged& e) const { postmortem_given(context, state, event, e); }
    void operator()(const event::TaskDone& e) const {
        given_task_done(context, state, event, e);
        item_over(context, state.number, e.number);
    }
    void operator()(const event::Acknowledged& e) const {
        invite(e.person);
        withdraw_pages_there();
        withdraw_asked("escalate_pagerduty", "escalated");
        context.tables().oncall.page_acknowledged(state.number, person_of(context, e.person), context.now());
        answer_pages();
        // What PagerDuty told us of need not be told there.
        if (is_person(e.person) && event.source != Source("pagerduty")) tell_pagerduty(context, state, delivery::PagerDutyStatus::acknowledged, e.person);
    }
    /// PagerDuty need not page any more.
    void withdraw_pages_there() const {
        context.tables().outbox.withdraw(state.number, "page_service");
        for (const auto& page : state.pages) context.work().cancel_timer(TimerKind::page_watch, state.number, page.page);
    }
    /// What waits to be sent is not sent, and what was sent says who has it.
    void answer_pages() const {
        const auto in_doubt = context.tables().outbox.in_doubt(state.number, "notify");
        context.tables().outbox.withdraw(state.number, "notify");
        for (const auto& page : state.pages) refresh_messages(page);
        for (const auto& row : in_doubt) answered_in_doubt(context, row, "its answer was lost");
        advance_pages(context, state.number);
    }
    void refresh_messages(const PageState& page) const {
        for (const auto& notification : page.notifications)
            if (notification.by == oncall::Means::slack && notification.state != NotificationState::failed && notification.state != NotificationState::withdrawn)
                context.work().enqueue(state.number, delivery::RefreshNotification{page.page, notification.number, to_text(notification.target)});
    }
    void operator()(const event::PageEscalated& e) const {
        if (!e.page.empty()) return advance_page(context, state.number, e.page);
        context.tables().pagerduty.expect_own(e.id, "escalated", {}, context.now());
        context.work().enqueue(state.number, delivery::EscalatePagerDuty{e.id, event.actor});
    }
    void operator()(const event::PageReassigned& e) const {
        if (e.page.empty()) {
            context.tables().pagerduty.expect_own(e.id, "reassigned", {}, context.now());
            context.work().enqueue(state.number, delivery::AssignPagerDuty{e.id, e.assignee, event.actor});
            return;
        }
        context.tables().outbox.withdraw_notifications(state.number, e.page);
        context.tables().oncall.page_reached({state.number, e.page, e.person, {}, context.now(), {}, {}, false});
        if (const PageState* page = find_page(state, e.page)) refresh_messages(*page);
        watch_own_page(context, state.number, e.page);
        advance_page(context, state.number, e.page);
    }
    /// The incident's other pages still wait for somebody.
    void operator()(const event::PageAnswered& e) const {
        const auto in_doubt = context.tables().outbox.in_doubt(state.number, "notify");
        context.tables().outbox.withdraw_notifications(state.number, e.page);
        if (const auto person = person_of(context, event.actor); !person.empty()) context.tables().oncall.page_answered(state.number, e.page, person, context.now());
        const PageState* page = find_page(state, e.page);
        if (page != nullptr) refresh_messages(*page);
        if (page != nullptr && !page->alert.empty()) end_page_there(context, state.number, *page);
        for (const auto& row : in_doubt)
            if (std::get<delivery::Notify>(row.what).page == e.page) answered_in_doubt(context, row, "its answer was lost");
        advance_page(context, state.number, e.page);
    }
    void operator()(const event::MergedInto&) const {
        withdraw_pages_there();
        answer_pages();
    }
    void operator()(const event::PageSnoozed&) const { answer_pages(); }
    void operator()(const event::PageResumed& e) const { watch_own_page(context, state.number, e.page); }
    void operator()(const event::NotificationRequested& e) const {
        context.work().enqueue(state.number, delivery::Notify{e.page, e.number, e.target, e.by});
        if (state.private_) open_to_paged(e);
    }
    /// Whoever is paged for a private incident is one of its own, and could not find its channel by themselves.
    void open_to_paged(const event::NotificationRequested& e) const {
        const auto target = oncall::parse_target(e.target);
        const auto edition = context.settings().oncall->current();
        const auto* person = edition && target && target->kind == oncall::TargetKind::person ? edition->file.find(oncall::PersonId(target->id)) : nullptr;
        if (person == nullptr || person->slack.empty()) return;
        const ActorId paged = slack_actor(context.settings().team, person->slack);
        invite(paged);
        let_in(context, state.number, paged, "paged");
    }
    void operator()(const event::PageExhausted& e) const {
        if (e.people.empty() && e.others.empty()) alarm_outside(context, state, describe(event.body));
    }
    /// Whoever is there already is invited all the same: where a button was pressed does not tell who is a member.
    void invite(const ActorId& person) const {
        if (state.wants_channel && is_slack_person(person))
            context.work().enqueue(state.number, delivery::InvitePeople{{slack_user(person)}});
    }
    void operator()(const event::StatusChanged& e) const {
        auto& work = context.work();
        tell_stakeholders(context, state, event, e);
        if (!is_open(e.to)) work.cancel_timer(TimerKind::update_due, state.number, "promise");
        if (!is_open(e.to)) work.sign_head(state.number);
        if (!is_open(e.to)) answer_pages();
        if (!is_open(e.to)) end_pages_there();
        if (!is_open(e.to)) withdraw_hand_ons();
        if (e.to == Status::resolved && !event.corrects)
            tell_pagerduty(context, state, delivery::PagerDutyStatus::resolved, event.actor);
        if (!state.wants_channel) return;
        if (is_over(e.to)) work.enqueue(state.number, delivery::ArchiveChannel{});
        // A close that is undone ends in resolved, and is talked about all the same.
        else if (is_over(e.from)) work.enqueue(state.number, delivery::UnarchiveChannel{});
    }
    /// Also what may have come there without our knowing; what is linked is resolved by its id.
    void end_pages_there() const {
        const auto in_doubt = context.tables().outbox.in_doubt(state.number, "page_service");
        withdraw_pages_there();
        for (const auto& row : in_doubt) {
            const auto& page = std::get<delivery::PageService>(row.what);
            context.work().enqueue(state.number, delivery::ResolvePage{page.page, page.dedup_key, page.routing_name});
        }
    }
    /// Nobody is woken for what is over.
    void withdraw_hand_ons() const {
        withdraw_asked("escalate_pagerduty", "escalated");
        withdraw_asked("assign_pagerduty", "reassigned");
    }
    /// What PagerDuty has not been asked yet it need not be asked any more, so no echo of it is waited for.
    void withdraw_asked(const char* kind, const std::string& what) const {
        if (context.tables().outbox.withdraw(state.number, kind) == 0) return;
        for (const auto& link : state.pagerduty) context.tables().pagerduty.take_own(link.id, what, {}, context.now());
    }
    void operator()(const event::NoteAdded& e) const {
        const bool flows = is_person(event.actor) || (is_robot(event.actor) && context.settings().pagerduty.notes_for_machines);
        if (!context.settings().pagerduty.rest || !flows || state.private_) return;
        for (const auto& link : state.pagerduty) {
            if (link.state == "resolved") continue;
            context.tables().pagerduty.expect_own(link.id, "annotated", e.text, context.now());
            context.work().enqueue(state.number, delivery::AddPagerDutyNote{link.id, e.text, event.actor});
        }
    }
    void operator()(const event::SeverityChanged& e) const {
        call_here(context, state, event, e);
        if (!context.settings().pagerduty.rest || event.source.value == "pagerduty" || e.to == Severity::unset) return;
        for (const auto& link : state.pagerduty) {
            if (link.state == "resolved") continue;
            context.tables().pagerduty.expect_own(link.id, "priority_updated", priority_name(e.to), context.now());
            context.work().enqueue(state.number, delivery::SetPagerDutyPriority{link.id, e.to, event.actor});
        }
    }
    void operator()(const event::UpdatePublished& e) const {
        if (!context.settings().updates_channel.empty() && !state.private_)
            context.work().enqueue(state.number, delivery::PostUpdate{e.text, event.actor});
    }
    void operator()(const auto&) const {}
};

/// How a message fared whose page was answered meanwhile: a fact for the record and the card, and nothing to act on.
bool is_of_answered_page(const Incident& state, const Event& event) {
    const auto* changed = std::get_if<event::NotificationChanged>(&event.body);
    const PageState* page = changed == nullptr ? nullptr : find_page(state, changed->page);
    return page != nullptr && !page->is_waiting() && !page->test;
}

}  // namespace

void follow_up(Context& context, const Event& event) {
    const Incident& state = *context.work().find(event.incident);
    Markup line = is_of_answered_page(state, event) ? Markup() : channel_line(event);
    if (state.wants_channel && !line.empty()) context.work().enqueue(event.incident, delivery::PostLine{std::move(line)});
    std::visit(Follow{context, state, event}, event.body);
    refresh(context, state, std::visit(StaleBy{}, event.body));
    consider_runbooks(context, event);
    home_after(context, event.body);
}

const Incident& Context::record(IncidentNumber number, Drafts drafts) {
    return record_as(number, std::move(drafts), attribution());
}

const Incident& Context::record_as(IncidentNumber number, Drafts drafts, const store::Attribution& by) {
    for (auto& draft : drafts) {
        const Event event = work_.record(number, std::move(draft), by);
        follow_up(*this, event);
    }
    return *work_.find(number);
}

}  // namespace tocsin::handlers
