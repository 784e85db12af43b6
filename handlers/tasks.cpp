// `task` and `followup`: what is to be done, during the incident and after it.
#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "handlers/fitting.hpp"
#include "handlers/forms.hpp"
#include "handlers/people.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {

namespace {

/// `… due next week`: a time that was not understood is text like any other, which somebody should know who meant one.
bool looks_like_due(const command::TaskAdd& command) {
    constexpr std::size_t kWordsAfter = 4;
    const std::string lower = text::lower(text::one_line(command.text));
    const auto words = text::split(lower, ' ');
    const auto due = std::ranges::find(words.rbegin(), words.rend(), "due");
    const auto after = std::distance(words.rbegin(), due);
    return !command.due && due != words.rend() && after > 0 && static_cast<std::size_t>(after) <= kWordsAfter;
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::TaskAdd& command) {
    if (auto refused = too_long(command.followup ? "follow-up" : "task", command.text, kLongestTask, state.number)) return *std::move(refused);
    ActorId owner;
    if (command.owner) {
        const auto person = resolve(context, *command.owner);
        if (!person) return refuse(person.error(), state.number);
        owner = *person;
    }
    const ItemNumber number(static_cast<std::int64_t>(state.tasks.size()) + 1);
    Reply reply = settle(context, state, Drafts{event::TaskAdded{number, with_names(context, command.text), owner, command.due, command.followup}});
    if (reply.ok && looks_like_due(command))
        (reply.text << "\n⚠ No time was understood after “due”, so that is part of the text. A time is such as ").code("due friday") << ", " << Markup().code("due 15:30") << " or "
            << Markup().code("due 2026-12-01") << "; somebody's name goes before it or comes last.";
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::TaskDone& command) {
    const auto named = std::ranges::find(state.tasks, command.number, &Task::number);
    if (named != state.tasks.end() && named->followup != command.followup)
        return refuse({Errc::invalid_argument, fmt::format("#{} is a {}, not a {}.", command.number.value, named->followup ? "follow-up" : "task", command.followup ? "follow-up" : "task"),
                       fmt::format("`{} done {}`", named->followup ? "followup" : "task", command.number.value)}, state.number);
    return settle(context, state, decide::finish_task(state, command.number));
}

Reply handle(Context& context, const Incident& state, const command::TaskList& command) {
    Reply reply = say({}, state.number);
    int shown = 0;
    for (const auto& task : state.tasks) {
        const bool overdue = task.due && *task.due < context.now() && !task.done;
        if (task.withdrawn || task.followup != command.followup || (command.overdue && !overdue)) continue;
        if (shown++ > 0) reply.text << "\n";
        reply.text << (task.done ? "✓ " : "☐ ") << fmt::format("#{} ", task.number.value) << task.text;
        if (!task.owner.empty()) (reply.text << " — ").person(task.owner.value);
        if (task.due) (reply.text << (overdue ? " — overdue since " : " — due ")).time(*task.due);
    }
    if (shown == 0) {
        const std::string what = command.followup ? "follow-up" : "task";
        (reply.text << (command.overdue ? "No overdue " : "No ") << what << "s. ").code(fmt::format("{} {} TEXT @owner due friday", context.settings().command, command.followup ? "followup" : "task")) << " adds one.";
    }
    reply.offers.push_back(command.followup ? form_offer(FormKind::followup, "Add a follow-up…", state.number) : form_offer(FormKind::task, "Add a task…", state.number));
    return reply;
}

}  // namespace tocsin::handlers
