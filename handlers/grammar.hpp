// The one table of verbs. It makes the parser, the help, the CLI's verbs, shell completion, the usage hint of the Slack
// manifest and docs/commands.md. Constant data; any thread.
//
// To add a verb: a struct in command.hpp, a row in grammar.cpp, its parse function in one of parser_verbs_*.cpp, its
// canonical text in parser_print.cpp, and its use case.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/core/form.hpp"
#include "handlers/command.hpp"

namespace tocsin::handlers {

class Arguments;  // handlers/parser_arguments.hpp

/// Who may use a verb (design §4). What depends on the arguments too (lowering a severity) is decided by the use case.
enum class Needs : std::uint8_t {
    all,                   ///< also guests
    member,
    responder,             ///< joined, on call for the service, or operator
    lead_or_operator,
    lead_or_comms,
    on_call_or_responder,
    who_acted,             ///< whoever did what is reversed
    admin,
};
/// For help and denials: `a responder of this incident` …
std::string_view describe(Needs needs);

/// What follows an option: nothing, one (quoted) word, or a time, which may be several words.
enum class OptionValue : std::uint8_t { flag, word, past_time, future_time, begin_time, any_time };

struct OptionSpec {
    std::string_view name;      ///< with its dashes: `--at`
    OptionValue value = OptionValue::flag;
    std::string_view shown;     ///< the value in usage texts, `TIME`; empty for a flag
    std::string_view meaning;   ///< one line
};

/// The heading under which the menu lists a verb.
enum class Topic : std::uint8_t { start, run, people, record, finish, look, more };
std::string_view heading(Topic topic);

struct VerbSpec {
    std::string_view name;
    std::span<const std::string_view> aliases;
    std::string_view arguments;  ///< as in the design's table; empty if it takes none
    std::string_view summary;    ///< one line, no full stop
    std::span<const std::string_view> examples;  ///< without the command's name: `note failed over --at 14:05`
    std::span<const OptionSpec> options;
    Topic topic = Topic::more;
    Needs needs = Needs::member;
    bool writes = false;             ///< may change something; whether one command does is told by is_read()
    bool needs_incident = true;      ///< the channel's, or one named by INC-42
    bool names_others = false;       ///< INC-41 after the verb is its argument (`related`, `merge`)
    Result<Command> (*parse)(Arguments& arguments) = nullptr;
    std::optional<FormKind> form{};  ///< that asks for its arguments (handlers/forms)
};

/// Every verb, in the order in which help shows them.
std::span<const VerbSpec> verbs();
/// By name or alias, in any case; null if there is none.
const VerbSpec* find_verb(std::string_view word);
/// The name in the table of the verb that makes this command; empty for Menu.
std::string_view verb_of(const Command& command);
/// Changes nothing: answered ephemerally, has no delivery key, may be shared.
bool is_read(const Command& command);
/// The verb's name that `word` is probably a misspelling of; empty if nothing is near.
std::string_view nearest_verb(std::string_view word);

}  // namespace tocsin::handlers
