// `postmortem`: who writes it until when, where it is, and the draft.
#include "bot/core/status.hpp"
#include "handlers/people.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

Markup state_text(const Context& context, const Incident& state) {
    Markup m(context.name(state.number) + " post-mortem: ");
    m << std::string(name_of(state.postmortem_review)) << ", owner ";
    if (state.postmortem_owner.empty()) m << "nobody";
    else m.person(state.postmortem_owner.value);
    if (state.postmortem_due) (m << ", due ").time(*state.postmortem_due);
    if (!state.postmortem_link.empty()) (m << ", ").link(state.postmortem_link, "document");
    return m;
}

std::string draft_url(const Context& context, const Incident& state) {
    return context.settings().public_url + "/api/v1/incidents/" + std::to_string(state.number.value) + "/postmortem";
}

/// Where the draft is and by which command it is read: it is made anew whenever somebody asks.
void how_to_read(const Context& context, const Incident& state, Markup& text) {
    const std::string name = context.name(state.number);
    text << "\nThe draft is made of the timeline whenever it is read:";
    if (state.wants_channel) (text << "\n• ").code(context.settings().command + " postmortem export") << " uploads it to the incident's channel, as Markdown; to you, once that is archived";
    (text << "\n• where tocsin runs: ").code("tocsin postmortem " + name + " --config FILE -o " + name + ".md") << " (or ";
    text.code("--db DATABASE") << "; `--format html` and `json` too)";
    if (!context.settings().public_url.empty()) (text << "\n• ").link(draft_url(context, state), "over the API") << ", with a token";
}

/// Into an archived channel nothing can be uploaded.
Reply export_privately(Context& context, const Incident& state) {
    const ActorId& asked_by = context.caller().actor;
    if (!is_slack_person(asked_by))
        return refuse({Errc::conflict, "The channel of " + context.name(state.number) + " is archived, and " + asked_by.value + " has no direct messages in Slack.",
                       "`tocsin postmortem " + context.name(state.number) + " --config FILE` prints it."}, state.number);
    context.work().enqueue(state.number, delivery::UploadPostmortem{asked_by});
    return say("The channel is archived, so the draft comes to you as a direct message.", state.number);
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::Postmortem& command) {
    using Action = command::PostmortemAction;
    event::PostmortemChanged changed{state.postmortem_owner, state.postmortem_due, state.postmortem_review, state.postmortem_link};
    switch (command.action) {
        case Action::show:
        case Action::draft: {
            Markup text = state_text(context, state);
            how_to_read(context, state, text);
            return say(text, state.number);
        }
        case Action::export_:
            if (!state.wants_channel)
                return refuse({Errc::conflict, "This incident has no channel to upload the draft to.",
                               "`tocsin postmortem " + context.name(state.number) + " --config FILE` prints it."}, state.number);
            if (state.channel_archived || is_over(state.status)) return export_privately(context, state);
            context.work().enqueue(state.number, delivery::UploadPostmortem{context.caller().actor});
            return say("The draft is being uploaded to the incident's channel.", state.number);
        case Action::link: changed.link = command.url; break;
        case Action::due: changed.due = command.due; break;
        case Action::review: changed.review = command.review.value_or(changed.review); break;
        case Action::owner: {
            const auto person = command.owner ? resolve(context, *command.owner) : Result<ActorId>(ActorId());
            if (!person) return refuse(person.error(), state.number);
            changed.owner = *person;
            break;
        }
    }
    if (changed.owner == state.postmortem_owner && changed.due == state.postmortem_due && changed.review == state.postmortem_review && changed.link == state.postmortem_link)
        return refuse({Errc::conflict, "That is so already, so nothing was changed.", ""}, state.number);
    return settle(context, state, Drafts{std::move(changed)});
}

}  // namespace tocsin::handlers
