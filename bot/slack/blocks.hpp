// What people see in Slack: Block Kit messages built from domain values. Every builder stays within Slack's limits
// whatever it is given, says how much it left out, and escapes all text of people (design G9). Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/home_view.hpp"
#include "bot/core/incident.hpp"
#include "bot/core/reply.hpp"
#include "bot/core/run_view.hpp"

namespace tocsin::slack {

/// The two arguments that chat.postMessage, chat.update and response_url share.
struct Message {
    std::string text;    ///< fallback for notifications, ≤ 3000 bytes, escaped
    std::string blocks;  ///< a JSON array
};

/// What a builder must know beside the incident itself.
struct CardContext {
    std::string incident_key = "INC";
    Time now;
    const Names& names;
    std::vector<Markup> report;  ///< lines of their own on the card, e.g. that PagerDuty says it is resolved
    std::string bridge;          ///< URL of the call, or empty
};

/// One line in a channel.
Message line_message(const Markup& line, const Names& names);
/// The same message, calling whoever is in its channel: the one way to do so, for what a person's configuration asked for.
Message calling_here(Message message);
/// Lines that waited while Slack was down, as one message; the oldest are left out first, and counted.
Message digest_message(std::span<const Markup> lines, const Names& names);
/// The answer to a command or button: its text, its offers as buttons that ask once; or, if `reply.with_card` and
/// `card` is there, that incident's card.
Message reply_message(const Reply& reply, const CardContext& context, const Incident* card = nullptr);

/// The pinned message of an incident's channel: its state, who, when, pages, PagerDuty, creation steps, buttons.
Message card_message(const Incident& incident, const CardContext& context);
/// The same below words for one person.
Message with_card(const Markup& words, const Incident& incident, const ChannelId& shown_in, const CardContext& context);
/// The shorter one in `announce_channel`.
Message announcement_message(const Incident& incident, const CardContext& context);
/// A status update for stakeholders, in `updates_channel`.
Message update_message(const Incident& incident, std::string_view text, const ActorId& author, const CardContext& context);

/// The message that pages somebody, with a button while it waits for an answer, and with the answer afterwards. `target`: whom
/// this copy is for, as in Notification.
Message page_message(const Incident& incident, const PageState& page, const oncall::Target& target, const CardContext& context);

/// Where a run of a runbook stands, with buttons for what may be done now.
Message run_message(const RunView& run, const CardContext& context);
/// One question of a run to one person: with buttons while it is open, and then with what it came to. `attempt`: of the step when it asked.
Message ask_message(const RunView& run, const StepView& step, int attempt, const CardContext& context);

/// One person's Home tab as views.publish takes it, at most 100 blocks; what does not fit is cut with a count.
std::string home_view(const HomeView& home, const CardContext& context);

/// JSON body of the HTTP answer to a command, or of a post to its response_url. `shared`: seen by the whole channel.
std::string response_body(const Message& message, bool shared);

/// `SEV1 · investigating · lead Alice · Checkout is failing`, ≤ 250 bytes.
std::string topic_text(const Incident& incident, const CardContext& context);
/// ≤ 250 bytes.
std::string purpose_text(const Incident& incident, const CardContext& context);

/// `pattern` with `{number}`, `{slug}` and `{key}` replaced; lower case letters, digits, `-`, `_` only, ≤ 80 bytes.
/// `suffix` > 0 is kept whole at the end: `inc-42-checkout-2`.
std::string channel_name(std::string_view pattern, std::string_view incident_key, IncidentNumber number,
                         std::string_view title, int suffix = 0);

}  // namespace tocsin::slack
