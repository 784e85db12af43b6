// Forms about what stands in the record: key times, timeline entries, title and texts, and the post-mortem's state.
#include <fmt/format.h>

#include <array>

#include "bot/base/text.hpp"
#include "handlers/form_kinds.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

constexpr std::array kSettable{KeyTime::started, KeyTime::detected, KeyTime::acknowledged, KeyTime::mitigated, KeyTime::resolved};
constexpr std::array<std::string_view, kSettable.size()> kTimeLabels{"Impact started", "Detected", "Acknowledged", "Mitigated: over for people", "Resolved"};
constexpr std::size_t kMaxTitle = 500;  ///< as much as `set title` keeps

std::vector<FormOption> review_states() {
    std::vector<FormOption> out;
    for (const auto& [state, name] : words::kReview) out.push_back({std::string(name), std::string(name), ""});
    return out;
}

}  // namespace

Fields time_fields(const FormScene& scene) {
    Fields out;
    for (std::size_t i = 0; i < kSettable.size(); ++i)
        out.push_back(with(field(std::string(name_of(kSettable[i])), Kind::time, std::string(kTimeLabels[i]), true),
                           scene.state == nullptr ? std::string() : seconds_of(scene.state->time(kSettable[i]))));
    out.back().hint = fmt::format("What you leave as it is, stays. `{} set started clear` takes one away.", scene.settings().command);
    return out;
}

std::vector<ShownField> time_shown(const Incident& state) {
    std::vector<ShownField> out;
    out.reserve(kSettable.size());
    for (const KeyTime which : kSettable) out.push_back({name_of(which), seconds_of(state.time(which))});
    return out;
}

void read_time(FormReader& reader, KeyTime which) {
    const std::string_view name = name_of(which);
    if (reader.value(name).empty() || !reader.changed_time(name)) return;
    if (const auto at = reader.past(name)) reader.add(command::SetTime{which, at});
}

void read_times(FormReader& reader) {
    for (const KeyTime which : kSettable) read_time(reader, which);
}

Fields note_fields(const FormScene&) {
    return {field("text", Kind::text, "What happened?"), field("at", Kind::time, "When?", true, "Empty: now.")};
}

void read_note(FormReader& reader) {
    std::string text = reader.needed_text("text", "Say what happened.");
    reader.add(command::Note{std::move(text), reader.past("at")});
}

Fields details_fields(const FormScene& scene) {
    const Incident* state = scene.state;
    const auto shown = [&](std::string Incident::*text) { return state == nullptr ? std::string() : state->*text; };
    FormField title = with(field("title", Kind::line, "What is wrong?"), shown(&Incident::title));
    title.max_length = kMaxTitle;
    return {std::move(title),
            with(field("service", Kind::suggestion, "Which service?", true, "Type to search."), state == nullptr ? std::string() : state->service.value),
            with_text(field("summary", Kind::text, "Summary", true, "What happens, for somebody who has just come."), shown(&Incident::summary)),
            with_text(field("cause", Kind::text, "Cause, as far as is known", true), shown(&Incident::cause))};
}

std::vector<ShownField> details_shown(const Incident& state) {
    return {{"title", state.title}, {"service", state.service.value}, {"summary", shown_text(state.summary)}, {"cause", shown_text(state.cause)}};
}

void read_details(FormReader& reader) {
    std::string title = reader.needed_line("title", "An incident needs a title.");
    if (reader.changed("title", title)) reader.add(command::SetTitle{std::move(title)});
    if (reader.changed("service", reader.line("service"))) reader.add(command::SetService{ServiceName(reader.line("service"))});
    if (reader.changed("summary", reader.text("summary"))) reader.add(command::SetSummary{reader.text("summary")});
    if (reader.changed("cause", reader.text("cause"))) reader.add(command::SetCause{reader.text("cause")});
}

Fields import_fields(const FormScene&) {
    return {field("from", Kind::time, "What was said since when?", true, "All of it, if you say nothing."), field("to", Kind::time, "Until when?", true, "Until now, if you say nothing.")};
}

void read_import(FormReader& reader) {
    const auto from = reader.past("from"), to = reader.past("to");
    if (from && to && *to <= *from) return reader.wrong("to", "That is not after the beginning.");
    reader.add(command::Import{from, to});
}

Fields redact_fields(const FormScene& scene) {
    return {field("entry", Kind::line, "Which entry?", false, fmt::format("Its number, as `{} timeline` shows it.", scene.settings().command)),
            field("reason", Kind::text, "Why must it go?", false, "What it says is erased for ever; that it was, and why, stays in the record.")};
}

void read_redact(FormReader& reader) {
    const auto entry = reader.needed_number("entry", "This is no entry's number: it is such as 17.");
    std::string reason = reader.needed_text("reason", "Say why it must go.");
    if (entry) reader.add(command::Redact{EventSeq(*entry), std::move(reason)});
}

Fields postmortem_fields(const FormScene& scene) {
    const Incident empty;
    const Incident& state = scene.state == nullptr ? empty : *scene.state;
    return {with(field("owner", Kind::person, "Who writes it?", true), shown_person(state.postmortem_owner)),
            with(field("due", Kind::time, "Until when?", true), seconds_of(state.postmortem_due)),
            with(choice("review", "How far is it?", review_states()), std::string(name_of(state.postmortem_review))),
            with(field("link", Kind::line, "Where is the document?", true, "Its address, once it has a place of its own."), state.postmortem_link)};
}

std::vector<ShownField> postmortem_shown(const Incident& state) {
    return {{"owner", shown_person(state.postmortem_owner)},
            {"due", seconds_of(state.postmortem_due)},
            {"review", std::string(name_of(state.postmortem_review))},
            {"link", state.postmortem_link}};
}

void read_postmortem(FormReader& reader) {
    using Action = command::PostmortemAction;
    const auto add = [&](Action action, auto command::Postmortem::*member, auto value) {
        command::Postmortem one;
        one.action = action;
        one.*member = std::move(value);
        reader.add(one);
    };
    if (reader.changed("owner", reader.value("owner"))) add(Action::owner, &command::Postmortem::owner, reader.person("owner"));
    if (!reader.value("due").empty() && reader.changed_time("due"))
        if (const auto due = reader.future("due")) add(Action::due, &command::Postmortem::due, due);
    if (reader.changed("review", reader.value("review"))) add(Action::review, &command::Postmortem::review, words::find_in(words::kReview, reader.value("review")));
    const std::string link = reader.line("link");
    if (!reader.changed("link", link)) return;
    if (is_safe_url(link)) add(Action::link, &command::Postmortem::url, link);
    else reader.wrong("link", "This is no address: it begins with https://.");
}

}  // namespace tocsin::handlers::form
