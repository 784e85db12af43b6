// Forms about how bad it is and how far along: declare, update, resolve, severity, close, reopen, cancel.
#include <array>

#include "bot/base/text.hpp"
#include "handlers/form_kinds.hpp"

namespace tocsin::handlers::form {
namespace {

using Kind = FormField::Kind;

/// Any step may be skipped forward (design §3).
constexpr auto kStatuses = std::to_array<std::pair<Status, std::string_view>>({{Status::investigating, "Somebody looks for the cause"},
                                                                              {Status::identified, "The cause is known"},
                                                                              {Status::monitoring, "The impact is over, and somebody watches"},
                                                                              {Status::resolved, "It is over"}});

/// The argument of a form that was opened by `declare --drill`.
constexpr std::string_view kDrill = "drill";

std::optional<Severity> severity_in(const std::string& value) {
    const auto number = text::parse_int(value);
    if (!number || *number < 1 || *number > 5) return std::nullopt;
    return static_cast<Severity>(*number);
}

std::vector<FormOption> promises() {
    return {{"15m", "In 15 minutes", ""}, {"30m", "In 30 minutes", ""},  {"1h", "In an hour", ""},
            {"2h", "In two hours", ""},   {"4h", "In four hours", ""}, {"none", "I cannot say yet", ""}};
}

}  // namespace

Fields declare_fields(const FormScene&) {
    return {field("title", Kind::line, "What is wrong?", false, "One line, as people feel it: “Checkout is failing”."),
            choice("severity", "How bad is it?", severities(), true, "It can be changed at any time."),
            field("service", Kind::suggestion, "Which service?", true, "Type to search."),
            field("summary", Kind::text, "What do you see?", true, "Errors, since when, who told you."),
            check("private", "Who sees it", "Keep it private: only who is invited can see it")};
}

void read_declare(FormReader& reader) {
    command::Declare declare;
    declare.title = reader.needed_line("title", "Say in a few words what is wrong.");
    declare.severity = severity_in(reader.value("severity"));
    declare.service = ServiceName(reader.line("service"));
    declare.private_ = reader.checked("private");
    declare.drill = reader.form().argument == kDrill;
    reader.add(declare);
    if (std::string summary = reader.text("summary"); !summary.empty()) reader.add(command::SetSummary{std::move(summary)});
}

Fields update_fields(const FormScene& scene) {
    Fields out{field("text", Kind::text, "What shall stakeholders know?", false, "What is affected, what is being done. It is posted as you write it.")};
    if (scene.state == nullptr || is_open(scene.state->status))
        out.push_back(with(choice("next", "When do they hear again?", promises(), true, "You are reminded before it is due."), "30m"));
    return out;
}

void read_update(FormReader& reader) {
    std::string text = reader.needed_text("text", "Say what stakeholders shall know.");
    const bool promises = reader.value("next") != "none";
    reader.add(command::PublishUpdate{std::move(text), promises ? reader.future("next") : std::nullopt});
}

Fields resolve_fields(const FormScene& scene) {
    const Incident* state = scene.state;
    return {field("summary", Kind::text, "How did it end?", true, "Everybody reads it, stakeholders too: what was done, and that the impact is over."),
            with(field("mitigated", Kind::time, "Since when is it over for people?", true, "Empty: now."),
                 state == nullptr ? std::string() : seconds_of(state->time(KeyTime::mitigated))),
            with_text(field("cause", Kind::text, "What caused it, as far as is known?", true, "The post-mortem begins with it and can say it better."),
                      state == nullptr ? std::string() : state->cause)};
}

std::vector<ShownField> resolve_shown(const Incident& state) {
    return {{name_of(KeyTime::mitigated), seconds_of(state.time(KeyTime::mitigated))}, {"cause", shown_text(state.cause)}};
}

void read_resolve(FormReader& reader) {
    reader.add(command::Resolve{reader.text("summary")});
    read_time(reader, KeyTime::mitigated);
    if (reader.changed("cause", reader.text("cause"))) reader.add(command::SetCause{reader.text("cause")});
}

Fields severity_fields(const FormScene& scene) {
    const bool known = scene.state != nullptr && scene.state->severity != Severity::unset;
    return {with(choice("severity", "How bad is it?", severities()), known ? std::to_string(static_cast<int>(scene.state->severity)) : std::string()),
            field("reason", Kind::text, "Why?", true)};
}

void read_severity(FormReader& reader) {
    const auto severity = severity_in(reader.value("severity"));
    if (!severity) return reader.wrong("severity", "Choose one.");
    reader.add(command::SetSeverity{*severity, reader.text("reason")});
}

Fields status_fields(const FormScene& scene) {
    std::vector<FormOption> options;
    for (const auto& [status, meaning] : kStatuses)
        if (scene.state == nullptr || status > scene.state->status) options.push_back({std::string(name_of(status)), std::string(name_of(status)), std::string(meaning)});
    return {choice("status", "Where does it stand?", std::move(options)), field("note", Kind::text, "What is known or done?", true)};
}

void read_status(FormReader& reader) {
    const auto status = words::find_in(words::kStatus, reader.value("status"));
    if (!status) return reader.wrong("status", "Choose one.");
    reader.add(command::SetStatus{*status, reader.text("note"), false});
}

Fields close_fields(const FormScene&) {
    return {field("summary", Kind::text, "Anything left to say?", true, "Tasks and follow-ups stay open until they are done.")};
}
void read_close(FormReader& reader) { reader.add(command::Close{reader.text("summary")}); }

Fields reopen_fields(const FormScene&) { return {field("reason", Kind::text, "What came back?")}; }
void read_reopen(FormReader& reader) { reader.add(command::Reopen{reader.needed_text("reason", "Say what came back.")}); }

Fields cancel_fields(const FormScene&) {
    return {field("reason", Kind::text, "Why was it no incident?", false, "What raised the alarm, and how you know that nothing is wrong. It ends as canceled.")};
}
void read_cancel(FormReader& reader) { reader.add(command::Cancel{reader.needed_text("reason", "Say why it was no incident.")}); }

}  // namespace tocsin::handlers::form
