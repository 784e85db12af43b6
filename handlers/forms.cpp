// A form's life on our side: opened, sent, closed. What it means is in form_table.cpp, what is done in the use cases.
#include "handlers/forms.hpp"

#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "handlers/form_draw.hpp"
#include "handlers/form_reader.hpp"
#include "handlers/help.hpp"
#include "handlers/permission.hpp"
#include "handlers/run_command.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

/// Slack takes answers at a response_url for 30 minutes.
constexpr Duration kAnswerable = std::chrono::minutes{25};
constexpr std::size_t kMaxComplaint = 500;

ParseContext parse_context(const Context& context) { return {context.now(), context.caller().zone, context.settings().key, context.settings().command}; }

store::DraftKey draft_key(const Context& context, const Form& form) {
    std::string name(name_of(form.kind));
    if (form.kind == FormKind::run) name += " " + form.argument;
    // What was half typed into an empty form is not lost to one that came with a message in it.
    if (form.prefilled) name += " prefilled";
    return {context.caller().actor, std::move(name), form.incident};
}

void keep_typed(Context& context, const Form& form, const FormValues& values) {
    context.tables().forms.forget_before(context.now() - kDraftLife);
    context.tables().forms.keep(draft_key(context, form), {values, context.now()});
}

Markup what_to_type(const Context& context, const VerbSpec& verb) {
    const std::string& command = context.settings().command;
    Markup out("Type it instead: ");
    out.code(usage(verb, command)) << "\nFor example: ";
    return out.code(command + " " + std::string(verb.examples.front()));
}

/// Which incident a form that asks for it is about, is known when it comes back; then the permission is looked at.
Result<void> may_open(Context& context, const VerbSpec& verb, const Incident* state) {
    if (verb.needs_incident && state == nullptr && context.caller().level != AccessLevel::guest) return {};
    return allowed(context, verb, state);
}

/// What an empty form shows: what was kept of one, else of one that had been opened with something in it.
store::DraftKey shown_draft_key(Context& context, Form form) {
    const auto own = draft_key(context, form);
    if (form.prefilled || context.tables().forms.find(own, context.now() - kDraftLife)) return own;
    form.prefilled = true;
    return draft_key(context, form);
}

/// What it is opened with goes before what was kept, which fills the fields that are left.
void put_in(Context& context, FormView& view, FormValues values) {
    const auto draft = context.tables().forms.find(shown_draft_key(context, view.form), context.now() - kDraftLife);
    bool is_kept = false;
    for (const auto& [name, kept] : draft ? draft->values : FormValues()) {
        if (kept.empty() || kept.front().empty() || !values.try_emplace(name, kept).second) continue;
        is_kept = true;
    }
    fill(view, values);
    if (!is_kept) return;
    if (!view.intro.empty()) view.intro << "\n";
    view.intro << "Kept from ";
    view.intro.time(draft->kept_at) << ": what you had typed stands in the fields again.";
}

Reply not_taken(std::vector<FieldError> errors, Errc code = Errc::invalid_argument) {
    Reply reply;
    reply.ok = false;
    reply.error = code;
    for (const auto& error : errors) reply.text << (reply.text.empty() ? "" : "\n") << error.message;
    reply.field_errors = std::move(errors);
    return reply;
}

Reply not_taken(const FormView& view, const Reply& why) {
    return not_taken({{first_field(view), text::truncate(plain_text(why.text), kMaxComplaint)}}, why.error);
}

/// The same form again as the incident stands now, with what was typed in it.
Reply shown_anew(Context& context, const Form& form, const FormValues& values, const Incident& state) {
    Reply reply = refuse({Errc::conflict,
                          fmt::format("{} moved on while you wrote: it was {} and is {} now. Nothing was sent.", context.name(state.number), name_of(form.seen_status), name_of(state.status)),
                          "If it still holds, send it again."}, state.number);
    FormView view = draw(context, form, &state);
    const FormField& first = view.fields.front();
    if (first.kind == FormField::Kind::choice && first.options.empty()) return not_taken(view, reply);
    fill(view, values);
    view.intro << "\n" << reply.text;
    reply.form = std::move(view);
    return reply;
}

/// One after the other; what the first one is refused for is why the form is refused. A later one's refusal is told with the rest.
Reply run_all(Context& context, const std::vector<ParsedCommand>& commands) {
    Reply reply;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        ParsedCommand next = commands[i];
        if (i > 0 && next.incident.none()) next.incident = reply.incident;
        Reply one = run_command(context, next);
        if (i == 0) {
            reply = std::move(one);
            if (!reply.ok) return reply;
            continue;
        }
        reply.text << (one.ok ? "\n" : "\nBut not all of it: ") << one.text;
        reply.offers.insert(reply.offers.end(), one.offers.begin(), one.offers.end());
    }
    return reply;
}

/// One form that came back, step by step.
struct Submission {
    Context& context;
    const Form& form;
    const FormValues& values;
    const FormSpec& spec;
    const VerbSpec& verb;
    FormView view;

    Reply refused(Reply reply) const {
        // A form that only asks what is asked next has nothing that is worth keeping.
        if (spec.next == nullptr) keep_typed(context, form, values);
        return reply;
    }

    /// The one that it was opened for, or the one that was chosen in it.
    const Incident* about() const {
        if (!form.incident.none()) return visible(context, form.incident);
        const auto chosen = values.find("incident");
        const auto number = chosen == values.end() || chosen->second.empty() ? std::nullopt : text::parse_int(chosen->second.front());
        return number ? visible(context, IncidentNumber(*number)) : nullptr;
    }

    /// Nothing was done yet; the next form takes this one's place. Nothing if there is none.
    std::optional<Reply> ask_next(const Incident* state) const {
        FormReader reader(form, values, parse_context(context));
        auto wanted = spec.next({context, state, form}, reader);
        if (!reader.errors().empty()) return refused(not_taken(reader.errors()));
        if (!wanted) return std::nullopt;
        Reply reply = open_form(context, *std::move(wanted));
        if (!reply.form) return refused(not_taken(view, reply));
        reply.ok = false;
        return reply;
    }

    Reply take() const {
        const Incident* state = about();
        const bool moved_on = spec.about_what_is_shown && !form.incident.none() && form.seen_status != state->status;
        // What it offered may not be on offer any more: why that is goes first.
        if (moved_on && allowed(context, verb, state)) return refused(shown_anew(context, form, values, *state));
        if (auto mistakes = mistakes_in(view, values); !mistakes.empty()) return refused(not_taken(std::move(mistakes)));
        if (const auto may = allowed(context, verb, state); !may) return refused(not_taken(view, deny(context, state, verb, may.error())));
        if (spec.next != nullptr)
            if (auto asked = ask_next(state)) return *std::move(asked);
        const auto reading = read_form(form, values, parse_context(context));
        if (!reading) return refused(not_taken(reading.error()));
        if (reading->empty()) return refused(not_taken({{first_field(view), "Nothing was changed, so there is nothing to save."}}));
        Reply reply = run_all(context, *reading);
        if (!reply.ok) return refused(not_taken(view, reply));
        context.tables().forms.forget(shown_draft_key(context, form));
        if (!spec.result_is_in_sight) tell_about(context, form, reply);
        return reply;
    }
};

std::string nothing_to_choose(const FormScene& scene) {
    const FormSpec& spec = spec_of(scene.form.kind);
    return spec.impossible == nullptr ? std::string() : spec.impossible(scene);
}

/// Why it cannot be looked at at all; empty if it can.
std::string foreign(Context& context, const Form& form) {
    if (form.person != slack_user(context.caller().actor)) return "This form was opened for somebody else. Open one of your own.";
    if (!form.incident.none() && visible(context, form.incident) == nullptr) return "There is no " + context.name(form.incident) + ".";
    return {};
}

}  // namespace

Offer form_offer(FormKind kind, std::string label, IncidentNumber incident) {
    return {{ButtonAction::open_form, incident, Status::triage, {}, std::string(name_of(kind))}, std::move(label), false};
}

Reply open_form(Context& context, WantedForm wanted) {
    Form form = std::move(wanted.form);
    const VerbSpec& verb = *find_verb(spec_of(form.kind).verb);
    if (verb.needs_incident && form.incident.none()) form.incident = context.tables().incidents.by_channel(context.caller().channel);
    const Incident* state = visible(context, form.incident);
    if (state == nullptr && !form.incident.none()) return refuse({Errc::not_found, "There is no " + context.name(form.incident) + ".", "`list all` shows every incident."});
    if (const auto may = may_open(context, verb, state); !may) return deny(context, state, verb, may.error());
    form.person = slack_user(context.caller().actor);
    form.opened_at = context.now();
    form.answer_to = context.caller().response_url;
    form.prefilled = !wanted.values.empty();
    if (std::string why = nothing_to_choose({context, state, form}); !why.empty())
        return refuse({Errc::not_found, std::move(why), ""}, form.incident);
    FormView view = draw(context, std::move(form), state);
    if (!view.fields.empty() && view.fields.front().kind == FormField::Kind::choice && view.fields.front().options.empty())
        return refuse({Errc::not_found, "There is no open incident.", "`declare` opens one; `" + std::string(verb.name) + " " + context.name(IncidentNumber(42)) + " …` names one that is over."});
    put_in(context, view, wanted.values);
    Reply reply = say(what_to_type(context, verb), state == nullptr ? IncidentNumber() : state->number);
    reply.form = std::move(view);
    return reply;
}

Reply submit_form(Context& context, const Form& form, const FormValues& values) {
    if (std::string why = foreign(context, form); !why.empty())
        return not_taken({{values.empty() ? std::string() : values.begin()->first, std::move(why)}}, Errc::forbidden);
    const FormSpec& spec = spec_of(form.kind);
    return Submission{context, form, values, spec, *find_verb(spec.verb), draw(context, form, visible(context, form.incident))}.take();
}

Reply keep_form(Context& context, const Form& form, const FormValues& values) {
    // Without its values nobody can say whether anything was typed: what was kept before stays.
    // A form that only asks what is asked next has nothing that is worth keeping.
    if (values.empty() || spec_of(form.kind).next != nullptr || !foreign(context, form).empty()) return Reply{};
    const FormView view = draw(context, form, visible(context, form.incident));
    if (differs(view, values)) keep_typed(context, form, values);
    else context.tables().forms.forget(draft_key(context, form));
    return Reply{};
}

void tell_about(Context& context, const Form& form, const Reply& reply) {
    // Nobody reads in a channel that is archived, or sees there what they alone were told.
    const Incident* state = context.work().find(reply.incident);
    const bool is_gone = state != nullptr && state->channel_archived;
    const bool answerable = !is_gone && !form.answer_to.empty() && context.now() - form.opened_at < kAnswerable;
    if (answerable) context.work().enqueue(reply.incident, delivery::Respond{form.answer_to, reply.text, reply.offers});
    else if (reply.offers.empty()) context.work().enqueue(reply.incident, delivery::DirectMessage{form.person, reply.text});
    else context.work().enqueue(reply.incident, delivery::DirectNamed{form.person, "form:" + std::to_string(unix_micros(form.opened_at)), reply.text, reply.offers});
}

}  // namespace tocsin::handlers
