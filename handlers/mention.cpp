#include "handlers/mention.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/slack/mentions.hpp"
#include "bot/slack/message_text.hpp"
#include "handlers/grammar.hpp"
#include "handlers/run_command.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kShownTalk = 200;

/// Into the thread where it was asked, or into the channel; with `--share` for everybody there. In a direct message there is nobody else, and
/// what only one person sees is gone when they look again.
void answer(Context& context, const slack::InboundMessage& asked, const Reply& reply) {
    const bool for_all = reply.shared || asked.channel.value.starts_with('D');
    delivery::AnswerInChannel out{asked.channel, for_all ? UserId() : asked.user, asked.thread, reply.text, reply.offers, reply.with_card};
    context.work().enqueue(reply.incident, std::move(out));
}

Reply note(Context& context, const Mention& mention, const command::Note& command) {
    const auto& message = mention.message;
    MarkNews news{message.channel, message.ts, kMentionMark, EntryKind::timeline, message.ts, true};
    news.at = command.at;
    news.known = command.at ? Markup(command.text) : mention.note;
    news.files = message.files;
    return message_marked(context, news);
}

bool begins_with_verb(std::string_view typed) { return find_verb(typed.substr(0, typed.find_first_of(" \n\t"))) != nullptr; }

/// What follows the bot's name wherever it stands, as it reads; empty if it is not named.
std::string after_name(std::string_view escaped, const UserId& bot) {
    const auto all = slack::tokens(escaped);
    const auto named = std::ranges::find_if(all, [&](const slack::Token& token) { return token.kind == slack::Token::Kind::user && token.text == bot.value; });
    return named == all.end() ? std::string() : std::string(text::trim(slack::plain_words(slack::to_escaped({named + 1, all.end()}))));
}

}  // namespace

std::optional<Mention> read_mention(const Settings& settings, const slack::InboundMessage& message, const ParseContext& context) {
    if (const auto words = after_mention(message.text, settings.bot_user))
        return Mention{message, parse(slack::plain_words(*words), context), note_in(settings, message.text).value_or(Markup())};
    const std::string talk = after_name(message.text, settings.bot_user);
    if (!begins_with_verb(talk)) return std::nullopt;
    return Mention{message, fail(Errc::invalid_argument, "A command begins the message. You only spoke of one, so nothing was done.", "If you meant it: `" + context.command + " " + text::truncate(talk, kShownTalk) + "`"), {}};
}

Reply mentioned(Context& context, const Mention& mention) {
    if (!mention.parsed) {
        Reply reply = refuse(mention.parsed.error());
        answer(context, mention.message, reply);
        return reply;
    }
    const auto* as_note = std::get_if<command::Note>(&mention.parsed->command);
    const bool is_here = mention.parsed->incident.none() && !context.tables().incidents.by_channel(mention.message.channel).none();
    // A note's answer is the check mark on it.
    if (as_note != nullptr && is_here && !mention.note.empty()) return note(context, mention, *as_note);
    Reply reply = run_command(context, *mention.parsed);
    answer(context, mention.message, reply);
    return reply;
}

}  // namespace tocsin::handlers
