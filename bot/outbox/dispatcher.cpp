#include "bot/outbox/dispatcher.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "bot/base/log.hpp"
#include "bot/ops/await_store.hpp"
#include "bot/outbox/prepare.hpp"
#include "handlers/delivery_result.hpp"

namespace tocsin::outbox {
namespace {

namespace asio = boost::asio;

constexpr int kUnderWayAtMost = 32;
/// Pages go on while thirty-two other messages hang.
constexpr int kKeptForPages = 8;
constexpr int kPagePriority = 0;
/// Steps of runbooks may take minutes; they neither crowd out messages nor are crowded out.
constexpr int kStepsAtMost = 64;
constexpr int kHeadsPerLook = 256;
/// Commits come in quick succession under load; one look serves them all.
constexpr Duration kLookPause = std::chrono::milliseconds{2};
/// While all that is due waits for its turn, looks become rarer, up to this; lanes at rest ring by themselves.
constexpr Duration kLongestLookPause = std::chrono::milliseconds{64};
/// A sender that is not configured: its rows are looked at again now and then, they are never lost.
constexpr Duration kUnconfiguredPause = std::chrono::minutes{5};
/// An outbox that could not be read.
constexpr Duration kUnreadablePause = std::chrono::seconds{5};
/// A lane whose attempt ended in a way that nobody foresaw.
constexpr Duration kBrokenPause = std::chrono::seconds{30};

std::string_view name_of(const DeliveryOutcome& outcome) {
    constexpr std::string_view names[] = {"delivered", "try_later", "refused", "name_taken", "needless", "ended"};
    return names[outcome.index()];
}

bool is_for_pagerduty(const Delivery& what) {
    return std::holds_alternative<delivery::PageService>(what) || std::holds_alternative<delivery::CheckPage>(what) ||
           std::holds_alternative<delivery::ResolvePage>(what) ||
           std::holds_alternative<delivery::SetPagerDutyStatus>(what) || std::holds_alternative<delivery::AddPagerDutyNote>(what) ||
           std::holds_alternative<delivery::FetchPagerDutyDetails>(what) || std::holds_alternative<delivery::CheckPagerDuty>(what) ||
           std::holds_alternative<delivery::SetPagerDutyPriority>(what) || std::holds_alternative<delivery::EscalatePagerDuty>(what) ||
           std::holds_alternative<delivery::AssignPagerDuty>(what) || std::holds_alternative<delivery::MergePagerDuty>(what);
}

bool is_step(const Delivery& what) { return std::holds_alternative<delivery::RunStepAttempt>(what); }

}  // namespace

Dispatcher::Dispatcher(Parts parts)
    : parts_(parts), started_at_(parts.scheduler.now()), deliveries_(parts.executor), look_pause_(kLookPause) {}
Dispatcher::~Dispatcher() { parts_.scheduler.cancel(alarm_); }

Sender* Dispatcher::sender_of(const Delivery& what) const {
    if (std::holds_alternative<delivery::PingHeartbeat>(what)) return parts_.heartbeat;
    if (is_step(what)) return parts_.steps;
    if (const auto* page = std::get_if<delivery::Notify>(&what)) {
        Sender* own = page->by == oncall::Means::slack ? parts_.slack : page->by == oncall::Means::pagerduty ? parts_.pagerduty : nullptr;
        return own != nullptr ? own : parts_.notify;
    }
    return is_for_pagerduty(what) ? parts_.pagerduty : parts_.slack;
}

void Dispatcher::wake() { wake_at(parts_.scheduler.now() + look_pause_); }

void Dispatcher::wake_at(Time when) {
    if (stopping_ || alarm_at_ <= when) return;
    parts_.scheduler.cancel(alarm_);
    alarm_at_ = when;
    alarm_ = parts_.scheduler.call_at(when, [this] {
        alarm_at_ = Time::max();
        look();
    });
}

void Dispatcher::look() {
    if (stopping_ || (messages_are_full(kPagePriority) && steps_are_full())) return;
    if (looking_) {
        wake_again_ = true;
        return;
    }
    looking_ = true;
    const Time now = parts_.scheduler.now();
    std::erase_if(resting_, [&](const auto& entry) { return entry.second <= now; });
    // Lanes at rest must not hide the others, and cost nothing.
    std::set<std::string> passed_over = busy_;
    for (const auto& [lane, until] : resting_) passed_over.insert(lane);
    auto rows = std::make_shared<std::vector<OutboxRow>>();
    auto next = std::make_shared<std::optional<Time>>();
    auto pauses = std::make_shared<std::vector<store::Pause>>();
    parts_.store.read(
        [rows, next, pauses, now, knows_pauses = knows_pauses_, passed_over = std::move(passed_over)](const store::Snapshot& view) {
            if (!knows_pauses) *pauses = view.tables().pauses.after(now);
            *rows = view.tables().outbox.due_heads(now, kHeadsPerLook, passed_over);
            *next = view.tables().outbox.next_due(now);
        },
        [this, rows, next, pauses](const Result<void>& read) {
            looking_ = false;
            if (waiting_ != nullptr) waiting_->cancel();
            if (!read) {
                log::error("outbox_unreadable", {{"why", read.error().message}});
                wake_at(parts_.scheduler.now() + kUnreadablePause);
            } else {
                restore(*pauses);
                take(std::move(*rows), *next);
            }
            if (std::exchange(wake_again_, false)) wake();
        });
}

void Dispatcher::restore(const std::vector<store::Pause>& pauses) {
    knows_pauses_ = true;
    for (Sender* sender : {parts_.slack, parts_.pagerduty, parts_.notify})
        if (sender != nullptr) sender->pauses().restore(pauses);
}

void Dispatcher::take(std::vector<OutboxRow> rows, std::optional<Time> next_due) {
    const Time now = parts_.scheduler.now();
    std::erase_if(resting_, [&](const auto& entry) { return entry.second <= now; });
    const int under_way_before = under_way_;
    for (auto& row : rows) {
        if (stopping_) break;
        if (is_step(row.what) ? steps_are_full() : messages_are_full(row.priority)) continue;
        if (busy_.contains(row.lane) || resting_.contains(row.lane)) continue;
        Sender* sender = sender_of(row.what);
        const Time turn = sender == nullptr ? now + kUnconfiguredPause : sender->earliest_unprepared(row, now);
        if (turn > now) {
            rest(row.lane, turn);
            continue;
        }
        // A row from before our start may have been under way when the last process died, in its first attempt or a later
        // one (design G3). The same holds for one whose outcome we could not write down ourselves.
        if (row.created_at < started_at_ || unsure_.contains(row.id)) row.maybe_sent = true;
        busy_.insert(row.lane);
        ++under_way_;
        steps_under_way_ += is_step(row.what);
        deliveries_.spawn(deliver(std::move(row)));
    }
    const bool all_wait = !resting_.empty() && under_way_ == under_way_before;
    look_pause_ = all_wait ? std::min(look_pause_ * 2, kLongestLookPause) : kLookPause;
    const auto first = std::ranges::min_element(resting_, {}, [](const auto& entry) { return entry.second; });
    if (first != resting_.end()) wake_at(first->second);
    if (next_due) wake_at(*next_due);
}

bool Dispatcher::messages_are_full(int priority) const {
    return under_way_ - steps_under_way_ >= kUnderWayAtMost + (priority == kPagePriority ? kKeptForPages : 0);
}
bool Dispatcher::steps_are_full() const { return steps_under_way_ >= kStepsAtMost; }

void Dispatcher::rest(const std::string& lane, Time until) { resting_[lane] = until; }

asio::awaitable<void> Dispatcher::deliver(OutboxRow row) {
    // When it is cut short, what it came to is still written down.
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::string lane = row.lane;
    const OutboxId id = row.id;
    const bool was_step = is_step(row.what);
    try {
        if (co_await attempt(std::move(row))) unsure_.erase(id);
    } catch (const std::exception& error) {
        log::error("delivery_threw", {{"lane", lane}, {"why", error.what()}});
        unsure_.insert(id);
        rest(lane, parts_.scheduler.now() + kBrokenPause);
    }
    busy_.erase(lane);
    --under_way_;
    steps_under_way_ -= was_step;
    wake();
}

asio::awaitable<bool> Dispatcher::attempt(OutboxRow row) {
    auto prepared = std::make_shared<Prepared>();
    auto newest = std::make_shared<std::optional<OutboxRow>>();
    const auto read = co_await ops::read(parts_.store, [row, prepared, newest, settings = &parts_.settings, now = parts_.scheduler.now()](const store::Snapshot& view) {
        *newest = reread(view, row);
        if (*newest) *prepared = prepare(view, row, *settings, now);
    });
    if (!read) throw std::runtime_error(read.error().message);
    if (!*newest) co_return false;
    // Somebody may have redacted it since the look.
    row.what = std::move((*newest)->what);
    Sender& sender = *sender_of(row.what);
    const Time now = parts_.scheduler.now();
    const Time turn = sender.earliest(row, *prepared, now);
    if (turn > now) {
        rest(row.lane, turn);
        co_return false;
    }
    auto outcome = co_await sender.send(row, std::move(*prepared));
    // A command that we killed ourselves has not failed: as after a crash, the next start asks what became of it.
    if (cut_short_ && is_step(row.what)) co_return false;
    ++row.attempts;
    // Being told to wait settles nothing: only a look does, and that ends in another outcome.
    if (auto* later = std::get_if<TryLater>(&outcome)) later->maybe_sent |= row.maybe_sent;
    parts_.metrics.delivered(traits_of(row.what).kind, name_of(outcome));
    co_await record(std::move(row), std::move(outcome));
    co_return true;
}

asio::awaitable<void> Dispatcher::record(OutboxRow row, DeliveryOutcome outcome) {
    store::Job job;
    job.priority = row.priority == kPagePriority ? store::Priority::page : store::Priority::machine;
    job.now = parts_.scheduler.now();
    Pauses& kept = sender_of(row.what)->pauses();
    const auto pauses = kept.take_new();
    job.handle = [row, outcome, pauses, settings = &parts_.settings](store::UnitOfWork& work) {
        for (const auto& pause : pauses) work.tables().pauses.put(pause, work.now());
        handlers::Context context(work, *settings, {system_actor(), Source("outbox")});
        return handlers::delivery_result(context, row, outcome);
    };
    const auto written = co_await ops::submit(parts_.store, std::move(job));
    // The outcome is lost with the row still waiting: `deliver` keeps that the next attempt must look before it repeats.
    if (written) co_return;
    kept.not_written(pauses);
    throw std::runtime_error("the outcome could not be recorded: " + written.error().message);
}

asio::awaitable<void> Dispatcher::stop(std::chrono::milliseconds deadline) {
    const auto never = std::chrono::steady_clock::time_point::max();
    const auto due = std::chrono::steady_clock::now() + deadline;
    stopping_ = true;
    parts_.scheduler.cancel(alarm_);
    asio::steady_timer read(parts_.executor, never);
    waiting_ = &read;
    while (looking_) co_await read.async_wait(asio::as_tuple(asio::use_awaitable));
    waiting_ = nullptr;
    if (co_await deliveries_.wait_until(due)) co_return;
    log::warning("deliveries_cut_short", {{"under_way", under_way_}, {"what_happens", "the next start looks what became of them"}});
    cut_short_ = true;
    deliveries_.emit(asio::cancellation_type::terminal);
    co_await deliveries_.wait_until(never);
}

}  // namespace tocsin::outbox
