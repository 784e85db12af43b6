#include "handlers/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "bot/base/text.hpp"
#include "handlers/parser_arguments.hpp"
#include "handlers/parser_verbs.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kShownWord = 80;

/// Telephones keep `/incident` in the text when a command is edited and sent again.
bool repeats_command(const Word& word, const ParseContext& context) {
    const std::string typed = keyword(word.value);
    std::string_view name = context.command;
    if (name.starts_with('/')) name.remove_prefix(1);
    return !name.empty() && (typed == text::lower(name) || typed == "/" + text::lower(name));
}

bool asks_for_help(const std::vector<Word>& words) {
    if (words.size() != 1 || words[0].quoted) return false;
    const auto option = option_word(words[0]);
    const std::string word = option ? option->name : keyword(words[0].value);
    return word == "help" || word == "--help" || word == "-h" || word == "?";
}

/// The whole command again with the verb put right, ready to be copied.
std::string corrected(std::string_view text, const Word& verb, std::string_view right, const ParseContext& context) {
    return fmt::format("{} {}{}{}", context.command, text.substr(0, verb.begin), right, text.substr(verb.end));
}

std::string suggest(std::string_view word) {
    constexpr std::array<std::string_view, 5> statuses{"investigating", "identified", "monitoring", "mitigated", "triage"};
    if (std::ranges::find(statuses, word) != statuses.end()) return fmt::format("status {}", word);
    return std::string(nearest_verb(word));
}

Error unknown_verb(std::string_view text, const Word& verb, const ParseContext& context) {
    const std::string right = suggest(keyword(verb.value));
    std::string message = fmt::format("There is no verb `{}`.", text::truncate(verb.value, kShownWord));
    if (!right.empty()) message += fmt::format(" Did you mean `{}`?", right);
    std::string hint = fmt::format("Accepted: `{0} VERB …`; `{0} help` lists the verbs.\n", context.command);
    if (!right.empty() && text.size() <= kEchoLimit) hint += "Perhaps: " + corrected(text, verb, right, context) + "\n";
    return {Errc::invalid_argument, std::move(message), hint + echo_typed(text, context)};
}

/// What stands before the arguments.
struct Head {
    std::vector<Word> words;  ///< what is left after it
    IncidentNumber incident;
    const VerbSpec* verb = nullptr;
};

/// The words without the command's own name, and the incident that they begin with.
Head read_start(std::string_view text, const ParseContext& context) {
    Head head{split_words(text), {}, nullptr};
    const auto first = std::ranges::find_if(head.words, [&](const Word& w) { return !repeats_command(w, context); });
    head.words.erase(head.words.begin(), first);
    if (!head.words.empty() && !head.words[0].quoted) head.incident = incident_reference(head.words[0].value, context.key);
    if (!head.incident.none()) head.words.erase(head.words.begin());
    return head;
}

Result<Head> read_verb(std::string_view text, Head head, const ParseContext& context) {
    const Word& word = head.words.front();
    head.verb = find_verb(keyword(word.value));
    // `/incident sev2` is what people type; the severity is then the argument of `sev`.
    // Not `P1`, which by itself is what the first page of an incident is called.
    const bool severity_as_verb = head.verb == nullptr && !word.quoted && keyword(word.value).starts_with("sev") && severity_in(word.value);
    if (severity_as_verb) head.verb = find_verb("sev");
    if (head.verb == nullptr) return std::unexpected(unknown_verb(text, word, context));
    if (!severity_as_verb) head.words.erase(head.words.begin());
    if (!head.incident.none() && !head.verb->needs_incident)
        return std::unexpected(complaint(fmt::format("`{}` is not about one incident.", head.verb->name), *head.verb, text, context));
    const bool may_name = head.incident.none() && head.verb->needs_incident && !head.verb->names_others;
    const std::size_t place = severity_as_verb ? 1 : 0;
    if (may_name && place < head.words.size() && !head.words[place].quoted) {
        head.incident = incident_reference(head.words[place].value, context.key);
        if (!head.incident.none()) head.words.erase(head.words.begin() + static_cast<std::ptrdiff_t>(place));
    }
    return head;
}

Result<ParsedCommand> read_arguments(std::string_view text, Head head, const ParseContext& context) {
    const auto finished = [&](Command command) {
        std::string verb(verb_of(command));
        return ParsedCommand{std::move(command), head.incident, false, std::move(verb), {}};
    };
    if (head.verb->name != "help" && asks_for_help(head.words)) {
        head.incident = {};
        return finished(command::Help{std::string(head.verb->name)});
    }
    Arguments arguments(text, std::move(head.words), *head.verb, context, head.incident);
    if (auto taken = arguments.take_options(); !taken) return std::unexpected(std::move(taken.error()));
    auto command = head.verb->parse(arguments);
    if (!command) return std::unexpected(std::move(command.error()));
    head.incident = arguments.incident();
    if (arguments.flag("--share") && !is_read(*command))
        return arguments.wrong("`--share` is for what is only read; what changes something is seen by the channel anyway.");
    ParsedCommand parsed = finished(*std::move(command));
    parsed.share = arguments.flag("--share");
    parsed.when_echo = arguments.when_echo();
    return parsed;
}

}  // namespace

Result<ParsedCommand> parse(std::string_view text, const ParseContext& context) {
    Head head = read_start(text, context);
    if (head.words.empty()) return head.incident.none() ? ParsedCommand{} : ParsedCommand{command::Show{}, head.incident, false, "show", {}};
    auto with_verb = read_verb(text, std::move(head), context);
    if (!with_verb) return std::unexpected(std::move(with_verb.error()));
    return read_arguments(text, *std::move(with_verb), context);
}

std::optional<BareVerb> bare_verb(std::string_view text, const ParseContext& context) {
    Head head = read_start(text, context);
    if (head.words.empty()) return std::nullopt;
    const auto read = read_verb(text, std::move(head), context);
    if (!read || !read->words.empty()) return std::nullopt;
    return BareVerb{read->verb, read->incident};
}

}  // namespace tocsin::handlers
