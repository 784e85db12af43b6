// Markup as Slack's mrkdwn. No text of a person can notify anybody or leave its span (design G9).
// Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bot/base/markup.hpp"

namespace tocsin::slack {

/// At most `limit` bytes: what does not fit is cut between spans, entities and code points, and an `…` says so.
/// A person is a plain name and only a `mention` span is a live `<@U…>`; a time is shown in each reader's own zone.
std::string mrkdwn(const Markup& markup, const Names& names, std::size_t limit = 3000);

/// One untrusted text: the three escapes, and `@here`, `@channel`, `@everyone` made harmless.
std::string escape_untrusted(std::string_view text);

/// `<!date^UNIX^…|2026-01-02 03:04 UTC>`. `format` is one of Slack's date tokens.
std::string date(Time at, std::string_view format = "{date_short_pretty} {time}");

}  // namespace tocsin::slack
