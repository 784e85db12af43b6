// Commands as canonical text: for logs, for buttons that repeat a command, and for the round-trip test.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/event.hpp"
#include "handlers/grammar.hpp"
#include "handlers/parser.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

/// One that is unpaired here could find a partner in what is printed after it.
bool has_quotation_mark(std::string_view value) {
    return std::ranges::any_of(std::array<std::string_view, 4>{"\"", "“", "„", "”"},
                               [&](std::string_view mark) { return value.find(mark) != std::string_view::npos; });
}

/// A text of one line: in quotes where the parser would otherwise see more in it than text.
std::string line(std::string_view value) {
    const auto words = split_words(value);
    if (words.empty() || has_quotation_mark(value) || text::one_line(value) != value) return quote(value);
    const std::string first = keyword(words[0].value);
    const bool keyword_like = first.starts_with("sev") || first == "help" || first == "?";
    const bool option_like = std::ranges::any_of(words, [](const Word& w) { return w.value == "--" || option_word(w).has_value(); });
    return keyword_like || option_like ? quote(value) : std::string(value);
}

std::string one_word(std::string_view value) {
    return is_plain_word(value) && !has_quotation_mark(value) ? std::string(value) : quote(value);
}

/// Free text cannot be quoted, since it is kept as typed; where it could be taken for more than text, `--` goes before it.
bool needs_guard(std::string_view value, std::string_view key) {
    const auto words = split_words(value);
    if (words.empty()) return false;
    const std::string first = keyword(words[0].value);
    if (words.size() == 1 && (first == "help" || first == "?" || first == "-h")) return true;
    if (!incident_reference(words[0].value, key).none() || words[0].value == "--") return true;
    return std::ranges::any_of(words, [](const Word& w) { return option_word(w).has_value(); });
}

bool looks_like_task_words(std::string_view value) {
    const auto words = split_words(value);
    const auto special = [](const Word& w) {
        const std::string word = keyword(w.value);
        return word.starts_with('@') || word == "due";
    };
    if (words.empty() || std::ranges::any_of(words, special)) return true;
    const std::string first = keyword(words[0].value);
    return first == "done" || first == "list";
}

std::string person(const PersonRef& who) {
    if (who.kind == PersonRef::Kind::me) return "@me";
    const std::string mention = "@" + who.value;
    const auto read_again = person_in(Word{0, 0, mention, false});
    return read_again == who ? one_word(mention) : quote(mention);
}

std::string option_time(std::string_view option, const std::optional<Time>& at) {
    return at ? fmt::format(" {}={}", option, format_rfc3339(*at)) : std::string();
}

std::string option_text(std::string_view option, std::string_view value) {
    return value.empty() ? std::string() : fmt::format(" {} {}", option, one_word(value));
}

std::string severity_digit(Severity severity) { return std::to_string(static_cast<int>(severity)); }

std::string after_space(std::string text) { return text.empty() ? std::string() : " " + text; }

/// What follows the verb (and the incident), with a space before it.
struct PrintArguments {
    std::string_view key;

    /// Options, or a key that would say which incident is meant, in a text that follows another word.
    bool reads_as_more(std::string_view text) const {
        const auto words = split_words(text);
        const auto is_key = [&](const Word& w) { return !w.quoted && !incident_reference(w.value, key).none(); };
        if (words.empty()) return false;
        return is_key(words.front()) || is_key(words.back()) || std::ranges::any_of(words, [](const Word& w) { return option_word(w).has_value(); });
    }

    std::string free_text(std::string_view value, bool guard = false) const {
        if (value.empty()) return {};
        return (guard || needs_guard(value, key) ? " -- " : " ") + std::string(value);
    }
    std::string name(IncidentNumber number) const { return fmt::format("{}-{}", key, number.value); }

    std::string operator()(const command::Help& c) const { return after_space(c.verb); }
    std::string operator()(const command::Declare& c) const {
        std::string out = c.severity ? " sev" + severity_digit(*c.severity) : "";
        if (!c.title.empty()) out += " " + line(c.title);
        out += option_text("--service", c.service.value);
        return out + (c.private_ ? " --private" : "") + (c.drill ? " --drill" : "");
    }
    std::string operator()(const command::List& c) const {
        std::string out = c.scope == command::ListScope::open ? "" : c.scope == command::ListScope::all ? " all" : " mine";
        if (c.severity) out += " --sev " + severity_digit(*c.severity);
        return out + option_text("--service", c.service.value);
    }
    std::string operator()(const command::SetStatus& c) const {
        return fmt::format(" {}{}", c.said_mitigated ? "mitigated" : name_of(c.status), after_space(c.note));
    }
    std::string operator()(const command::SetSeverity& c) const { return " " + severity_digit(c.severity) + after_space(c.reason); }
    std::string operator()(const command::AssignRole& c) const {
        const std::string role = c.role == Role::lead ? "" : fmt::format(" {}", name_of(c.role));
        return role + " " + (c.person ? person(*c.person) : "clear");
    }
    std::string operator()(const command::Note& c) const { return option_time("--at", c.at) + free_text(c.text); }
    std::string operator()(const command::Timeline& c) const {
        return (c.last == command::Timeline{}.last ? "" : fmt::format(" --last {}", c.last)) + option_text("--kind", c.kind);
    }
    std::string operator()(const command::SetTime& c) const {
        return fmt::format(" {} {}", name_of(c.which), c.time ? format_rfc3339(*c.time) : "clear");
    }
    std::string operator()(const command::SetTitle& c) const { return " title " + line(c.title); }
    std::string operator()(const command::SetSummary& c) const { return " summary " + c.summary; }
    std::string operator()(const command::SetCause& c) const { return " cause " + c.cause; }
    std::string operator()(const command::SetService& c) const { return " service " + line(c.service.value); }
    std::string operator()(const command::PublishUpdate& c) const { return option_time("--next", c.next_due) + free_text(c.text); }
    std::string operator()(const command::Page& c) const {
        return fmt::format("{}{}{} {}{}", c.test ? " --test" : "", c.at_once ? " --yes" : "", reads_as_more(c.reason) ? " --" : "", c.person ? person(*c.person) : target(c.target),
                           after_space(c.reason));
    }
    std::string operator()(const command::Escalate& c) const { return free_text(c.reason); }
    std::string operator()(const command::Assign& c) const {
        return fmt::format("{} {}{}", reads_as_more(c.reason) ? " --" : "", person(c.person), after_space(c.reason));
    }
    std::string operator()(const command::TaskAdd& c) const {
        const std::string owner = c.owner ? " --owner " + person(*c.owner) : "";
        return owner + option_time("--due", c.due) + free_text(c.text, looks_like_task_words(c.text));
    }
    std::string operator()(const command::TaskDone& c) const { return fmt::format(" done {}", c.number.value); }
    std::string operator()(const command::TaskList& c) const { return std::string(" list") + (c.overdue ? " --overdue" : ""); }
    std::string operator()(const command::LinkAdd& c) const { return " " + c.url + (c.label.empty() ? "" : " " + line(c.label)); }
    std::string operator()(const command::Related& c) const { return " " + name(c.number); }
    std::string operator()(const command::Merge& c) const {
        return std::string(c.at_once ? " --yes" : "") + (c.absorbed.none() ? "" : " " + name(c.absorbed)) + (c.target.none() ? "" : " into " + name(c.target));
    }
    std::string operator()(const command::Resolve& c) const { return free_text(c.summary); }
    std::string operator()(const command::Close& c) const { return free_text(c.summary); }
    std::string operator()(const command::Reopen& c) const { return free_text(c.reason); }
    std::string operator()(const command::Cancel& c) const { return free_text(c.reason); }
    std::string operator()(const command::Postmortem& c) const {
        switch (c.action) {
            case command::PostmortemAction::show: return "";
            case command::PostmortemAction::draft: return " draft";
            case command::PostmortemAction::export_: return " export";
            case command::PostmortemAction::link: return " link " + c.url;
            case command::PostmortemAction::owner: return " owner " + person(c.owner.value_or(PersonRef{}));
            case command::PostmortemAction::due: return " due " + format_rfc3339(c.due.value_or(Time{}));
            case command::PostmortemAction::review: return fmt::format(" review {}", name_of(c.review.value_or(ReviewState::draft)));
        }
        return "";
    }
    std::string operator()(const command::Redact& c) const { return fmt::format(" {} {}", c.seq.value, c.reason); }
    std::string operator()(const command::OncallShow& c) const {
        return (c.schedule.empty() ? "" : " " + schedule(c.schedule)) + option_time("--at", c.at);
    }
    std::string operator()(const command::OncallLoad& c) const { return " load" + option_time("--from", c.from) + option_time("--to", c.to); }
    std::string operator()(const command::OncallFeed& c) const { return " feed " + (c.schedule.empty() ? "me" : schedule(c.schedule)); }
    std::string operator()(const command::OverrideAdd& c) const {
        return fmt::format(" {} {} from {} to {}{}{}{}{}", schedule(c.schedule), person(c.person), format_rfc3339(c.from), format_rfc3339(c.until),
                           c.instead ? " --instead " + person(*c.instead) : "", c.layer.empty() ? "" : " --layer " + quote(c.layer), c.add ? " --add" : "",
                           c.remove ? " --remove" : "");
    }
    std::string operator()(const command::OverrideList& c) const { return " list" + (c.schedule.empty() ? "" : " " + schedule(c.schedule)); }
    std::string operator()(const command::OverrideCancel& c) const { return fmt::format(" cancel {}", c.number.value); }
    std::string operator()(const command::SwapOffer& c) const { return " " + schedule(c.schedule) + " " + person(c.person) + option_time("--from", c.from); }
    std::string operator()(const command::SwapAnswer& c) const { return fmt::format(" {} {}", c.accept ? "accept" : "decline", c.number.value); }
    std::string operator()(const command::Snooze& c) const { return c.off ? " off" : " " + format_rfc3339(c.until); }
    std::string operator()(const command::RunbookStart& c) const {
        std::string out = c.dry_run ? " --dry-run " : " ";
        out += one_word(c.runbook.value);
        for (const auto& parameter : c.parameters) out += " " + one_word(parameter.name + "=" + parameter.value);
        return out;
    }
    std::string operator()(const command::RunsShow& c) const { return c.run.none() ? "" : fmt::format(" {}", c.run.value); }
    std::string operator()(const command::RunAct& c) const {
        const std::string number = c.run.none() ? "" : fmt::format(" {}", c.run.value);
        return fmt::format("{} {}{}{}", number, run_action_word(c.action), c.step.empty() ? "" : " " + one_word(c.step.value), after_space(c.note));
    }
    std::string operator()(const command::RunbookList&) const { return " list"; }
    std::string operator()(const command::RunbookShow& c) const { return " show " + one_word(c.runbook.value); }
    std::string operator()(const command::RunbookSearch& c) const { return " search " + line(c.words); }
    std::string operator()(const command::Import& c) const { return option_time("--from", c.from) + option_time("--to", c.to); }
    std::string operator()(const command::ImportList&) const { return " list"; }
    std::string operator()(const command::ImportAccept& c) const {
        std::string out = c.all ? " accept all" : " accept";
        for (const auto& range : c.ranges) out += fmt::format(" {}-{}", range.first, range.last);
        return out;
    }
    std::string operator()(const auto&) const { return {}; }

    /// In quotes if it is not plainly a name, since `load`, `list` and the like are words of the verbs.
    static std::string schedule(std::string_view value) {
        const std::string word = keyword(value);
        for (const char* taken : {"load", "feed", "list", "cancel", "accept", "decline", "me", "help"})
            if (word == taken) return quote(value);
        return word == value ? one_word(value) : quote(value);
    }

    /// A service whose name looks like a person's cannot be said; everything else is a word or quoted.
    static std::string target(std::string_view value) {
        const bool trimmed = std::string_view(".,:;!?").find(value.back()) != std::string_view::npos;
        return trimmed ? quote(value) : one_word(value);
    }
};

}  // namespace

std::string print(const ParsedCommand& parsed, std::string_view key) {
    const std::string verb(verb_of(parsed.command));
    const std::string arguments = std::visit(PrintArguments{key}, parsed.command);
    std::string number = parsed.incident.none() ? "" : fmt::format("{}-{}", key, parsed.incident.value);
    const VerbSpec* spec = find_verb(verb);
    std::string out = verb;
    if (!number.empty()) out = spec != nullptr && spec->names_others ? number + " " + verb : verb + " " + number;
    if (parsed.share) out += " --share";
    return out + arguments;
}

}  // namespace tocsin::handlers
