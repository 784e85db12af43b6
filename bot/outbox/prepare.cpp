#include "bot/outbox/prepare.hpp"

#include <algorithm>
#include <set>

#include "handlers/home.hpp"
#include "handlers/run_view.hpp"

namespace tocsin::outbox {
namespace {

/// The name under which the row's message is kept, if it edits one.
std::optional<std::string> message_name(const Delivery& what) {
    return std::visit(Overload{
                          [](const delivery::RefreshCard&) { return std::optional<std::string>("card"); },
                          [](const delivery::PinCard&) { return std::optional<std::string>("card"); },
                          [](const delivery::RefreshAnnouncement&) { return std::optional<std::string>("announcement"); },
                          [](const delivery::RefreshNotification& what) { return std::optional(store::notification_message(what.page, what.number)); },
                          [](const delivery::RefreshRun& what) { return std::optional(store::run_message(what.run)); },
                          [](const delivery::PostRunOutput& what) { return std::optional(store::run_message(what.run)); },
                          [](const delivery::AskPerson& asked) { return std::optional(store::question_message(asked.run, asked.step, asked.attempt, asked.user)); },
                          [](const delivery::PostNamed& named) { return std::optional(named.name); },
                          [](const delivery::DirectNamed& named) { return std::optional(named.name); },
                          [](const auto&) { return std::optional<std::string>(); },
                      },
                      what);
}

/// The run that the row is about.
RunId run_in(const Delivery& what) {
    return std::visit([](const auto& kind) {
        if constexpr (requires { kind.run; }) return kind.run;
        else return RunId();
    }, what);
}

void read_run(const store::Snapshot& view, const OutboxRow& row, runbooks::Library& library, Time now, Prepared& out) {
    const auto run = view.tables().runs.find(run_in(row.what));
    const auto volume = run ? handlers::pinned_volume(view.tables().runs, library, run->hash) : nullptr;
    if (volume != nullptr) out.run = handlers::view_of(*run, volume->runbook, now);
    if (const auto* printed = std::get_if<delivery::PostRunOutput>(&row.what)) out.printed = view.tables().runs.output(printed->run, printed->step, printed->attempt);
}

bool is_in_record(const store::Snapshot& view, const delivery::RefreshCheckMark& mark) {
    return std::ranges::any_of(view.tables().messages.find(mark.channel, mark.ts),
                               [](const auto& message) { return message.state == store::CaptureState::present; });
}

constexpr Duration kLookBack = std::chrono::hours{24 * 7};

/// Of the incidents that are open, and of those whose PagerDuty incidents are new enough to be opened again.
void read_pagerduty(const store::Snapshot& view, Time now, Prepared& out) {
    const auto& tables = view.tables();
    std::set<IncidentNumber> numbers;
    for (const auto number : tables.incidents.list({})) numbers.insert(number);
    for (const auto& alert : tables.pagerduty.since(now - kLookBack)) {
        if (alert.incident.none()) out.pagerduty[alert.id.value].state = "observed";
        else numbers.insert(alert.incident);
    }
    for (const auto number : numbers) {
        const auto state = view.find(number);
        // What was merged goes on, with its links, in the incident that took it in.
        if (!state || !state->merged_into.none()) continue;
        for (const auto& link : state->pagerduty) out.pagerduty[link.id.value] = {link.state, link.priority, is_open(state->status)};
    }
    if (const auto from = tables.watch.find("pagerduty_from")) out.watched_since = from->since;
}

}  // namespace

std::optional<OutboxRow> reread(const store::Snapshot& view, const OutboxRow& row) { return view.tables().outbox.find(row.id); }

Prepared prepare(const store::Snapshot& view, const OutboxRow& row, const handlers::Settings& settings, Time now) {
    const auto& tables = view.tables();
    Prepared out;
    if (!row.incident.none()) out.incident = view.find(row.incident);
    if (const auto name = message_name(row.what)) out.message = tables.references.find(row.incident, *name);
    if (std::holds_alternative<delivery::PostLine>(row.what)) {
        const auto waiting = tables.outbox.count_in_lane(row.lane);
        if (waiting > kDigestAbove || (row.attempts > 0 && waiting > 1))
            out.waiting_lines = tables.outbox.waiting_in_lane(row.lane, kDigestLines);
    }
    if (!run_in(row.what).none() && !std::holds_alternative<delivery::RunStepAttempt>(row.what)) read_run(view, row, *settings.runbooks, now, out);
    if (std::holds_alternative<delivery::UploadPostmortem>(row.what)) out.timeline = tables.timeline.events(row.incident);
    if (std::holds_alternative<delivery::ArchiveChannel>(row.what)) out.others_wait = tables.outbox.count_into_channel(row.incident) > 0;
    if (const auto* mark = std::get_if<delivery::RefreshCheckMark>(&row.what)) out.is_in_record = is_in_record(view, *mark);
    if (const auto* home = std::get_if<delivery::PublishHome>(&row.what)) {
        out.home = handlers::home_of(view, settings, home->user, now);
        out.home_tab = tables.homes.find(home->user);
    }
    if (std::holds_alternative<delivery::CheckPagerDuty>(row.what)) read_pagerduty(view, row.created_at, out);
    return out;
}

}  // namespace tocsin::outbox
