// From what a person typed to a typed command, and back. Pure functions; any thread.
//
// The text is neutral: the door it came through has already decoded entities and turned mentions into `@U012ABC`,
// `#C012ABC` and plain URLs, and it went through text::sanitize.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "handlers/command.hpp"

namespace tocsin::handlers {

struct VerbSpec;  // handlers/grammar.hpp

struct ParseContext {
    Time now;
    std::string zone = "UTC";           ///< IANA name of the asker's zone
    std::string key = "INC";            ///< `incidents.key`
    std::string command = "/incident";  ///< `slack.command`, as it is shown in errors
};

/// What an error repeats of the person's text, in bytes; Slack itself takes less.
inline constexpr std::size_t kEchoLimit = 8192;

/// Never throws for any input. An error says what was wrong (message); its hint has the accepted form, the nearest
/// verb and the person's own text, so that nothing has to be typed again. Always Errc::invalid_argument.
Result<ParsedCommand> parse(std::string_view text, const ParseContext& context);

/// A verb of which nothing more was typed, but perhaps the incident: what a form can ask the rest for.
struct BareVerb {
    const VerbSpec* verb = nullptr;
    IncidentNumber incident;
};
std::optional<BareVerb> bare_verb(std::string_view text, const ParseContext& context);

/// The canonical text, without the command's name. Parsing it with the same context gives the same command.
std::string print(const ParsedCommand& command, std::string_view key = "INC");

}  // namespace tocsin::handlers
