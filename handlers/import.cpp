#include "handlers/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "bot/slack/api.hpp"
#include "handlers/marks.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

constexpr const char* kImportMark = "import";
constexpr std::size_t kShown = 20;
/// Of a button's argument and of a line that somebody types.
constexpr std::size_t kLongestRanges = 500;
/// A history whose pages become invalid again and again is being deleted while it is read.
constexpr int kRestarts = 3;

bool is_in_record(Context& context, const ChannelId& channel, const MessageTs& ts) {
    const auto known = context.tables().messages.find(channel, ts);
    return std::ranges::any_of(known, [](const auto& message) { return message.state == store::CaptureState::present || message.state == store::CaptureState::asked; });
}

std::vector<store::ImportCandidate> waiting(Context& context, IncidentNumber incident) {
    auto out = context.tables().imports.of(incident);
    std::erase_if(out, [&](const auto& candidate) { return is_in_record(context, candidate.channel, candidate.ts); });
    return out;
}

Offer offer(const Incident& state, std::string argument, std::string label) {
    return {{ButtonAction::accept_import, state.number, state.status, {}, std::move(argument)}, std::move(label), false};
}

/// `1-5,8`: the numbers of these, as `import accept` takes them.
std::string as_ranges(const std::vector<store::ImportCandidate>& candidates) {
    std::vector<std::int64_t> numbers;
    numbers.reserve(candidates.size());
    for (const auto& candidate : candidates) numbers.push_back(candidate.number.value);
    std::ranges::sort(numbers);
    std::string out;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        out += (out.empty() ? "" : ",") + std::to_string(numbers[i]) + (last > i ? "-" + std::to_string(numbers[last]) : "");
        i = last + 1;
    }
    return out;
}

/// The candidates with a button each, as many as a message takes.
Reply listed(Context& context, const Incident& state, const std::vector<store::ImportCandidate>& candidates) {
    const std::string& command = context.settings().command;
    if (candidates.empty()) return say("No message waits to be accepted into the record.", state.number);
    Reply reply = say({}, state.number);
    reply.text << fmt::format("{} message{} could go into the record of ", candidates.size(), candidates.size() == 1 ? "" : "s");
    reply.text.bold(context.name(state.number)) << ":";
    const std::string all = as_ranges(candidates);
    // Those that are listed, and none that is found later.
    const bool fits = all.size() <= kLongestRanges;
    const std::span shown(candidates.begin(), std::min(candidates.size(), kShown));
    if (fits) reply.offers.push_back(offer(state, all, fmt::format("Add all {}", candidates.size())));
    for (const auto& candidate : shown) {
        reply.text << fmt::format("\n{:>3} ", candidate.number.value);
        reply.text.person(candidate.author.value) << ": " << candidate.words;
        reply.offers.push_back(offer(state, std::to_string(candidate.number.value), fmt::format("Add {}", candidate.number.value)));
    }
    if (candidates.size() > kShown) reply.text << fmt::format("\n… and {} more.", candidates.size() - kShown);
    reply.text << "\nOr type ";
    reply.text.code(command + " import accept " + (fits ? all : as_ranges({shown.begin(), shown.end()}))) << ".";
    return reply;
}

void tell(Context& context, const OutboxRow& row, const delivery::ReadHistory& what, Reply reply) {
    if (is_slack_person(what.by))
        context.work().enqueue(row.incident, delivery::AnswerInChannel{what.channel, slack_user(what.by), {}, std::move(reply.text), std::move(reply.offers), false, true});
}

bool names(const command::ImportAccept& accept, ItemNumber number) {
    return accept.all || std::ranges::any_of(accept.ranges, [&](const auto& range) { return range.first <= number.value && number.value <= range.last; });
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::Import& command) {
    if (state.channel.empty() || state.channel_archived)
        return refuse({Errc::conflict, context.name(state.number) + " has no channel that can be read.", "Unarchive it in Slack first."}, state.number);
    context.work().enqueue(state.number, delivery::ReadHistory{state.channel, command.from, command.to.value_or(context.now()), {}, context.caller().actor});
    return say(Markup("The channel's history is being read; what is found is then offered to you in that channel, or in a direct message if you are not in it, and by ").code(context.settings().command + " import list") << ".",
               state.number);
}

Reply handle(Context& context, const Incident& state, const command::ImportList&) { return listed(context, state, waiting(context, state.number)); }

Reply handle(Context& context, const Incident& state, const command::ImportAccept& command) {
    const IncidentNumber number = state.number;
    int accepted = 0;
    for (const auto& candidate : waiting(context, number)) {
        if (!names(command, candidate.number)) continue;
        MarkNews news{candidate.channel, candidate.ts, kImportMark, EntryKind::timeline, MessageTs(slack::ts_of(context.now())), true};
        if (message_marked(context, news).ok) ++accepted;
    }
    if (accepted == 0) return refuse({Errc::not_found, "No message of that number waits to be accepted.", "`import list` shows those that do."}, number);
    return say(fmt::format("{} message{} on the way into the record; each gets a check mark when it is there.", accepted, accepted == 1 ? " is" : "s are"), number);
}

bool is_within(const delivery::ReadHistory& asked, const MessageTs& ts) {
    return (!asked.from || slack::ts_of(*asked.from) <= ts.value) && ts.value <= slack::ts_of(asked.to);
}

void history_unreadable(Context& context, IncidentNumber incident, const delivery::ReadHistory& what, const std::string& why) {
    if (!is_slack_person(what.by)) return;
    Markup text("The history of ");
    text.bold(context.name(incident)) << " could not be read, so nothing is offered for the record: " << why;
    context.work().enqueue(incident, delivery::DirectMessage{slack_user(what.by), std::move(text)});
}

void history_read(Context& context, const OutboxRow& row, const Delivered& page) {
    auto next = std::get<delivery::ReadHistory>(row.what);
    const Incident* state = context.work().find(row.incident);
    if (state == nullptr) return;
    if (page.state == "restart") {
        if (++next.restarts > kRestarts)
            return tell(context, row, next, say("The history changes faster than it can be read. Try again with `--from` and `--to`."));
        next.cursor.clear();
        next.threads.clear();
        next.thread_cursor.clear();
        return context.work().enqueue(row.incident, next);
    }
    for (const auto& found : page.found)
        if (!is_in_record(context, next.channel, found.ts)) context.tables().imports.add({row.incident, {}, next.channel, found.ts, found.author, found.words});
    if (next.threads.empty()) {
        next.cursor = page.next;
        next.threads = page.threads;
    } else {
        next.thread_cursor = page.next;
        if (page.next.empty()) next.threads.erase(next.threads.begin());
    }
    if (!next.threads.empty() || !next.cursor.empty()) return context.work().enqueue(row.incident, next);
    context.tables().imports.number_all(row.incident);
    // Others may wait from an earlier reading; they were not asked for now.
    auto asked_for = waiting(context, row.incident);
    std::erase_if(asked_for, [&](const auto& candidate) { return !is_within(next, candidate.ts); });
    tell(context, row, next, listed(context, *state, asked_for));
}

}  // namespace tocsin::handlers
