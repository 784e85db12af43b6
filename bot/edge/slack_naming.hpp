// Names in place of Slack's ids in what people write: Slack hands a text over as `ask <@U012ABC>`, and the record is read where nobody can
// look that up. Done as early as a text is taken, whichever way it came: command, mention, form, message. I/O thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/core/form.hpp"
#include "bot/edge/parts.hpp"
#include "bot/slack/called.hpp"
#include "handlers/command.hpp"

namespace tocsin::edge {

using slack::Called;

/// Of everything that a text names: people as the directory knows them, groups and channels as Slack labelled them, else as it last called
/// them. Slack is asked about what nobody knows, while there is time. The channel of a private incident is never named. `escaped`: as Slack
/// escapes it, and as long-lived as the coroutine.
boost::asio::awaitable<Called> names_in(Parts parts, std::string_view escaped, TeamId team, Time received_at);

/// The command with each free text of it so; what says who or what is meant keeps its ids.
handlers::ParsedCommand with_names(handlers::ParsedCommand parsed, const Called& called);
/// What was typed into a form so. What was chosen from a menu is an id without a mark, and stays one.
boost::asio::awaitable<FormValues> with_names(Parts parts, FormValues values, TeamId team, Time received_at);

}  // namespace tocsin::edge
