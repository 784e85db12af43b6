// The form behind “More…”: what the card has no button for, as far as this person may do it now.
#include <algorithm>
#include <array>

#include "bot/core/incident.hpp"
#include "handlers/form_kinds.hpp"
#include "handlers/permission.hpp"

namespace tocsin::handlers::form {
namespace {

enum class When : std::uint8_t { open, over, always };

struct Further {
    std::string_view value;  ///< the form's name, or the words of a command that needs nothing more
    std::string_view label;
    When when = When::open;
};
constexpr std::array kFurther = std::to_array<Further>({{"status", "Set the status"},
                                                        {"timeline", "Read the timeline", When::always},
                                                        {"task list", "Look at the tasks", When::always},
                                                        {"key_time", "Put the key times right", When::always},
                                                        {"details", "Put title, service, summary or cause right", When::always},
                                                        {"undo", "Take back my last change (within 5 minutes)", When::always},
                                                        {"escalate", "Page the next step of the escalation"},
                                                        {"assign", "Page somebody else in place of all others"},
                                                        {"snooze", "Silence the waiting pages for a while"},
                                                        {"link", "Keep a link", When::always},
                                                        {"related", "Name an incident that has to do with this one", When::always},
                                                        {"merge", "Merge it with another incident"},
                                                        {"import", "Read the channel's history into the record", When::always},
                                                        {"runs", "Look at the runs of runbooks", When::always},
                                                        {"note", "Add a note", When::over},
                                                        {"postmortem", "Look after the post-mortem", When::open},
                                                        {"leave", "Stop being a responder", When::always},
                                                        {"cancel", "It was no incident: a false alarm"},
                                                        {"redact", "Erase what an entry of the timeline says", When::always}});

std::optional<FormKind> form_of(std::string_view value) { return words::find_in(words::kFormKind, value); }

const VerbSpec& verb_of(const Further& one) {
    const auto form = form_of(one.value);
    return *find_verb(form ? spec_of(*form).verb : one.value.substr(0, one.value.find(' ')));
}

bool makes_sense(const Further& one, const Incident& state, const ActorId& person) {
    if (one.value == "leave" && !state.is_responder(person)) return false;
    return one.when == When::always || (one.when == When::open) == is_open(state.status);
}

}  // namespace

Fields more_fields(const FormScene& scene) {
    std::vector<FormOption> options;
    for (const Further& one : kFurther)
        if (scene.state != nullptr && makes_sense(one, *scene.state, scene.context.caller().actor) && allowed(scene.context, verb_of(one), scene.state))
            options.push_back({std::string(one.value), std::string(one.label), ""});
    return {choice("what", "What would you like to do?", std::move(options), false, "What only others may do is not in the list.")};
}

std::string nothing_more(const FormScene& scene) { return more_fields(scene).front().options.empty() ? "There is nothing more that you may do here." : ""; }

std::optional<WantedForm> after_more(const FormScene&, FormReader& reader) {
    const auto kind = form_of(reader.value("what"));
    if (!kind) return std::nullopt;
    WantedForm out;
    out.form = reader.form();
    out.form.kind = *kind;
    out.form.argument.clear();
    return out;
}

void read_more(FormReader& reader) {
    const auto said = std::ranges::find(kFurther, reader.value("what"), &Further::value);
    if (said == kFurther.end()) return reader.wrong("what", "Choose one.");
    const auto parsed = parse(said->value, {});
    if (!parsed) return reader.wrong("what", parsed.error().message);
    reader.add(parsed->command);
}

}  // namespace tocsin::handlers::form
