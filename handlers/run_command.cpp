#include "handlers/run_command.hpp"

#include <algorithm>

#include "bot/core/page_fold.hpp"
#include "bot/base/text.hpp"
#include "handlers/forms.hpp"
#include "handlers/paging.hpp"
#include "handlers/parser.hpp"
#include "handlers/parser_verbs.hpp"
#include "handlers/permission.hpp"
#include "handlers/runs.hpp"
#include "handlers/sight.hpp"
#include "handlers/swap.hpp"
#include "handlers/test_page.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// Not for everybody, but for whoever asks.
bool is_seen_alone(Context& context, IncidentNumber number) {
    Caller alone = context.caller();
    alone.for_all = false;
    const Incident* state = context.work().find(number);
    return state != nullptr && may_see(context.tables(), context.settings(), alone, *state);
}

/// Which incident a command is about.
Result<const Incident*> find_incident(Context& context, IncidentNumber named, std::string_view verb) {
    const bool implied = named.none();
    const IncidentNumber number = implied ? context.tables().incidents.by_channel(context.caller().channel) : named;
    if (const Incident* state = visible(context, number)) return state;
    if (context.caller().for_all && is_seen_alone(context, number))
        return fail(Errc::forbidden, "Not everybody who reads this channel may see " + context.name(number) + ".", "Leave out `--share`, or share it in its own channel.");
    if (implied)
        return fail(Errc::invalid_argument, "This is not an incident's channel, so it is not clear which incident you mean.",
                    "Name it: `" + context.settings().command + " " + std::string(verb) + " " + context.name(IncidentNumber(42)) +
                        " …`; `list` shows the open ones.");
    return std::unexpected(no_such_incident(context.settings(), named));
}

/// A merge that names where to needs no channel to imply it.
IncidentNumber named_by(const ParsedCommand& parsed) {
    const auto* merge = std::get_if<command::Merge>(&parsed.command);
    return merge != nullptr && parsed.incident.none() && !merge->absorbed.none() ? merge->target : parsed.incident;
}

struct Run {
    Context& context;
    const Incident* state;

    template <class Command>
    Reply operator()(const Command& command) const {
        if constexpr (requires { handle(context, command); }) return handle(context, command);
        else return handle(context, *state, command);
    }
};

/// A test page outside of an incident's channel needs none.
bool is_test_alone(Context& context, const ParsedCommand& parsed) {
    const auto* page = std::get_if<command::Page>(&parsed.command);
    return page != nullptr && page->test && parsed.incident.none() && context.tables().incidents.by_channel(context.caller().channel).none();
}

/// A bare time is echoed with its date, so that a slip is seen at once (design §4).
void echo_time(Reply& reply, const std::string& when) {
    if (reply.ok && !when.empty()) reply.text << "\nTime understood as " << when << ".";
}

Reply run_verb(Context& context, const VerbSpec& verb, const ParsedCommand& parsed) {
    const Incident* state = nullptr;
    const bool test_alone = is_test_alone(context, parsed);
    if (verb.needs_incident && !test_alone) {
        const auto found = find_incident(context, named_by(parsed), verb.name);
        if (!found) {
            Error error = found.error();
            error.hint += "\nYou typed: " + print(parsed, context.settings().key);
            return refuse(error);
        }
        state = *found;
    }
    if (const auto may = allowed(context, verb, state); !may) return deny(context, state, verb, may.error());
    if (const auto* severity = std::get_if<command::SetSeverity>(&parsed.command)) {
        if (const auto may = may_set_severity(context, *state, severity->severity); !may) return deny(context, state, verb, may.error());
    }
    if (test_alone) return test_page(context, std::get<command::Page>(parsed.command));
    Reply reply = std::visit(Run{context, state}, parsed.command);
    if (reply.incident.none() && state != nullptr) reply.incident = state->number;
    return reply;
}

// --- buttons ---

std::string_view verb_of(ButtonAction action) {
    switch (action) {
        case ButtonAction::acknowledge: return "ack";
        case ButtonAction::set_status: return "status";
        case ButtonAction::join: return "join";
        case ButtonAction::resolve: return "resolve";
        case ButtonAction::confirm_page: return "page";
        case ButtonAction::acknowledge_page: return "ack";
        case ButtonAction::confirm_merge: return "merge";
        case ButtonAction::accept_swap:
        case ButtonAction::decline_swap: return "swap";
        case ButtonAction::answer_run: return "runs";
        case ButtonAction::start_run: return "run";
        case ButtonAction::accept_import: return "import";
        case ButtonAction::finish_item: return "task";
        case ButtonAction::open_form:
        case ButtonAction::say: break;  // press_form, press_say
    }
    return "";
}

/// What the button says, as far as a reason is missing: `7 deny ok`.
Reply ask_why(Context& context, IncidentNumber incident, const std::string& answer) {
    WantedForm wanted;
    wanted.form.kind = FormKind::run_reason;
    wanted.form.incident = incident;
    wanted.form.argument = answer;
    return open_form(context, std::move(wanted));
}

command::RunAct without_note(command::RunAct answer) {
    answer.note.clear();
    return answer;
}

/// Joining, and saying "I have it" to a page, are right whatever happened since; everything else was a decision about what the
/// card showed.
bool has_moved_on(const Button& button, const Incident& state) {
    const bool always_right = button.action == ButtonAction::join || button.action == ButtonAction::acknowledge_page ||
                              button.action == ButtonAction::answer_run || button.action == ButtonAction::start_run || button.action == ButtonAction::accept_import ||
                              button.action == ButtonAction::finish_item;
    return !always_right && button.seen_status != state.status;
}

Reply moved_on(const Context& context, const Button& button, const Incident& state) {
    Error error{Errc::conflict,
                context.name(state.number) + " moved on while you looked: it was " + std::string(name_of(button.seen_status)) +
                    " and is " + std::string(name_of(state.status)) + " now. Nothing was done.",
                "The card in its channel shows the newest state."};
    return refuse(error, state.number);
}

/// Whoever reads a channel that was paged was paged: they may take it, and are its own people from then on.
bool was_paged_here(const Context& context, const Incident& state, const Button& button) {
    const oncall::Target here{oncall::TargetKind::channel, context.caller().channel.value};
    const PageState* page = button.action == ButtonAction::acknowledge_page && !here.id.empty() ? find_page(state, button.argument) : nullptr;
    return page != nullptr && std::ranges::find(page->notifications, here, &Notification::target) != page->notifications.end();
}

const Incident* shown_to_presser(Context& context, const Button& button) {
    const Incident* state = context.work().find(button.incident);
    return state != nullptr && (may_see(context, *state) || was_paged_here(context, *state, button)) ? state : nullptr;
}

Reply act(Context& context, const Incident& state, const Button& button) {
    switch (button.action) {
        case ButtonAction::acknowledge:
        case ButtonAction::acknowledge_page: return handle(context, state, command::Acknowledge{});
        case ButtonAction::join: return handle(context, state, command::Join{});
        case ButtonAction::resolve: return handle(context, state, command::Resolve{});
        case ButtonAction::set_status: {
            command::SetStatus status;
            status.status = button.status.value_or(state.status);
            return handle(context, state, status);
        }
        case ButtonAction::confirm_page:
        case ButtonAction::confirm_merge: {
            const auto parsed = parse(button.argument, {context.now(), context.caller().zone, context.settings().key, context.settings().command});
            if (!parsed) return refuse(parsed.error(), state.number);
            if (const auto* page = std::get_if<command::Page>(&parsed->command)) return page_confirmed(context, state, *page);
            if (const auto* merge = std::get_if<command::Merge>(&parsed->command)) return merge_in_pagerduty(context, state, *merge);
            break;
        }
        case ButtonAction::answer_run: {
            // A button carries no words; a form asks for those that it takes.
            const auto parsed = parse("runs " + button.argument + " by button", {context.now(), context.caller().zone, context.settings().key, context.settings().command});
            if (!parsed) return refuse(parsed.error(), state.number);
            const auto* answer = std::get_if<command::RunAct>(&parsed->command);
            if (answer == nullptr) break;
            if (run_action_needs_note(answer->action)) {
                const auto refused = refused_now(context, *answer);
                return refused ? *refused : ask_why(context, state.number, button.argument);
            }
            return handle(context, without_note(*answer));
        }
        case ButtonAction::start_run: {
            if (!is_open(state.status)) return moved_on(context, button, state);
            // What it would do, and with what, is looked at before it does it.
            WantedForm wanted;
            wanted.form.kind = FormKind::run;
            wanted.form.incident = state.number;
            wanted.form.argument = button.argument;
            return open_form(context, std::move(wanted));
        }
        case ButtonAction::accept_import: {
            const auto parsed = parse("import accept " + button.argument, {context.now(), context.caller().zone, context.settings().key, context.settings().command});
            if (!parsed) return refuse(parsed.error(), state.number);
            if (const auto* accept = std::get_if<command::ImportAccept>(&parsed->command)) return handle(context, state, *accept);
            break;
        }
        case ButtonAction::finish_item: {
            const auto number = text::parse_int(button.argument);
            if (!number) break;
            const auto named = std::ranges::find(state.tasks, ItemNumber(*number), &Task::number);
            return handle(context, state, command::TaskDone{ItemNumber(*number), named != state.tasks.end() && named->followup});
        }
        case ButtonAction::accept_swap:
        case ButtonAction::decline_swap:  // of no incident: press_swap
        case ButtonAction::open_form:
        case ButtonAction::say: break;  // press_form, press_say
    }
    return refuse({Errc::invalid_argument, "This button is not known.", "Use a command instead; `help` lists them."}, state.number);
}

/// `update`, `run free-disk`: drawn from the newest state, so it cannot be out of date.
Reply press_form(Context& context, const Button& button) {
    const auto space = std::min(button.argument.find(' '), button.argument.size());
    const auto kind = words::find_in(words::kFormKind, std::string_view(button.argument).substr(0, space));
    if (!kind) return refuse({Errc::invalid_argument, "This form is not known.", "Use a command instead; `help` lists them."}, button.incident);
    WantedForm wanted;
    wanted.form.kind = *kind;
    wanted.form.incident = button.incident;
    wanted.form.argument = text::trim(std::string_view(button.argument).substr(space));
    return open_form(context, std::move(wanted));
}

Reply press_say(Context& context, const Button& button) {
    const auto parsed = parse(button.argument, {context.now(), context.caller().zone, context.settings().key, context.settings().command});
    return parsed ? run_command(context, *parsed) : refuse(parsed.error(), button.incident);
}

}  // namespace

Reply run_command(Context& context, const ParsedCommand& parsed) {
    // In a direct message there is nobody else.
    if (parsed.share && !context.caller().for_all && !context.caller().channel.value.starts_with('D')) {
        Caller caller = context.caller();
        caller.for_all = true;
        Context for_all(context.work(), context.settings(), std::move(caller));
        return run_command(for_all, parsed);
    }
    if (parsed.verb.empty()) {
        // No verb: in an incident's channel its card, elsewhere the menu.
        const IncidentNumber number = parsed.incident.none() ? context.tables().incidents.by_channel(context.caller().channel) : parsed.incident;
        const Incident* state = visible(context, number);
        if (context.caller().level == AccessLevel::guest || state == nullptr) return handle(context, command::Menu{});
        return handle(context, *state, command::Show{});
    }
    const VerbSpec* verb = find_verb(parsed.verb);
    if (verb == nullptr) return refuse({Errc::invalid_argument, "There is no verb `" + parsed.verb + "`.", "`help` lists them."});
    Reply reply = run_verb(context, *verb, parsed);
    reply.shared = reply.ok && parsed.share;
    echo_time(reply, parsed.when_echo);
    return reply;
}

Reply press(Context& context, const Button& button) {
    if (button.action == ButtonAction::accept_swap || button.action == ButtonAction::decline_swap) return press_swap(context, button);
    if (button.action == ButtonAction::open_form) return press_form(context, button);
    if (button.action == ButtonAction::say) return press_say(context, button);
    const Incident* state = shown_to_presser(context, button);
    const VerbSpec* verb = find_verb(verb_of(button.action));
    if (state == nullptr || verb == nullptr)
        return refuse({Errc::not_found, "The incident of this button is not known here.", "Use a command instead; `help` lists them."});
    if (const auto may = allowed(context, *verb, state); !may) return deny(context, state, *verb, may.error());
    if (has_moved_on(button, *state)) return moved_on(context, button, *state);
    return act(context, *state, button);
}

}  // namespace tocsin::handlers
