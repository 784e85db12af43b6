#include "handlers/delivery_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/core/status.hpp"
#include "bot/slack/api.hpp"
#include "handlers/channel_news.hpp"
#include "handlers/heartbeat.hpp"
#include "handlers/import.hpp"
#include "handlers/marks.hpp"
#include "handlers/home.hpp"
#include "handlers/notification_result.hpp"
#include "handlers/other_pager.hpp"
#include "handlers/page_watch.hpp"
#include "handlers/pagerduty_check.hpp"
#include "handlers/pagerduty_details.hpp"
#include "handlers/run_attempt.hpp"
#include "handlers/run_questions.hpp"
#include "handlers/slack_watch.hpp"
#include "handlers/swap.hpp"
#include "handlers/user_groups.hpp"

namespace tocsin::handlers {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kLongestDelay = minutes{5};
/// Creation steps that Slack refused are tried again now and then: somebody may have granted the missing scope.
constexpr Duration kRefusedStepDelay = minutes{5};
/// A response_url works for 30 minutes (Slack: handling user interaction).
constexpr Duration kResponseLife = minutes{30};

std::optional<CreationStep> step_of(const Delivery& what) {
    return std::visit(Overload{
                          [](const delivery::CreateChannel&) { return std::optional(CreationStep::channel); },
                          [](const delivery::SetTopic&) { return std::optional(CreationStep::topic); },
                          [](const delivery::SetPurpose&) { return std::optional(CreationStep::purpose); },
                          [](const delivery::InvitePeople&) { return std::optional(CreationStep::invite); },
                          [](const delivery::RefreshCard&) { return std::optional(CreationStep::card); },
                          [](const delivery::PinCard&) { return std::optional(CreationStep::pin); },
                          [](const delivery::RefreshAnnouncement&) { return std::optional(CreationStep::announce); },
                          [](const auto&) { return std::optional<CreationStep>(); },
                      },
                      what);
}

/// A change that PagerDuty will tell us of, since we cause it.
struct Echo {
    PagerDutyIncidentId id;
    std::string what, detail;
};

std::vector<Echo> echoes_of(const Delivery& what) {
    using Echoes = std::vector<Echo>;
    return std::visit(Overload{
                          [](const delivery::SetPagerDutyStatus& d) {
                              return Echoes{{d.id, d.status == delivery::PagerDutyStatus::resolved ? "resolved" : "acknowledged", {}}};
                          },
                          [](const delivery::AddPagerDutyNote& d) { return Echoes{{d.id, "annotated", d.text}}; },
                          [](const delivery::SetPagerDutyPriority& d) { return Echoes{{d.id, "priority_updated", priority_name(d.severity)}}; },
                          [](const delivery::EscalatePagerDuty& d) { return Echoes{{d.id, "escalated", {}}}; },
                          [](const delivery::AssignPagerDuty& d) { return Echoes{{d.id, "reassigned", {}}}; },
                          [](const delivery::MergePagerDuty& d) {
                              Echoes out;
                              for (const auto& source : d.sources) out.push_back({source, "resolved", {}});
                              return out;
                          },
                          [](const auto&) { return Echoes(); },
                      },
                      what);
}

/// What the incident's channel refuses for one reason is one piece of trouble, however many rows it meets: the first makes an event, `health`
/// counts them all. After so long without another it is news again.
constexpr Duration kSameTrouble = std::chrono::hours{1};

constexpr Duration kComingBack = std::chrono::seconds{2};

bool is_told_once(const Delivery& what) {
    const auto& traits = traits_of(what);
    return traits.needs_channel && (traits.coalesces || std::holds_alternative<delivery::PostLine>(what));
}

/// What is done anew at its own time anyway: after a failure it neither waits nor counts as lost.
bool comes_again(const Delivery& what) {
    return std::holds_alternative<delivery::PingHeartbeat>(what) || std::holds_alternative<delivery::CheckPagerDuty>(what) ||
           std::holds_alternative<delivery::ReadUserGroup>(what) || std::holds_alternative<delivery::ReadMembers>(what) || std::holds_alternative<delivery::CheckPage>(what);
}

/// Handles one outcome of one row; `state` is null for rows that belong to no incident.
class Recorder {
public:
    Recorder(Context& context, const OutboxRow& row) : context_(context), row_(row), state_(context.work().find(row.incident)) {}

    void operator()(const Delivered& done) {
        auto& outbox = context_.tables().outbox;
        if (!done.through.none()) outbox.finish_lane_through(row_.lane, done.through);
        else if (!outbox.finish(row_.id)) return;
        if (row_.lane.starts_with("slack:")) slack_works(context_);
        std::visit([&](const auto& what) { delivered(what, done); }, row_.what);
        if (const auto step = step_of(row_.what)) tick(*step, StepState::done, {});
    }

    void operator()(const TryLater& later) {
        if (comes_again(row_.what) && !later.uncounted) return missed(later.why);
        const Duration delay = later.after ? *later.after : retry_delay(context_.work().random(), row_.attempts);
        const bool outlived = std::holds_alternative<delivery::Respond>(row_.what) &&
                              context_.now() + delay > row_.created_at + kResponseLife;
        if (outlived) return give_up("the response_url is older than 30 minutes: " + later.why);
        if (!context_.tables().outbox.retry(row_.id, context_.now() + delay, later.maybe_sent, later.why, !later.uncounted)) return;
        if (later.uncounted) return;
        keep_expectation();
        std::visit([&](const auto& what) { delayed(what, later.why); }, row_.what);
        if (const auto step = step_of(row_.what)) tick(*step, StepState::pending, later.why + "; trying again");
    }

    void operator()(const Refused& refused) {
        if (comes_again(row_.what)) return missed(refused.why);
        if (std::holds_alternative<delivery::JoinChannel>(row_.what)) {
            if (context_.tables().outbox.give_up(row_.id, context_.now(), refused.why) && is_open(state_->status)) not_in_channel(context_, row_.incident, refused.why);
            return;
        }
        if (std::holds_alternative<delivery::PublishHome>(row_.what)) return not_published(refused);
        if (std::holds_alternative<delivery::UnarchiveChannel>(row_.what)) return make_another_channel(refused.why);
        const auto step = step_of(row_.what);
        const bool unfinished = state_ != nullptr && step && state_->step(*step).state != StepState::done && is_open(state_->status);
        if (unfinished) {
            context_.tables().outbox.retry(row_.id, context_.now() + kRefusedStepDelay, false, refused.why);
            return tick(*step, StepState::failed, refused.why);
        }
        if (refused.code == "is_archived" && waits_in_archive()) {
            context_.tables().outbox.retry(row_.id, context_.now() + kComingBack, false, refused.why, false);
            if (!state_->channel_archived) channel_is_archived(context_, row_.incident);
            return;
        }
        if (is_shut_out(refused) && is_coming_back()) {
            context_.tables().outbox.retry(row_.id, context_.now() + kComingBack, false, refused.why, false);
            return;
        }
        if (is_shut_out(refused) && !context_.tables().outbox.failed_because(row_.incident, refused.why, std::max(context_.now() - kSameTrouble, bot_came_at(context_, *state_))))
            not_in_channel(context_, row_.incident, refused.why);
        give_up(refused.why);
    }

    void operator()(const NameTaken&) {
        auto next = std::get<delivery::CreateChannel>(row_.what);
        next.suffix = next.suffix == 0 ? 2 : next.suffix + 1;
        context_.tables().outbox.replace(row_.id, next, context_.now());
    }

    void operator()(const StepEnded& ended) {
        if (context_.tables().outbox.finish(row_.id)) attempt_ended(context_, std::get<delivery::RunStepAttempt>(row_.what), ended);
    }

    void operator()(const Needless&) {
        if (!context_.tables().outbox.finish(row_.id)) return;
        // There is a channel already, so the step waits for nothing.
        if (std::holds_alternative<delivery::CreateChannel>(row_.what) && state_ != nullptr) tick(CreationStep::channel, StepState::done, "#" + state_->channel_name);
    }

private:
    static store::Attribution system() { return {system_actor(), Source("outbox")}; }

    /// Somebody has taken the bot out of the channel of what goes on; a private one is then hidden from it.
    bool is_shut_out(const Refused& refused) const {
        const bool there = refused.code != "not_in_channel" && refused.code != "channel_not_found";
        return !there && state_ != nullptr && is_open(state_->status) && !state_->channel.empty() && traits_of(row_.what).needs_channel;
    }

    /// From here on it waits until there is a channel that takes it (SlackSender::send).
    bool waits_in_archive() const { return state_ != nullptr && is_open(state_->status) && !state_->channel.empty() && traits_of(row_.what).needs_channel; }

    /// It is about to join again.
    bool is_coming_back() const {
        const auto waiting = context_.tables().outbox.waiting_in_lane(lane_of(row_.incident, delivery::JoinChannel{}), 1);
        return !waiting.empty() && std::holds_alternative<delivery::JoinChannel>(waiting.front().what);
    }

    void record(EventBody body) { context_.record_as(row_.incident, {Draft(std::move(body))}, system()); }

    void give_up(const std::string& why) {
        auto& outbox = context_.tables().outbox;
        const auto kind = traits_of(row_.what).kind;
        const bool told = is_told_once(row_.what) && outbox.failed_alike(row_.incident, kind, why, context_.now() - kSameTrouble);
        if (!outbox.give_up(row_.id, context_.now(), why)) return;
        drop_expectation();
        const auto* named = std::get_if<delivery::DirectNamed>(&row_.what);
        if (named != nullptr && is_swap_message(*named)) return swap_message_failed(context_, *named, why);
        if (const auto* message = std::get_if<delivery::CaptureMessage>(&row_.what)) message_unreadable(context_, *message, why);
        if (const auto* history = std::get_if<delivery::ReadHistory>(&row_.what)) history_unreadable(context_, row_.incident, *history, why);
        if (state_ == nullptr || std::holds_alternative<delivery::Respond>(row_.what)) return;
        if (const auto* page = std::get_if<delivery::PageService>(&row_.what)) {
            context_.work().cancel_timer(TimerKind::page_watch, row_.incident, page->page);
            record(event::PageFailed{page->page, why});
            return pagerduty_page_failed(context_, row_.incident, page->page, "PagerDuty refused the page");
        }
        if (const auto* over = std::get_if<delivery::ResolvePage>(&row_.what))
            return record(event::DeliveryFailed{"the end of page " + over->page + " to PagerDuty", why + "; somebody may still be woken by it, so resolve it there"});
        if (!told) record(event::DeliveryFailed{std::string(kind), why});
    }

    /// Slack lets no bot open an archived channel again (conversations.unarchive, "bug alert"): the work goes on in a new one.
    void make_another_channel(const std::string& why) {
        if (!context_.tables().outbox.finish(row_.id) || state_ == nullptr || is_over(state_->status)) return;
        handlers::make_another_channel(context_, row_.incident, why);
    }

    /// Notes a creation step once; later refreshes of the same message are no news.
    void tick(CreationStep step, StepState to, const std::string& detail) {
        if (state_ == nullptr) return;
        const auto& now = state_->step(step);
        if (now.state == StepState::done || now.state == StepState::not_wanted) return;
        if (now.state == to && now.detail == detail) return;
        // "…" is worth an event only once: what the second attempt finds is the same news.
        if (to == StepState::pending && !now.detail.empty()) return;
        record(event::CreationStepFinished{step, to, detail});
    }

    /// A retry may come long after the first attempt; the echo must still be recognised as ours.
    void keep_expectation() {
        for (const auto& echo : echoes_of(row_.what)) context_.tables().pagerduty.still_expect_own(echo.id, echo.what, echo.detail, context_.now());
    }
    /// What was refused has no echo, and must not hide what somebody does there by hand.
    void drop_expectation() {
        for (const auto& echo : echoes_of(row_.what)) context_.tables().pagerduty.take_own(echo.id, echo.what, echo.detail, context_.now());
    }

    bool was_deleted(const ChannelId& channel) const {
        store::TimelineFilter filter;
        filter.kind = "channel_deleted";
        return std::ranges::any_of(context_.tables().timeline.events(row_.incident, filter), [&](const Event& event) {
            const auto* gone = std::get_if<event::ChannelDeleted>(&event.body);
            return gone != nullptr && gone->channel == channel;
        });
    }
    void delivered(const delivery::CreateChannel&, const Delivered& done) {
        const ChannelId before = state_->channel;
        const bool is_there = context_.work().find(row_.incident)->channel_archived && !before.empty() && !was_deleted(before);
        record(event::ChannelCreated{done.channel, done.channel_name});
        if (is_there) context_.work().enqueue(row_.incident, delivery::PostLine{Markup("What was said before stands in ").channel(before.value) << ", which is archived."});
    }
    void delivered(const delivery::RefreshCard&, const Delivered& done) {
        if (done.state == kOpenAgain) {
            channel_is_open(context_, row_.incident);
            return context_.work().enqueue(row_.incident, delivery::RefreshCard{});
        }
        auto& references = context_.tables().references;
        const auto before = references.find(row_.incident, "card");
        references.put(row_.incident, "card", {done.channel, done.ts});
        // The first, or one in place of a card that somebody has deleted.
        if (!before || before->ts != done.ts) context_.work().enqueue(row_.incident, delivery::PinCard{});
    }
    void delivered(const delivery::RefreshAnnouncement&, const Delivered& done) {
        context_.tables().references.put(row_.incident, "announcement", {done.channel, done.ts});
    }
    void delivered(const delivery::PostNamed& what, const Delivered& done) {
        context_.tables().references.put(row_.incident, what.name, {done.channel, done.ts});
    }
    void delivered(const delivery::RefreshRun& what, const Delivered& done) {
        context_.tables().references.put(row_.incident, store::run_message(what.run), {done.channel, done.ts});
    }
    void delivered(const delivery::AskPerson& what, const Delivered& done) { question_asked(context_, row_.incident, what, {done.channel, done.ts}); }
    void delivered(const delivery::DirectNamed& what, const Delivered& done) {
        context_.tables().references.put(row_.incident, what.name, {done.channel, done.ts});
    }
    void delivered(const delivery::ArchiveChannel&, const Delivered&) {
        // An older event of its being opened, which comes later, says nothing any more.
        context_.tables().messages.is_news(state_->channel, "archived", MessageTs(slack::ts_of(context_.now())), "1");
        record(event::ChannelArchived{state_->channel});
    }
    void delivered(const delivery::UnarchiveChannel&, const Delivered&) { record(event::ChannelUnarchived{state_->channel}); }
    void delivered(const delivery::UploadPostmortem&, const Delivered& done) { record(event::PostmortemExported{done.detail}); }
    void delivered(const delivery::PageService& what, const Delivered& done) { page_sent(context_, row_.incident, what, done.detail); }
    void delivered(const delivery::CheckPage& what, const Delivered& done) { page_checked(context_, row_, what, done); }
    void delivered(const delivery::SetPagerDutyStatus& what, const Delivered&) {
        const std::string status = what.status == delivery::PagerDutyStatus::resolved ? "resolved" : "acknowledged";
        context_.record_as(row_.incident, {event::PagerDutyChanged{what.id, status, status + " from here"}}, {what.actor, Source("outbox")});
    }
    void changed_there(const PagerDutyIncidentId& id, const char* to, std::string detail, const ActorId& actor, std::optional<std::string> value = {}) {
        context_.record_as(row_.incident, {event::PagerDutyChanged{id, to, std::move(detail), std::move(value)}}, {actor, Source("outbox")});
    }
    void delivered(const delivery::SetPagerDutyPriority& what, const Delivered&) {
        const std::string name = priority_name(what.severity);
        changed_there(what.id, "priority_updated", "priority set to " + name + " from here", what.actor, name);
    }
    void delivered(const delivery::EscalatePagerDuty& what, const Delivered& done) {
        changed_there(what.id, "escalated", done.detail, what.actor);
        context_.work().enqueue(row_.incident, delivery::FetchPagerDutyDetails{what.id});
    }
    void delivered(const delivery::AssignPagerDuty& what, const Delivered& done) {
        changed_there(what.id, "reassigned", done.detail, what.actor);
        context_.work().enqueue(row_.incident, delivery::FetchPagerDutyDetails{what.id});
    }
    void delivered(const delivery::MergePagerDuty& what, const Delivered&) {
        for (const auto& source : what.sources) {
            const auto& links = context_.work().find(row_.incident)->pagerduty;
            const auto link = std::ranges::find(links, source, &PagerDutyLink::id);
            if (link != links.end() && link->state != "resolved") changed_there(source, "resolved", "merged into " + what.id.value + " from here", what.actor);
        }
    }
    void delivered(const delivery::FetchPagerDutyDetails& what, const Delivered& done) {
        pagerduty_details(context_, row_.incident, what.id, done);
    }
    void delivered(const delivery::PingHeartbeat&, const Delivered&) { ping_came_to(context_, true, {}); }
    void delivered(const delivery::CheckPagerDuty&, const Delivered& found) { pagerduty_checked(context_, found); }
    void delivered(const delivery::ReadHistory&, const Delivered& done) { history_read(context_, row_, done); }
    void delivered(const delivery::CaptureMessage&, const Delivered& done) {
        if (done.message) message_read(context_, row_, *done.message);
    }
    void delivered(const delivery::ReadMembers&, const Delivered& found) { members_read(context_, row_, found); }
    void delivered(const delivery::ReadUserGroup& what, const Delivered& found) { group_read(context_, what.group, found.users); }
    void delivered(const delivery::PublishHome& what, const Delivered& done) { home_published(context_, what.user, done); }
    void delivered(const auto&, const Delivered&) {}

    void missed(const std::string& why) {
        if (!context_.tables().outbox.finish(row_.id)) return;
        if (std::holds_alternative<delivery::PingHeartbeat>(row_.what)) ping_came_to(context_, false, why);
        else if (const auto* check = std::get_if<delivery::CheckPage>(&row_.what)) page_unseen(context_, row_.incident, *check, why);
        else if (const auto* group = std::get_if<delivery::ReadUserGroup>(&row_.what)) group_unreadable(context_, group->group, why);
        else if (std::holds_alternative<delivery::CheckPagerDuty>(row_.what)) pagerduty_check_failed(context_, why);
    }

    void not_published(const Refused& refused) {
        if (context_.tables().outbox.finish(row_.id)) home_refused(context_, refused.code, refused.why);
    }

    void delayed(const delivery::PageService& what, const std::string& why) { page_delayed(context_, row_.incident, what, why); }
    void delayed(const delivery::ResolvePage& what, const std::string& why) {
        if (row_.attempts <= 1) record(event::DeliveryFailed{"the end of page " + what.page + " to PagerDuty", why + "; trying again"});
    }
    void delayed(const delivery::SetPagerDutyStatus& what, const std::string& why) { not_told_yet(what.id, why); }
    /// That the link to the channel comes late is nobody's concern.
    void delayed(const delivery::AddPagerDutyNote& what, const std::string& why) {
        if (what.actor != system_actor()) not_told_yet(what.id, why);
    }
    void delayed(const delivery::SetPagerDutyPriority& what, const std::string& why) { not_told_yet(what.id, why); }
    void delayed(const delivery::EscalatePagerDuty& what, const std::string& why) { not_told_yet(what.id, why + "; page somebody another way meanwhile"); }
    void delayed(const delivery::AssignPagerDuty& what, const std::string& why) { not_told_yet(what.id, why); }
    void delayed(const delivery::MergePagerDuty& what, const std::string& why) { not_told_yet(what.id, why); }
    void not_told_yet(const PagerDutyIncidentId& id, const std::string& why) {
        if (row_.attempts <= 1) record(event::DeliveryFailed{"PagerDuty " + id.value + " could not be told yet", why + "; trying again"});
    }
    void delayed(const auto&, const std::string&) {}

    Context& context_;
    const OutboxRow& row_;
    const Incident* state_;
};

}  // namespace

Duration retry_delay(Random& random, int attempts) {
    Duration ceiling = seconds{1};
    for (int i = 0; i < attempts && ceiling < kLongestDelay; ++i) ceiling *= 2;
    return std::max<Duration>(seconds{1}, random.jitter(std::min(ceiling, kLongestDelay)));
}

Reply delivery_result(Context& context, const OutboxRow& row, const DeliveryOutcome& outcome) {
    if (std::holds_alternative<delivery::Notify>(row.what)) {
        notification_result(context, row, outcome);
        return {};
    }
    Recorder result(context, row);
    std::visit(result, outcome);
    return {};
}

}  // namespace tocsin::handlers
