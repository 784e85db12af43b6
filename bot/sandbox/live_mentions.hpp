// Finds what would notify somebody in a posted text (design G9). Free functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::sandbox {

/// `<!channel>`, `<!here>`, `<!everyone>`, `<@U…>`, `<@W…>`, `<!subteam^S…>` in a mrkdwn text, as written.
/// With `parse_names` also bare `@here`, `@channel` and `@everyone`, which Slack links by itself.
std::vector<std::string> live_mentions_in(std::string_view mrkdwn, bool parse_names);

/// The same over a whole message: its text, and every mrkdwn or markdown text in `blocks` (JSON array text,
/// may be empty). Bare names count in blocks unless `verbatim` is true. plain_text objects cannot mention.
std::vector<std::string> live_mentions_of(std::string_view text, std::string_view blocks, bool parse_names);

}  // namespace tocsin::sandbox
