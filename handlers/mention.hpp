// `@tocsin note …`: what a person writes to the bot in a channel or a thread, where slash commands do not work. Any verb of the command
// table; the answer is for them alone. Store thread, but `read_mention`, which is pure.
#pragma once

#include <optional>

#include "handlers/marks.hpp"
#include "handlers/parser.hpp"

namespace tocsin::handlers {

struct Mention {
    slack::InboundMessage message;
    Result<ParsedCommand> parsed;
    Markup note;  ///< of a note: its text, with people and channels
};

/// Nothing if the bot is only spoken of. What looks like a command within a sentence is none, and is said to be none: somebody may talk
/// about one.
std::optional<Mention> read_mention(const Settings& settings, const slack::InboundMessage& message, const ParseContext& context);
Reply mentioned(Context& context, const Mention& mention);

}  // namespace tocsin::handlers
