#include "handlers/notification_result.hpp"

#include "bot/base/text.hpp"
#include "bot/core/page_fold.hpp"
#include "handlers/delivery_result.hpp"
#include "handlers/escalate.hpp"

namespace tocsin::handlers {
namespace {

/// After so many attempts a page that must wake goes on by the next means; waiting longer would only wake later.
constexpr int kAttemptsOfHigh = 3;

class Attempt {
public:
    Attempt(Context& context, const OutboxRow& row) : context_(context), row_(row), what_(std::get<delivery::Notify>(row.what)) {}

    /// The row may be gone: withdrawn by an acknowledgement that came while this was on its way.
    void operator()(const Delivered& done) {
        context_.tables().outbox.finish(row_.id);
        if (!done.ts.empty()) context_.tables().references.put(row_.incident, store::notification_message(what_.page, what_.number), {done.channel, done.ts});
        const bool overtaken = is_withdrawn();
        if (is_given_up()) arrived_all_the_same();
        else came_to(NotificationState::sent, done.detail);
        const PageState* page = page_now();
        // The message still asks for what somebody has answered, or was handed on, meanwhile.
        if (!done.ts.empty() && page != nullptr && (overtaken || !page->is_waiting()))
            context_.work().enqueue(row_.incident, delivery::RefreshNotification{what_.page, what_.number, what_.target});
    }

    void operator()(const TryLater& later) {
        const PageState* page = page_now();
        const bool overtaken = is_withdrawn();
        const bool too_late = page != nullptr && !overtaken && !is_given_up() && page->urgency == oncall::Urgency::high && !later.uncounted && row_.attempts >= kAttemptsOfHigh;
        // The next means follows at once. A message that may stand in Slack is looked for until it is known: its button has to go.
        const bool looks_on = too_late && later.maybe_sent && what_.by == oncall::Means::slack;
        const auto in_vain = [&] { fail(later.why + ", " + std::to_string(row_.attempts) + " times"); };
        if (too_late && !looks_on && context_.tables().outbox.finish(row_.id)) return in_vain();
        const Duration delay = later.after ? *later.after : retry_delay(context_.work().random(), row_.attempts);
        const bool waits = context_.tables().outbox.retry(row_.id, context_.now() + delay, later.maybe_sent, later.why, !later.uncounted);
        if (looks_on && waits) return in_vain();
        if ((!waits || is_called_not_sent()) && later.maybe_sent) answered_in_doubt(context_, row_, later.why);
    }

    void operator()(const Refused& refused) {
        context_.tables().outbox.give_up(row_.id, context_.now(), refused.why);
        fail(refused.why);
    }
    void operator()(const NameTaken&) { context_.tables().outbox.finish(row_.id); }
    void operator()(const StepEnded&) { context_.tables().outbox.finish(row_.id); }
    /// Answered before it went out, and a look has shown that it did not.
    void operator()(const Needless&) {
        context_.tables().outbox.finish(row_.id);
        if (is_withdrawn()) came_to(NotificationState::withdrawn, {});
    }

private:
    const PageState* page_now() {
        const Incident* state = context_.work().find(row_.incident);
        return state == nullptr ? nullptr : find_page(*state, what_.page);
    }
    const Notification* in_state(NotificationState state) {
        const PageState* page = page_now();
        const Notification* one = page == nullptr ? nullptr : find_notification(*page, what_.number);
        return one != nullptr && one->state == state ? one : nullptr;
    }
    bool is_withdrawn() { return in_state(NotificationState::withdrawn) != nullptr; }
    bool is_given_up() { return in_state(NotificationState::failed) != nullptr; }
    /// As long as nothing is said of it, the card reads that it was not sent.
    bool is_called_not_sent() {
        const Notification* one = in_state(NotificationState::withdrawn);
        return one != nullptr && one->detail.empty();
    }
    /// What a provider reports after a failure is old news; this is what we have seen ourselves.
    void arrived_all_the_same() {
        const event::NotificationChanged changed{what_.page, what_.number, NotificationState::sent, "it had arrived all the same"};
        context_.record_as(row_.incident, {changed}, {system_actor(), Source("outbox")});
    }
    void came_to(NotificationState to, const std::string& detail) { notification_came_to(context_, row_.incident, what_.page, what_.number, to, detail); }
    void fail(const std::string& why) {
        const PageState* page = page_now();
        const auto target = oncall::parse_target(what_.target);
        came_to(NotificationState::failed, page != nullptr && target ? why + other_contacts(context_.settings(), *page, *target, what_.by) : why);
    }

    Context& context_;
    const OutboxRow& row_;
    const delivery::Notify& what_;
};

}  // namespace

void answered_in_doubt(Context& context, const OutboxRow& row, const std::string& why) {
    const auto& what = std::get<delivery::Notify>(row.what);
    notification_came_to(context, row.incident, what.page, what.number, NotificationState::withdrawn, "whether it went out is not known: " + why);
}

std::string other_contacts(const Settings& settings, const PageState& page, const oncall::Target& target, oncall::Means failed) {
    const oncall::PersonId id(target.kind == oncall::TargetKind::person ? target.id : std::string());
    const auto current = settings.oncall->current();
    const auto pinned = settings.oncall->find(page.version);
    const oncall::Person* person = current ? current->file.find(id) : nullptr;
    if (person == nullptr && pinned) person = pinned->file.find(id);
    if (person == nullptr) return {};
    std::vector<std::string> others;
    const bool by_phone = failed == oncall::Means::sms || failed == oncall::Means::call;
    if (!person->phone.empty()) others.push_back((by_phone ? "the same phone " : "phone ") + person->phone);
    if (failed != oncall::Means::email && !person->email.empty()) others.push_back("e-mail " + person->email);
    if (failed != oncall::Means::slack && !person->slack.empty()) others.push_back("Slack @" + person->slack.value);
    if (failed != oncall::Means::pagerduty && !person->pagerduty.empty()) others.push_back("PagerDuty " + person->pagerduty);
    return others.empty() ? "" : "; other contacts: " + text::join(others, ", ");
}

void notification_result(Context& context, const OutboxRow& row, const DeliveryOutcome& outcome) {
    Attempt result(context, row);
    std::visit(result, outcome);
}

}  // namespace tocsin::handlers
