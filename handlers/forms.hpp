// Forms: the same commands for a hand on the mouse. One table says of each kind whose command it makes, what it shows and how what
// came back is read; from there on it goes the way of every command (run_command): same permissions, same use cases.
//
// To add a form: a kind in core/form.hpp, its two functions in form_kinds.hpp, its row in form_table.cpp, and its name at the verb's row in
// grammar.cpp, if it is the one that the bare verb opens.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/core/form.hpp"
#include "bot/core/message.hpp"
#include "handlers/context.hpp"
#include "handlers/grammar.hpp"
#include "handlers/parser.hpp"

namespace tocsin::handlers {

class FormReader;  // handlers/form_reader.hpp

/// What a form is drawn from. Lives for one call.
struct FormScene {
    Context& context;
    const Incident* state = nullptr;  ///< null: the form belongs to no incident, or asks which
    const Form& form;

    const Settings& settings() const { return context.settings(); }
};

/// What a field showed when the form was opened: whether somebody changed it is known when it comes back.
struct ShownField {
    std::string_view name;
    std::string value;
};

struct FormSpec {
    FormKind kind = FormKind::declare;
    std::string_view verb;           ///< in the table of grammar.hpp: whose command this makes; who may say it may send it
    std::string_view title, submit;  ///< at most 24 characters each (Slack)
    bool result_is_in_sight = false;  ///< the message whose button opened it shows what came of it: nothing more is said
    bool about_what_is_shown = false;  ///< a decision about the incident as it was shown: not taken if it moved on meanwhile
    std::vector<FormField> (*fields)(const FormScene& scene) = nullptr;
    /// Why nobody could fill it in here; empty if they can. For most kinds nothing stands in the way.
    std::string (*impossible)(const FormScene& scene) = nullptr;
    /// The fields of which only a change counts; for most kinds none.
    std::vector<ShownField> (*shown)(const Incident& state) = nullptr;
    void (*read)(FormReader& reader) = nullptr;
    /// What is asked next, before anything is done. Nothing if what was given is wrong, which the reader then knows, or if `read` says what it means.
    std::optional<WantedForm> (*next)(const FormScene& scene, FormReader& reader) = nullptr;
};

std::span<const FormSpec> forms();
const FormSpec& spec_of(FormKind kind);

/// What the form means: commands in the order in which they are to run; one without an incident belongs to what the first one made. None for
/// a form that only asks what is asked next.
/// Errors name their fields. Pure.
using FormReading = std::expected<std::vector<ParsedCommand>, std::vector<FieldError>>;
FormReading read_form(const Form& form, const FormValues& values, const ParseContext& context);

/// Which form a shortcut of the app opens (slack::shortcuts has their names); nothing if it is none of ours.
std::optional<FormKind> form_of_shortcut(std::string_view callback_id);

/// The form that asks for what a typed command lacks; nothing if it lacks nothing, or no form can ask for it. Pure.
std::optional<WantedForm> form_instead(std::string_view typed, const Result<ParsedCommand>& parsed, const ParseContext& context, const Settings& settings);
/// What fills in a form that is made from somebody's message.
struct QuotedMessage {
    std::string text, author, link;
    Time at;
    ChannelId channel;
    std::vector<MessageAttachment> files{};
};
WantedForm form_about(FormKind kind, const QuotedMessage& message);

/// A button that opens the form; without an incident the form asks which, if it needs one.
Offer form_offer(FormKind kind, std::string label, IncidentNumber incident = {});
/// May they, and about which incident; then the form, with a draft of theirs in it if there is one. Reply::form holds it, Reply::text
/// what to type where it cannot be shown.
Reply open_form(Context& context, WantedForm wanted);
/// Runs what the form says. Refused: Reply::field_errors, or Reply::form to be shown anew; what was typed is kept. Accepted: the
/// person is told as after a command.
Reply submit_form(Context& context, const Form& form, const FormValues& values);
/// Somebody closed it: what they typed is kept, if they typed anything.
Reply keep_form(Context& context, const Form& form, const FormValues& values);
/// Tells whoever has the form a thing that cannot be said in it.
void tell_about(Context& context, const Form& form, const Reply& reply);

/// For a menu that is asked for its options while somebody types: at most 100. `field`: of which form's field; one that has no such menu
/// has no options.
std::vector<FormOption> suggest(const store::Repositories& tables, const Settings& settings, std::string_view field, std::string_view typed, Time now);

/// How long what was typed into a form that was not taken is kept.
inline constexpr Duration kDraftLife = std::chrono::hours{24};

}  // namespace tocsin::handlers
